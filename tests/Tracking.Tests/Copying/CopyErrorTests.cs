using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using Xunit;

namespace Tracking.Tests.Copying;

/// <summary>What Copy-Track refuses, and what it copies all the same.</summary>
public sealed class CopyErrorTests : CopyTest
{
    private const string OfCopying = ",Tracking.Commands.CopyTrackCommand";

    public CopyErrorTests() => Run("New-SourceFile $from");

    [Theory]
    [InlineData("Copy-Track -Store $from -Destination $from")]
    [InlineData("Copy-Track -Store $from -Destination link.json")]
    [InlineData("Copy-Track -Store \"$folder/../$(Split-Path $folder -Leaf)/from.json\" -Destination $from")]
    [InlineData("Copy-Track -Store (Open-TrackStore $from -ReadOnly) -Destination $from")]
    [InlineData("$null = Open-TrackStore $from; Copy-Track $from")]
    public void A_store_is_no_destination_of_its_own(string script)
    {
        File.CreateSymbolicLink(FilePath("link.json"), From);
        var before = EventsOf(From);
        var error = Attempt(script).Errors.Single();
        Assert.Equal("TrackCopyInvalid" + OfCopying, error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.Equal(before, EventsOf(From));
    }

    [Fact]
    public void The_destination_is_passed_over_where_it_is_one_of_many_that_are_piped() => Assert.Equal([From, "4", "4"], Output("""
        $null = Copy-Track -Store $from -Destination $to
        (Get-ChildItem *.json | Copy-Track $to).Store.Path
        ($to, $from | Search-Track | Copy-Track $to).Unchanged
        @(Search-Track -Store $to).Count
        """));

    [Theory]
    [InlineData("Copy-Track -Store $from -Destination $snapshot")]
    [InlineData("Search-Track -Store $from | Copy-Track $snapshot")]
    public void A_snapshot_is_no_destination(string script)
    {
        Run("$null = Copy-Track -Store $from -Destination $to; $snapshot = Open-TrackStore $to -ReadOnly");
        Assert.Equal(["TrackStoreReadOnly" + OfCopying], Attempt(script).ErrorIds);
    }

    [Fact]
    public void A_store_that_is_not_there_or_is_none_is_told_and_the_others_are_copied()
    {
        File.WriteAllText(FilePath("none.json"), "none");
        var result = Attempt("'nix.json', 'none.json', $from | Copy-Track $to | Format-Counts");
        Assert.Equal(["TrackStoreNotFound" + OfCopying, "TrackStoreNotTracking" + OfCopying], result.ErrorIds);
        Assert.Equal(["4 0 0 2 0"], result.Output);
        Assert.False(File.Exists(FilePath("nix.json")));
    }

    [Fact]
    public void A_track_that_is_not_there_any_more_is_told_and_the_others_are_copied()
    {
        Run("$tracks = Search-Track -Store $from; $tracks[1] | Remove-Track");
        var result = Attempt("($tracks | Copy-Track $to).Added");
        Assert.Equal(["TrackNotFound" + OfCopying], result.ErrorIds);
        Assert.Same(Run("$tracks[1]").Only<Track>(), TargetOf(result.Errors[0]));
        Assert.Equal(["3"], result.Output);
    }

    [Theory]
    [InlineData("Get-TrackRun")]
    [InlineData("Get-TrackTask")]
    public void Runs_and_tasks_are_not_taken_which_would_be_a_whole_store(string source)
    {
        Run("$null = Save-UserTrack x @{ k = 1 } -Store $to");
        var result = Attempt($"{source} -Store $from | Select-Object -First 1 | Copy-Track $to");
        Assert.Equal(["InputObjectNotBound" + OfCopying], result.ErrorIds);
        Assert.Equal(["1"], Output("@(Search-Track -Store $to).Count"));
    }

    [Fact]
    public void Ids_that_come_again_as_in_a_store_that_was_restored_are_told_and_leave_what_is_there_as_it_is()
    {
        Run("$null = Copy-Track -Store $from -Destination $to");
        // The same writer and ids, and another task.
        var again = FilePath("again.json");
        var withoutChecks = Regex.Replace(File.ReadAllText(From), "\"[cs]\":\"\\w+\",", "");
        File.WriteAllText(again, withoutChecks.Replace("a001", "b001", StringComparison.Ordinal));
        var before = File.ReadAllBytes(To);
        var result = Attempt("""
            Copy-Track -Store again.json -Destination $to |
                ForEach-Object { "$($_.Conflicting) $($_.Unchanged) $($_.Added) $($_.RunsAdded)" }
            """);
        Assert.Equal(["3 1 0 0"], result.Output);
        Assert.Equal(Enumerable.Repeat("TrackCopyConflict" + OfCopying, 4), result.ErrorIds);
        Assert.Equal(ErrorCategory.InvalidData, result.Errors[0].CategoryInfo.Category);
        Assert.Equal(
            $"Run 1 of '{again}' was not copied: run 1 of '{To}' has the same origin and is another one. "
            + "One of the stores was restored from a backup, or repaired: about_Tracking_Stores says what to do.",
            result.Errors[0].Exception.Message);
        Assert.Equal("0000003", TargetOf(result.Errors[3]).Id);
        Assert.Equal(before, File.ReadAllBytes(To));
        // As the topic says.
        Assert.Equal(["0000005"], Output("Search-Track b001 -Store again.json -Last 1 | Save-UserTrack -Store $to"));
    }

    private static Track TargetOf(ErrorRecord error) => (Track)PSObject.AsPSObject(error.TargetObject).BaseObject;
}
