using Xunit;

namespace Tracking.Tests.SearchingData;

/// <summary>Search-Track -Data: Mappings.</summary>
public sealed class DataMappingTests : DataSearchTest
{
    public DataMappingTests() => Run("""
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ m = @{ a = 1; b = 2; c = @{ d = 'x'; e = 'y' } } }
        $null = Save-UserTrack a001 @{ m = @{ a = 1; b = 3 } }
        $null = Save-UserTrack a001 @{ m = @(@{ a = 1; b = 9 }, @{ a = 2 }) }
        $null = Save-UserTrack a001 @{ m = 1 }
        $null = Save-UserTrack a001 @{ m = $null }
        """);

    [Fact]
    public void Match_as_a_part() => Run("""
        Find @{ m = @{ a = 1 } } | Should -Be @(1, 2, 3)
        Find @{ m = @{ a = 1; b = 2 } } | Should -Be @(1)
        Find @{ m = @{ A = '1' } } | Should -Be @(1, 2, 3)
        Find @{ m = @{ a = 1; z = $null } } | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Match_as_a_part_at_any_depth() => Run("""
        Find @{ m = @{ c = @{ d = 'X' } } } | Should -Be @(1)
        Find @{ m = @{ c = @{ d = 'y' } } } | Should -BeNullOrEmpty
        """);

    [Fact]
    public void In_a_stored_list_match_by_one_element_as_a_whole() => Run("""
        Find @{ m = @{ a = 2 } } | Should -Be @(3)
        Find @{ m = @{ a = 2; b = 9 } } | Should -BeNullOrEmpty
        """);

    [Fact]
    public void May_be_alternatives_also_beside_other_values() => Run("""
        Find @{ m = @{ b = 3 }, @{ b = 2 } } | Should -Be @(1, 2)
        Find @{ m = @{ b = 3 }, 1, $null } | Should -Be @(2, 4, 5)
        """);

    [Fact]
    public void Take_alternatives_within() => Run("""
        Find @{ m = @{ b = 2, 3 } } | Should -Be @(1, 2)
        """);

    [Fact]
    public void That_are_empty_are_part_of_every_mapping_and_of_nothing_else() => Run("""
        Find @{ m = @{} } | Should -Be @(1, 2, 3)
        """);

    [Fact]
    public void May_be_objects() => Run("""
        Find @{ m = [pscustomobject] @{ a = 1; c = [pscustomobject] @{ e = 'y' } } } | Should -Be @(1)
        Find @{ m = [pscustomobject] @{ b = 3 }, [pscustomobject] @{ b = 2 } } | Should -Be @(1, 2)
        """);

    [Fact]
    public void May_be_generic_dictionaries() => Run("""
        $inner = [Collections.Generic.Dictionary[string, int]]::new()
        $inner['b'] = 3
        Find @{ m = $inner } | Should -Be @(2)
        """);
}
