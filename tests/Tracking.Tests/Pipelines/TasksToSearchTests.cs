using Xunit;

namespace Tracking.Tests.Pipelines;

/// <summary>Pipelines: Get-TrackTask | Search-Track.</summary>
public sealed class TasksToSearchTests : PipelineTest
{
    public TasksToSearchTests() => Run("""
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
    public void Finds_the_tracks_of_all_tasks_each_once_in_the_order_of_time() => Run("""
        @(Get-TrackTask | Search-Track).Data.k | Should -BeExactly @('s1', 's2', 's3')
        @(Get-TrackTask a001 | Search-Track).Data.k | Should -BeExactly @('s1', 's3')
        @((Get-TrackTask), (Get-TrackTask) | ForEach-Object { $_ } | Search-Track).Data.k | Should -BeExactly @('s1', 's2', 's3')
        """);

    [Fact]
    public void Takes_a_name_that_is_a_wildcard_literally() => Run("""
        @(Get-TrackTask 'a`*' | Search-Track).Data.k | Should -BeExactly @('s2')
        """);

    [Fact]
    public void Asks_each_store_for_its_own() => Run("""
        $tasks = @(Get-TrackTask a001 -Store $other) + @(Get-TrackTask 'a`*' -Store $store)
        $found = $tasks | Search-Track
        $found.Data.k | Should -BeExactly @('o1', 's2')
        $found.Store | Should -Be @($other, $store)
        @((Get-TrackTask), (Get-TrackTask -Store $other) | ForEach-Object { $_ } | Search-Track -Last 3).Data.k |
            Should -BeExactly @('s2', 'o2', 's3')
        """);

    [Fact]
    public void Finds_nothing_when_nothing_is_delivered() => Run("""
        Get-TrackTask nope | Search-Track | Should -BeNullOrEmpty
        Get-TrackTask nope | Search-Track -UserName u1 | Should -BeNullOrEmpty
        """);
}
