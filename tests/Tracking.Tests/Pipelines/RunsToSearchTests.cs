using Xunit;

namespace Tracking.Tests.Pipelines;

/// <summary>Pipelines: Get-TrackRun | Search-Track.</summary>
public sealed class RunsToSearchTests : PipelineTest
{
    public RunsToSearchTests() => Run("""
        # The same names and the same ids in both stores; $store is the current one.
        $other = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 'o1' } -UserName u1 -TimeStamp $noon.AddMinutes(30)
        $null = Save-UserTrack 'a*' @{ k = 'o2' } -UserName 'u*' -TimeStamp $noon.AddMinutes(90)
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 's1' } -UserName u1 -TimeStamp $noon
        $null = Save-UserTrack 'a*' @{ k = 's2' } -UserName 'u*' -TimeStamp $noon.AddMinutes(60)
        $null = Save-UserTrack a001 @{ k = 's3' } -UserName u2 -TimeStamp $noon.AddMinutes(120)
        """);

    [Fact]
    public void Finds_the_tracks_of_the_run_whatever_their_task() => Run("""
        $null = Save-UserTrack b @{ k = 's4' } -RunId 1 -UserName u1
        @(Get-TrackRun -RunId 1 | Search-Track).Data.k | Should -BeExactly @('s1', 's3', 's4')
        @(Get-TrackRun | Search-Track).Data.k | Should -BeExactly @('s1', 's2', 's3', 's4')
        """);

    [Fact]
    public void Finds_the_tracks_of_a_run_that_belongs_to_no_task() => Run("""
        $run = Start-TrackRun -PassThru
        $run | Search-Track | Should -BeNullOrEmpty
        $null = Save-UserTrack b @{ k = 's4' } -RunId $run.RunId
        @($run | Search-Track).Data.k | Should -BeExactly @('s4')
        """);

    [Fact]
    public void Lets_the_command_line_narrow_it() => Run("""
        @(Get-TrackRun | Search-Track -TaskId 'a0*').Data.k | Should -BeExactly @('s1', 's3')
        @(Get-TrackRun | Search-Track -UserName u2).Data.k | Should -BeExactly @('s3')
        @(Get-TrackRun | Search-Track -RunId 2).Data.k | Should -BeExactly @('s2')
        Get-TrackRun | Search-Track -RunId 9 | Should -BeNullOrEmpty
        Get-TrackRun | Search-Track -RunId $null | Should -BeNullOrEmpty
        Get-TrackRun | Search-Track -TaskId $null | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Asks_each_store_for_its_own() => Run("""
        @(@(Get-TrackRun -RunId 1 -Store $other) + @(Get-TrackRun -RunId 2) | Search-Track).Data.k | Should -BeExactly @('o1', 's2')
        """);

    [Fact]
    public void Finds_nothing_when_nothing_is_delivered() => Run("""
        Get-TrackRun nope | Search-Track | Should -BeNullOrEmpty
        """);
}
