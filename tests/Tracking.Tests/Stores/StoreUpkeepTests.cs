using System.IO;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Stores;

/// <summary>Optimize-TrackStore and Remove-TrackStore.</summary>
public sealed class StoreUpkeepTests : ModuleTest
{
    public StoreUpkeepTests() => Set("path", FilePath("s.json"));

    [Fact]
    public void Optimising_rewrites_the_file_to_what_gives_the_current_state_and_says_how_long_it_was_and_is()
    {
        Run("$store = Open-TrackStore $path; 1..50 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } -Update }");
        var before = new FileInfo(FilePath("s.json")).Length;
        var result = Run("$result = Optimize-TrackStore; $result").Only<OptimizedTrackStore>();
        var after = new FileInfo(FilePath("s.json")).Length;
        Assert.Equal((before, after), (result.LengthBefore, result.LengthAfter));
        Assert.InRange(after, 1, before / 5);
        Assert.Equal(["True", "50", "0000002", "50 51"], Output("""
            $result.Store -eq $store
            (Search-Track).Data.k
            Save-UserTrack a001 @{ k = 51 }
            "$((Search-Track -Store (Open-TrackStore $path -ReadOnly)).Data.k)"
            """));
    }

    [Fact]
    public void Optimising_takes_a_path_and_closes_its_store_again() => Assert.Equal(["True", "", "1"], Output("""
        $null = Save-UserTrack a001 @{ k = 1 } -Store $path
        (Optimize-TrackStore $path).LengthAfter -eq (Get-Item $path).Length
        (Get-TrackStore -Open).Path
        (Search-Track -Store $path).Data.k
        """));

    [Fact]
    public void Optimising_a_file_that_is_not_there_says_so_and_makes_none()
    {
        Assert.Equal(["TrackStoreNotFound,Tracking.Commands.OptimizeTrackStoreCommand"], Attempt("Optimize-TrackStore $path").ErrorIds);
        Assert.False(File.Exists(FilePath("s.json")));
    }

    [Fact]
    public void Removing_deletes_a_file_that_nobody_holds()
    {
        Assert.Empty(Output("$store = Open-TrackStore $path; Close-TrackStore; Remove-TrackStore $path"));
        Assert.False(File.Exists(FilePath("s.json")));
        Assert.Equal(["TrackStoreNotFound,Tracking.Commands.RemoveTrackStoreCommand"], Attempt("$store | Remove-TrackStore").ErrorIds);
    }

    [Theory]
    [InlineData("Open-TrackStore $path | Remove-TrackStore", "TrackStoreLocked")]
    [InlineData("$null = Open-TrackStore $path; Remove-TrackStore $path", "TrackStoreLocked")]
    [InlineData("$null = Open-TrackStore $path; Open-TrackStore -InMemory | Remove-TrackStore", "TrackStorePathInvalid")]
    public void Removing_refuses_a_store_that_is_open_and_one_in_memory(string script, string id)
    {
        Assert.Equal([$"{id},Tracking.Commands.RemoveTrackStoreCommand"], Attempt(script).ErrorIds);
        Assert.True(File.Exists(FilePath("s.json")));
    }

    [Fact]
    public void Removing_goes_on_after_a_store_that_it_refuses()
    {
        Run("""
            $one = Open-TrackStore 1.json
            Close-TrackStore
            $two = Open-TrackStore 2.json
            $three = Open-TrackStore 3.json
            Close-TrackStore
            """);
        Assert.Equal(
            ["TrackStoreLocked,Tracking.Commands.RemoveTrackStoreCommand"],
            Attempt("$one, $two, $three | Remove-TrackStore").ErrorIds);
        Assert.Equal(["2.json"], Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileName(path)));
    }
}
