using Xunit;

namespace Tracking.Tests.Pipelines;

/// <summary>Pipelines: What Search-Track cannot ask for.</summary>
public sealed class NothingToSearchTests : PipelineTest
{
    public NothingToSearchTests() => Run("""
        # The same names and the same ids in both stores; $store is the current one.
        $other = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 'o1' } -UserName u1 -TimeStamp $noon.AddMinutes(30)
        $null = Save-UserTrack 'a*' @{ k = 'o2' } -UserName 'u*' -TimeStamp $noon.AddMinutes(90)
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 's1' } -UserName u1 -TimeStamp $noon
        $null = Save-UserTrack 'a*' @{ k = 's2' } -UserName 'u*' -TimeStamp $noon.AddMinutes(60)
        $null = Save-UserTrack a001 @{ k = 's3' } -UserName u2 -TimeStamp $noon.AddMinutes(120)
        """);

    [Theory]
    [InlineData("@{ Name = '$null'; Given = $null; ErrorId = 'ParameterArgumentValidationError' }")]
    [InlineData("@{ Name = 'an empty list'; Given = @(, @()); ErrorId = 'InputObjectNotBound' }")]
    [InlineData("@{ Name = 'a number'; Given = 1; ErrorId = 'InputObjectNotBound' }")]
    [InlineData("""
        @{ Name = 'an object with an Id'; Given = [pscustomobject] @{ Id = 1; Name = 'a001' }; ErrorId = 'InputObjectNotBound' }
        """)]
    [InlineData("@{ Name = 'a text that is no store'; Given = 'no-such-file'; ErrorId = 'TrackStoreNotFound' }")]
    [InlineData("@{ Name = 'a store''s path that is none'; Given = 'nodrive:/x.json'; ErrorId = 'ParameterArgumentTransformationError' }")]
    [InlineData("""
        @{ Name = 'a task of a store whose path is none'; Given = [pscustomobject] @{ TaskId = 'a001'; Store = 'nodrive:/x.json' }
            ErrorId = 'ParameterArgumentTransformationError' }
        """)]
    [InlineData("""
        @{ Name = 'a task of a store that is not there'; Given = [pscustomobject] @{ TaskId = 'a001'; Store = 'no-such-file' }
            ErrorId = 'TrackStoreNotFound' }
        """)]
    [InlineData("""
        @{ Name = 'a task of a store that is $null'; Given = [pscustomobject] @{ TaskId = 'a001'; Store = $null }
            ErrorId = 'ParameterArgumentValidationError' }
        """)]
    [InlineData("""
        @{ Name = 'a task that is a mapping'; Given = [pscustomobject] @{ TaskId = @{ a = 1 } }
            ErrorId = 'ParameterArgumentTransformationError' }
        """)]
    [InlineData("@{ Name = 'a run that is no number'; Given = [pscustomobject] @{ RunId = 'abc' }; ErrorId = 'InputObjectNotBound' }")]
    [InlineData("@{ Name = 'a run that is negative'; Given = [pscustomobject] @{ RunId = -1 }; ErrorId = 'TrackRunInvalid' }")]
    public void Finds_nothing_and_does_not_stop_the_others(string row) => RunForEach(row, """
        $found = @($Given) + @([pscustomobject] @{ TaskId = 'a*' }) | Search-Track -ErrorAction SilentlyContinue -ErrorVariable faults
        $found.Data.k | Should -BeExactly @('s2')
        $faults.FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.SearchTrackCommand"
        """);

    [Theory]
    [InlineData("@{ Name = 'no object'; Source = { } }")]
    [InlineData("@{ Name = 'an empty list'; Source = { @() } }")]
    [InlineData("@{ Name = 'a variable that holds no object'; Source = { $none = & { }; $none } }")]
    public void Finds_nothing_when_nothing_is_delivered(string row) => RunForEach(row, """
        & $Source | Search-Track | Should -BeNullOrEmpty
        & $Source | Search-Track a001 | Should -BeNullOrEmpty
        & $Source | Get-TrackTask | Should -BeNullOrEmpty
        & $Source | Get-TrackUser | Should -BeNullOrEmpty
        & $Source | Get-TrackRun | Should -BeNullOrEmpty
        """);

    [Fact]
    public void A_process_is_neither_found_nor_removed_by_its_id() => Run("""
        $process = Get-Process -Id $PID
        (Get-ErrorOf { $process | Search-Track }).FullyQualifiedErrorId |
            Should -BeExactly 'InputObjectNotBound,Tracking.Commands.SearchTrackCommand'
        (Get-ErrorOf { $process | Remove-Track }).FullyQualifiedErrorId |
            Should -BeExactly 'InputObjectNotBound,Tracking.Commands.RemoveTrackCommand'
        (Get-ErrorOf { [pscustomobject] @{ Id = 1 } | Remove-Track }).FullyQualifiedErrorId |
            Should -BeExactly 'InputObjectNotBound,Tracking.Commands.RemoveTrackCommand'
        @(Get-Summary $store).Count | Should -Be 3
        """);

    [Fact]
    public void Goes_on_after_a_task_of_a_store_that_was_closed() => Run("""
        $gone = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 'g1' }
        $task = Get-TrackTask
        $gone | Close-TrackStore
        $found = @($task) + @(Get-TrackTask -Store $other) | Search-Track -ErrorAction SilentlyContinue -ErrorVariable faults
        $found.Data.k | Should -BeExactly @('o1', 'o2')
        $faults.FullyQualifiedErrorId | Should -BeExactly 'TrackStoreClosed,Tracking.Commands.SearchTrackCommand'
        """);
}
