using Xunit;

namespace Tracking.Tests.Pipelines;

/// <summary>Pipelines: -TaskId { $_.Step }.</summary>
public sealed class TaskOfEachObjectTests : PipelineTest
{
    public TaskOfEachObjectTests() => Run("""
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
    public void Names_the_task_of_each_object_literally() => Run("""
        [pscustomobject] @{ Step = 'copy'; k = 1 }, [pscustomobject] @{ Step = 'c*'; k = 2 }, [pscustomobject] @{ Step = 7; k = 3 } |
            Save-UserTrack -TaskId { $_.Step } -UserName u1 | Should -BeExactly @('0000004', '0000005', '0000006')
        @(Search-Track -Id 4, 5, 6).TaskId | Should -BeExactly @('copy', 'c*', '7')
        """);

    [Fact]
    public void Names_it_in_each_store() => Run("""
        $row = [pscustomobject] @{ Step = 'copy'; k = 1 }
        $row | Save-UserTrack -TaskId { $_.Step } -Store $other | Should -BeExactly '0000003'
        Search-Track copy | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Saves_nothing_when_nothing_is_delivered() => Run("""
        & { } | Save-UserTrack -TaskId { $_.Step } | Should -BeNullOrEmpty
        @() | Save-UserTrack -TaskId { $_.Step } | Should -BeNullOrEmpty
        @(Get-Summary $store).Count | Should -Be 3
        """);

    [Theory]
    [InlineData("@{ Name = '$null'; Step = $null; ErrorId = 'ParameterArgumentValidationErrorNullNotAllowed' }")]
    [InlineData("@{ Name = 'an empty text'; Step = ''; ErrorId = 'ParameterArgumentValidationErrorEmptyStringNotAllowed' }")]
    [InlineData("@{ Name = 'a list'; Step = @('a', 'b'); ErrorId = 'ParameterArgumentTransformationError' }")]
    [InlineData("@{ Name = 'an empty list'; Step = @(); ErrorId = 'ParameterArgumentTransformationError' }")]
    [InlineData("@{ Name = 'a mapping'; Step = @{ a = 1 }; ErrorId = 'ParameterArgumentTransformationError' }")]
    public void Goes_on_after_an_object_for_which_it_gives(string row) => RunForEach(row, """
        $rows = [pscustomobject] @{ Step = $Step; k = 1 }, [pscustomobject] @{ Step = 'good'; k = 2 }
        $found = $rows | Save-UserTrack -TaskId { , $_.Step } -ErrorAction SilentlyContinue -ErrorVariable faults
        $found | Should -BeExactly '0000004'
        $faults.FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.SaveUserTrackCommand"
        @(Search-Track -Id 4).TaskId | Should -BeExactly 'good'
        """);

    [Fact]
    public void Goes_on_after_an_object_for_which_it_fails() => Run("""
        $found = @{ k = 1 }, @{ k = 2 } | Save-UserTrack -TaskId { if ($_.k -eq 1) { throw 'no' }
            'good' } -ErrorAction SilentlyContinue -ErrorVariable faults
        $found | Should -BeExactly '0000004'
        $faults.FullyQualifiedErrorId | Should -BeExactly 'ScriptBlockArgumentInvocationFailed,Tracking.Commands.SaveUserTrackCommand'
        """);
}
