using Xunit;

namespace Tracking.Tests.Searching;

/// <summary>Search-Track: Names.</summary>
public sealed class NameCriteriaTests : SearchingTest
{
    public NameCriteriaTests() => Run("""
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack 'user*' @{ k = 1 } -UserName 'u1'
        $null = Save-UserTrack 'user1' @{ k = 2 } -UserName 'u[1]'
        $null = Save-UserTrack 'a[1]' @{ k = 3 } -UserName 'U*'
        $null = Save-UserTrack 'a1' @{ k = 4 } -UserName 'v2'
        $null = Save-UserTrack "it's" @{ k = 5 } -UserName 'v?'
        """);

    [Theory]
    [InlineData("@{ TaskId = 'user1'; Found = @(2) }")]
    [InlineData("@{ TaskId = 'USER1'; Found = @(2) }")]
    [InlineData("@{ TaskId = 'user*'; Found = @(1, 2) }")]
    [InlineData("""@{ TaskId = 'user`*'; Found = @(1) }""")]
    [InlineData("@{ TaskId = 'a[1]'; Found = @(3, 4) }")]
    [InlineData("@{ TaskId = 'A[0-9]'; Found = @(4) }")]
    [InlineData("""@{ TaskId = 'a`[1`]'; Found = @(3) }""")]
    [InlineData("@{ TaskId = 'a?'; Found = @(4) }")]
    [InlineData("@{ TaskId = '*'; Found = @(1, 2, 3, 4, 5) }")]
    [InlineData("""@{ TaskId = "it's"; Found = @(5) }""")]
    [InlineData("@{ TaskId = 'user'; Found = @() }")]
    public void On_the_command_line_match_literally_or_as_a_wildcard_TaskId(string row) => RunForEach(row, """
        @((Search-Track $TaskId) | ForEach-Object { $_.Data.k }) | Should -Be $Found
        """);

    [Theory]
    [InlineData("@{ UserName = 'u1'; Found = @(1) }")]
    [InlineData("@{ UserName = 'u[1]'; Found = @(1, 2) }")]
    [InlineData("@{ UserName = 'u*'; Found = @(1, 2, 3) }")]
    [InlineData("@{ UserName = 'v?'; Found = @(4, 5) }")]
    [InlineData("@{ UserName = 'w*'; Found = @() }")]
    public void Of_users_on_the_command_line_match_literally_or_as_a_wildcard_UserName(string row) => RunForEach(row, """
        @((Search-Track -UserName $UserName) | ForEach-Object { $_.Data.k }) | Should -Be $Found
        """);

    [Theory]
    [InlineData("@{ TaskId = 'user*'; Found = @(1) }")]
    [InlineData("@{ TaskId = 'USER*'; Found = @(1) }")]
    [InlineData("@{ TaskId = 'a[1]'; Found = @(3) }")]
    [InlineData("@{ TaskId = '*'; Found = @() }")]
    [InlineData("@{ TaskId = 'u?er1'; Found = @() }")]
    [InlineData("@{ TaskId = @('user*', 'a1'); Found = @(1, 4) }")]
    public void From_the_pipeline_are_literal_a_task_named(string row) => RunForEach(row, """
        @([pscustomobject] @{ TaskId = $TaskId } | Search-Track | ForEach-Object { $_.Data.k }) | Should -Be $Found
        """);

    [Theory]
    [InlineData("@{ UserName = 'u[1]'; Found = @(2) }")]
    [InlineData("@{ UserName = 'u*'; Found = @(3) }")]
    [InlineData("@{ UserName = '*'; Found = @() }")]
    public void From_the_pipeline_are_literal_a_user_named(string row) => RunForEach(row, """
        @([pscustomobject] @{ UserName = $UserName } | Search-Track | ForEach-Object { $_.Data.k }) | Should -Be $Found
        """);

    [Fact]
    public void From_the_pipeline_are_literal_while_those_on_the_command_line_are_not() => Run("""
        @([pscustomobject] @{ TaskId = 'user*' } | Search-Track -UserName 'u*').Data.k | Should -Be @(1)
        [pscustomobject] @{ TaskId = 'user*' } | Search-Track -UserName 'v*' | Should -BeNullOrEmpty
        @([pscustomobject] @{ UserName = 'u*' } | Search-Track -TaskId 'a*').Data.k | Should -Be @(3)
        """);

    [Fact]
    public void On_the_command_line_win_over_those_from_the_pipeline() => Run("""
        @(Get-TrackTask user1 | Search-Track -TaskId 'a*').Data.k | Should -Be @(3, 4)
        """);

    [Fact]
    public void That_are_broken_wildcards_match_as_far_as_they_are_names() => Run("""
        $null = Save-UserTrack 'a[b' @{ k = 6 }
        @(Search-Track 'a[b').Data.k | Should -Be @(6)
        """);

    [Theory]
    [InlineData("@{ Name = 'a hashtable as the task'; Arguments = @{ TaskId = @{ k = 1 } } }")]
    [InlineData("@{ Name = 'an object as the task'; Arguments = @{ TaskId = [pscustomobject] @{ k = 1 } } }")]
    [InlineData("@{ Name = 'a list among the tasks'; Arguments = @{ TaskId = 'a', @('b', 'c') } }")]
    [InlineData("@{ Name = 'a hashtable among the users'; Arguments = @{ UserName = 'a', @{ k = 1 } } }")]
    public void That_are_a_mapping_or_a_list_of_lists_are_refused(string row) => RunForEach(row, """
        (Get-ErrorOf { Search-Track @Arguments }).FullyQualifiedErrorId |
            Should -BeExactly 'ParameterArgumentTransformationError,Tracking.Commands.SearchTrackCommand'
        """);
}
