using System;
using System.IO;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Watching;

/// <summary>Watch-Track loses nothing, gives nothing twice, and disturbs nobody.</summary>
public sealed class WatchTrackTests : WatchTest
{
    private const string FromLongAgo = "-From '2000-01-01'";

    public WatchTrackTests() => Run("$store = Open-TrackStore -InMemory");

    [Fact]
    public void What_happens_from_now_on_comes_until_the_condition_holds()
    {
        Run("$null = Save-UserTrack a001 @{ n = 0 }");
        using var watch = Watch("-Until { $_.Data.n -eq 2 }");
        Run("foreach ($n in 1..4) { $null = Save-UserTrack a001 @{ n = $n } }");
        Assert.Equal(["0000002 1", "0000003 2"], Changes(watch.End()));
    }

    [Fact]
    public void What_is_there_from_a_time_on_comes_and_a_timeout_of_nothing_waits_for_nothing()
    {
        Run("""
            $null = Save-UserTrack a001 @{ n = 1 } -TimeStamp '2026-03-01 10:00'
            $null = Save-UserTrack a001 @{ n = 2 } -TimeStamp '2026-03-01 12:00'
            $null = Stop-TrackRun a001 -TimeStamp '2026-03-01 13:00'
            """);
        Assert.Equal(["0000002 2", "run 1 Finished"], Changes(Run("Watch-Track -From '2026-03-01 11:00' -Timeout 0")));
        Assert.Empty(Output("Watch-Track -Timeout 0"));
    }

    [Theory]
    [InlineData("-RunId 1")]
    [InlineData("-Timeout 0; Get-TrackRun a001 | Watch-Track")]
    public void It_ends_with_the_run_that_it_follows(string arguments)
    {
        Run("$null = Save-UserTrack a001 @{ n = 0 }");
        using var watch = Watch(arguments);
        Run("""
            $null = Save-UserTrack b001 @{ n = 1 }
            $null = Save-UserTrack b001 @{ n = 2 } -RunId 1
            $null = Stop-TrackRun b001
            $null = Stop-TrackRun a001 -Failed
            """);
        Assert.Equal(["0000003 2", "run 1 Failed"], Changes(watch.End()));
    }

    [Fact]
    public void It_ends_at_once_with_a_run_that_has_stopped_and_gives_its_past_from_a_time_on()
    {
        Run("$null = Save-UserTrack a001 @{ n = 1 }; $null = Stop-TrackRun a001");
        Assert.Equal(["0000001 1", "run 1 Finished"], Changes(Run($"Watch-Track -RunId 1 {FromLongAgo}")));
    }

    [Theory]
    [InlineData("7", "TrackRunNotFound")]
    [InlineData("-1", "TrackRunInvalid")]
    public void That_there_is_no_such_run_is_said(string run, string code) =>
        Assert.Equal([$"{code},Tracking.Commands.WatchTrackCommand"], Attempt($"Watch-Track -RunId {run}").ErrorIds);

    [Theory]
    [InlineData("'a*'", "run 1 Open, 0000001 1, 0000002 2, 0000004 4")]
    [InlineData("-TaskId b1", "run 2 Open, 0000003 3")]
    [InlineData("-UserName bob", "0000002 2, 0000003 3")]
    [InlineData("-Data @{ even = $true }", "0000002 2, 0000004 4")]
    [InlineData("-TaskId a1 -UserName ann -Data @{ n = 1, 2, 3 }", "0000001 1")]
    [InlineData("-TaskId $null", "")]
    [InlineData("-RunId 2", "run 2 Open, 0000003 3")]
    public void It_filters_as_a_search_does(string arguments, string expected)
    {
        Run("""
            $null = Save-UserTrack a1 @{ n = 1; even = $false } -UserName ann
            $null = Save-UserTrack a1 @{ n = 2; even = $true } -UserName bob
            $null = Save-UserTrack b1 @{ n = 3; even = $false } -UserName bob
            $null = Save-UserTrack a1 @{ n = 4; even = $true } -UserName ann
            """);
        Assert.Equal(expected, string.Join(", ", Changes(Run($"Watch-Track {arguments} {FromLongAgo} -Timeout 0"))));
    }

