using Xunit;

namespace Tracking.Tests.Runs;

/// <summary>Runs: Start-TrackRun.</summary>
public sealed class StartTrackRunTests : RunsTest
{
    public StartTrackRunTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Returns_the_runs_id_one_counter_over_all_tasks_and_those_that_saves_start() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 }
        $null = Save-UserTrack a002 @{ k = 1 }
        $id = Start-TrackRun a001
        $id | Should -BeOfType ([int])
        $id | Should -BeExactly 3
        Start-TrackRun a003 | Should -BeExactly 4
        """);

    [Fact]
    public void Returns_the_run_with_PassThru() => Run("""
        $run = Start-TrackRun a001 -TimeStamp $noon -PassThru
        $run | Should -BeOfType ([Tracking.TrackRun])
        $run.RunId | Should -BeOfType ([int])
        $run.RunId | Should -BeExactly 1
        $run.TaskId | Should -BeExactly 'a001'
        $run.Start | Should -Be $noon
        $run.Start.Kind | Should -Be 'Local'
        $run.End | Should -Be $noon
        $run.Finished | Should -BeExactly $false
        $run.Store | Should -Be $store
        "$run" | Should -BeExactly '<Run 1, 2024-05-06 12:00, 2024-05-06 12:00, False>'
        """);

    [Fact]
    public void Makes_it_the_current_run_and_leaves_the_former_as_it_is() => Run("""
        $null = Start-TrackRun a001 -TimeStamp $noon
        $null = Start-TrackRun A001
        (Get-TrackRun a001 -Current).RunId | Should -Be 2
        $former = Get-TrackRun -RunId 1
        $former.Finished | Should -BeExactly $false
        $former.End | Should -Be $noon
        """);

    [Fact]
    public void Belongs_to_no_task_when_none_is_given() => Run("""
        $run = Start-TrackRun -PassThru
        $run.TaskId | Should -BeExactly $null
        Get-TrackTask | Should -BeNullOrEmpty
        (Save-UserTrack a001 @{ k = 1 } -RunId 1 -PassThru).RunId | Should -Be 1
        Get-TrackRun a001 -Current | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Starts_now_when_no_time_is_given() => Run("""
        $before = Get-Date
        $run = Start-TrackRun a001 -PassThru
        $run.Start | Should -BeGreaterOrEqual $before
        $run.Start | Should -BeLessOrEqual (Get-Date)
        """);

    [Fact]
    public void Takes_tasks_from_the_pipeline_by_name() => Run("""
        [pscustomobject] @{ TaskId = 'b' }, [pscustomobject] @{ TaskId = 'a' } | Start-TrackRun | Should -Be @(1, 2)
        (Get-TrackRun).TaskId | Should -BeExactly @('b', 'a')
        """);

    [Fact]
    public void Takes_a_tasks_name_literally() => Run("""
        $null = Start-TrackRun 'a*'
        Get-TrackRun a001 -Current | Should -BeNullOrEmpty
        (Get-TrackRun 'a*').RunId | Should -Be 1
        """);
}
