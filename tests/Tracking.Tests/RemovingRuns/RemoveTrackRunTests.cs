using Xunit;

namespace Tracking.Tests.RemovingRuns;

/// <summary>Remove-TrackRun.</summary>
public sealed class RemoveTrackRunTests : ModuleTest
{
    public RemoveTrackRunTests() => Run("""
        $noon = [datetime] '2026-03-01 12:00'
        $store = Open-TrackStore -InMemory
        foreach ($task in 'a1', 'a2', 'b[1]') {
            $null = Start-TrackRun $task -TimeStamp $noon
            $null = Save-UserTrack $task @{ of = $task } -TimeStamp $noon.AddHours(1)
            $null = Stop-TrackRun $task -TimeStamp $noon.AddHours(2)
        }
        $null = Save-UserTrack open @{ of = 'open' } -TimeStamp $noon.AddHours(3)
        """);

    [Theory]
    [InlineData("@{ Name = 'an id'; How = { Remove-TrackRun -RunId 1 }; Left = 2, 3, 4 }")]
    [InlineData("@{ Name = 'several, one twice'; How = { Remove-TrackRun -RunId 3, 1, 3 }; Left = 2, 4 }")]
    [InlineData("@{ Name = 'a task'; How = { Remove-TrackRun A1 }; Left = 2, 3, 4 }")]
    [InlineData("@{ Name = 'a wildcard'; How = { Remove-TrackRun a* }; Left = 3, 4 }")]
    [InlineData("@{ Name = 'several tasks'; How = { Remove-TrackRun a1, open }; Left = 2, 3 }")]
    [InlineData("@{ Name = 'a name that looks like a wildcard'; How = { Remove-TrackRun 'b[1]' }; Left = 1, 2, 4 }")]
    [InlineData("@{ Name = 'all'; How = { Remove-TrackRun * }; Left = @() }")]
    [InlineData("@{ Name = 'before their end'; How = { Remove-TrackRun -Before $noon.AddHours(2) }; Left = 1, 2, 3, 4 }")]
    [InlineData("@{ Name = 'behind their end'; How = { Remove-TrackRun -Before $noon.AddHours(2.1) }; Left = @(4) }")]
    [InlineData("@{ Name = 'an open one, by its last track'; How = { Remove-TrackRun -Before $noon.AddHours(3.1) }; Left = @() }")]
    [InlineData("@{ Name = 'a task, by time'; How = { Remove-TrackRun a*, o* -Before $noon.AddHours(2.1) }; Left = 3, 4 }")]
    [InlineData("@{ Name = 'no task'; How = { Remove-TrackRun none }; Left = 1, 2, 3, 4 }")]
    [InlineData("@{ Name = 'null'; How = { Remove-TrackRun $null }; Left = 1, 2, 3, 4 }")]
    [InlineData("@{ Name = 'an empty text'; How = { Remove-TrackRun '' }; Left = 1, 2, 3, 4 }")]
    [InlineData("@{ Name = 'no ids'; How = { Remove-TrackRun -RunId @() }; Left = 1, 2, 3, 4 }")]
    [InlineData("@{ Name = 'runs'; How = { Get-TrackRun -Status Finished | Remove-TrackRun }; Left = @(4) }")]
    [InlineData("@{ Name = 'a run'; How = { Remove-TrackRun -Run (Get-TrackRun -RunId 2) }; Left = 1, 3, 4 }")]
    [InlineData("@{ Name = 'no runs'; How = { Get-TrackRun -Status Failed | Remove-TrackRun }; Left = 1, 2, 3, 4 }")]
    [InlineData("@{ Name = 'a null'; How = { $null | Remove-TrackRun }; Left = 1, 2, 3, 4 }")]
    [InlineData("@{ Name = 'under WhatIf'; How = { Remove-TrackRun * -WhatIf }; Left = 1, 2, 3, 4 }")]
    public void Removes(string row) => RunForEach(row, """
        & $How | Should -BeNullOrEmpty
        @(Get-TrackRun | ForEach-Object RunId) | Should -Be $Left
        @(Search-Track | ForEach-Object RunId) | Should -Be $Left
        """);

