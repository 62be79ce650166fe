using Xunit;

namespace Tracking.Tests.Searching;

/// <summary>Search-Track: Part of the answer.</summary>
public sealed class PartOfAnswerTests : SearchingTest
{
    public PartOfAnswerTests() => Run("""
        $store = Open-TrackStore -InMemory
        1..5 | ForEach-Object { $null = Save-UserTrack "a$($_ % 2)" @{ k = $_ } -TimeStamp $noon.AddMinutes($_) }
        """);

    [Theory]
    [InlineData("@{ Name = '-First 2'; Arguments = @{ First = 2 }; Found = @(1, 2) }")]
    [InlineData("@{ Name = '-First 0'; Arguments = @{ First = 0 }; Found = @() }")]
    [InlineData("@{ Name = '-First 9'; Arguments = @{ First = 9 }; Found = @(1, 2, 3, 4, 5) }")]
    [InlineData("""
        @{ Name = '-First with the largest number and -Skip'; Arguments = @{ First = [long]::MaxValue; Skip = 3 }; Found = @(4, 5) }
        """)]
    [InlineData("@{ Name = '-First 2 -Descending'; Arguments = @{ First = 2; Descending = $true }; Found = @(5, 4) }")]
    [InlineData("@{ Name = '-Skip 3'; Arguments = @{ Skip = 3 }; Found = @(4, 5) }")]
    [InlineData("@{ Name = '-Skip 9'; Arguments = @{ Skip = 9 }; Found = @() }")]
    [InlineData("@{ Name = '-Skip 3 -Descending'; Arguments = @{ Skip = 3; Descending = $true }; Found = @(2, 1) }")]
    [InlineData("@{ Name = '-First 2 -Skip 1'; Arguments = @{ First = 2; Skip = 1 }; Found = @(2, 3) }")]
    [InlineData("@{ Name = '-First 2 -Skip 1 -Descending'; Arguments = @{ First = 2; Skip = 1; Descending = $true }; Found = @(4, 3) }")]
    [InlineData("@{ Name = '-Last 2, the oldest of them first'; Arguments = @{ Last = 2 }; Found = @(4, 5) }")]
    [InlineData("@{ Name = '-Last 0'; Arguments = @{ Last = 0 }; Found = @() }")]
    [InlineData("@{ Name = '-Last 9'; Arguments = @{ Last = 9 }; Found = @(1, 2, 3, 4, 5) }")]
    [InlineData("""
        @{ Name = '-Last 2 -Descending, the newest of them first'; Arguments = @{ Last = 2; Descending = $true }; Found = @(5, 4) }
        """)]
    [InlineData("@{ Name = '-Last 2 -Skip 1, which passes over the newest'; Arguments = @{ Last = 2; Skip = 1 }; Found = @(3, 4) }")]
    [InlineData("@{ Name = '-Last 2 of one task'; Arguments = @{ Last = 2; TaskId = 'a1' }; Found = @(3, 5) }")]
    [InlineData("@{ Name = '-Last 2 by data'; Arguments = @{ Last = 2; Data = @{ k = 1, 2, 3 } }; Found = @(2, 3) }")]
    [InlineData("@{ Name = '-First 1 -Skip 1 by id'; Arguments = @{ First = 1; Skip = 1; Id = 1, 3, 5 }; Found = @(3) }")]
    public void First_Last_and_Skip_together(string row) => RunForEach(row, """
        @(Search-Track @Arguments | ForEach-Object { $_.Data.k }) | Should -Be $Found
        """);

    [Theory]
    [InlineData("@{ Name = '-First with -Last'; Arguments = @{ First = 1; Last = 1 }; ErrorId = 'TrackQueryInvalid' }")]
    [InlineData("@{ Name = '-First 0 with -Last 0'; Arguments = @{ First = 0; Last = 0 }; ErrorId = 'TrackQueryInvalid' }")]
    [InlineData("@{ Name = '-First -1'; Arguments = @{ First = -1 }; ErrorId = 'TrackQueryInvalid' }")]
    [InlineData("@{ Name = '-Last -1'; Arguments = @{ Last = -1 }; ErrorId = 'TrackQueryInvalid' }")]
    [InlineData("@{ Name = '-Skip -1'; Arguments = @{ Skip = -1 }; ErrorId = 'TrackQueryInvalid' }")]
    [InlineData("@{ Name = '-First abc'; Arguments = @{ First = 'abc' }; ErrorId = 'CannotConvertArgumentNoMessage' }")]
    public void Is_an_error(string row) => RunForEach(row, """
        (Get-ErrorOf { Search-Track @Arguments }).FullyQualifiedErrorId |
            Should -BeExactly "$ErrorId,Tracking.Commands.SearchTrackCommand"
        """);

    [Fact]
    public void Counts_over_all_that_the_pipeline_asks_for() => Run("""
        @(Get-TrackTask | Search-Track -First 3).Data.k | Should -Be @(1, 2, 3)
        @(Get-TrackTask | Search-Track -Last 2).Data.k | Should -Be @(4, 5)
        @(Get-TrackTask | Search-Track -Last 2 -Skip 1 -Descending).Data.k | Should -Be @(4, 3)
        @(Get-TrackTask | Search-Track -Skip 4).Data.k | Should -Be @(5)
        """);
}
