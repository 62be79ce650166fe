using Xunit;

namespace Tracking.Tests.Removing;

/// <summary>Remove-Track: What is left.</summary>
public sealed class WhatIsLeftTests : RemovingTest
{
    public WhatIsLeftTests() => Run("""
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 1 } -UserName u1 -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 2 } -UserName u2 -TimeStamp $noon.AddHours(1)
        $null = Save-UserTrack a002 @{ k = 3 } -UserName u1 -TimeStamp $noon.AddHours(2)
        """);

    [Fact]
    public void Lists_no_task_and_no_user_that_has_no_track_any_more() => Run("""
        Remove-Track 2
        @(Get-TrackUser).UserName | Should -BeExactly @('u1', 'u1')
        Remove-Track 1
        @(Get-TrackTask).TaskId | Should -BeExactly @('a002')
        """);

    [Fact]
    public void Leaves_the_run_its_end_and_the_tasks_current_run_as_they_were() => Run("""
        Remove-Track 2
        $run = Get-TrackRun a001 -Current
        $run.RunId | Should -Be 1
        $run.End | Should -Be $noon.AddHours(1)
        (Save-UserTrack a001 @{ k = 4 } -PassThru).RunId | Should -Be 1
        """);

    [Fact]
    public void Takes_the_run_that_a_save_started_along_with_its_last_track() => Run("""
        Search-Track a001 | Remove-Track
        Get-TrackRun a001 -All | Should -BeNullOrEmpty
        (Save-UserTrack a001 @{ k = 4 } -PassThru).RunId | Should -Be 3
        """);

    [Fact]
    public void Gives_no_id_again() => Run("""
        Search-Track | Remove-Track
        Save-UserTrack a001 @{ k = 4 } | Should -BeExactly '0000004'
        """);

    [Fact]
    public void Makes_the_track_before_it_the_last_one() => Run("""
        $null = Save-UserTrack a001 @{ k = 4 } -UserName u1 -TimeStamp $noon.AddHours(4)
        Remove-Track 4
        (Get-LastUserTrack a001 u1).Data.k | Should -Be 1
        Save-UserTrack a001 @{ k = 5 } -UserName u1 -Update | Should -BeExactly '0000001'
        """);

    [Fact]
    public void Leaves_a_track_that_was_taken_before_as_it_was() => Run("""
        $track = Search-Track -Id 1
        Remove-Track 1
        $track.Data.k | Should -Be 1
        $track | Save-UserTrack -PassThru | ForEach-Object Id | Should -BeExactly '0000004'
        """);

    [Fact]
    public void Is_the_same_after_reopening() => Run("""
        $file = "$(New-TestFolder)/left.json"
        Search-Track | Save-UserTrack -Store $file | Out-Null
        Remove-Track 1, 3 -Store $file
        $reopened = Open-TrackStore $file
        @(Search-Track).Data.k | Should -Be @(2)
        @(Get-TrackTask).TaskId | Should -BeExactly @('a001')
        Save-UserTrack a001 @{ k = 4 } | Should -BeExactly '0000004'
        $reopened | Close-TrackStore
        """);
}
