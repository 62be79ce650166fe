namespace Tracking.Tests.Names;

/// <summary>A test of Get-TrackTask and Get-TrackUser.</summary>
public abstract class NamesTest : ModuleTest
{
    protected NamesTest() => Run("""
        $noon = Get-Date '2024-05-06T12:00:00'
        """);
}
