using Xunit;

namespace Tracking.Tests.Runs;

/// <summary>Runs: A run.</summary>
public sealed class RunTests : RunsTest
{
    public RunTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Begins_with_the_track_that_starts_it_and_ends_with_its_latest() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 } -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 2 } -TimeStamp $noon.AddMinutes(-5)
        $null = Save-UserTrack a001 @{ k = 3 } -TimeStamp $noon.AddMinutes(5) -Update
        $run = Get-TrackRun a001 -Current
        $run.Start | Should -Be $noon
        $run.End | Should -Be $noon.AddMinutes(5)
        """);

    [Fact]
    public void Stays_when_its_tracks_are_removed() => Run("""
        $null = Start-TrackRun a001 -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 1 } -TimeStamp $noon
        Search-Track | Remove-Track
        (Get-TrackRun a001 -Current).RunId | Should -Be 1
        (Save-UserTrack a001 @{ k = 1 } -PassThru).RunId | Should -Be 1
        """);

    [Fact]
    public void Is_the_same_after_its_file_is_closed_optimised_and_opened_again() => Run("""
        $path = "$(New-TestFolder)/s.json"
        $null = Open-TrackStore $path
        $null = Start-TrackRun a001 -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 1 } -TimeStamp $noon.AddHours(1)
        $null = Stop-TrackRun a001 -Failed -Message 'why' -TimeStamp $noon.AddHours(2)
        $null = Start-TrackRun -TimeStamp $noon
        $null = Start-TrackRun a002 -TimeStamp $noon
        $null = Stop-TrackRun -RunId 3 -TimeStamp $noon
        $null = Start-TrackRun a001 -TimeStamp $noon -Detach
        $properties = 'RunId', 'TaskId', 'Start', 'End', 'Finished', 'Message', 'Host', 'Process', 'User', 'Script', 'Identity'
        (Get-TrackRun).Status | Should -Be @('Failed', 'Running', 'Finished', 'Open')
        $before = Get-TrackRun | Select-Object $properties | ConvertTo-Json
        Close-TrackStore
        $null = Open-TrackStore $path
        Get-TrackRun | Select-Object $properties | ConvertTo-Json | Should -BeExactly $before
        # Whoever opens the file now is not who began the run.
        (Get-TrackRun).Status | Should -Be @('Failed', 'Abandoned', 'Finished', 'Open')
        $null = Optimize-TrackStore
        Close-TrackStore
        $null = Open-TrackStore $path
        Get-TrackRun | Select-Object $properties | ConvertTo-Json | Should -BeExactly $before
        (Get-TrackRun).Status | Should -Be @('Failed', 'Abandoned', 'Finished', 'Open')
        (Get-TrackRun a001 -Current).RunId | Should -Be 4
        Get-TrackRun a002 -Current | Should -BeNullOrEmpty
        Start-TrackRun a003 | Should -Be 5
        Close-TrackStore
        """);
}
