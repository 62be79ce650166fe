using Xunit;

namespace Tracking.Tests.Pipelines;

/// <summary>Pipelines: Get-TrackStore -ListAvailable | Search-Track.</summary>
public sealed class SessionFilesToSearchTests : PipelineTest
{
    public SessionFilesToSearchTests() => Run("""
        # The same names and the same ids in both stores; $store is the current one.
        $other = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 'o1' } -UserName u1 -TimeStamp $noon.AddMinutes(30)
        $null = Save-UserTrack 'a*' @{ k = 'o2' } -UserName 'u*' -TimeStamp $noon.AddMinutes(90)
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 's1' } -UserName u1 -TimeStamp $noon
        $null = Save-UserTrack 'a*' @{ k = 's2' } -UserName 'u*' -TimeStamp $noon.AddMinutes(60)
        $null = Save-UserTrack a001 @{ k = 's3' } -UserName u2 -TimeStamp $noon.AddMinutes(120)
        $formerHome = $env:TRACKING_HOME
        $env:TRACKING_HOME = New-TestFolder
        """);

    [Fact]
    public void Finds_the_tracks_of_all_session_files_in_the_order_of_time_and_leaves_no_lock_and_no_file() => Run("""
        $null = Save-UserTrack a001 @{ k = 'f1' } -TimeStamp $noon.AddMinutes(10) -Store "$env:TRACKING_HOME/1.json"
        $null = Save-UserTrack a001 @{ k = 'f2' } -TimeStamp $noon -Store "$env:TRACKING_HOME/2.json"
        $before = (Get-ChildItem $env:TRACKING_HOME -Force).Name
        @(Get-TrackStore -ListAvailable | Search-Track).Data.k | Should -BeExactly @('f2', 'f1')
        @(Get-TrackStore -ListAvailable | Search-Track -Last 1).Data.k | Should -BeExactly @('f1')
        Get-TrackStore -ListAvailable | Search-Track nope | Should -BeNullOrEmpty
        (Get-ChildItem $env:TRACKING_HOME -Force).Name | Should -Be $before
        Get-TrackStore -Open | Where-Object Path | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Takes_a_files_name_that_is_a_wildcard_literally() => Run("""
        $null = Save-UserTrack a001 @{ k = 'f1' } -Store "$env:TRACKING_HOME/1.json"
        $null = Save-UserTrack a001 @{ k = 'f2' } -Store "$env:TRACKING_HOME/[1].json"
        @(Get-TrackStore -ListAvailable | Where-Object { $_.Path -like '*`]*' } | Search-Track).Data.k | Should -BeExactly @('f2')
        @(Search-Track -Store "$env:TRACKING_HOME/[1].json").Data.k | Should -BeExactly @('f2')
        """);

    [Fact]
    public void Finds_nothing_when_there_is_no_session_file() => Run("""
        Get-TrackStore -ListAvailable | Search-Track | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Goes_on_after_a_file_that_is_no_store() => Run("""
        $null = Save-UserTrack a001 @{ k = 'f1' } -Store "$env:TRACKING_HOME/1.json"
        Set-Content "$env:TRACKING_HOME/0.json" '{"other":1}'
        $null = Save-UserTrack a001 @{ k = 'f2' } -Store "$env:TRACKING_HOME/2.json"
        $found = Get-TrackStore -ListAvailable | Search-Track -WarningAction SilentlyContinue -WarningVariable warnings
        $found.Data.k | Should -BeExactly @('f1', 'f2')
        "$warnings" | Should -BeLike "*0.json*It holds no tracking store*"
        """);

    [Fact]
    public void Takes_files_and_paths_as_stores_too() => Run("""
        $null = Save-UserTrack a001 @{ k = 'f1' } -Store "$env:TRACKING_HOME/1.json"
        @(Get-ChildItem "$env:TRACKING_HOME/*.json" | Search-Track).Data.k | Should -BeExactly @('f1')
        @("$env:TRACKING_HOME/1.json" | Search-Track).Data.k | Should -BeExactly @('f1')
        """);
}
