using Xunit;

namespace Tracking.Tests.RemovingRuns;

/// <summary>Limit-TrackHistory -AllSessions: the files of dead sessions (rule 3.24).</summary>
public sealed class ArchiveTests : ModuleTest
{
    public ArchiveTests() => Run("""
        $sessions = $env:TRACKING_HOME
        $null = New-Item $sessions -ItemType Directory
        $one, $two, $three = '20260301-020000-4711-0b5a8f0e', '20260302-020000-815-6c3f1b6b', '20260303-020000-1-aaaaaaaa' |
            ForEach-Object { "$sessions/$_.json" }
        $old = (Get-Date).AddDays(-60)
        function Get-FileName { @(Get-ChildItem $sessions -Filter *.json | ForEach-Object Name) }
        """);

    [Fact]
    public void Merges_what_is_small_and_old_each_track_once_and_found_as_before() => Run("""
        foreach ($file in $one, $two) { $null = Save-UserTrack ([IO.Path]::GetFileName($file)) @{ n = 1 } -Store $file -TimeStamp $old }
        $null = Save-UserTrack young @{ n = 2 } -Store $three
        $runs = Get-TrackStore -ListAvailable | Get-TrackRun | ForEach-Object Identity
        Limit-TrackHistory 365 -AllSessions -WhatIf
        (Get-FileName).Count | Should -Be 3
        Limit-TrackHistory 365 -AllSessions | Should -BeNullOrEmpty
        Get-FileName | Should -BeExactly @([IO.Path]::GetFileName($three), 'archive.json')
        $found = Get-TrackStore -ListAvailable | Search-Track
        @($found | ForEach-Object TaskId) | Should -BeExactly @([IO.Path]::GetFileName($one), [IO.Path]::GetFileName($two), 'young')
        Get-TrackStore -ListAvailable | Get-TrackRun | ForEach-Object Identity | Should -BeExactly $runs
        # Again, and nothing changes.
        $before = [IO.File]::ReadAllBytes("$sessions/archive.json")
        Limit-TrackHistory 365 -AllSessions
        [IO.File]::ReadAllBytes("$sessions/archive.json") | Should -Be $before
        """);

    [Fact]
    public void Goes_on_where_it_was_cut_off_between_the_archive_and_the_file() => Run("""
        $null = Save-UserTrack a @{ n = 1 } -Store $one -TimeStamp $old
        $null = Copy-Track -Store $one -Destination "$sessions/archive.json"
        @(Get-TrackStore -ListAvailable).Count | Should -Be 2
        Limit-TrackHistory 365 -AllSessions
        Get-FileName | Should -BeExactly @('archive.json')
        @(Get-TrackStore -ListAvailable | Search-Track).Count | Should -Be 1
        """);

    [Fact]
    public void Leaves_what_is_large_young_named_by_someone_or_open() => Run("""
        $null = Save-UserTrack large @{ text = 'x' * 5000 } -Store $one -TimeStamp $old
        $null = Save-UserTrack young @{ n = 1 } -Store $two -TimeStamp $old.AddDays(50)
        $null = Save-UserTrack named @{ n = 1 } -Store "$sessions/nightly.json" -TimeStamp $old
        $null = Open-TrackStore $three
        $null = Save-UserTrack open @{ n = 1 } -TimeStamp $old
        $before = Get-FileName
        Limit-TrackHistory 365 -AllSessions -ArchiveBelow 4KB
        Limit-TrackHistory 365 -AllSessions -ArchiveBelow 0
        Limit-TrackHistory 365 -AllSessions -ArchiveAfter 70
        Get-FileName | Should -BeExactly $before
        Limit-TrackHistory 365 -AllSessions -ArchiveAfter 5.00:00:00
        Get-FileName | Should -BeExactly @([IO.Path]::GetFileName($three), 'archive.json', 'nightly.json')
        @(Get-TrackStore -ListAvailable | Search-Track | ForEach-Object TaskId | Sort-Object) |
            Should -BeExactly @('large', 'named', 'open', 'young')
        """);

    [Fact]
    public void Limits_what_is_open_and_all_files_that_nobody_holds_and_drops_a_file_that_is_left_empty() => Run("""
        foreach ($file in $one, $two, "$sessions/named.json") { $null = Save-UserTrack a @{ of = $file } -Store $file -TimeStamp $old }
        $memory = Open-TrackStore -InMemory
        $null = Save-UserTrack a @{ of = 'memory' } -TimeStamp $old.AddDays(1)
        $null = Save-UserTrack b @{ of = 'memory' } -TimeStamp $old.AddDays(1)
        $gone = Limit-TrackHistory 30 -KeepLast 1 -AllSessions -PassThru
        @($gone | ForEach-Object { $_.Store.Name } | Sort-Object) |
            Should -BeExactly @([IO.Path]::GetFileName($one), [IO.Path]::GetFileName($two), 'named.json')
        Get-FileName | Should -BeExactly @('named.json')
        @(Search-Track -Store $memory).Count | Should -Be 2
        """);

