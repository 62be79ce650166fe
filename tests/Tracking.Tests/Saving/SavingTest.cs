namespace Tracking.Tests.Saving;

/// <summary>A test of Save-UserTrack.</summary>
public abstract class SavingTest : ModuleTest
{
    protected SavingTest() => Run("""
        $noon = Get-Date '2024-05-06T12:00:00'
        """);
}
