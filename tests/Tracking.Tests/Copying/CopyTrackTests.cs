using System.IO;
using Xunit;

namespace Tracking.Tests.Copying;

/// <summary>Copy-Track takes tracks and runs from any store to any other, each once, however often it is called.</summary>
public sealed class CopyTrackTests : CopyTest
{
    public CopyTrackTests() => Run("New-SourceFile $from");

    [Fact]
    public void A_store_is_copied_with_its_runs_and_how_much_is_said()
    {
        var result = Run("$result = Copy-Track -Store $from -Destination $to; $result").Only<CopiedTracks>();
        Assert.Equal((From, To), (result.Store.Path, result.Destination.Path));
        Assert.Equal(["4 0 0 2 0"], Output("$result | Format-Counts"));
        Assert.Equal(Output("Get-StoreText $from"), Output("Get-StoreText $to"));
        Assert.Empty(Output("Get-TrackStore -Open | Where-Object Path -EQ $to"));
    }

    [Fact]
    public void The_second_time_nothing_changes_also_from_a_copy_and_from_a_file_that_was_copied_as_one()
    {
        Run("""
            $null = Copy-Track -Store $from -Destination $to
            Copy-Item $from same.json
            $null = Copy-Track -Store $to -Destination other.json
            $null = Optimize-TrackStore other.json
            """);
        var before = File.ReadAllBytes(To);
        Assert.Equal(
            ["0 0 4 0 0", "0 0 4 0 0", "0 0 4 0 0"],
            Output("foreach ($source in $from, 'same.json', 'other.json') { Copy-Track -Store $source -Destination $to | Format-Counts }"));
        Assert.Equal(before, File.ReadAllBytes(To));
        Assert.Equal(["0 0 4 0 0"], Output("Copy-Track -Store $to -Destination $from | Format-Counts"));
    }

    [Fact]
    public void What_was_updated_is_taken_over_with_its_time_and_an_older_copy_of_the_file_does_not_undo_it()
    {
        Run("""
            $null = Copy-Track -Store $from -Destination $to
            Copy-Item $from backup.json
            $last = Get-LastUserTrack a002 u2 -Store $from
            $last.Data.n = 7
            $null = $last | Save-UserTrack -Update -Store $from
            """);
        // A track that is piped keeps its time.
        Assert.Equal(["True"], Output("(Get-LastUserTrack a002 u2 -Store $from).TimeStamp -eq $last.TimeStamp"));
        Assert.Equal(["1 7", "0 7", "0 7", "0 7", "0 7"], Output("""
            $null = Copy-Track -Store $from -Destination other.json
            foreach ($source in $from, 'backup.json', 'other.json', 'backup.json', $from) {
                "$((Copy-Track -Store $source -Destination $to).Updated) $((Get-LastUserTrack a002 u2 -RunId 2 -Store $to).Data.n)"
            }
            """));
        // Also what is dated back is later.
        Assert.Equal(["0", "1", "0", "2020"], Output("""
            (Copy-Track -Store backup.json -Destination $from).Updated
            $null = Save-UserTrack a002 @{ n = 8 } -UserName u2 -Update -TimeStamp '2020-01-01' -Store $from
            (Copy-Track -Store $from -Destination $to).Updated
            (Copy-Track -Store other.json -Destination $to).Updated
            (Get-LastUserTrack a002 u2 -RunId 2 -Store $to).TimeStamp.Year
            """));
    }

    [Fact]
    public void Memory_is_copied_to_memory_and_to_a_store_that_is_open() => Assert.Equal(["1", "1 2", "2", "4", "6 True True"], Output("""
        $one = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 1 }
        $two = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 2 }
        (Copy-Track -Store $one -Destination $two).Added
        "$((Search-Track -Store $two).Data.k)"
        $file = Open-TrackStore $to
        (Copy-Track -Store $two -Destination $file).Added
        (Copy-Track -Store $from -Destination $to).Added
        "$($file.TrackCount) $($file.IsOpen) $($file.IsCurrent)"
        """));

    [Fact]
    public void The_current_store_is_copied_when_none_is_named_and_nothing_when_nothing_is_piped()
    {
        Assert.Equal(["4"], Output("$null = Open-TrackStore $from; (Copy-Track $to).Added"));
        Assert.Empty(Output("@() | Copy-Track none.json; $null | Where-Object { $false } | Copy-Track none.json"));
        Assert.False(File.Exists(FilePath("none.json")));
    }

