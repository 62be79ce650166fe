namespace Tracking.Tests.Expanding;

/// <summary>A test of Expand-Track.</summary>
public abstract class ExpandingTest : ModuleTest
{
    protected ExpandingTest() => Run("""
        $noon = Get-Date '2024-05-06T12:00:00'
        $metadata = 'Id', 'TaskId', 'RunId', 'UserName', 'TimeStamp'

        function Get-PropertyName($Of) {
            @($Of.psobject.Properties.Name)
        }
        """);
}
