using Xunit;

namespace Tracking.Tests.SearchingData;

/// <summary>Search-Track -Data: Lists.</summary>
public sealed class DataListTests : DataSearchTest
{
    public DataListTests() => Run("""
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 'a' }
        $null = Save-UserTrack a001 @{ k = @('a', 'b') }
        $null = Save-UserTrack a001 @{ k = @('b', 'c') }
        $null = Save-UserTrack a001 @{ k = @() }
        $null = Save-UserTrack a001 @{ k = 'd' }
        """);

    [Fact]
    public void That_are_wanted_are_alternatives() => Run("""
        Find @{ k = 'a', 'd' } | Should -Be @(1, 2, 5)
        Find @{ k = , 'd' } | Should -Be @(5)
        """);

    [Theory]
    [InlineData("@{ Name = 'an ArrayList'; Wanted = & { , [Collections.ArrayList] @('x', 'd') } }")]
    [InlineData("@{ Name = 'a set'; Wanted = & { , [Collections.Generic.HashSet[string]] @('x', 'd') } }")]
    [InlineData("@{ Name = 'a list in a list'; Wanted = @('x', @('y', 'd')) }")]
    public void That_are_wanted_may_be_of_any_kind(string row) => RunForEach(row, """
        Find @{ k = $Wanted } | Should -Be @(5)
        """);

    [Fact]
    public void That_are_stored_match_by_any_element() => Run("""
        Find @{ k = 'b' } | Should -Be @(2, 3)
        Find @{ k = 'C' } | Should -Be @(3)
        """);

    [Fact]
    public void That_are_stored_match_by_any_element_that_is_any_alternative() => Run("""
        Find @{ k = 'a', 'c' } | Should -Be @(1, 2, 3)
        """);

    [Fact]
    public void That_are_stored_and_empty_match_nothing() => Run("""
        Find @{ k = 'a', 'b', 'c', 'd', $null, '' } | Should -Be @(1, 2, 3, 5)
        """);

    [Fact]
    public void Of_bytes_are_one_value_of_which_several_may_be_alternatives() => Run("""
        $null = Save-UserTrack a001 @{ b = [byte[]] (1, 2) }
        $null = Save-UserTrack a001 @{ b = [byte[]] (3) }
        Find @{ b = [byte[]] (2, 1) } | Should -BeNullOrEmpty
        Find @{ b = [byte[]] (3), [byte[]] (1, 2) } | Should -Be @(6, 7)
        """);
}
