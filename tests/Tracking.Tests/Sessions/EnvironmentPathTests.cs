using System;
using Tracking.Stores;
using Xunit;

namespace Tracking.Tests.Sessions;

/// <summary>Rule 1.10: what TRACKING_HOME and TRACKING_STORE may say.</summary>
public sealed class EnvironmentPathTests : ModuleTest
{
    private static string HomeFolder => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    [Theory]
    [InlineData("~", "{home}")]
    [InlineData("~/tracks", "{home}/tracks")]
    [InlineData("$TRACKING_TEST/a.json", "/data/a.json")]
    [InlineData("${TRACKING_TEST}/a.json", "/data/a.json")]
    [InlineData("$env:TRACKING_TEST/a.json", "/data/a.json")]
    [InlineData("${env:TRACKING_TEST}s", "/datas")]
    [InlineData("/srv/$TRACKING_TEST", "/srv//data")]
    [InlineData("/a~b/~", "/a~b/~")]
    public void A_path_is_read_as_a_shell_reads_it(string text, string expected)
    {
        Environment.SetEnvironmentVariable("TRACKING_TEST", "/data");
        Assert.Equal(expected.Replace("{home}", HomeFolder), EnvironmentPath.Expand("TRACKING_HOME", text));
    }

    [Theory]
    [InlineData("tracks")]
    [InlineData("./tracks")]
    [InlineData("../tracks")]
    [InlineData("~ann/tracks")]
    [InlineData("$TRACKING_NOT_SET/tracks")]
    [InlineData("/srv/${TRACKING_NOT_SET}")]
    [InlineData(@"\\server\share\tracks")]
    [InlineData(@"C:\tracks")]
    public void What_can_only_be_guessed_is_refused_by_name(string text)
    {
        Run("$null = Get-TrackStore -ListAvailable");
        var error = Assert.Throws<TrackingException>(() => EnvironmentPath.Expand("TRACKING_HOME", text));
        Assert.Equal(TrackingErrorCode.TrackStorePathInvalid, error.Code);
        Assert.StartsWith($"$env:TRACKING_HOME is '{text}': ", error.Message);
    }

    [Theory]
    [InlineData("relative")]
    [InlineData("$TRACKING_NOT_SET")]
    public void A_wrong_home_concerns_only_what_goes_there(string home)
    {
        Set("wrong", home);
        Run("""
            $env:TRACKING_HOME = $wrong
            $asks = { Save-UserTrack a @{ k = 1 } }, { Get-TrackStore -ListAvailable }, { Invoke-TrackRun a { } }, { Search-Track }
            foreach ($ask in $asks) {
                (Get-ErrorOf $ask).FullyQualifiedErrorId | Should -Match '^TrackStorePathInvalid,'
            }
            Save-UserTrack a @{ k = 1 } -Store "$folder/named.json" | Should -Be '0000001'
            Invoke-TrackRun a { 'done' } -Store "$folder/named.json" 3> $null | Should -Be 'done'
            $null = Open-TrackStore -InMemory
            Save-UserTrack a @{ k = 1 } | Should -Be '0000001'
            """);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\t")]
    public void A_blank_variable_is_not_set(string blank)
    {
        Set("blank", blank);
        Run("""
            [Environment]::SetEnvironmentVariable('TRACKING_STORE', $blank)
            $null = Save-UserTrack a @{ k = 1 }
            Split-Path (Get-TrackStore).Path | Should -Be $env:TRACKING_HOME
            """);
    }

    [Theory]
    [InlineData(":memory:")]
    [InlineData(":Memory:")]
    [InlineData(" :MEMORY: ")]
    public void Memory_is_named_in_any_case(string named)
    {
        Set("named", named);
        Run("""
            $env:TRACKING_STORE = $named
            $null = Save-UserTrack a @{ k = 1 }
            (Get-TrackStore).Path | Should -BeNullOrEmpty
            (Get-ChildItem $folder -Recurse -File) | Should -BeNullOrEmpty
            """);
    }

    [Fact]
    public void A_share_of_Windows_is_no_file_of_another_system() => Run("""
        foreach ($ask in { Save-UserTrack a @{ k = 1 } -Store '\\server\share\a.json' }, { Open-TrackStore '\\server\share\a.json' },
            { Search-Track -Store '\\server\share\a.json' }, { '\\server\share\a.json' | Get-TrackRun }) {
            "$(Get-ErrorOf $ask)" | Should -Match 'names a share as Windows does'
        }
        Get-ChildItem $folder -Recurse -File | Should -BeNullOrEmpty
        """);
}
