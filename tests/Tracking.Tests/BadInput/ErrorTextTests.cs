using Xunit;

namespace Tracking.Tests.BadInput;

/// <summary>Bad input: An error.</summary>
public sealed class ErrorTextTests : BadInputTest
{
    [Theory]
    [InlineData("@{ What = 'a string as data'; Data = 'MARKER' }")]
    [InlineData("@{ What = 'a list as data'; Data = @('MARKER') }")]
    [InlineData("@{ What = 'a script block as data'; Data = { 'MARKER' } }")]
    [InlineData("@{ What = 'a secret'; Data = @{ a = [pscredential]::new('MARKER', [securestring]::new()) } }")]
    [InlineData("@{ What = 'a key that is no string'; Data = @{ [version] '77.88' = 'MARKER' } }")]
    [InlineData("""@{ What = 'half of a surrogate pair'; Data = @{ a = "MARKER$half" } }""")]
    [InlineData("@{ What = 'a number of too many digits'; Data = @{ a = [bigint]::Parse('7788' * 3000) } }")]
    public void Quotes_no_data(string row) => RunForEach(row, """
        $fault = Get-ErrorOf { Save-UserTrack a001 -Data $Data }
        "$fault $($fault.Exception.Message) $($fault.ErrorDetails) $($fault.TargetObject)" | Should -Not -Match 'MARKER|77\.?88'
        """);
}
