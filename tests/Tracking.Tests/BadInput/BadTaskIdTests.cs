using Xunit;

namespace Tracking.Tests.BadInput;

/// <summary>Bad input: A task id.</summary>
public sealed class BadTaskIdTests : BadInputTest
{
    [Theory]
    [InlineData("@{ What = 'null'; Value = $null; ErrorId = 'ParameterArgumentValidationErrorNullNotAllowed' }")]
    [InlineData("@{ What = 'empty'; Value = ''; ErrorId = 'ParameterArgumentValidationErrorEmptyStringNotAllowed' }")]
    [InlineData("@{ What = 'a hashtable'; Value = @{ k = 1 }; ErrorId = 'ParameterArgumentTransformationError' }")]
    [InlineData("@{ What = 'an ordered dictionary'; Value = [ordered] @{ k = 1 }; ErrorId = 'ParameterArgumentTransformationError' }")]
    [InlineData("@{ What = 'a custom object'; Value = [pscustomobject] @{ k = 1 }; ErrorId = 'ParameterArgumentTransformationError' }")]
    [InlineData("@{ What = 'an array'; Value = @('a', 'b'); ErrorId = 'ParameterArgumentTransformationError' }")]
    [InlineData("@{ What = 'an array of one'; Value = , 'a'; ErrorId = 'ParameterArgumentTransformationError' }")]
    [InlineData("@{ What = 'an empty array'; Value = @(); ErrorId = 'ParameterArgumentTransformationError' }")]
    public void Is_refused_when_it_is(string row) => RunForEach(row, """
        $fault = Get-ErrorOf { Save-UserTrack -TaskId $Value -Data @{ k = 2 } }
        $fault.FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.SaveUserTrackCommand"
        $fault.CategoryInfo.Category | Should -Be 'InvalidData'
        """);

    [Fact]
    public void And_data_in_the_wrong_order_are_refused() => Run("""
        (Get-ErrorOf { Save-UserTrack @{ k = 2 } a001 }).FullyQualifiedErrorId |
            Should -BeExactly 'ParameterArgumentTransformationError,Tracking.Commands.SaveUserTrackCommand'
        """);

    [Theory]
    [InlineData("'TaskId'")]
    [InlineData("'UserName'")]
    public void Or_user_name_that_holds_half_of_a_surrogate_pair_is_refused(string row) => RunForEach(row, """
        $arguments = @{ TaskId = 'a001'; UserName = 'u1' }
        foreach ($bad in "x$([char] 0xD800)", "$([char] 0xDC00)x", "$([char] 0xDC00)$([char] 0xD800)") {
            $arguments[$_] = $bad
            $fault = Get-ErrorOf { Save-UserTrack @arguments -Data @{ k = 2 } }
            $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackNameInvalid,Tracking.Commands.SaveUserTrackCommand'
            $fault.CategoryInfo.Category | Should -Be 'InvalidArgument'
        }
        """);

    [Fact]
    public void That_holds_half_of_a_surrogate_pair_starts_no_run() => Run("""
        (Get-ErrorOf { Start-TrackRun "x$([char] 0xD800)" }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackNameInvalid,Tracking.Commands.StartTrackRunCommand'
        """);

    [Theory]
    [InlineData("@{ What = 'empty'; Value = ''; ErrorId = 'ParameterArgumentValidationError' }")]
    [InlineData("@{ What = 'a hashtable'; Value = @{ k = 1 }; ErrorId = 'ParameterArgumentTransformationError' }")]
    public void Of_a_run_that_is_started_is_refused_when_it_is(string row) => RunForEach(row, """
        (Get-ErrorOf { Start-TrackRun $Value }).FullyQualifiedErrorId |
            Should -BeExactly "$ErrorId,Tracking.Commands.StartTrackRunCommand"
        """);
}
