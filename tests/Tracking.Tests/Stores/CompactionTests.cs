using System;
using System.IO;
using Xunit;

namespace Tracking.Tests.Stores;

/// <summary>Session files that are compacted by themselves when they are closed (rule 1.9).</summary>
public sealed class CompactionTests : ModuleTest
{
    private const string Fill = """
        $data = @{ text = 'd' * 100000 }
        for ($i = 0; $i -lt 60; $i++) { $null = Save-UserTrack a001 $data -Update }
        """;

    public CompactionTests()
    {
        Environment.SetEnvironmentVariable("TRACKING_COMPACT", null);
        Directory.CreateDirectory(FilePath("home"));
    }

    [Theory]
    [InlineData("home/named.json", true)]
    [InlineData("named.json", false)]
    [InlineData("home/../named.json", false)]
    public void Closing_compacts_a_file_of_the_session_folder_alone(string path, bool isCompacted)
    {
        Run($"$null = Open-TrackStore {path} -Durability OnClose; {Fill}; Close-TrackStore");
        Assert.Equal(isCompacted, new FileInfo(FilePath(path)).Length < 1_000_000);
        Assert.Equal(["100000"], Output($"(Search-Track -Store {path}).Data.text.Length"));
    }

    [Fact]
    public void The_sessions_own_file_is_compacted_too() =>
        Assert.Equal(["True"], Output($"{Fill}; $own = (Get-TrackStore).Path; Close-TrackStore; (Get-Item $own).Length -lt 1000000"));

    [Theory]
    [InlineData("off")]
    [InlineData("OFF")]
    public void It_can_be_turned_off(string value)
    {
        Run($"$env:TRACKING_COMPACT = '{value}'; $null = Open-TrackStore home/named.json; {Fill}; Close-TrackStore");
        Assert.True(new FileInfo(FilePath("home/named.json")).Length > 6_000_000);
        Environment.SetEnvironmentVariable("TRACKING_COMPACT", null);
    }

    [Fact]
    public void A_cmdlet_that_opens_a_file_for_itself_does_not_compact_it()
    {
        Run($"{Fill.Replace("-Update", "-Update -Store home/named.json", StringComparison.Ordinal)}");
        Assert.True(new FileInfo(FilePath("home/named.json")).Length > 6_000_000);
    }
}