    [Fact]
    public void Stores_files_and_paths_from_the_pipeline_give_one_result_each() =>
        Assert.Equal(["from.json 4", "from2.json 4", "4 4", "4 4"], Output("""
            New-SourceFile from2.json
            Get-ChildItem from*.json | Copy-Track $to | ForEach-Object { "$($_.Store.Name) $($_.Added)" }
            "$(($from, 'from2.json' | Copy-Track $to).Unchanged)"
            "$(((Open-TrackStore $from -ReadOnly), (Open-TrackStore from2.json) | Copy-Track $to).Unchanged)"
            """));

    [Fact]
    public void Piped_tracks_are_copied_with_their_runs_from_whatever_stores() =>
        Assert.Equal(["2 1", "2 1", "2 2 3 3", "True True", "2"], Output("""
            New-SourceFile from2.json
            $from, 'from2.json' | Search-Track a001 -Data @{ n = 2, 3 } | Copy-Track $to | ForEach-Object { "$($_.Added) $($_.RunsAdded)" }
            "$((Search-Track -Store $to).Data.n | Sort-Object)"
            "$((Get-TrackRun -Store $to).Finished)"
            (Copy-Track -Store $from -Destination $to).Added
            """));

    [Fact]
    public void A_piped_track_is_copied_as_it_is_in_its_store_whatever_became_of_the_object() =>
        Assert.Equal(["1", "2", "updated"], Output("""
            $tracks = Search-Track a001 -Store $from
            $tracks[0].Data.n = 'changed'
            $null = Save-UserTrack a001 @{ n = 'updated' } -RunId 1 -Update -UserName u1 -Store $from
            ($tracks | Copy-Track $to -PassThru).Data.n
            """));

    [Fact]
    public void With_PassThru_the_new_and_changed_tracks_come_out_each_with_the_one_that_it_was_copied_from()
    {
        Run("$null = Save-UserTrack x @{ k = 1 } -Store $to");
        var copies = Run("$copies = Copy-Track -Store $from -Destination $to -PassThru; $copies");
        Assert.All(copies.Objects, copy => Assert.IsType<Track>(copy!.BaseObject));
        Assert.Equal(
            ["0000001 0000002", "0000002 0000003", "0000003 0000004", "0000004 0000005"],
            Output("$copies | ForEach-Object { \"$($_.CopiedFrom.Id) $($_.Id)\" }"));
        Assert.Equal([From, To, "1 2"], Output("""
            $copies.CopiedFrom.Store.Path | Sort-Object -Unique
            $copies.Store.Path | Sort-Object -Unique
            "$($copies[0].CopiedFrom.RunId) $($copies[0].RunId)"
            """));
        Assert.Empty(Output("Copy-Track -Store $from -Destination $to -PassThru"));
        Assert.Equal(["0000005 new"], Output("""
            $null = Save-UserTrack a002 @{ n = 'new' } -Update -UserName u2 -Store $from
            Search-Track -Store $from | Copy-Track $to -PassThru | ForEach-Object { "$($_.Id) $($_.Data.n)" }
            """));
        // What is moved is removed there.
        Assert.Empty(Output("$copies.CopiedFrom | Remove-Track; Search-Track -Store $from"));
    }

    [Fact]
    public void Verbose_tells_each_id()
    {
        var verbose = Run("$null = Save-UserTrack x @{ k = 1 } -Store $to; Copy-Track -Store $from -Destination $to -Verbose").Verbose;
        Assert.Equal(7, verbose.Length);
        Assert.Contains($"Run 1 of '{From}' is 2 in '{To}': Added.", verbose);
        Assert.Contains($"Track 0000004 of '{From}' is 0000005 in '{To}': Added.", verbose);
    }

    [Fact]
    public void Every_type_of_the_data_is_kept_and_the_time_to_its_last_digit() =>
        Assert.Equal(["True", "True", "True", "True", "True", "Byte[]"], Output("""
            $data = [ordered] @{
                when = [DateTimeOffset] '2026-03-01T02:00:00.1234567+02:00'
                bytes = [byte[]] (1, 2)
                money = 1.10d
                text = '2024-01-01T00:00:00Z'
                list = @(1, @{ k = [guid]::Empty })
            }
            $source = Save-UserTrack a003 $data -Store $from -PassThru
            $copy = Search-Track a003 -Store $from | Copy-Track $to -PassThru
            $copy.TimeStamp -eq $source.TimeStamp
            $copy.Data.when.EqualsExact($data.when)
            $copy.Data.money.Equals($data.money)
            $copy.Data.text -ceq $data.text
            $copy.Data.list[1].k.Equals([guid]::Empty)
            $copy.Data.bytes.GetType().Name
            """));

