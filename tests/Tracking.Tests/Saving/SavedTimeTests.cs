using Xunit;

namespace Tracking.Tests.Saving;

/// <summary>Save-UserTrack: Time.</summary>
public sealed class SavedTimeTests : SavingTest
{
    public SavedTimeTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Is_the_clocks_when_none_is_given_local() => Run("""
        $before = Get-Date
        $track = Save-UserTrack a001 @{ k = 1 } -PassThru
        $track.TimeStamp | Should -BeGreaterOrEqual $before
        $track.TimeStamp | Should -BeLessOrEqual (Get-Date)
        $track.TimeStamp.Kind | Should -Be 'Local'
        """);

    [Fact]
    public void That_is_given_as_UTC_is_the_same_moment() => Run("""
        (Save-UserTrack a001 @{ k = 1 } -TimeStamp $noon.ToUniversalTime() -PassThru).TimeStamp | Should -Be $noon
        """);

    [Fact]
    public void That_is_given_binds_no_later_track() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 } -TimeStamp (Get-Date).AddDays(10)
        (Save-UserTrack a001 @{ k = 2 } -PassThru).TimeStamp | Should -BeLessThan (Get-Date).AddMinutes(1)
        """);

    [Fact]
    public void Of_the_clock_never_runs_backwards() => Run("""
        $times = @(1..50 | ForEach-Object { Save-UserTrack a001 @{ k = $_ } -PassThru }).TimeStamp
        for ($i = 1; $i -lt $times.Count; $i++) {
            $times[$i] | Should -BeGreaterOrEqual $times[$i - 1]
        }

        (Search-Track).Data.k | Should -Be @(1..50)
        """);
}
