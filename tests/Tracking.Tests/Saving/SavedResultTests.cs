using Xunit;

namespace Tracking.Tests.Saving;

/// <summary>Save-UserTrack: What it returns.</summary>
public sealed class SavedResultTests : SavingTest
{
    public SavedResultTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Returns_the_id_alone() => Run("""
        $id = Save-UserTrack a001 @{ k = 1 }
        $id | Should -BeOfType ([string])
        @($id).Count | Should -Be 1
        """);

    [Fact]
    public void Returns_the_track_with_PassThru() => Run("""
        $track = Save-UserTrack a001 @{ k = 1 } -UserName u1 -TimeStamp $noon -PassThru
        $track | Should -BeOfType ([Tracking.Track])
        $track.Id | Should -BeExactly '0000001'
        $track.Number | Should -BeOfType ([long])
        $track.Number | Should -Be 1
        $track.TaskId | Should -BeExactly 'a001'
        $track.RunId | Should -BeOfType ([int])
        $track.RunId | Should -Be 1
        $track.UserName | Should -BeExactly 'u1'
        $track.TimeStamp | Should -Be $noon
        $track.TimeStamp.Kind | Should -Be 'Local'
        $track.Data.k | Should -Be 1
        $track.Store | Should -Be $store
        """);

    [Fact]
    public void Returns_nothing_and_does_nothing_under_WhatIf() => Run("""
        Save-UserTrack a001 @{ k = 1 } -WhatIf | Should -BeNullOrEmpty
        Save-UserTrack a001 @{ k = 1 } -PassThru -WhatIf | Should -BeNullOrEmpty
        @{ k = 1 }, @{ k = 2 } | Save-UserTrack a001 -WhatIf | Should -BeNullOrEmpty
        Search-Track | Should -BeNullOrEmpty
        Get-TrackRun | Should -BeNullOrEmpty
        """);
}
