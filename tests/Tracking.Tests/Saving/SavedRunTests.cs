using Xunit;

namespace Tracking.Tests.Saving;

/// <summary>Save-UserTrack: The run.</summary>
public sealed class SavedRunTests : SavingTest
{
    public SavedRunTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Is_started_by_the_first_save_for_a_task_at_the_tracks_time() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 } -TimeStamp $noon
        $null = Save-UserTrack a002 @{ k = 1 }
        $runs = @(Get-TrackRun)
        $runs.RunId | Should -Be @(1, 2)
        $runs.TaskId | Should -BeExactly @('a001', 'a002')
        $runs[0].Start | Should -Be $noon
        $runs[0].End | Should -Be $noon
        $runs[0].Finished | Should -BeExactly $false
        """);

    [Fact]
    public void Is_the_current_one_of_the_task_found_without_case() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 }
        (Save-UserTrack A001 @{ k = 2 } -PassThru).RunId | Should -Be 1
        """);

    [Fact]
    public void Is_the_current_one_for_run_id_0() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 }
        $null = Start-TrackRun a001
        (Save-UserTrack a001 @{ k = 2 } -RunId 0 -PassThru).RunId | Should -Be 2
        """);

    [Fact]
    public void Is_a_new_one_when_the_tasks_was_stopped() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 }
        $null = Stop-TrackRun a001
        (Save-UserTrack a001 @{ k = 2 } -PassThru).RunId | Should -Be 2
        """);

    [Fact]
    public void May_be_any_that_exists_finished_or_another_tasks_and_stays_what_it_was() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 }
        $null = Stop-TrackRun a001
        (Save-UserTrack a002 @{ k = 2 } -RunId 1 -PassThru).RunId | Should -Be 1
        (Get-TrackRun -RunId 1).Finished | Should -BeExactly $true
        (Get-TrackRun -RunId 1).TaskId | Should -BeExactly 'a001'
        Get-TrackRun a002 -Current | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Is_an_error_when_no_run_has_the_id_and_nothing_is_stored() => Run("""
        $fault = Get-ErrorOf { Save-UserTrack a001 @{ k = 1 } -RunId 7 }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackRunNotFound,Tracking.Commands.SaveUserTrackCommand'
        $fault.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $fault.TargetObject | Should -BeExactly 'a001'
        Search-Track | Should -BeNullOrEmpty
        Get-TrackRun | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Has_its_end_raised_to_the_tracks_time_and_never_lowered() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 } -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 2 } -TimeStamp $noon.AddHours(2)
        $null = Save-UserTrack a001 @{ k = 3 } -TimeStamp $noon.AddHours(-2)
        $run = Get-TrackRun a001 -Current
        $run.Start | Should -Be $noon
        $run.End | Should -Be $noon.AddHours(2)
        Remove-Track 2
        (Get-TrackRun a001 -Current).End | Should -Be $noon.AddHours(2)
        """);
}
