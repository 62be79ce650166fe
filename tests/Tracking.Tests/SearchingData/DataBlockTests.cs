using Xunit;

namespace Tracking.Tests.SearchingData;

/// <summary>Search-Track -Data: Conditions (rule 4.9).</summary>
public sealed class DataBlockTests : DataSearchTest
{
    public DataBlockTests() => Run("""
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ size = 5; state = 'ok'; tags = 'x', 'y' }
        $null = Save-UserTrack a001 @{ size = 50; state = 'failed'; tags = @() }
        $null = Save-UserTrack a002 @{ size = '9'; m = @{ n = 7 }; none = $null }
        $null = Save-UserTrack a002 @{ other = 1; l = @(@{ n = 1 }, @{ n = 8 }) }
        """);

    [Fact]
    public void Decide_by_the_stored_value() => Run("""
        Find @{ size = { $_ -is [int] -and $_ -gt 10 } } | Should -Be @(2)
        Find @{ size = { [int] $_ -gt 5 } } | Should -Be @(2, 3)
        Find @{ SIZE = { $PSItem -is [string] } } | Should -Be @(3)
        Find @{ size = { $true }; state = 'failed' } | Should -Be @(2)
        Find @{ size = { [int] $_ -gt 10 }, 5 } | Should -Be @(1, 2)
        Find @{ none = { $null -eq $_ } } | Should -Be @(3)
        """);

