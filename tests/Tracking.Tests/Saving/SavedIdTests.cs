using Xunit;

namespace Tracking.Tests.Saving;

/// <summary>Save-UserTrack: Ids.</summary>
public sealed class SavedIdTests : SavingTest
{
    public SavedIdTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Counts_from_0000001_over_all_tasks_and_users() => Run("""
        Save-UserTrack a001 @{ k = 1 } -UserName u1 | Should -BeExactly '0000001'
        Save-UserTrack a002 @{ k = 1 } -UserName u2 | Should -BeExactly '0000002'
        Save-UserTrack a001 @{ k = 1 } -UserName u2 | Should -BeExactly '0000003'
        """);

    [Fact]
    public void Never_gives_the_id_of_a_removed_track_again() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 }
        Remove-Track 1
        Save-UserTrack a001 @{ k = 2 } | Should -BeExactly '0000002'
        """);

    [Fact]
    public void Uses_no_id_up_when_it_is_refused() => Run("""
        $null = Get-ErrorOf { Save-UserTrack a001 5 }
        $null = Get-ErrorOf { Save-UserTrack a001 @{ k = 1 } -RunId 9 }
        Save-UserTrack a001 @{ k = 1 } | Should -BeExactly '0000001'
        (Get-TrackRun).RunId | Should -Be 1
        """);
}