    [Fact]
    public void Removes_steps_and_tracks_of_other_tasks_too() => Run("""
        $null = Invoke-TrackRun work { Invoke-TrackStep one { 1 }; Save-UserTrack other @{ n = 1 } -RunId (Get-TrackRun work).RunId }
        $run = Get-TrackRun work -All
        @(Search-Track other).Count | Should -Be 1
        @(Get-TrackStep).Count | Should -Be 1
        $run | Remove-TrackRun
        Get-TrackStep | Should -BeNullOrEmpty
        Search-Track other | Should -BeNullOrEmpty
        (Start-TrackRun work) | Should -BeGreaterThan $run.RunId
        """);

    [Fact]
    public void Refuses_what_is_at_work_and_what_is_not_there_and_goes_on() => Run("""
        $null = Start-TrackRun a1
        $faults = Get-ErrorOf { Remove-TrackRun a* }
        $faults.FullyQualifiedErrorId | Should -BeExactly 'TrackRunClaimed,Tracking.Commands.RemoveTrackRunCommand'
        $faults.TargetObject.RunId | Should -Be 5
        $faults.ErrorDetails.Message | Should -BeExactly 'Run 5 is at work, and was not removed. Stop it first, by Stop-TrackRun -RunId.'
        @(Get-TrackRun | ForEach-Object RunId) | Should -Be @(3, 4, 5)
        (Get-ErrorOf { Remove-TrackRun a* -WhatIf }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackRunClaimed,Tracking.Commands.RemoveTrackRunCommand'
        Remove-TrackRun a* -Before (Get-Date).AddDays(1)
        $null = Stop-TrackRun a1
        $faults = Get-ErrorOf { Remove-TrackRun -RunId 9, 5, -1 }
        $faults.FullyQualifiedErrorId | Should -BeExactly @('TrackRunNotFound,Tracking.Commands.RemoveTrackRunCommand',
            'TrackRunInvalid,Tracking.Commands.RemoveTrackRunCommand')
        @(Get-TrackRun | ForEach-Object RunId) | Should -Be @(3, 4)
        """);

    [Fact]
    public void Goes_by_how_a_piped_run_stands_now_and_where_it_is() => Run("""
        $null = Start-TrackRun a1
        $running = Get-TrackRun a1 -Current
        $null = Stop-TrackRun a1
        $other = Open-TrackStore -InMemory
        $null = Save-UserTrack a1 @{ of = 'other' }
        (Get-ErrorOf { $running | Remove-TrackRun -Store $other }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackOfOtherStore,Tracking.Commands.RemoveTrackRunCommand'
        $running | Remove-TrackRun
        @(Get-TrackRun -Store $store | ForEach-Object RunId) | Should -Be @(1, 2, 3, 4)
        (Get-ErrorOf { $running | Remove-TrackRun }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackRunNotFound,Tracking.Commands.RemoveTrackRunCommand'
        @(Get-TrackRun -Store $other).Count | Should -Be 1
        """);

    [Theory]
    [InlineData("@{ Name = 'a number'; Given = 1 }")]
    [InlineData("@{ Name = 'a track'; Given = Search-Track a1 }")]
    [InlineData("@{ Name = 'an object with a RunId'; Given = [pscustomobject] @{ RunId = 1; TaskId = 'a1' } }")]
    public void Takes_nothing_but_runs_from_the_pipeline(string row) => RunForEach(row, """
        (Get-ErrorOf { $Given | Remove-TrackRun }).FullyQualifiedErrorId |
            Should -BeExactly 'InputObjectNotBound,Tracking.Commands.RemoveTrackRunCommand'
        @(Get-TrackRun).Count | Should -Be 4
        """);

