using System.IO;
using Xunit;

namespace Tracking.Tests.Sessions;

/// <summary>A session's own store: which one it is, and when its file is made (rules 1.3 to 1.8).</summary>
public sealed class SessionFileTests : ModuleTest
{
    private string Home => FilePath("home");

    [Fact]
    public void Its_file_is_made_at_the_first_write_and_questions_and_refused_changes_touch_no_file()
    {
        Run("""
            $store = Get-TrackStore
            $null = Search-Track; $null = Get-TrackRun; $null = Get-TrackTask; $null = Get-TrackUser; $null = Get-LastUserTrack a001
            $null = Get-TrackStore -ListAvailable
            """);
        Assert.Equal(
            [
                "TrackRunNotFound,Tracking.Commands.SaveUserTrackCommand",
                "TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand",
                "TrackNotFound,Tracking.Commands.RemoveTrackCommand",
            ],
            Attempt("Save-UserTrack a001 @{ k = 1 } -RunId 9; Save-UserTrack a001 5; Remove-Track 1").ErrorIds);
        Assert.False(Directory.Exists(Home));
        Assert.Equal(["File 0 0"], Output("\"$($store.Kind) $($store.TrackCount) $($store.Length)\""));
        Assert.Equal(["0000001"], Output("Save-UserTrack a001 @{ k = 1 }"));
        Assert.Equal(Directory.GetFiles(Home), Output("(Get-TrackStore).Path"));
    }

    [Fact]
    public void It_goes_on_with_its_own_file_after_another_store_was_open() =>
        Assert.Equal(["0000001", "0000001", "0000002", "True", "0000003", "1,3,4"], Output("""
            Save-UserTrack a001 @{ k = 1 }
            $own = (Get-TrackStore).Path
            $null = Open-TrackStore -InMemory
            Save-UserTrack a001 @{ k = 2 }
            Close-TrackStore
            Save-UserTrack a001 @{ k = 3 }
            (Get-TrackStore).Path -eq $own
            Close-TrackStore
            Save-UserTrack a001 @{ k = 4 }
            (Search-Track).Data.k -join ','
            """));

    [Fact]
    public void The_environment_may_name_a_file()
    {
        Run("$env:TRACKING_STORE = \"$folder/named.json\"");
        Assert.Equal(["0000001", FilePath("named.json")], Output("Save-UserTrack a001 @{ k = 1 }; (Get-TrackStore).Path"));
        Assert.False(Directory.Exists(Home));
    }

    [Fact]
    public void The_environment_may_name_memory()
    {
        Run("$env:TRACKING_STORE = ':memory:'");
        Assert.Equal(["0000001", "Memory", "1"], Output("Save-UserTrack a001 @{ k = 1 }; (Get-TrackStore).Kind; @(Search-Track).Count"));
        Assert.False(Directory.Exists(Home));
    }

    [Theory]
    [InlineData("$folder", "TrackStorePathInvalid")]
    [InlineData("$folder/other.json", "TrackStoreNotTracking")]
    public void That_the_environment_names_a_folder_or_a_file_that_is_no_store_is_said(string named, string code)
    {
        File.WriteAllText(FilePath("other.json"), "{}");
        Run($"$env:TRACKING_STORE = \"{named}\"");
        Assert.Equal([$"{code},Tracking.Commands.SaveUserTrackCommand"], Attempt("Save-UserTrack a001 @{ k = 1 }").ErrorIds);
        Assert.Equal([FilePath("other.json")], Directory.GetFileSystemEntries(Folder));
        Run("$env:TRACKING_STORE = $null");
    }

    [Fact]
    public void Removing_the_module_flushes_and_closes_nothing() =>
        Assert.Equal(["0000001", "True", "True", "0000002", "1,2"], Output("""
            Save-UserTrack a001 @{ k = 1 }
            $before = (Get-TrackStore).Path
            Remove-Module Tracking
            Import-Module $manifest
            (Get-TrackStore).Path -eq $before
            (Get-TrackStore).IsOpen
            Save-UserTrack a001 @{ k = 2 }
            (Search-Track).Data.k -join ','
            """));

    [Fact]
    public void Importing_the_module_again_by_force_leaves_it_as_it_is() => Assert.Equal(["0000001", "0000002"], Output("""
        Save-UserTrack a001 @{ k = 1 }
        Import-Module $manifest -Force
        Save-UserTrack a001 @{ k = 2 }
        """));
}
