using Xunit;

namespace Tracking.Tests.Removing;

/// <summary>Remove-Track.</summary>
public sealed class RemoveTrackTests : RemovingTest
{
    public RemoveTrackTests() => Run("""
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 1 } -UserName u1 -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 2 } -UserName u2 -TimeStamp $noon.AddHours(1)
        $null = Save-UserTrack a002 @{ k = 3 } -UserName u1 -TimeStamp $noon.AddHours(2)
        """);

    [Fact]
    public void Takes_a_track_or_an_id_not_both_and_not_nothing() => Run("""
        (Get-ErrorOf { Remove-Track -Track (Search-Track -Id 1) -Id 2 }).FullyQualifiedErrorId |
            Should -BeExactly 'AmbiguousParameterSet,Tracking.Commands.RemoveTrackCommand'
        @(Search-Track).Count | Should -Be 3
        """);
}
