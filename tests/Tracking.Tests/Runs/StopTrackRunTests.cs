using Xunit;

namespace Tracking.Tests.Runs;

/// <summary>Runs: Stop-TrackRun.</summary>
public sealed class StopTrackRunTests : RunsTest
{
    public StopTrackRunTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Marks_the_current_run_as_finished_returns_its_id_and_ends_its_being_current() => Run("""
        $null = Start-TrackRun a001
        Stop-TrackRun a001 | Should -BeExactly 1
        Get-TrackRun a001 -Current | Should -BeNullOrEmpty
        (Get-TrackRun -RunId 1).Finished | Should -BeExactly $true
        """);

    [Fact]
    public void Returns_the_run_with_PassThru_marked_as_not_finished_with_Unfinished() => Run("""
        $null = Start-TrackRun a001 -TimeStamp $noon
        $run = Stop-TrackRun a001 -Unfinished -TimeStamp $noon.AddHours(1) -PassThru
        $run | Should -BeOfType ([Tracking.TrackRun])
        $run.Finished | Should -BeExactly $false
        $run.End | Should -Be $noon.AddHours(1)
        Get-TrackRun a001 -Current | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Says_with_Failed_and_Message_what_became_of_the_run() => Run("""
        $null = Start-TrackRun a001
        $run = Stop-TrackRun a001 -Failed -Message "the disk`nis full" -PassThru
        $run.Status | Should -Be 'Failed'
        $run.Finished | Should -BeExactly $false
        $run.Message | Should -BeExactly "the disk`nis full"
        Get-TrackRun a001 -Current | Should -BeNullOrEmpty
        """);

    [Theory]
    [InlineData("@{ Status = 'Finished'; How = @{} }")]
    [InlineData("@{ Status = 'Stopped'; How = @{ Unfinished = $true } }")]
    [InlineData("@{ Status = 'Failed'; How = @{ Failed = $true } }")]
    public void Keeps_a_message_of_any_status(string row) => RunForEach(row, """
        $null = Start-TrackRun a001
        $run = Stop-TrackRun a001 @How -Message 'said' -PassThru
        "$($run.Status) $($run.Message)" | Should -BeExactly "$Status said"
        # The next stop says all anew.
        $run = Stop-TrackRun -RunId 1 @How -PassThru
        $run.Status | Should -Be $Status
        $run.Message | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Refuses_a_message_that_cannot_be_kept_and_leaves_the_run_as_it_is() => Run("""
        $null = Start-TrackRun a001
        $run = Stop-TrackRun a001 -Failed -Message ('x' * 8192) -PassThru
        $run.Message.Length | Should -Be 8192
        foreach ($message in ('x' * 8193), "half $([char] 0xD83D)") {
            Get-ErrorOf { Stop-TrackRun -RunId 1 -Message $message } | ForEach-Object FullyQualifiedErrorId |
                Should -Match '^Track\w+Invalid,|^TrackDataTooLarge,'
        }
        (Get-TrackRun -RunId 1).Status | Should -Be 'Failed'
        """);

    [Fact]
    public void Finishes_a_run_with_Failed_false_or_Unfinished_false() => Run("""
        1..2 | ForEach-Object { $null = Start-TrackRun a001 }
        (Stop-TrackRun -RunId 1 -Failed:$false -PassThru).Status | Should -Be 'Finished'
        (Stop-TrackRun -RunId 2 -Unfinished:$false -PassThru).Status | Should -Be 'Finished'
        """);

    [Fact]
    public void Takes_Failed_or_Unfinished_not_both() => Run("""
        $null = Start-TrackRun a001
        (Get-ErrorOf { Stop-TrackRun a001 -Failed -Unfinished }).FullyQualifiedErrorId |
            Should -BeExactly 'AmbiguousParameterSet,Tracking.Commands.StopTrackRunCommand'
        (Get-TrackRun a001 -Current).Status | Should -Be 'Running'
        """);

    [Fact]
    public void Sets_the_later_of_its_time_and_the_runs_end() => Run("""
        $null = Start-TrackRun a001 -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 1 } -TimeStamp $noon.AddHours(2)
        (Stop-TrackRun a001 -TimeStamp $noon.AddHours(1) -PassThru).End | Should -Be $noon.AddHours(2)
        (Stop-TrackRun -RunId 1 -TimeStamp $noon.AddHours(3) -PassThru).End | Should -Be $noon.AddHours(3)
        """);

    [Fact]
    public void Sets_now_when_no_time_is_given() => Run("""
        $null = Start-TrackRun a001 -TimeStamp $noon
        $before = Get-Date
        (Stop-TrackRun a001 -PassThru).End | Should -BeGreaterOrEqual $before
        """);

    [Fact]
    public void Stops_the_run_that_an_id_names_whatever_its_task() => Run("""
        $null = Start-TrackRun a001
        $null = Start-TrackRun a002
        Stop-TrackRun a001 -RunId 2 | Should -BeExactly 2
        Get-TrackRun a002 -Current | Should -BeNullOrEmpty
        (Get-TrackRun a001 -Current).RunId | Should -Be 1
        """);

    [Fact]
    public void Stops_a_run_of_no_task_and_one_that_is_not_current() => Run("""
        $null = Start-TrackRun
        $null = Start-TrackRun a001
        $null = Start-TrackRun a001
        Stop-TrackRun -RunId 1 | Should -BeExactly 1
        Stop-TrackRun -RunId 2 | Should -BeExactly 2
        (Get-TrackRun a001 -Current).RunId | Should -Be 3
        """);

    [Fact]
    public void Changes_the_mark_of_a_run_that_was_stopped_before() => Run("""
        $null = Start-TrackRun a001
        $null = Stop-TrackRun a001
        (Stop-TrackRun -RunId 1 -Unfinished -PassThru).Finished | Should -BeExactly $false
        (Stop-TrackRun -RunId 1 -PassThru).Finished | Should -BeExactly $true
        """);

    [Fact]
    public void Does_not_make_the_former_run_current_again() => Run("""
        $null = Start-TrackRun a001
        $null = Start-TrackRun a001
        $null = Stop-TrackRun a001
        Get-TrackRun a001 -Current | Should -BeNullOrEmpty
        (Save-UserTrack a001 @{ k = 1 } -PassThru).RunId | Should -Be 3
        """);

    [Theory]
    [InlineData("@{ Name = 'an unknown task'; Arguments = @{ TaskId = 'nope' }; Target = 'nope' }")]
    [InlineData("@{ Name = 'a task whose run was stopped'; Arguments = @{ TaskId = 'a001' }; Target = 'a001' }")]
    [InlineData("@{ Name = 'an unknown run'; Arguments = @{ RunId = 9 }; Target = 9 }")]
    [InlineData("@{ Name = 'an unknown run of a task'; Arguments = @{ TaskId = 'a001'; RunId = 9 }; Target = 9 }")]
    [InlineData("@{ Name = 'run 0 of no task'; Arguments = @{ RunId = 0 }; Target = $null }")]
    [InlineData("@{ Name = 'nothing named'; Arguments = @{}; Target = $null }")]
    public void Says_by_an_error_record_that_there_is_nothing_to_stop(string row) => RunForEach(row, """
        $null = Start-TrackRun a001
        $null = Stop-TrackRun a001
        $fault = Get-ErrorOf { Stop-TrackRun @Arguments }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackRunNotFound,Tracking.Commands.StopTrackRunCommand'
        $fault.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $fault.TargetObject | Should -Be $Target
        Get-ErrorOf { Stop-TrackRun @Arguments -ErrorAction Stop } | Should -HaveCount 1
        """);

    [Fact]
    public void Takes_runs_from_the_pipeline_and_goes_on_after_one_that_is_gone() => Run("""
        $null = Start-TrackRun a001
        $null = Start-TrackRun a002
        $null = Start-TrackRun
        [pscustomobject] @{ RunId = 1 }, [pscustomobject] @{ RunId = 99 }, [pscustomobject] @{ RunId = 3 } |
            Stop-TrackRun -Unfinished -ErrorAction SilentlyContinue -ErrorVariable fault | Should -Be @(1, 3)
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackRunNotFound,Tracking.Commands.StopTrackRunCommand'
        """);

    [Theory]
    [InlineData("Get-TrackRun a001")]
    [InlineData("Get-TrackRun 'a00[1]'")]
    [InlineData("[pscustomobject] @{ RunId = 1 }, [pscustomobject] @{ RunId = 2 }")]
    [InlineData("Search-Track a001")]
    public void Leaves_a_piped_run_that_has_ended_as_it_ended_and_stops_the_others_each_once(string pipe) => Run($$"""
        foreach ($run in 1, 2) {
            $null = Start-TrackRun a001
            $null = 1..2 | ForEach-Object { Save-UserTrack a001 @{ k = $_ } }
        }
        $null = Stop-TrackRun -RunId 1 -Failed -Message m
        {{pipe}} | Stop-TrackRun -ErrorAction SilentlyContinue -ErrorVariable faults | Should -Be @(2)
        $faults | ForEach-Object { $_.FullyQualifiedErrorId } | Sort-Object -Unique |
            Should -BeExactly 'TrackRunInvalid,Tracking.Commands.StopTrackRunCommand'
        "$($faults[0])" | Should -Match 'Run 1 has ended already: it is Failed.*Stop-TrackRun -RunId 1'
        (Get-TrackRun a001).ForEach({ "$($_.Status)" }) | Should -Be @('Failed', 'Finished')
        Stop-TrackRun -RunId 1 | Should -Be 1
        (Get-TrackRun -RunId 1).Status | Should -Be 'Finished'
        """);

    [Fact]
    public void Stops_nothing_when_nothing_is_piped() => Run("""
        $null = Start-TrackRun a001
        Get-ErrorOf { @() | Stop-TrackRun; Get-TrackRun nope | Stop-TrackRun } | Should -BeNullOrEmpty
        (Get-TrackRun a001 -Current).RunId | Should -Be 1
        """);

    [Fact]
    public void Stops_a_run_in_the_store_that_it_comes_from() => Run("""
        $null = Start-TrackRun a001
        $run = Get-TrackRun
        $other = Open-TrackStore -InMemory
        $null = Start-TrackRun a001
        $run | Stop-TrackRun | Should -Be 1
        (Get-TrackRun -Store $store).Finished | Should -BeExactly $true
        (Get-TrackRun -Store $other).Finished | Should -BeExactly $false
        $other | Close-TrackStore
        """);
}
