using Xunit;

namespace Tracking.Tests.Searching;

/// <summary>Search-Track: Order.</summary>
public sealed class AnswerOrderTests : SearchingTest
{
    public AnswerOrderTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Is_by_time_and_by_id_as_a_number_among_equal_times() => Run("""
        $null = Save-UserTrack b @{ k = 'c' } -TimeStamp $noon.AddHours(1)
        $null = Save-UserTrack a @{ k = 'a' } -TimeStamp $noon
        $null = Save-UserTrack c @{ k = 'd' } -TimeStamp $noon.AddHours(1) -UserName x
        $null = Save-UserTrack b @{ k = 'b' } -TimeStamp $noon
        @(Search-Track).Data.k | Should -BeExactly @('a', 'b', 'c', 'd')
        @(Search-Track -Descending).Data.k | Should -BeExactly @('d', 'c', 'b', 'a')
        @(Search-Track -TaskId c, b).Data.k | Should -BeExactly @('b', 'c', 'd')
        @(Search-Track -Id 3, 1, 4).Data.k | Should -BeExactly @('b', 'c', 'd')
        @(Search-Track -Id 3, 1, 4 -Descending).Data.k | Should -BeExactly @('d', 'c', 'b')
        """);
}