    [Fact]
    public void Leaves_a_file_whose_run_could_be_continued_until_another_one_has_done_so() => Run("""
        try { $null = Invoke-TrackRun work -Key k -Store $one { Invoke-TrackStep first { 1 }; throw 'no' } } catch { }
        Limit-TrackHistory 365 -AllSessions -ArchiveAfter 0
        Get-FileName | Should -BeExactly @([IO.Path]::GetFileName($one))
        $ran = Invoke-TrackRun work -Key k -Resume -Store $one { Invoke-TrackStep first { throw 'again' }; 'resumed' }
        $ran | Should -BeExactly @(1, 'resumed')
        Limit-TrackHistory 365 -AllSessions -ArchiveAfter 0
        Get-FileName | Should -BeExactly @('archive.json')
        $failed, $finished = Get-TrackRun work -All -Store "$sessions/archive.json"
        $failed.FixedBy.Identity | Should -BeExactly $finished.Identity
        @(Get-TrackStep work -Store "$sessions/archive.json" | ForEach-Object Name) | Should -BeExactly @('first', 'first')
        """);

    [Fact]
    public void Brings_steps_and_outputs_along() => Run("""
        $null = Invoke-TrackRun work -Store $one { Invoke-TrackStep outer { Invoke-TrackStep inner { 'out' } } }
        $before = Get-TrackStep -Store $one | ForEach-Object { "$($_.Path) $($_.Status) $($_.Output)" }
        $before | Should -Not -BeNullOrEmpty
        Limit-TrackHistory 365 -AllSessions -ArchiveAfter 0
        Get-FileName | Should -BeExactly @('archive.json')
        Get-TrackStep -Store "$sessions/archive.json" | ForEach-Object { "$($_.Path) $($_.Status) $($_.Output)" } |
            Should -BeExactly $before
        """);

    [Fact]
    public void Leaves_a_file_that_conflicts_with_the_archive_and_says_so() => Run("""
        $null = Save-UserTrack a001 @{ n = 1 } -Store $one -TimeStamp $old
        $null = Save-UserTrack a001 @{ n = 2 } -Store $two -TimeStamp $old
        $null = Copy-Track -Store $one -Destination "$sessions/archive.json"
        # The same writer and ids, and another task.
        $text = [IO.File]::ReadAllText($one) -replace '"c":"\w+",' -replace 'a001', 'b001'
        [IO.File]::WriteAllText($one, $text)
        $fault = Get-ErrorOf { Limit-TrackHistory 365 -AllSessions 3>$null }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackCopyConflict,Tracking.Commands.LimitTrackHistoryCommand'
        # The next one had its turn.
        Get-FileName | Should -BeExactly @([IO.Path]::GetFileName($one), 'archive.json')
        @(Search-Track -Store $one | ForEach-Object TaskId) | Should -BeExactly @('b001')
        @(Search-Track -Store "$sessions/archive.json").Data.n | Should -Be @(1, 2)
        """);

    [Fact]
    public void Passes_over_a_file_that_a_process_holds_and_merges_the_others() => Run("""
        foreach ($file in $one, $two) { $null = Save-UserTrack a @{ of = $file } -Store $file -TimeStamp $old }
        $null = Save-UserTrack c @{ n = 1 } -Store "$sessions/archive.json" -TimeStamp $old
        $held = [Tracking.SessionFile.FileTrackStore]::Open($one)
        try {
            $said = Limit-TrackHistory 365 -AllSessions -Verbose 4>&1 | ForEach-Object Message
            $said | Should -Contain "'$one' is held by a process, and was passed over."
            Get-FileName | Should -BeExactly @([IO.Path]::GetFileName($one), 'archive.json')
        }
        finally { $held.Dispose() }
        $held = [Tracking.SessionFile.FileTrackStore]::Open("$sessions/archive.json")
        try {
            (Get-ErrorOf { Limit-TrackHistory 365 -AllSessions }).FullyQualifiedErrorId |
                Should -BeExactly 'TrackStoreLocked,Tracking.Commands.LimitTrackHistoryCommand'
            Test-Path $one | Should -BeExactly $true
        }
        finally { $held.Dispose() }
        Limit-TrackHistory 365 -AllSessions
        Get-FileName | Should -BeExactly @('archive.json')
        @(Search-Track -Store "$sessions/archive.json").Count | Should -Be 3
        """);

    [Fact]
    public void Deletes_no_file_that_cannot_be_read_or_is_no_store() => Run("""
        [IO.File]::WriteAllText($one, 'something else')
        [IO.File]::WriteAllText($two, '')
        $null = Save-UserTrack a @{ n = 1 } -Store $three -TimeStamp $old
        Limit-TrackHistory 365 -AllSessions -WarningVariable warnings 3>$null
        $warnings | Should -Match 'holds no tracking store'
        Test-Path $one | Should -BeExactly $true
        @(Search-Track -Store "$sessions/archive.json").Count | Should -Be 1
        """);
}
