using Xunit;

namespace Tracking.Tests.Removing;

/// <summary>Remove-Track: -WhatIf and -Confirm.</summary>
public sealed class RemoveWhatIfTests : RemovingTest
{
    public RemoveWhatIfTests() => Run("""
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 1 } -UserName u1 -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 2 } -UserName u2 -TimeStamp $noon.AddHours(1)
        $null = Save-UserTrack a002 @{ k = 3 } -UserName u1 -TimeStamp $noon.AddHours(2)
        """);

    [Fact]
    public void Removes_nothing_under_WhatIf() => Run("""
        Remove-Track 1 -WhatIf
        Search-Track | Remove-Track -WhatIf
        @(Search-Track).Count | Should -Be 3
        """);
}
