namespace Tracking.Tests.UserTracks;

/// <summary>A test of Get-UserTrack and Get-LastUserTrack.</summary>
public abstract class UserTracksTest : ModuleTest
{
    protected UserTracksTest() => Run("""
        $noon = Get-Date '2024-05-06T12:00:00'
        """);
}
