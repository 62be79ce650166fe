using Xunit;

namespace Tracking.Tests.Pipelines;

/// <summary>Pipelines: Get-TrackRun | Stop-TrackRun.</summary>
public sealed class RunsToStopTests : PipelineTest
{
    public RunsToStopTests() => Run("""
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
    public void Stops_every_run_each_once() => Run("""
        Get-TrackRun | Stop-TrackRun | Should -Be @(1, 2)
        (Get-TrackRun).Finished | Should -Be @($true, $true)
        (Get-TrackRun -Store $other).Finished | Should -Be @($false, $false)
        """);

    [Fact]
    public void Stops_the_run_that_is_piped_not_the_one_that_is_current_for_its_task() => Run("""
        $old = Get-TrackRun -RunId 1
        $null = Start-TrackRun a001
        $old | Stop-TrackRun | Should -Be 1
        (Get-TrackRun a001 -Current).RunId | Should -Be 3
        """);

    [Fact]
    public void Takes_a_tasks_name_that_is_a_wildcard_literally() => Run("""
        [pscustomobject] @{ TaskId = 'a*' } | Get-TrackRun | Stop-TrackRun | Should -Be 2
        [pscustomobject] @{ TaskId = 'a*' } | Stop-TrackRun -ErrorAction SilentlyContinue -ErrorVariable faults | Should -BeNullOrEmpty
        $faults.FullyQualifiedErrorId | Should -BeExactly 'TrackRunNotFound,Tracking.Commands.StopTrackRunCommand'
        (Get-TrackRun -RunId 1).Finished | Should -BeExactly $false
        """);

    [Fact]
    public void Stops_a_run_that_belongs_to_no_task() => Run("""
        Start-TrackRun -PassThru | Stop-TrackRun | Should -Be 3
        """);

    [Fact]
    public void Stops_each_in_its_own_store() => Run("""
        @(Get-TrackRun -RunId 1 -Store $other) + @(Get-TrackRun -RunId 2) | Stop-TrackRun | Should -Be @(1, 2)
        (Get-TrackRun).Finished | Should -Be @($false, $true)
        (Get-TrackRun -Store $other).Finished | Should -Be @($true, $false)
        """);

    [Fact]
    public void Stops_nothing_when_nothing_is_delivered() => Run("""
        Get-TrackRun nope | Stop-TrackRun | Should -BeNullOrEmpty
        & { } | Stop-TrackRun | Should -BeNullOrEmpty
        @() | Stop-TrackRun | Should -BeNullOrEmpty
        (Get-TrackRun).Finished | Should -Be @($false, $false)
        """);

    [Theory]
    [InlineData("@{ Name = '$null'; Given = $null; ErrorId = 'InputObjectNotBound' }")]
    [InlineData("@{ Name = 'an empty list'; Given = @(, @()); ErrorId = 'InputObjectNotBound' }")]
    [InlineData("@{ Name = 'a text'; Given = 'a001'; ErrorId = 'InputObjectNotBound' }")]
    [InlineData("@{ Name = 'a number'; Given = 1; ErrorId = 'InputObjectNotBound' }")]
    [InlineData("@{ Name = 'an object with an Id'; Given = [pscustomobject] @{ Id = 1 }; ErrorId = 'InputObjectNotBound' }")]
    [InlineData("""
        @{ Name = 'a run of a store whose path is none'; Given = [pscustomobject] @{ RunId = 1; Store = 'nodrive:/x.json' }
            ErrorId = 'ParameterArgumentTransformationError' }
        """)]
    [InlineData("""
        @{ Name = 'a run of a store whose path is empty'; Given = [pscustomobject] @{ RunId = 1; Store = '' }
            ErrorId = 'ParameterArgumentTransformationError' }
        """)]
    [InlineData("""
        @{ Name = 'a run of a store that is $null'; Given = [pscustomobject] @{ RunId = 1; Store = $null }
            ErrorId = 'ParameterArgumentValidationError' }
        """)]
    [InlineData("@{ Name = 'a run that is no number'; Given = [pscustomobject] @{ RunId = 'x' }; ErrorId = 'InputObjectNotBound' }")]
    [InlineData("@{ Name = 'a run that is not there'; Given = [pscustomobject] @{ RunId = 9 }; ErrorId = 'TrackRunNotFound' }")]
    [InlineData("@{ Name = 'a task that is $null'; Given = [pscustomobject] @{ TaskId = $null }; ErrorId = 'TrackRunNotFound' }")]
    [InlineData("""
        @{ Name = 'tasks in a list'; Given = [pscustomobject] @{ TaskId = 'a001', 'a*' }
            ErrorId = 'ParameterArgumentTransformationError' }
        """)]
    public void Stops_nothing_for(string row) => RunForEach(row, """
        $found = @($Given) + @([pscustomobject] @{ RunId = 2 }) | Stop-TrackRun -ErrorAction SilentlyContinue -ErrorVariable faults
        $found | Should -Be 2
        $faults.FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.StopTrackRunCommand"
        (Get-TrackRun).Finished | Should -Be @($false, $true)
        """);
}
