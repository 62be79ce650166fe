using Xunit;

namespace Tracking.Tests.Pipelines;

/// <summary>Pipelines: Search-Track | Remove-Track.</summary>
public sealed class TracksToRemoveTests : PipelineTest
{
    public TracksToRemoveTests() => Run("""
        # The same names and the same ids in both stores; $store is the current one.
        $other = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 'o1' } -UserName u1 -TimeStamp $noon.AddMinutes(30)
        $null = Save-UserTrack 'a*' @{ k = 'o2' } -UserName 'u*' -TimeStamp $noon.AddMinutes(90)
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 's1' } -UserName u1 -TimeStamp $noon
        $null = Save-UserTrack 'a*' @{ k = 's2' } -UserName 'u*' -TimeStamp $noon.AddMinutes(60)
        $null = Save-UserTrack a001 @{ k = 's3' } -UserName u2 -TimeStamp $noon.AddMinutes(120)
        """);

    [Fact]
    public void Removes_what_was_found_and_nothing_else() => Run("""
        Search-Track a001 | Remove-Track
        Get-Summary $store | Should -BeExactly @('a*/2/u*/s2')
        @(Get-Summary $other).Count | Should -Be 2
        """);

    [Fact]
    public void Removes_each_track_from_its_own_store() => Run("""
        @(Search-Track -Id 1) + @(Search-Track -Id 2 -Store $other) | Remove-Track
        Get-Summary $store | Should -BeExactly @('a*/2/u*/s2', 'a001/1/u2/s3')
        Get-Summary $other | Should -BeExactly @('a001/1/u1/o1')
        """);

    [Theory]
    [InlineData("@{ Name = 'nothing was found'; Question = { Search-Track nope } }")]
    [InlineData("@{ Name = 'the task is $null'; Question = { Search-Track -TaskId $null } }")]
    [InlineData("@{ Name = 'the id is empty'; Question = { Search-Track -Id @() } }")]
    [InlineData("@{ Name = 'the question is an error'; Question = { Search-Track -First 1 -Last 1 } }")]
    [InlineData("""@{ Name = 'the store is not there'; Question = { Search-Track -Store "$(New-TestFolder)/none.json" } }""")]
    public void Removes_nothing_when_nothing_is_delivered(string row) => RunForEach(row, """
        $null = Get-ErrorOf { & $Question | Remove-Track }
        @(Get-Summary $store).Count | Should -Be 3
        @(Get-Summary $other).Count | Should -Be 2
        """);
}
