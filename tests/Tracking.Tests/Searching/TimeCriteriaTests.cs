using Xunit;

namespace Tracking.Tests.Searching;

/// <summary>Search-Track: Time.</summary>
public sealed class TimeCriteriaTests : SearchingTest
{
    public TimeCriteriaTests() => Run("""
        $store = Open-TrackStore -InMemory
        -1, 0, 1 | ForEach-Object { $null = Save-UserTrack a001 @{ k = $_ } -TimeStamp $noon.AddTicks($_) }
        """);

    [Fact]
    public void Includes_both_ends_to_the_tick() => Run("""
        @(Search-Track -From $noon).Data.k | Should -Be @(0, 1)
        @(Search-Track -To $noon).Data.k | Should -Be @(-1, 0)
        @(Search-Track -From $noon -To $noon).Data.k | Should -Be @(0)
        @(Search-Track -From $noon.AddTicks(-1) -To $noon.AddTicks(1)).Data.k | Should -Be @(-1, 0, 1)
        """);

    [Fact]
    public void Is_local_where_its_kind_is_not_told_and_the_same_moment_where_it_is_UTC() => Run("""
        @(Search-Track -From '2024-05-06T12:00:00' -To '2024-05-06T12:00:00').Data.k | Should -Be @(0)
        @(Search-Track -From $noon.ToUniversalTime() -To $noon.ToUniversalTime()).Data.k | Should -Be @(0)
        """);

    [Fact]
    public void Takes_the_earliest_and_the_latest_time_there_is() => Run("""
        @(Search-Track -From ([datetime]::MinValue) -To ([datetime]::MaxValue)).Count | Should -Be 3
        """);

    [Fact]
    public void Before_or_after_all_tracks_finds_nothing() => Run("""
        Search-Track -From $noon.AddDays(1) | Should -BeNullOrEmpty
        Search-Track -To $noon.AddDays(-1) | Should -BeNullOrEmpty
        """);

    [Fact]
    public void From_after_to_is_an_error_and_no_question_is_asked() => Run("""
        $fault = Get-ErrorOf { Search-Track -From $noon -To $noon.AddTicks(-1) }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackQueryInvalid,Tracking.Commands.SearchTrackCommand'
        $fault.CategoryInfo.Category | Should -Be 'InvalidArgument'
        """);
}