    [Fact]
    public void Are_asked_only_where_the_key_is_there() => Run("""
        Find @{ size = { $true } } | Should -Be @(1, 2, 3)
        Find @{ nothing = { throw 'never' } } | Should -BeNullOrEmpty
        Find @{ m = @{ nothing = { throw 'never' } } } | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Get_a_list_as_a_whole() => Run("""
        Find @{ tags = { $_.Count -eq 2 } } | Should -Be @(1)
        Find @{ tags = { $_ -is [object[]] -and $_.Count -eq 0 } } | Should -Be @(2)
        Find @{ l = { $_[1].n -eq 8 } } | Should -Be @(4)
        """);

    [Fact]
    public void Get_nested_values_by_mappings_and_by_paths() => Run("""
        Find @{ m = @{ n = { $_ -eq 7 } } } | Should -Be @(3)
        Find @{ 'm.n' = { $_ -lt 8 } } | Should -Be @(3)
        Find @{ l = @{ n = { $_ -gt 7 } } } | Should -Be @(4)
        Find @{ 'l.n' = { $_ -gt 8 } } | Should -BeNullOrEmpty
        Find @{ m = { $_.n -eq 7 -and $_ -is [Collections.IDictionary] } } | Should -Be @(3)
        """);

    [Fact]
    public void Are_evaluated_last_and_once_for_each_track_that_is_left() => Run("""
        $asked = [Collections.Generic.List[object]]::new()
        Find ([ordered] @{ size = { $asked.Add($_); $true }; state = 'failed' }) | Should -Be @(2)
        $asked | Should -Be @(50)
        $asked.Clear()
        Find @{ size = { $asked.Add($_); $true }, 5 } @{ TaskId = 'a001' } | Should -Be @(1, 2)
        $asked | Should -Be @(50)
        $asked.Clear()
        Find @{ size = { $asked.Add($_); $true } } @{ TaskId = 'a001'; First = 1 } | Should -Be @(1)
        $asked | Should -Be @(5)
        """);

    [Fact]
    public void See_the_variables_of_the_caller_and_leave_them_alone() => Run("""
        function Find-Larger($Than) { $here = 1; Find @{ size = { $here = 2; [int] $_ -gt $Than } }; $here }
        Find-Larger 10 | Should -Be @(2, 1)
        $limit = 5
        $block = & { $limit = 10; { [int] $_ -gt $limit }.GetNewClosure() }
        Find @{ size = $block } | Should -Be @(2)
        $_ = 'outside'
        $null = Find @{ size = { $true } }
        $_ | Should -Be 'outside'
        $ErrorActionPreference | Should -Be 'Continue'
        """);

    [Fact]
    public void May_ask_questions_themselves() => Run("""
        $block = { $_ -eq (Search-Track -Data @{ size = { $_ -eq 50 } }).Data.size }
        Find @{ size = $block } | Should -Be @(2)
        """);

    [Theory]
    [InlineData("break")]
    [InlineData("continue")]
    [InlineData("break outer")]
    [InlineData("if ($_ -eq 5) { continue outer } else { break }")]
    public void Are_not_left_by(string statement) => Run($$"""
        $rounds = 0
        :outer foreach ($round in 1, 2) {
            foreach ($inner in 1) { Find @{ size = { {{statement}}; $true } } | Should -BeNullOrEmpty }
            $rounds++
        }
        $rounds | Should -Be 2
        """);

    [Theory]
    [InlineData("throw 'no'", "no")]
    [InlineData("Write-Error no", "no")]
    [InlineData("[int] 'x'", "Cannot convert")]
    [InlineData("Get-Item nowhere", "nowhere")]
    [InlineData("$_.Method()", "Method")]
    [InlineData("1 / $null", "divide")]
    [InlineData("Nothing-Such", "Nothing-Such")]
    public void End_the_search_by_their_first_error(string statement, string message) => Run($$"""
        $asked = [Collections.Generic.List[object]]::new()
        $found = Search-Track -Data @{ size = { $asked.Add($_); if ($_ -eq 50) { {{statement}} }; $true } } -ErrorAction SilentlyContinue `
            -ErrorVariable fault
        $found.Number | Should -Be 1
        $asked | Should -Be @(5, 50)
        $fault = @($fault | Where-Object { $_ -is [Management.Automation.ErrorRecord] -and $_.FullyQualifiedErrorId -like 'Track*' })
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackQueryInvalid,Tracking.Commands.SearchTrackCommand'
        "$fault" | Should -Match "'size'.*{{message}}"
        $fault.Exception.InnerException | Should -Not -BeNullOrEmpty
        """);

    [Fact]
    public void Name_the_path_of_a_nested_key_in_their_error() => Run("""
        foreach ($data in @{ m = @{ n = { throw 'no' } } }, @{ 'm.n' = { throw 'no' } }) {
            "$(Get-ErrorOf { Search-Track -Data $data })" | Should -Match "'m\.n'"
        }
        "$(Get-ErrorOf { Search-Track -Data @{ size = 1, { throw 'no' } } })" | Should -Match "'size\[1\]'"
        """);

    [Fact]
    public void Decide_what_is_watched_too_and_end_it_by_an_error() => Run("""
        $ask = @{ From = (Get-Date).AddDays(-1); Timeout = 0 }
        (Watch-Track -Data @{ size = { [int] $_ -gt 10 } } @ask).Number | Should -Be 2
        (Get-ErrorOf { Watch-Track -Data @{ size = { throw 'no' } } -From $ask.From -Timeout 60 }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackQueryInvalid,Tracking.Commands.WatchTrackCommand'
        """);

    [Fact]
    public void Pass_a_key_that_no_track_has_which_only_Verbose_names()
    {
        string[] Verbose(string question) => [.. Attempt($"$null = {question} -Verbose").Verbose];
        Assert.Equal(["Of the 4 tracks whose data were looked at, none has the key 'sise'."],
            Verbose("Search-Track -Data @{ sise = 5; size = 5 }"));
        Assert.Equal(["Of the 2 tracks whose data were looked at, none has the key 'm.z'."],
            Verbose("Search-Track a002 -Data @{ 'm.z' = { $true } }"));
        Assert.Empty(Verbose("Search-Track -Data @{ size = 'gone'; other = 7 }"));
        Assert.Empty(Verbose("Search-Track nope -Data @{ sise = 5 }"));
    }
}
