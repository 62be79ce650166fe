using Xunit;

namespace Tracking.Tests.BadInput;

/// <summary>Bad input: A question.</summary>
public sealed class BadQuestionTests : BadInputTest
{
    [Theory]
    [InlineData("@{ Name = '-From after -To'; Arguments = @{ From = [datetime] '2024-01-02'; To = [datetime] '2024-01-01' } }")]
    [InlineData("@{ Name = '-First with -Last'; Arguments = @{ First = 1; Last = 1 } }")]
    [InlineData("@{ Name = 'a negative -First'; Arguments = @{ First = -1 } }")]
    [InlineData("@{ Name = 'a negative -Skip'; Arguments = @{ Skip = -1 } }")]
    [InlineData("@{ Name = 'a negative -Last'; Arguments = @{ Last = -1 } }")]
    public void That_contradicts_itself_is_an_error(string row) => RunForEach(row, """
        $fault = Get-ErrorOf { Search-Track @Arguments }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackQueryInvalid,Tracking.Commands.SearchTrackCommand'
        $fault.CategoryInfo.Category | Should -Be 'InvalidArgument'
        """);
}
