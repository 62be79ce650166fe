using Xunit;

namespace Tracking.Tests.Pipelines;

/// <summary>Pipelines: Get-TrackUser | Search-Track.</summary>
public sealed class UsersToSearchTests : PipelineTest
{
    public UsersToSearchTests() => Run("""
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
    public void Finds_the_tracks_of_each_user_in_each_task() => Run("""
        @(Get-TrackUser | Search-Track).Data.k | Should -BeExactly @('s1', 's2', 's3')
        @(Get-TrackUser a001 u2 | Search-Track).Data.k | Should -BeExactly @('s3')
        """);

    [Fact]
    public void Takes_names_that_are_wildcards_literally() => Run("""
        @(Get-TrackUser -UserName 'u`*' | Search-Track).Data.k | Should -BeExactly @('s2')
        """);

    [Fact]
    public void Asks_each_store_for_its_own() => Run("""
        @(@(Get-TrackUser -UserName u1 -Store $other) + @(Get-TrackUser -UserName u2) | Search-Track).Data.k |
            Should -BeExactly @('o1', 's3')
        """);

    [Fact]
    public void Finds_nothing_when_nothing_is_delivered() => Run("""
        Get-TrackUser nope | Search-Track | Should -BeNullOrEmpty
        """);
}
