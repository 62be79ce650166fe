using Xunit;

namespace Tracking.Tests.SearchingData;

/// <summary>Search-Track -Data.</summary>
public sealed class DataCriteriaTests : DataSearchTest
{
    public DataCriteriaTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Asks_what_was_wanted_when_it_was_called_whatever_happens_to_the_mapping_afterwards() => Run("""
        1..3 | ForEach-Object { $null = Save-UserTrack a001 @{ k = 'x' } }
        $wanted = @{ k = 'x' }
        @(Search-Track -Data $wanted | ForEach-Object { $wanted['k'] = 'y'; $wanted['more'] = 1; $_ }).Number | Should -Be @(1, 2, 3)
        """);

    [Fact]
    public void Finds_the_same_in_a_file_that_was_reopened() => Run("""
        $file = "$(New-TestFolder)/data.json"
        $null = Save-UserTrack a001 @{ v = [version] '1.10'; l = @(1, @{ a = 'x' }); n = $null } -Store $file
        $null = Save-UserTrack a001 @{ v = '1.1' } -Store $file
        @(Search-Track -Store $file -Data @{ v = [version] '1.10' }).Number | Should -Be @(1)
        @(Search-Track -Store $file -Data @{ l = @{ a = 'X' } }).Number | Should -Be @(1)
        @(Search-Track -Store $file -Data @{ n = $null }).Number | Should -Be @(1)
        """);
}