    [Fact]
    public void An_updated_track_comes_again_and_nothing_of_a_removed_one()
    {
        Run("$null = Save-UserTrack a001 @{ n = 1 }");
        using var watch = Watch("-Until { $_.Data.n -eq 3 }");
        Run("$null = Save-UserTrack a001 @{ n = 2 } -Update; Search-Track | Remove-Track; $null = Save-UserTrack a001 @{ n = 3 }");
        var came = Changes(watch.End());
        Assert.Equal("0000002 3", came[^1]);
        // Perhaps also the first track, in its second version, and the runs that the saves began, the first of which went with it.
        Assert.InRange(came.Length, 1, 3);
        Assert.DoesNotContain("0000001 1", came);
    }

    [Fact]
    public void Several_stores_are_followed_each_object_knows_its_own_and_an_unreadable_one_is_a_warning()
    {
        File.WriteAllText(FilePath("c.json"), "something else");
        var result = Run($$"""
            $null = Save-UserTrack a001 @{ n = 1 } -Store a.json
            $null = Save-UserTrack a001 @{ n = 2 } -Store b.json
            $came = Get-ChildItem *.json | ForEach-Object { [pscustomobject] @{ Store = $_ } } |
                Watch-Track {{FromLongAgo}} -Data @{ n = 1, 2 } -Timeout 0
            $came.Store.Name
            """);
        Assert.Equal(["a.json", "b.json"], result.Output);
        Assert.Contains("c.json", string.Join('\n', result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void That_a_store_in_memory_was_closed_is_said_and_it_ends()
    {
        using var watch = Watch("| ForEach-Object { \"$($_.GetType().Name)\" }");
        Run("$null = Save-UserTrack a001 @{ n = 1 }; $store | Close-TrackStore");
        var result = watch.End();
        Assert.Equal(["TrackRun", "Track"], result.Output);
        Assert.Equal(["TrackStoreClosed,Tracking.Commands.WatchTrackCommand"], result.ErrorIds);
    }

    [Fact]
    public void The_error_of_a_condition_goes_on_to_the_caller()
    {
        Run("$null = Save-UserTrack a001 @{ n = 1 }");
        Assert.Equal("no", Attempt($"Watch-Track {FromLongAgo} -Until {{ throw 'no' }}").Errors.Single().Exception.Message);
    }

    [Fact]
    public void It_ends_when_the_pipeline_is_stopped()
    {
        using var watch = Watch("");
        Assert.InRange(watch.Stop(), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void The_sessions_own_file_is_followed_before_it_is_made()
    {
        Run("$null = Open-TrackStore store.json");
        using var watch = Watch("-Until { $_.Data.n -eq 1 }");
        Run("$null = Save-UserTrack a001 @{ n = 1 }");
        Assert.Equal(["run 1 Open", "0000001 1"], Changes(watch.End()));
    }

    [Fact]
    public void That_there_is_no_file_is_said_and_none_is_made()
    {
        Assert.Equal(["TrackStoreNotFound,Tracking.Commands.WatchTrackCommand"], Attempt("Watch-Track -Store no.json -Timeout 0").ErrorIds);
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public void A_run_whose_script_opens_the_file_for_each_track_is_not_taken_for_abandoned()
    {
        Set("file", FilePath("store.json"));
        Run("$null = Save-UserTrack a001 @{ n = 1 } -Store $file");
        using var watch = Watch($"-RunId 1 -Store '{FilePath("store.json")}'");
        Run("""
            Start-Sleep -Seconds 2
            $null = Save-UserTrack a001 @{ n = 2 } -Store $file
            $null = Stop-TrackRun a001 -Store $file
            """);
        Assert.Equal(["0000002 2", "run 1 Finished"], Changes(watch.End()));
    }
}
