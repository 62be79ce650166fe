using Xunit;

namespace Tracking.Tests.BadInput;

/// <summary>Bad input: A user name.</summary>
public sealed class BadUserNameTests : BadInputTest
{
    [Theory]
    [InlineData("@{ What = 'null'; Value = $null; ErrorId = 'TrackNameInvalid' }")]
    [InlineData("@{ What = 'empty'; Value = ''; ErrorId = 'TrackNameInvalid' }")]
    [InlineData("@{ What = 'a hashtable'; Value = @{ k = 1 }; ErrorId = 'ParameterArgumentTransformationError' }")]
    [InlineData("@{ What = 'an array'; Value = @('a', 'b'); ErrorId = 'ParameterArgumentTransformationError' }")]
    public void Is_refused_when_it_is(string row) => RunForEach(row, """
        (Get-ErrorOf { Save-UserTrack a001 @{ k = 2 } -UserName $Value }).FullyQualifiedErrorId |
            Should -BeExactly "$ErrorId,Tracking.Commands.SaveUserTrackCommand"
        """);
}
