using Xunit;

namespace Tracking.Tests.Saving;

/// <summary>Save-UserTrack: Copies.</summary>
public sealed class SavedCopyTests : SavingTest
{
    public SavedCopyTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Keeps_what_was_saved_when_the_caller_changes_the_mapping_afterwards() => Run("""
        $data = @{ k = 1; list = [Collections.ArrayList] @(1, 2); inner = @{ a = 1 } }
        $null = Save-UserTrack a001 $data
        $data.k = 2
        $data.list.Clear()
        $data.inner.a = 2
        $kept = (Get-LastUserTrack a001).Data
        $kept.k | Should -Be 1
        $kept.list | Should -Be @(1, 2)
        $kept.inner.a | Should -Be 1
        """);

    [Fact]
    public void Keeps_what_was_saved_when_a_returned_track_is_changed() => Run("""
        $track = Save-UserTrack a001 @{ k = 1; inner = @{ a = 1 }; bytes = [byte[]] (1, 2) } -PassThru
        $track.Data.k = 2
        $track.Data.inner.a = 2
        $track.Data.bytes[0] = 9
        $track.Data.Remove('bytes')
        $kept = (Get-LastUserTrack a001).Data
        $kept.k | Should -Be 1
        $kept.inner.a | Should -Be 1
        $kept.bytes | Should -Be @(1, 2)
        """);

    [Fact]
    public void Gives_two_readers_data_of_their_own() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 }
        $one = Search-Track a001
        $two = Search-Track a001
        $one.Data.k = 5
        $two.Data.k | Should -Be 1
        """);
}
