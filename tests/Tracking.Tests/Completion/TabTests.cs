using Xunit;

namespace Tracking.Tests.Completion;

/// <summary>Tab.</summary>
public sealed class TabTests : CompletionTest
{
    public TabTests() => Run("""
        $noon = Get-Date '2024-05-06T12:00:00'
        $null = Open-TrackStore -InMemory
        $null = Save-UserTrack backup @{ step = 'copy' } -UserName ann -TimeStamp $noon
        """);

    [Fact]
    public void Completes() => RunForEach(
        """
        $offers
        """,
        """
        Get-Text $Line | Should -BeExactly $Text
        """);

    [Fact]
    public void Leaves_no_parameter_out() => Run("""
        # A file that is no store is completed by PowerShell itself.
        $others = @{ 'Export-TrackReport' = 'Path'; 'Export-TrackMetric' = 'Path'; 'Test-TrackTask' = 'Path' }
        foreach ($command in Get-Command -Module Tracking) {
            foreach ($parameter in $command.Parameters.Values |
                Where-Object { $_.Name -in 'TaskId', 'UserName', 'RunId', 'Id', 'Path', 'Store',
                    'Data' -and $_.Name -ne $others[$command.Name] }) {
                $parameter.Attributes | Where-Object { $_ -is [ArgumentCompleter] } |
                    Should -HaveCount 1 -Because "$command has -$($parameter.Name)"
            }
        }
        """);
}