    [Fact]
    public void A_run_that_went_on_is_brought_up_to_date()
    {
        Assert.Equal(["Open", "1", "Failed no net"], Output("""
            $null = Open-TrackStore $from
            $null = Copy-Track $to
            (Get-TrackRun -RunId 2 -Store $to).Status
            $null = Stop-TrackRun a002 -Failed -Message 'no net'
            (Copy-Track $to).RunsUpdated
            Get-TrackRun -RunId 2 -Store $to | ForEach-Object { "$($_.Status) $($_.Message)" }
            """));
        Assert.Equal(Output("Get-StoreText $from"), Output("Get-StoreText $to"));
    }

    [Fact]
    public void A_run_shows_as_it_stood_when_it_was_copied_whoever_holds_the_files() =>
        Assert.Equal(["Open", "Unknown", "Abandoned", "Abandoned", "Open Abandoned", "0"], Output("""
            $null = Open-TrackStore $from
            $run = Start-TrackRun a009
            $null = Copy-Track $to
            (Get-TrackRun -RunId 2 -Store $to).Status
            (Get-TrackRun a009 -All -Store $to).Status
            Close-TrackStore $from
            (Get-TrackRun -RunId $run -Store $from).Status
            $null = Copy-Track -Store $from -Destination $to
            (Get-TrackRun a009 -All -Store $to).Status
            $null = Open-TrackStore $to
            "$((Get-TrackRun -RunId 2).Status) $((Get-TrackRun a009 -All).Status)"
            @(Get-TrackRun a002 -Current; Get-TrackRun a009 -Current).Count
            """));

    [Fact]
    public void A_copied_run_is_none_that_Resume_continues()
    {
        Run("""
            $null = Open-TrackStore $from
            try { $null = Invoke-TrackRun job { Invoke-TrackStep one { 'one' }; throw 'x' } } catch { }
            $null = Copy-Track $to
            $null = Open-TrackStore $to
            """);
        // The original is continued where both are seen, and a copy is none where it is the only one.
        Assert.Equal(["one", To, "anew"], Output("""
            Invoke-TrackRun job -Resume { Invoke-TrackStep one { 'again' }; (Get-TrackStore).Path }
            $null = Copy-Track -Store $from -Destination alone.json
            Invoke-TrackRun job -Store alone.json -Resume { Invoke-TrackStep one { 'anew' } }
            """));
        Assert.Equal(["Failed", "Finished"], Output("(Get-TrackRun job -All -Store $to).Status"));
        Assert.Equal(["Failed", "Finished"], Output("(Get-TrackRun job -All -Store alone.json).Status"));
        Assert.Equal(["Failed"], Output("(Get-TrackRun job -All -Store $from).Status"));
        // The original and its copy are one run.
        Assert.Equal(["True", "True"], Output("""
            $copy, $next = Get-TrackRun job -All -Store $to
            $copy.ContinuedBy.Identity -eq $next.Identity
            $next.Continues -eq $copy.Identity -and $copy.Identity -eq (Get-TrackRun job -All -Store $from).Identity
            """));
    }

    [Fact]
    public void What_was_removed_from_the_destination_is_copied_again_and_what_was_removed_from_the_store_stays() =>
        Assert.Equal(["3", "1", "0000002 0000003 0000004 0000005"], Output("""
            $null = Copy-Track -Store $from -Destination $to
            Search-Track a002 -Store $from | Remove-Track
            (Copy-Track -Store $from -Destination $to).Unchanged
            Search-Track a001 -Store $to -First 1 | Remove-Track
            (Copy-Track -Store $from -Destination $to).Added
            "$((Search-Track -Store $to).Id | Sort-Object)"
            """));

    [Fact]
    public void What_is_said_of_a_run_stands_as_it_was_said_last_whatever_was_saved_to_its_copy() =>
        Assert.Equal(["1", "Failed disk full", "1", "Failed", "was wrong"], Output("""
            $null = Copy-Track -Store $from -Destination $to
            $null = Stop-TrackRun a002 -Failed -Message 'disk full' -Store $from
            $null = Save-UserTrack note @{ text = 'why does it not report?' } -RunId 2 -Store $to
            (Copy-Track -Store $from -Destination $to).RunsUpdated
            Get-TrackRun -RunId 2 -Store $to | ForEach-Object { "$($_.Status) $($_.Message)" }
            (Copy-Track -Store $to -Destination $from).RunsUpdated
            (Get-TrackRun -RunId 2 -Store $from).Status
            # A correction.
            $null = Stop-TrackRun -RunId 1 -Failed -Message 'was wrong' -Store $from
            $null = Copy-Track -Store $from -Destination $to
            (Get-TrackRun -RunId 1 -Store $to).Message
            """));
}
