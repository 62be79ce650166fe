using Xunit;

namespace Tracking.Tests.Sessions;

/// <summary>Runs that tell the truth.</summary>
public sealed class RunStatusTests : ModuleTest
{
    public RunStatusTests() => Run("""
        $path = "$(New-TestFolder)/s.json"
        """);

    [Fact]
    public void Are_running_finished_stopped_or_failed() => Run("""
        1..4 | ForEach-Object { $null = Start-TrackRun "a$_" -Store $path }
        $null = Stop-TrackRun a2 -Store $path
        $null = Stop-TrackRun a3 -Unfinished -Message 'enough' -Store $path
        $null = Stop-TrackRun a4 -Failed -Message 'no such host' -Store $path
        $null = Open-TrackStore $path
        $runs = Get-TrackRun
        $runs.Status | Should -Be @('Running', 'Finished', 'Stopped', 'Failed')
        $runs.Message | Should -Be @($null, $null, 'enough', 'no such host')
        $runs.Finished | Should -Be @($false, $true, $false, $false)
        """);

    [Fact]
    public void Are_abandoned_when_no_living_process_holds_their_file_and_running_again_when_one_opens_it() => Run("""
        $null = Start-TrackRun a1 -Store $path
        (Get-TrackRun -Store $path).Status | Should -Be 'Abandoned'
        (Get-TrackRun a1 -Store $path).Status | Should -Be 'Abandoned'
        (Get-TrackRun -RunId 1 -Store $path).Status | Should -Be 'Abandoned'
        $null = Open-TrackStore $path
        (Get-TrackRun).Status | Should -Be 'Running'
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
        $said.Message | Where-Object { $_ -notlike 'Performing the operation*' } | Should -BeExactly @(
            "Track 0000001 of task a1 was saved in run 1 in '$path'."
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
