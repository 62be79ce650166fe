using Xunit;

namespace Tracking.Tests.RemovingRuns;

/// <summary>Limit-TrackHistory: which runs go (rule 3.23).</summary>
public sealed class LimitTrackHistoryTests : ModuleTest
{
    public LimitTrackHistoryTests() => Run("""
        $store = Open-TrackStore -InMemory
        # Runs that ended so many days ago, oldest first: 1 to 10.
        foreach ($each in 'a 50', 'a 40 Failed', 'a 30', 'a 20 Unfinished', 'a 10', 'b 50', 'b 5', 'A 45', 'c 60') {
            $task, $days, $how = -split $each
            $at = (Get-Date).AddDays(-$days)
            $null = Start-TrackRun $task -TimeStamp $at.AddHours(-1)
            $ending = if ($how) { @{ $how = $true } } else { @{} }
            $null = Stop-TrackRun $task -TimeStamp $at @ending
        }
        $null = Save-UserTrack open @{ n = 1 } -TimeStamp (Get-Date).AddDays(-50)
        function Get-LeftId { @(Get-TrackRun -Store $store | ForEach-Object RunId) }
        """);

    [Theory]
    [InlineData("@{ Rules = @{ OlderThan = 25 }; Away = 1, 2, 3, 6, 8, 9, 10 }")]
    [InlineData("@{ Rules = @{ OlderThan = '25.00:00:00' }; Away = 1, 2, 3, 6, 8, 9, 10 }")]
    [InlineData("@{ Rules = @{ OlderThan = [timespan]::FromDays(25) }; Away = 1, 2, 3, 6, 8, 9, 10 }")]
    [InlineData("@{ Rules = @{ OlderThan = '25' }; Away = 1, 2, 3, 6, 8, 9, 10 }")]
    [InlineData("@{ Rules = @{ OlderThan = 45.5 }; Away = 1, 6, 9, 10 }")]
    [InlineData("@{ Rules = @{ OlderThan = 0 }; Away = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }")]
    [InlineData("@{ Rules = @{ OlderThan = 70 }; Away = @() }")]
    [InlineData("@{ Rules = @{ OlderThan = 0; KeepLast = 1 }; Away = 1, 2, 3, 4, 6, 8 }")]
    [InlineData("@{ Rules = @{ OlderThan = 25; KeepLast = 3 }; Away = 1, 2, 8 }")]
    [InlineData("@{ Rules = @{ OlderThan = 25; KeepFailedFor = 45 }; Away = 1, 3, 6, 8, 9, 10 }")]
    [InlineData("@{ Rules = @{ OlderThan = 15; KeepFailedFor = 30 }; Away = 1, 2, 3, 6, 8, 9, 10 }")]
    [InlineData("@{ Rules = @{ OlderThan = 25; KeepFailedFor = 1 }; Away = 1, 2, 3, 6, 8, 9, 10 }")]
    [InlineData("@{ Rules = @{ OlderThan = 25; TaskId = 'A' }; Away = 1, 2, 3, 8 }")]
    [InlineData("@{ Rules = @{ OlderThan = 25; TaskId = 'b', 'o*' }; Away = 6, 10 }")]
    [InlineData("@{ Rules = @{ OlderThan = 25; TaskId = 'a'; KeepLast = 4 }; Away = 1, 8 }")]
    [InlineData("@{ Rules = @{ OlderThan = 25; TaskId = $null }; Away = @() }")]
    [InlineData("@{ Rules = @{ OlderThan = 25; WhatIf = $true }; Away = @() }")]
    public void Removes_what_is_old_enough(string row) => RunForEach(row, """
        $gone = Limit-TrackHistory @Rules -PassThru
        @($gone | ForEach-Object RunId) | Should -Be $Away
        Get-LeftId | Should -Be @(1..10 | Where-Object { $_ -notin $Away })
        @(Search-Track).Count | Should -Be ([int] (10 -notin $Away))
        """);

    [Theory]
    [InlineData("-1")]
    [InlineData("'-1.00:00:00'")]
    [InlineData("'soon'")]
    [InlineData("(Get-Date)")]
    [InlineData("$null")]
    [InlineData("1e20")]
    public void Refuses_an_age_that_is_none_and_removes_nothing(string age) => Run($$"""
        (Get-ErrorOf { Limit-TrackHistory -OlderThan {{age}} }).FullyQualifiedErrorId |
            Should -BeExactly 'ParameterArgumentTransformationError,Tracking.Commands.LimitTrackHistoryCommand'
        (Get-LeftId).Count | Should -Be 10
        """);

    [Fact]
    public void Returns_nothing_of_itself_and_says_what_it_does_on_the_verbose_stream() => Run("""
        $said = Limit-TrackHistory 45.5 -Verbose 4>&1 | Where-Object Message -NotLike 'Performing the operation*'
        $said | Should -BeOfType ([Management.Automation.VerboseRecord])
        @($said | ForEach-Object Message) | Should -BeExactly @(
            "Run 1 of a (Finished) was removed from ':memory:'.", "Run 6 of b (Finished) was removed from ':memory:'."
            "Run 9 of c (Finished) was removed from ':memory:'.", "Run 10 of open (Open) was removed from ':memory:'.")
        """);

    [Fact]
    public void Passes_over_a_run_at_work_however_long_ago_it_began() => Run("""
        $null = Start-TrackRun long -TimeStamp (Get-Date).AddDays(-400)
        Limit-TrackHistory 300 | Should -BeNullOrEmpty
        (Get-TrackRun long).Status | Should -Be 'Running'
        $null = Stop-TrackRun long -TimeStamp (Get-Date).AddDays(-400)
        (Limit-TrackHistory 300 -PassThru).RunId | Should -Be 11
        """);

    [Fact]
    public void Counts_the_last_runs_of_a_task_over_all_piped_stores_and_copies_of_one_once() => Run("""
        $other = Open-TrackStore -InMemory
        $null = Copy-Track -Store $store -Destination $other
        foreach ($days in 35, 15) {
            $null = Start-TrackRun a -TimeStamp (Get-Date).AddDays(-$days)
            $null = Stop-TrackRun a -TimeStamp (Get-Date).AddDays(-$days)
        }
        # The last three runs of a: 10, 15 and 20 days ago.
        $store, $other | Limit-TrackHistory 12 -KeepLast 3 -TaskId a
        Get-LeftId | Should -Be @(4, 5, 6, 7, 9, 10)
        @(Get-TrackRun a -All -Store $other | ForEach-Object { [math]::Round(((Get-Date) - $_.End).TotalDays) }) |
            Should -Be @(20, 10, 15)
        """);

    [Fact]
    public void Works_on_a_file_that_is_not_open_and_writes_to_none_without_need() => Run("""
        $path = "$folder/history.json"
        $null = Save-UserTrack old @{ n = 1 } -Store $path -TimeStamp (Get-Date).AddDays(-50)
        $null = Save-UserTrack new @{ n = 2 } -Store $path
        $before = [IO.File]::ReadAllBytes($path)
        Limit-TrackHistory 60 -Store $path
        Limit-TrackHistory 30 -Store $path -WhatIf
        [IO.File]::ReadAllBytes($path) | Should -Be $before
        Limit-TrackHistory 30 -Store $path
        @(Search-Track -Store $path).Data.n | Should -Be @(2)
        (Get-LeftId).Count | Should -Be 10
        (Get-ErrorOf { Limit-TrackHistory 30 -Store "$folder/none.json" }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackStoreNotFound,Tracking.Commands.LimitTrackHistoryCommand'
        """);
}
