using Xunit;

namespace Tracking.Tests.Runs;

/// <summary>Runs: Get-TrackRun.</summary>
public sealed class GetTrackRunTests : RunsTest
{
    public GetTrackRunTests() => Run("""
        $store = Open-TrackStore -InMemory
        $null = Start-TrackRun a001 -TimeStamp $noon
        $null = Start-TrackRun a002 -TimeStamp $noon
        $null = Start-TrackRun -TimeStamp $noon
        $null = Start-TrackRun a001 -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 1 } -RunId 2
        """);

    [Fact]
    public void Gives_every_run_in_the_order_of_their_ids() => Run("""
        (Get-TrackRun).RunId | Should -Be @(1, 2, 3, 4)
        (Get-TrackRun).TaskId | Should -Be @('a001', 'a002', $null, 'a001')
        """);

    [Fact]
    public void Gives_a_tasks_current_run() => Run("""
        (Get-TrackRun a001 -Current).RunId | Should -Be 4
        (Get-TrackRun A001 -Current).RunId | Should -Be 4
        (Get-TrackRun -RunId 0 -TaskId a001).RunId | Should -Be 4
        """);

    [Fact]
    public void Gives_the_runs_of_a_task_by_its_name_the_newest_last() => Run("""
        (Get-TrackRun a001).RunId | Should -Be @(1, 2, 4)
        (Get-TrackRun A001 -All).RunId | Should -Be @(1, 2, 4)
        $null = Start-TrackRun a001 -TimeStamp $noon.AddHours(-1)
        $null = Stop-TrackRun -RunId 4
        (Get-TrackRun a001).RunId | Should -Be @(1, 2, 4, 5)
        """);

    [Fact]
    public void Gives_the_runs_of_all_tasks_that_a_wildcard_means_each_once() => Run("""
        (Get-TrackRun 'a00?').RunId | Should -Be @(1, 2, 4)
        (Get-TrackRun a002, 'A001*').RunId | Should -Be @(1, 2, 4)
        (Get-TrackRun '*2').RunId | Should -Be @(2)
        Get-TrackRun 'b*' | Should -BeNullOrEmpty
        # A run that was started for none holds tracks of one.
        $null = Save-UserTrack b001 @{ k = 1 } -RunId 3
        (Get-TrackRun 'b*').RunId | Should -Be @(3)
        (Get-TrackRun b001).RunId | Should -Be @(3)
        (Get-TrackRun a001 -Status Running).RunId | Should -Be @(1, 2, 4)
        (Get-TrackRun 'a*' -To $noon.AddDays(-1)) | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Gives_with_Current_the_current_runs_alone() => Run("""
        (Get-TrackRun -Current).RunId | Should -Be @(2, 4)
        (Get-TrackRun 'a*' -Current).RunId | Should -Be @(2, 4)
        (Get-TrackTask | Get-TrackRun -Current).RunId | Should -Be @(4)
        ($store, $store | Get-TrackRun 'a*').RunId | Should -Be @(1, 2, 4)
        (Get-TrackRun -RunId 1, 4 -Current).RunId | Should -Be @(4)
        # It holds tracks of a001, but they go to another one.
        (Get-TrackRun a001 -Current).RunId | Should -Be @(4)
        Get-TrackRun nope -Current | Should -BeNullOrEmpty
        Get-TrackRun a001 -Current -Status Failed | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Gives_nothing_for_a_task_without_a_current_run() => Run("""
        Get-ErrorOf { Get-TrackRun nope } | Should -BeNullOrEmpty
        $null = Stop-TrackRun a002
        Get-TrackRun a002 -Current | Should -BeNullOrEmpty
        Get-TrackRun '' | Should -BeNullOrEmpty
        Get-TrackRun $null | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Gives_with_All_every_run_that_was_started_for_a_task_or_holds_tracks_of_it() => Run("""
        (Get-TrackRun a001 -All).RunId | Should -Be @(1, 2, 4)
        (Get-TrackRun a002 -All).RunId | Should -Be @(2)
        Get-TrackRun nope -All | Should -BeNullOrEmpty
        Remove-Track 1
        (Get-TrackRun a001 -All).RunId | Should -Be @(1, 4)
        """);

    [Fact]
    public void Gives_the_runs_that_are_named_in_the_order_named() => Run("""
        (Get-TrackRun -RunId 3, 1).RunId | Should -Be @(3, 1)
        """);

    [Fact]
    public void Says_by_an_error_record_that_a_run_is_unknown_and_gives_the_others() => Run("""
        $runs = Get-TrackRun -RunId 1, 9, 2 -ErrorAction SilentlyContinue -ErrorVariable fault
        $runs.RunId | Should -Be @(1, 2)
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackRunNotFound,Tracking.Commands.GetTrackRunCommand'
        $fault.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $fault.TargetObject | Should -BeExactly 9
        """);

    [Fact]
    public void Gives_nothing_for_run_ids_that_are_null_or_none() => Run("""
        Get-TrackRun -RunId $null | Should -BeNullOrEmpty
        Get-TrackRun -RunId @() | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Takes_names_from_the_pipeline() => Run("""
        (Get-TrackTask | Get-TrackRun).RunId | Should -Be @(1, 2, 4)
        $null = Save-UserTrack 'a*' @{ k = 1 }
        ([pscustomobject] @{ TaskId = 'a*' } | Get-TrackRun).RunId | Should -Be 5
        Remove-Track 2
        (Search-Track | Get-TrackRun).RunId | Should -Be 2
        @() | Get-TrackRun | Should -BeNullOrEmpty
        """);
}
