using Xunit;

namespace Tracking.Tests.Sessions;

/// <summary>Questions across sessions.</summary>
public sealed class QuestionsAcrossSessionsTests : ModuleTest
{
    public QuestionsAcrossSessionsTests() => Run("""
        $former = $env:TRACKING_HOME
        $env:TRACKING_HOME = New-TestFolder
        $noon = [datetime] '2026-03-01 12:00'
        # Each file holds every third hour, so that the order of time goes to and fro between them.
        foreach ($file in 1..3) {
            foreach ($round in 0..2) {
                $at = $noon.AddHours(3 * $round + $file)
                $path = "$env:TRACKING_HOME/session-$file.json"
                $null = Start-TrackRun deploy -TimeStamp $at -Store $path
                $null = Save-UserTrack deploy @{ hour = $at.Hour } -TimeStamp $at -UserName "u$file" -Store $path
                $null = Stop-TrackRun deploy -TimeStamp $at -Failed:($file -eq 2) -Store $path
            }
        }
        Set-Content "$env:TRACKING_HOME/session-4.json" 'no store at all'
        """);

    [Fact]
    public void Give_tracks_in_the_order_of_time_with_their_stores_and_a_warning_for_what_cannot_be_read() => Run("""
        $tracks = Get-TrackStore -ListAvailable |
            Search-Track deploy -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction Stop
        $tracks.ForEach({ $_.Data.hour }) | Should -Be (13..21)
        $tracks.ForEach({ Split-Path -Leaf $_.Store.Path }) | Should -Be @(('session-1.json', 'session-2.json', 'session-3.json') * 3)
        @($warnings).Count | Should -Be 1
        "$warnings" | Should -Match "session-4\.json.*no tracking store.*Nothing of it is in the answer"
        """);

    [Fact]
    public void Count_First_Last_and_Skip_over_all_of_them() => Run("""
        $ask = { Get-TrackStore -ListAvailable | Search-Track @args -WarningAction SilentlyContinue | ForEach-Object { $_.Data.hour } }
        & $ask -First 2 | Should -Be @(13, 14)
        & $ask -Last 2 | Should -Be @(20, 21)
        & $ask -First 2 -Skip 3 | Should -Be @(16, 17)
        & $ask -Last 2 -Skip 3 | Should -Be @(17, 18)
        & $ask -From $noon.AddHours(4) -To $noon.AddHours(6) | Should -Be @(16, 17, 18)
        """);

    [Fact]
    public void Give_runs_in_the_order_of_their_starts_with_their_stores() => Run("""
        $runs = Get-TrackStore -ListAvailable | Get-TrackRun -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction Stop
        $runs.Start.Hour | Should -Be (13..21)
        $runs.ForEach({ Split-Path -Leaf $_.Store.Path }) | Should -Be @(('session-1.json', 'session-2.json', 'session-3.json') * 3)
        @($warnings).Count | Should -Be 1
        """);

    [Fact]
    public void Find_the_runs_that_failed() => Run("""
        $runs = Get-TrackStore -ListAvailable | Get-TrackRun deploy -Status Failed, Abandoned -WarningAction SilentlyContinue
        $runs.Start.Hour | Should -Be @(14, 17, 20)
        """);

    [Fact]
    public void Give_tasks_and_users_of_each() => Run("""
        (Get-TrackStore -ListAvailable | Get-TrackTask -WarningAction SilentlyContinue).TrackCount | Should -Be @(3, 3, 3)
        (Get-TrackStore -ListAvailable | Get-TrackUser -WarningAction SilentlyContinue).UserName | Should -Be @('u1', 'u2', 'u3')
        """);

    [Fact]
    public void Make_an_error_of_a_store_that_is_named() => Run("""
        $path = "$env:TRACKING_HOME/session-4.json"
        foreach ($question in { Search-Track -Store $path }, { Get-TrackRun -Store $path }, { Get-TrackTask -Store $path },
            { Get-TrackUser -Store $path }) {
            (Get-ErrorOf $question).FullyQualifiedErrorId | Should -BeLike 'TrackStoreNotTracking,*'
        }
        """);
}
