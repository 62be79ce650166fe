namespace Tracking.Tests.Removing;

/// <summary>A test of Remove-Track.</summary>
public abstract class RemovingTest : ModuleTest
{
    protected RemovingTest() => Run("""
        $noon = Get-Date '2024-05-06T12:00:00'
        """);
}
