using Xunit;

namespace Tracking.Tests.Sessions;

/// <summary>Get-TrackRun.</summary>
public sealed class FoundRunsTests : ModuleTest
{
    public FoundRunsTests() => Run("""
        $noon = [datetime] '2026-03-01 12:00'
        $store = Open-TrackStore -InMemory
        foreach ($hour in 0..3) {
            $null = Start-TrackRun deploy -TimeStamp $noon.AddHours($hour)
            $ending = @{ Failed = $hour -eq 1; Unfinished = $hour -eq 2 }
            foreach ($key in @($ending.Keys)) { if (-not $ending[$key]) { $ending.Remove($key) } }
            $null = Stop-TrackRun deploy -TimeStamp $noon.AddHours($hour + 0.5) @ending
        }
        $null = Start-TrackRun deploy -TimeStamp $noon.AddHours(4)
        $null = Start-TrackRun other -TimeStamp $noon
        """);

    [Fact]
    public void Finds_runs_by_their_status_all_runs_of_a_task_too() => Run("""
        (Get-TrackRun -Status Failed, Stopped -Store $store).RunId | Should -Be @(2, 3)
        (Get-TrackRun deploy -Status Finished -Store $store).RunId | Should -Be @(1, 4)
        (Get-TrackRun deploy -Status Running -Store $store).RunId | Should -Be 5
        Get-TrackRun other -Status Failed -Store $store | Should -BeNullOrEmpty
        (Get-TrackRun -RunId 1, 2 -Status Failed -Store $store).RunId | Should -Be 2
        """);

    [Fact]
    public void Finds_nothing_when_the_status_is_null_or_empty() => Run("""
        Get-TrackRun -Status $null -Store $store | Should -BeNullOrEmpty
        Get-TrackRun -Status @() -Store $store | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Finds_runs_by_time_those_that_were_under_way_then_ends_included() => Run("""
        (Get-TrackRun deploy -From $noon.AddHours(2.5) -Store $store).RunId | Should -Be @(3, 4, 5)
        (Get-TrackRun deploy -To $noon.AddHours(1) -Store $store).RunId | Should -Be @(1, 2)
        (Get-TrackRun deploy -From $noon.AddHours(0.6) -To $noon.AddHours(2.6) -Store $store).RunId | Should -Be @(2, 3)
        # One that runs has not ended, whatever its last track.
        (Get-TrackRun -From $noon.AddDays(1) -Store $store).RunId | Should -Be @(5, 6)
        """);

    [Fact]
    public void Gives_a_run_once_however_often_it_is_asked_for() => Run("""
        $null = Save-UserTrack twice @{ n = 1 } -Store $store
        $null = Save-UserTrack twice @{ n = 2 } -Store $store
        @(Search-Track twice -Store $store | Get-TrackRun).Count | Should -Be 1
        """);
}
