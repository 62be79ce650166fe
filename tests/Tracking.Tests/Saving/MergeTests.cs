using Xunit;

namespace Tracking.Tests.Saving;

/// <summary>Save-UserTrack: -Merge.</summary>
public sealed class MergeTests : SavingTest
{
    public MergeTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Lays_the_new_top_level_keys_over_the_old_in_the_old_ones_place_and_spelling() => Run("""
        $null = Save-UserTrack a001 ([ordered] @{ Step = 'copy'; count = 1; deep = @{ a = 1; b = 2 } })
        Save-UserTrack a001 ([ordered] @{ COUNT = [long] 2; deep = @{ c = 3 }; extra = $null }) -Merge | Should -BeExactly '0000001'
        $data = (Get-LastUserTrack a001).Data
        @($data.Keys) | Should -BeExactly @('Step', 'count', 'deep', 'extra')
        $data.Step | Should -BeExactly 'copy'
        $data.count | Should -BeOfType ([long])
        $data.count | Should -Be 2
        @($data.deep.Keys) | Should -BeExactly @('c')
        $data.extra | Should -BeExactly $null
        """);

    [Fact]
    public void Saves_a_new_track_when_the_key_has_none() => Run("""
        Save-UserTrack a001 @{ k = 1 } -Merge | Should -BeExactly '0000001'
        """);

    [Fact]
    public void Wins_when_Update_is_given_too() => Run("""
        $null = Save-UserTrack a001 @{ a = 1 }
        $null = Save-UserTrack a001 @{ b = 2 } -Update -Merge
        @((Get-LastUserTrack a001).Data.Keys) | Should -BeExactly @('a', 'b')
        """);
}
