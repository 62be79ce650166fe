using Xunit;

namespace Tracking.Tests.SearchingData;

/// <summary>Search-Track -Data: Keys.</summary>
public sealed class DataKeyTests : DataSearchTest
{
    public DataKeyTests() => Run("""
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ state = 'failed'; code = 1 }
        $null = Save-UserTrack a001 @{ State = 'failed'; code = 2 }
        $null = Save-UserTrack a001 @{ state = 'done'; code = 2 }
        $null = Save-UserTrack a001 @{ code = 2; deep = @{ state = 'failed' } }
        """);

    [Fact]
    public void Must_be_there_with_the_value() => Run("""
        Find @{ state = 'failed' } | Should -Be @(1, 2)
        Find @{ state = 'gone' } | Should -BeNullOrEmpty
        Find @{ nothing = 'failed' } | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Are_found_without_case() => Run("""
        Find @{ STATE = 'failed' } | Should -Be @(1, 2)
        """);

    [Fact]
    public void Must_all_be_there() => Run("""
        Find @{ state = 'failed'; code = 2 } | Should -Be @(2)
        Find @{ state = 'failed'; code = 3 } | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Are_taken_literally_and_are_no_wildcards() => Run("""
        $null = Save-UserTrack a001 @{ 's*' = 1 }
        Find @{ 's*' = 1 } | Should -Be @(5)
        Find @{ 'sta*' = 'failed' } | Should -BeNullOrEmpty
        """);

    [Fact]
    public void May_be_paths_with_dots() => Run("""
        Find @{ 'DEEP.State' = 'failed' } | Should -Be @(4)
        Find @{ 'deep.state' = 'gone' } | Should -BeNullOrEmpty
        Find @{ 'deep.nothing' = $null } | Should -BeNullOrEmpty
        $null = Save-UserTrack a001 @{ a = @{ b = @{ c = 1 } }; l = @(@{ x = 1 }, 2, @{ x = @(3, 4) }) }
        Find @{ 'a.b.c' = 1 } | Should -Be @(5)
        Find @{ 'a.b' = @{ c = 1 } } | Should -Be @(5)
        Find @{ a = @{ 'b.c' = 1 } } | Should -Be @(5)
        Find @{ 'l.x' = 4 } | Should -Be @(5)
        Find @{ 'l.x' = 2 } | Should -BeNullOrEmpty
        foreach ($none in '.a', 'a.', 'a..b', '.', '') { Find @{ $none = 1 } | Should -BeNullOrEmpty }
        """);

    [Fact]
    public void That_have_dots_themselves_win_over_paths() => Run("""
        $null = Save-UserTrack a001 @{ 'deep.state' = 'done'; deep = @{ state = 'failed' } }
        Find @{ 'deep.state' = 'done' } | Should -Be @(5)
        Find @{ 'deep.state' = 'failed' } | Should -Be @(4)
        $null = Save-UserTrack a001 @{ 'a.b' = @{ c = 1 }; a = @{ 'b.c' = 2; b = @{ c = 3 } } }
        $null = Save-UserTrack a001 @{ a = @{ 'b.c' = 2; b = @{ c = 3 } } }
        Find @{ 'a.b.c' = 1 } | Should -Be @(6)
        Find @{ 'a.b.c' = 2 } | Should -Be @(7)
        Find @{ 'a.b.c' = 3 } | Should -BeNullOrEmpty
        """);

    [Theory]
    [InlineData("@{ Name = 'an ordered one'; Data = [ordered] @{ state = 'failed'; code = 2 } }")]
    [InlineData("""
        @{ Name = 'a generic one'; Data = & { $d = [Collections.Generic.Dictionary[string, object]]::new(); $d['state'] = 'failed'
            $d['code'] = 2; , $d } }
        """)]
    [InlineData("""
        @{ Name = 'a sorted one'; Data = & { $d = [Collections.Generic.SortedDictionary[string, object]]::new(); $d['state'] = 'failed'
            $d['code'] = 2; , $d } }
        """)]
    [InlineData("""
        @{ Name = 'one of text'; Data = & { $d = [Collections.Generic.Dictionary[string, string]]::new(); $d['state'] = 'failed'
            $d['code'] = '2'; , $d } }
        """)]
    public void Come_in_any_kind_of_dictionary(string row) => RunForEach(row, """
        Find $Data | Should -Be @(2)
        """);

    [Fact]
    public void Come_in_the_data_of_another_track() => Run("""
        Find (Search-Track -Id 2).Data | Should -Be @(2)
        """);

    [Fact]
    public void Hold_together_with_the_other_criteria() => Run("""
        $null = Save-UserTrack a002 @{ state = 'failed' } -UserName u2
        Find @{ state = 'failed' } @{ TaskId = 'a002' } | Should -Be @(5)
        Find @{ state = 'failed' } @{ Id = 2, 3 } | Should -Be @(2)
        Find @{ state = 'failed' } @{ Last = 2 } | Should -Be @(2, 5)
        @(Get-TrackTask a002 | Search-Track -Data @{ state = 'failed' }).Number | Should -Be @(5)
        """);
}
