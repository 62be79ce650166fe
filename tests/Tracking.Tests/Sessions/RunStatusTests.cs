using Xunit;

namespace Tracking.Tests.Sessions;

/// <summary>Runs that tell the truth.</summary>
public sealed class RunStatusTests : ModuleTest
{
    public RunStatusTests() => Run("""
        $path = "$(New-TestFolder)/s.json"
        """);

    [Fact]
    public void Are_open_running_finished_stopped_or_failed() => Run("""
        1..4 | ForEach-Object { $null = Start-TrackRun "a$_" -Store $path }
        $null = Stop-TrackRun a2 -Store $path
        $null = Stop-TrackRun a3 -Unfinished -Message 'enough' -Store $path
        $null = Stop-TrackRun a4 -Failed -Message 'no such host' -Store $path
        $null = Open-TrackStore $path
        $null = Start-TrackRun a5
        $runs = Get-TrackRun
        $runs.Status | Should -Be @('Open', 'Finished', 'Stopped', 'Failed', 'Running')
        $runs.Message | Should -Be @($null, $null, 'enough', 'no such host', $null)
        $runs.Finished | Should -Be @($false, $true, $false, $false, $false)
        """);

    [Fact]
    public void Are_abandoned_when_the_writer_that_began_them_is_gone_whoever_opens_their_file_then() => Run("""
        $null = Open-TrackStore $path
        $null = Start-TrackRun a1
        (Get-TrackRun).Status | Should -Be 'Running'
        Close-TrackStore
        (Get-TrackRun -Store $path).Status | Should -Be 'Abandoned'
        (Get-TrackRun a1 -Store $path).Status | Should -Be 'Abandoned'
        (Get-TrackRun -RunId 1 -Store $path).Status | Should -Be 'Abandoned'
        $null = Open-TrackStore $path
        (Get-TrackRun).Status | Should -Be 'Abandoned'
        (Get-TrackRun -Status Abandoned).RunId | Should -Be 1
        $null = Start-TrackRun a2
        (Get-TrackRun).Status | Should -Be @('Abandoned', 'Running')
        $null = Stop-TrackRun -RunId 1
        (Get-TrackRun).Status | Should -Be @('Finished', 'Running')
        """);

    [Fact]
    public void Are_open_where_nobody_says_that_they_are_at_work_and_stay_so() => Run("""
        $null = Start-TrackRun a1 -Store $path
        $null = Save-UserTrack a2 @{ k = 1 } -Store $path
        $null = Open-TrackStore $path
        $null = Start-TrackRun a3 -Detach
        $null = Save-UserTrack a4 @{ k = 1 }
        (Get-TrackRun).Status | Should -Be @('Open', 'Open', 'Open', 'Open')
        Close-TrackStore
        (Get-TrackRun -Store $path).Status | Should -Be @('Open', 'Open', 'Open', 'Open')
        (Stop-TrackRun a3 -Store $path -PassThru).Status | Should -Be 'Finished'
        """);

    [Fact]
    public void Are_unknown_in_a_copy_of_the_file_which_says_nothing_about_who_is_at_work() => Run("""
        $null = Open-TrackStore $path
        $null = Start-TrackRun a1
        $null = Start-TrackRun a2
        $null = Stop-TrackRun a2
        $null = Start-TrackRun a3 -Detach
        Copy-Item $path "$path-copy.json"
        (Get-TrackRun -Store "$path-copy.json").Status | Should -Be @('Unknown', 'Finished', 'Open')
        (Get-TrackRun).Status | Should -Be @('Running', 'Finished', 'Open')
        Close-TrackStore
        (Get-TrackRun -Store "$path-copy.json").Status | Should -Be @('Unknown', 'Finished', 'Open')
        (Get-TrackRun -Store $path).Status | Should -Be @('Abandoned', 'Finished', 'Open')
        """);

    [Fact]
    public void Say_by_Verbose_or_as_VerbosePreference_asks_which_file_and_run_they_are_in() => Run("""
        $said = & {
            $null = Save-UserTrack a1 @{ n = 1 } -Store $path -Verbose
            $VerbosePreference = 'Continue'
            $null = Start-TrackRun a2 -Store $path
            $null = Stop-TrackRun a2 -Failed -Store $path
            $null = Stop-TrackRun a1 -Store $path -Verbose:$false
        } 4>&1
        @($said.Message -notlike 'Performing the operation*') -replace ', at \d{4}-\d\d-\d\d [\d:.]+ [+-]\d\d:\d\d\.$', ', at TIME.' |
            Should -BeExactly @(
            "Track 0000001 of task a1 was saved in run 1 in '$path', at TIME."
            "Run 2 of a2 was started in '$path'."
            "Run 2 of a2 was stopped in '$path': Failed."
        )
        @(Save-UserTrack a1 @{ n = 1 } -Store $path 4>&1).Count | Should -Be 1
        """);

    [Fact]
    public void Cannot_be_stopped_as_failed_and_unfinished_at_once() => Run("""
        (Get-ErrorOf { Stop-TrackRun a1 -Failed -Unfinished -Store $path }).FullyQualifiedErrorId |
            Should -BeExactly 'AmbiguousParameterSet,Tracking.Commands.StopTrackRunCommand'
        """);
}