    [Fact]
    public void Works_on_a_file_that_is_not_open_and_leaves_it_alone_where_there_is_nothing_to_remove() => Run("""
        $path = "$folder/file.json"
        $null = Save-UserTrack a @{ n = 1 } -Store $path
        $null = Save-UserTrack b @{ n = 2 } -Store $path
        Remove-TrackRun a -Store $path
        @(Search-Track -Store $path).Data.n | Should -Be @(2)
        $before = [IO.File]::ReadAllBytes($path)
        Remove-TrackRun none -Store $path
        Remove-TrackRun b -Store $path -WhatIf
        [IO.File]::ReadAllBytes($path) | Should -Be $before
        (Get-ErrorOf { Remove-TrackRun a -Store "$folder/none.json" }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackStoreNotFound,Tracking.Commands.RemoveTrackRunCommand'
        Test-Path "$folder/none.json" | Should -BeExactly $false
        $snapshot = Open-TrackStore $path -ReadOnly
        (Get-ErrorOf { Get-TrackRun -Store $snapshot | Remove-TrackRun }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackStoreReadOnly,Tracking.Commands.RemoveTrackRunCommand'
        """);

    [Theory]
    [InlineData("@{ Where = { Open-TrackStore -InMemory } }")]
    [InlineData("@{ Where = { Open-TrackStore \"$folder/claimed.json\" } }")]
    public void Refuses_the_run_that_another_may_be_about_to_continue_and_no_earlier_one(string row) => RunForEach(row, """
        $null = & $Where
        foreach ($try in 1..2) { try { $null = Invoke-TrackRun work -Key k { throw 'no' } } catch { } }
        try { $null = Invoke-TrackRun work -Key other { throw 'no' } } catch { }
        $assembly = (Get-Command Remove-TrackRun).ImplementingType.Assembly
        $claims = $assembly.GetType('Tracking.Runs.HeldClaims').GetMethod('TryClaim')
        $current = Get-TrackStore
        $opened = [Tracking.TrackStore].GetProperty('Opened', [Reflection.BindingFlags] 'NonPublic, Instance').GetValue($current)
        $claim = $claims.Invoke($null, [object[]] @($current.PSObject.BaseObject, $opened, 'WORK', 'k', $null))
        $claim | Should -Not -BeNullOrEmpty
        try {
            $fault = Get-ErrorOf { Remove-TrackRun work }
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackRunClaimed,Tracking.Commands.RemoveTrackRunCommand'
            $fault.ErrorDetails.Message | Should -Match '^Run 2 was not removed: a run of the same task and key is at work'
            @(Get-TrackRun | ForEach-Object RunId) | Should -Be @(2)
        }
        finally { $claim.Dispose() }
        Remove-TrackRun work
        Get-TrackRun | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Leaves_the_run_that_continues_it_saying_so_without_an_error() => Run("""
        try { $null = Invoke-TrackRun work -Key k { Invoke-TrackStep one { 1 }; throw 'no' } } catch { }
        $null = Invoke-TrackRun work -Key k -Resume { Invoke-TrackStep one { 1 } }
        $first, $second = Get-TrackRun work -All
        $first | Remove-TrackRun
        $left = Get-TrackRun work -All
        $left.RunId | Should -Be $second.RunId
        $left.Continues | Should -BeExactly $first.Identity
        $left | Format-List * | Out-String | Should -Not -BeNullOrEmpty
        @(Get-TrackStep work).Name | Should -BeExactly @('one')
        """);

    [Fact]
    public void Ends_whoever_watches_the_run() => Run("""
        $null = Save-UserTrack watched @{ n = 1 }
        $id = (Get-TrackRun watched).RunId
        $until = (Get-Date).AddSeconds(30)
        Watch-Track -RunId $id -From ([datetime]::MinValue) -Timeout 30 | ForEach-Object {
            if (Get-TrackRun | Where-Object RunId -EQ $id) { Remove-TrackRun -RunId $id }
        }
        Get-Date | Should -BeLessThan $until
        """);

    [Fact]
    public void The_last_track_of_a_run_that_a_save_started_takes_it_along() => Run("""
        Search-Track open | Remove-Track
        @(Get-TrackRun | ForEach-Object RunId) | Should -Be @(1, 2, 3)
        $id = Start-TrackRun detached -Detach
        Save-UserTrack detached @{ n = 1 } -PassThru | Remove-Track
        (Get-TrackRun detached).RunId | Should -Be $id
        """);
}
