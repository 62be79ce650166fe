namespace Tracking.Tests.Views;

/// <summary>A test of how objects are shown.</summary>
public abstract class ViewsTest : ModuleTest
{
    protected ViewsTest() => Run("""
        $noon = Get-Date '2024-05-06T12:00:00'
        $formerRendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'

        # The lines as they are printed, without the empty ones around them and the spaces behind them.
        function Get-Line {
            param([Parameter(ValueFromPipeline)] $InputObject)
            ($input | Out-String -Width 100) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }
        }
        """);
}
