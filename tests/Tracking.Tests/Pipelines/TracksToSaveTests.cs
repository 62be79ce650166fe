using Xunit;

namespace Tracking.Tests.Pipelines;

/// <summary>Pipelines: Search-Track a001 | Save-UserTrack -Store $other.</summary>
public sealed class TracksToSaveTests : PipelineTest
{
    public TracksToSaveTests() => Run("""
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
    public void Copies_tracks_with_task_user_time_and_data_to_runs_of_the_other_store() => Run("""
        Search-Track a001 | Save-UserTrack -Store $other | Should -BeExactly @('0000003', '0000004')
        Get-Summary $other | Should -BeExactly @('a001/1/u1/s1', 'a001/1/u1/o1', 'a*/2/u*/o2', 'a001/1/u2/s3')
        (Search-Track -Store $other -Id 4).TimeStamp | Should -Be $noon.AddMinutes(120)
        @(Get-Summary $store).Count | Should -Be 3
        """);

    [Fact]
    public void Keeps_names_that_are_wildcards() => Run("""
        Search-Track 'a`*' | Save-UserTrack -Store $other | Should -BeExactly '0000003'
        Get-Summary $other | Should -BeExactly @('a001/1/u1/o1', 'a*/2/u*/s2', 'a*/2/u*/o2')
        """);

    [Fact]
    public void Copies_from_two_stores_into_one_and_reads_each_before_it_writes() => Run("""
        @(Search-Track a001), @(Search-Track a001 -Store $other) | ForEach-Object { $_ } | Save-UserTrack -Store $other |
            Should -BeExactly @('0000003', '0000004', '0000005')
        Search-Track -Store $other | Save-UserTrack -Store $other | Should -HaveCount 5
        """);

    [Fact]
    public void Copies_nothing_when_nothing_is_delivered() => Run("""
        Search-Track nope | Save-UserTrack -Store $other | Should -BeNullOrEmpty
        @(Get-Summary $other).Count | Should -Be 2
        """);
}
