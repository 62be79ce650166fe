using Xunit;

namespace Tracking.Tests.Searching;

/// <summary>Search-Track: Criteria.</summary>
public sealed class CriteriaTests : SearchingTest
{
    public CriteriaTests() => Run("""
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 1 } -UserName u1 -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 2 } -UserName u2 -TimeStamp $noon.AddHours(1)
        $null = Save-UserTrack a002 @{ k = 3 } -UserName u1 -TimeStamp $noon.AddHours(2)
        $null = Save-UserTrack a003 @{ k = 4 } -UserName u3 -TimeStamp $noon.AddHours(3)
        $null = Save-UserTrack a003 @{ k = 5 } -UserName u3 -RunId 1 -TimeStamp $noon.AddHours(4)
        """);

    [Fact]
    public void That_are_not_given_ask_nothing_every_track_is_found() => Run("""
        @(Search-Track).Data.k | Should -Be @(1, 2, 3, 4, 5)
        """);

    [Theory]
    [InlineData("@{ Name = 'tasks'; Arguments = @{ TaskId = 'a001', 'a002' }; Found = @(1, 2, 3) }")]
    [InlineData("@{ Name = 'tasks, literal and wildcard'; Arguments = @{ TaskId = 'a002', '*3' }; Found = @(3, 4, 5) }")]
    [InlineData("@{ Name = 'a task twice'; Arguments = @{ TaskId = 'a002', 'A002', '*2' }; Found = @(3) }")]
    [InlineData("@{ Name = 'users'; Arguments = @{ UserName = 'u2', 'u3' }; Found = @(2, 4, 5) }")]
    [InlineData("@{ Name = 'runs'; Arguments = @{ RunId = 2, 1 }; Found = @(1, 2, 3, 5) }")]
    [InlineData("@{ Name = 'a run twice'; Arguments = @{ RunId = 2, 2 }; Found = @(3) }")]
    [InlineData("@{ Name = 'runs, one unknown'; Arguments = @{ RunId = 2, 99 }; Found = @(3) }")]
    [InlineData("@{ Name = 'ids'; Arguments = @{ Id = 4, 1 }; Found = @(1, 4) }")]
    [InlineData("@{ Name = 'tasks, one null'; Arguments = @{ TaskId = $null, 'a002' }; Found = @(3) }")]
    [InlineData("@{ Name = 'users, one empty'; Arguments = @{ UserName = '', 'u2' }; Found = @(2) }")]
    public void Take_several_values_as_alternatives(string row) => RunForEach(row, """
        @(Search-Track @Arguments).Data.k | Should -Be $Found
        """);

    [Theory]
    [InlineData("@{ Name = 'task and user'; Arguments = @{ TaskId = 'a001'; UserName = 'u1' }; Found = @(1) }")]
    [InlineData("@{ Name = 'task and run'; Arguments = @{ TaskId = 'a003'; RunId = 1 }; Found = @(5) }")]
    [InlineData("@{ Name = 'task and id'; Arguments = @{ TaskId = 'a001'; Id = 2, 3 }; Found = @(2) }")]
    [InlineData("@{ Name = 'user and time'; Arguments = @{ UserName = 'u1'; From = '2024-05-06T13:00' }; Found = @(3) }")]
    [InlineData("@{ Name = 'id and time'; Arguments = @{ Id = 1, 2, 3; To = '2024-05-06T13:00' }; Found = @(1, 2) }")]
    [InlineData("@{ Name = 'id and user'; Arguments = @{ Id = 1, 2; UserName = 'u1', 'u3' }; Found = @(1) }")]
    [InlineData("@{ Name = 'task and data'; Arguments = @{ TaskId = 'a00[13]'; Data = @{ k = 2, 3, 4 } }; Found = @(2, 4) }")]
    [InlineData("""
        @{ Name = 'all of them'; Arguments = @{ TaskId = 'a*'; UserName = 'u3'; RunId = 1, 3; Id = 4, 5; From = '2024-05-06T15:00'
            To = '2024-05-06T15:30'; Data = @{ k = 4, 5 } }; Found = @(4) }
        """)]
    [InlineData("""
        @{ Name = 'all of them, one not'; Arguments = @{ TaskId = 'a*'; UserName = 'u1'; RunId = 1, 3; Id = 4, 5 }; Found = @() }
        """)]
    public void All_hold(string row) => RunForEach(row, """
        @(Search-Track @Arguments | ForEach-Object { $_.Data.k }) | Should -Be $Found
        """);

    [Fact]
    public void That_are_given_but_null_or_empty_match_nothing() => RunForEach(
        """
        @(
                    foreach ($parameter in 'TaskId', 'UserName', 'RunId', 'Id', 'Data') {
                        @{ Parameter = $parameter; Name = '$null'; Value = $null }
                        @{ Parameter = $parameter; Name = 'that holds no object'; Value = & { } }
                    }
                    foreach ($parameter in 'TaskId', 'UserName', 'RunId', 'Id') {
                        @{ Parameter = $parameter; Name = 'an empty list'; Value = @() }
                        @{ Parameter = $parameter; Name = 'a list of $null'; Value = , $null }
                    }
                    foreach ($parameter in 'TaskId', 'UserName', 'Id') {
                        @{ Parameter = $parameter; Name = 'an empty text'; Value = '' }
                        @{ Parameter = $parameter; Name = 'a list of an empty text'; Value = , '' }
                    }
                    @{ Parameter = 'RunId'; Name = '0'; Value = 0 }
                    @{ Parameter = 'Data'; Name = 'an empty mapping'; Value = @{} }
        )
        """,
        """
        $arguments = @{ $Parameter = $Value }
        Get-ErrorOf { Search-Track @arguments } | Should -BeNullOrEmpty
        Search-Track @arguments | Should -BeNullOrEmpty
        Search-Track @arguments | Remove-Track
        @(Search-Track).Count | Should -Be 5
        """);

    [Theory]
    [InlineData("@{ Parameter = 'TaskId' }")]
    [InlineData("@{ Parameter = 'UserName' }")]
    [InlineData("@{ Parameter = 'RunId' }")]
    public void Match_nothing_where_the_pipeline_gives_them_null_or_empty(string row) => RunForEach(row, """
        $null, @() | ForEach-Object { [pscustomobject] @{ $Parameter = $_ } } | Search-Track | Should -BeNullOrEmpty
        """);

    [Theory]
    [InlineData("@{ Name = 'text'; RunId = 'abc'; ErrorId = 'CannotConvertArgumentNoMessage' }")]
    [InlineData("@{ Name = 'a negative number'; RunId = -1; ErrorId = 'TrackRunInvalid' }")]
    [InlineData("@{ Name = 'a negative number among others'; RunId = 1, -1; ErrorId = 'TrackRunInvalid' }")]
    public void Refuse_what_is_no_run(string row) => RunForEach(row, """
        $fault = Get-ErrorOf { Search-Track -RunId $RunId }
        $fault.FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.SearchTrackCommand"
        """);

    [Fact]
    public void Find_nothing_and_no_error_for_a_run_or_an_id_that_is_not_there() => Run("""
        Get-ErrorOf { Search-Track -RunId 99; Search-Track -Id 99; Search-Track nope } | Should -BeNullOrEmpty
        Search-Track -RunId 99 | Should -BeNullOrEmpty
        Search-Track -Id 99 | Should -BeNullOrEmpty
        Search-Track nope | Should -BeNullOrEmpty
        """);
}
