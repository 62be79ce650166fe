namespace Tracking.Tests.Report;

/// <summary>A test of Export-TrackReport.</summary>
public abstract class ReportTest : ModuleTest
{
    protected ReportTest() => Run("""
        function Get-ErrorId([scriptblock] $Script) {
            (Get-ErrorOf $Script).FullyQualifiedErrorId -replace ',.*'
        }

        # The numbers in the tiles of a report.
        function Get-Tile([string] $Path) {
            $tiles = @{}
            [regex]::Matches((Get-Content -LiteralPath $Path -Raw), '<dt>(.*?)</dt><dd>([\d,]+)</dd>') |
                ForEach-Object { $tiles[$_.Groups[1].Value] = [int] $_.Groups[2].Value }
            $tiles
        }
        """);
}
