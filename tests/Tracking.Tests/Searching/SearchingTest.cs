namespace Tracking.Tests.Searching;

/// <summary>A test of Search-Track.</summary>
public abstract class SearchingTest : ModuleTest
{
    protected SearchingTest() => Run("""
        $noon = Get-Date '2024-05-06T12:00:00'
        """);
}
