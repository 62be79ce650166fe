using Xunit;

namespace Tracking.Tests.Saving;

/// <summary>Save-UserTrack: The user.</summary>
public sealed class SavedUserTests : SavingTest
{
    public SavedUserTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Is_the_user_of_the_operating_system_when_none_is_given() => Run("""
        (Save-UserTrack a001 @{ k = 1 } -PassThru).UserName | Should -BeExactly ([Environment]::UserName)
        """);
}
