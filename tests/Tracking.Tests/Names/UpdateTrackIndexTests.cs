using Xunit;

namespace Tracking.Tests.Names;

/// <summary>Update-TrackIndex.</summary>
public sealed class UpdateTrackIndexTests : NamesTest
{
    [Fact]
    public void Rebuilds_the_indexes_returns_nothing_and_changes_no_answer() => Run("""
        $store = Open-TrackStore -InMemory
        1..20 |
            ForEach-Object { $null = Save-UserTrack "t$($_ % 3)" @{ k = $_ } -UserName "u$($_ % 2)" -TimeStamp (
                Get-Date '2024-01-01').AddMinutes(- $_) }
        Search-Track -UserName u1 -TaskId t0 | Remove-Track
        $null = Stop-TrackRun t1
        $before = & { Search-Track; Get-TrackRun; Get-TrackTask; Get-TrackUser } | Out-String -Width 300
        Update-TrackIndex | Should -BeNullOrEmpty
        & { Search-Track; Get-TrackRun; Get-TrackTask; Get-TrackUser } | Out-String -Width 300 | Should -BeExactly $before
        $store | Update-TrackIndex | Should -BeNullOrEmpty
        Save-UserTrack t0 @{ k = 1 } | Should -BeExactly '0000021'
        $store | Close-TrackStore
        """);
}
