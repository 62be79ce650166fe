using Xunit;

namespace Tracking.Tests.BadInput;

/// <summary>Bad input: A run id.</summary>
public sealed class BadRunIdTests : BadInputTest
{
    [Theory]
    [InlineData("@{ Value = -1; ErrorId = 'TrackRunInvalid'; Category = 'InvalidArgument' }")]
    [InlineData("@{ Value = 9; ErrorId = 'TrackRunNotFound'; Category = 'ObjectNotFound' }")]
    [InlineData("@{ Value = 'abc'; ErrorId = 'CannotConvertArgumentNoMessage'; Category = 'InvalidArgument' }")]
    [InlineData("@{ Value = 1, 2; ErrorId = 'CannotConvertArgument'; Category = 'InvalidArgument' }")]
    [InlineData("@{ Value = 2147483648; ErrorId = 'CannotConvertArgumentNoMessage'; Category = 'InvalidArgument' }")]
    public void Is_refused_when_it_is(string row) => RunForEach(row, """
        foreach ($cmdlet in 'Save-UserTrack', 'Stop-TrackRun') {
            $arguments = @{ TaskId = 'a001'; RunId = $Value }
            if ($cmdlet -eq 'Save-UserTrack') { $arguments.Data = @{ k = 2 } }
            $fault = Get-ErrorOf { & $cmdlet @arguments }
            $fault.FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.$($cmdlet -replace '-')Command"
            $fault.CategoryInfo.Category | Should -Be $Category
        }
        """);

    [Theory]
    [InlineData("@{ Value = -1; ErrorId = 'TrackRunInvalid' }")]
    [InlineData("@{ Value = 9; ErrorId = 'TrackRunNotFound' }")]
    [InlineData("@{ Value = 'abc'; ErrorId = 'CannotConvertArgumentNoMessage' }")]
    public void Of_a_question_is_refused_when_it_is(string row) => RunForEach(row, """
        (Get-ErrorOf { Get-TrackRun -RunId $Value }).FullyQualifiedErrorId |
            Should -BeExactly "$ErrorId,Tracking.Commands.GetTrackRunCommand"
        """);

    [Fact]
    public void That_no_run_has_stops_nothing_and_the_error_names_it() => Run("""
        $fault = Get-ErrorOf { Stop-TrackRun -RunId 9 }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackRunNotFound,Tracking.Commands.StopTrackRunCommand'
        $fault.TargetObject | Should -Be 9
        $fault.Exception.Message | Should -BeLike '*run 9*'
        """);
}
