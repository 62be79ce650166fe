namespace Tracking.Tests.Runs;

/// <summary>A test of runs.</summary>
public abstract class RunsTest : ModuleTest
{
    protected RunsTest() => Run("""
        $noon = Get-Date '2024-05-06T12:00:00'
        """);
}
