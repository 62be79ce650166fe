using Xunit;

namespace Tracking.Tests.Searching;

/// <summary>Search-Track: -Id.</summary>
public sealed class IdCriteriaTests : SearchingTest
{
    public IdCriteriaTests() => Run("""
        $store = Open-TrackStore -InMemory
        1..3 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } }
        """);

    [Theory]
    [InlineData("@{ Name = 'a number'; Id = 2; Found = @(2) }")]
    [InlineData("@{ Name = 'a long'; Id = [long] 2; Found = @(2) }")]
    [InlineData("@{ Name = 'a text'; Id = '2'; Found = @(2) }")]
    [InlineData("@{ Name = 'the printed form'; Id = '0000002'; Found = @(2) }")]
    [InlineData("@{ Name = 'more zeros'; Id = '000000000002'; Found = @(2) }")]
    [InlineData("@{ Name = 'several forms'; Id = 3, '1', '0000002'; Found = @(1, 2, 3) }")]
    [InlineData("@{ Name = 'the same twice'; Id = 2, '2'; Found = @(2) }")]
    [InlineData("@{ Name = 'a range'; Id = 2..9; Found = @(2, 3) }")]
    public void Takes(string row) => RunForEach(row, """
        @(Search-Track -Id $Id).Data.k | Should -Be $Found
        """);

    [Theory]
    [InlineData("@{ Name = '0'; Id = 0 }")]
    [InlineData("@{ Name = 'a negative number'; Id = -1 }")]
    [InlineData("@{ Name = 'a fraction'; Id = 1.5 }")]
    [InlineData("@{ Name = 'text'; Id = 'abc' }")]
    [InlineData("@{ Name = 'a sign'; Id = '+1' }")]
    [InlineData("@{ Name = 'a space'; Id = ' 1' }")]
    [InlineData("@{ Name = 'a wildcard'; Id = '*' }")]
    [InlineData("@{ Name = 'a number beyond all'; Id = '99999999999999999999' }")]
    [InlineData("@{ Name = 'a truth'; Id = $true }")]
    [InlineData("@{ Name = 'a mapping'; Id = @{ Id = 1 } }")]
    public void Refuses_with_the_rest_of_the_list(string row) => RunForEach(row, """
        $found = [Collections.Generic.List[object]]::new()
        $fault = Get-ErrorOf { Search-Track -Id 1, $Id | ForEach-Object { $found.Add($_) } }
        $found | Should -BeNullOrEmpty
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackIdInvalid,Tracking.Commands.SearchTrackCommand'
        $fault.CategoryInfo.Category | Should -Be 'InvalidArgument'
        """);

    [Fact]
    public void Is_never_taken_from_a_property() => Run("""
        (Get-ErrorOf { [pscustomobject] @{ Id = 2 } | Search-Track }).FullyQualifiedErrorId |
            Should -BeExactly 'InputObjectNotBound,Tracking.Commands.SearchTrackCommand'
        @([pscustomobject] @{ Id = 2; TaskId = 'a001' } | Search-Track).Data.k | Should -Be @(1, 2, 3)
        """);
}
