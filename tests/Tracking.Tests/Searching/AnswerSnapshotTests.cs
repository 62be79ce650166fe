using Xunit;

namespace Tracking.Tests.Searching;

/// <summary>Search-Track: A snapshot.</summary>
public sealed class AnswerSnapshotTests : SearchingTest
{
    public AnswerSnapshotTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Is_not_changed_by_what_is_removed_while_it_streams() => Run("""
        1..300 | ForEach-Object { @{ k = $_ } } | Save-UserTrack a001 | Out-Null
        $seen = [Collections.Generic.List[int]]::new()
        Search-Track | ForEach-Object { $seen.Add($_.Data.k); $_ } | Remove-Track
        $seen | Should -Be @(1..300)
        Search-Track | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Is_not_changed_by_a_removal_of_what_is_still_to_come() => Run("""
        1..3 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } }
        @(Search-Track | ForEach-Object { if ($_.Number -eq 1) { Remove-Track 2, 3 }; $_ }).Data.k | Should -Be @(1, 2, 3)
        @(Search-Track).Data.k | Should -Be @(1)
        """);

    [Fact]
    public void Is_not_changed_by_what_is_saved_or_updated_while_it_streams() => Run("""
        1..3 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } }
        $seen = Search-Track -Data @{ k = 1, 2, 3 } |
            ForEach-Object { $null = Save-UserTrack a001 @{ k = 3 }; $null = Save-UserTrack a001 @{ k = 9 } -Update; $_.Data.k }
        $seen | Should -Be @(1, 2, 3)
        @(Search-Track).Data.k | Should -Be @(1, 2, 3, 9, 9, 9)
        """);

    [Fact]
    public void May_be_left_before_its_end() => Run("""
        1..5 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } }
        @(Search-Track | Select-Object -First 2).Data.k | Should -Be @(1, 2)
        Save-UserTrack a001 @{ k = 6 } | Should -BeExactly '0000006'
        """);
}
