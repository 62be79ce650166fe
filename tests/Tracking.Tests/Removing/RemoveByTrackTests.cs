using Xunit;

namespace Tracking.Tests.Removing;

/// <summary>Remove-Track: By track.</summary>
public sealed class RemoveByTrackTests : RemovingTest
{
    public RemoveByTrackTests() => Run("""
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 1 } -UserName u1 -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 2 } -UserName u2 -TimeStamp $noon.AddHours(1)
        $null = Save-UserTrack a002 @{ k = 3 } -UserName u1 -TimeStamp $noon.AddHours(2)
        """);

    [Fact]
    public void Removes_each_that_is_piped_and_returns_nothing() => Run("""
        Search-Track a001 | Remove-Track | Should -BeNullOrEmpty
        @(Search-Track).Data.k | Should -Be @(3)
        """);

    [Theory]
    [InlineData("@{ Name = 'Get-UserTrack'; Source = { Get-UserTrack a001 u2 }; Left = @(1, 3) }")]
    [InlineData("@{ Name = 'Get-LastUserTrack'; Source = { Get-LastUserTrack a002 u1 }; Left = @(1, 2) }")]
    [InlineData("@{ Name = 'Save-UserTrack -PassThru'; Source = { Save-UserTrack a003 @{ k = 4 } -PassThru }; Left = @(1, 2, 3) }")]
    [InlineData("@{ Name = 'a list in one object'; Source = { , @(Search-Track -Id 1, 3) }; Left = @(2) }")]
    [InlineData("@{ Name = 'a list with a hole'; Source = { , @((Search-Track -Id 1), $null) }; Left = @(2, 3) }")]
    [InlineData("@{ Name = '$null'; Source = { $null }; Left = @(1, 2, 3) }")]
    [InlineData("@{ Name = 'an empty list'; Source = { , @() }; Left = @(1, 2, 3) }")]
    [InlineData("@{ Name = 'no object'; Source = { }; Left = @(1, 2, 3) }")]
    public void Takes_what_gives_tracks(string row) => RunForEach(row, """
        Get-ErrorOf { & $Source | Remove-Track } | Should -BeNullOrEmpty
        @(Search-Track).Data.k | Should -Be $Left
        """);

    [Fact]
    public void Takes_them_as_an_argument() => Run("""
        Remove-Track -Track (Search-Track a001)
        @(Search-Track).Data.k | Should -Be @(3)
        Remove-Track -Track $null
        Remove-Track -Track @()
        @(Search-Track).Data.k | Should -Be @(3)
        """);

    [Theory]
    [InlineData("@{ Name = 'a number'; Given = 1; ErrorId = 'InputObjectNotBound' }")]
    [InlineData("@{ Name = 'a process'; Given = [Diagnostics.Process]::GetCurrentProcess(); ErrorId = 'InputObjectNotBound' }")]
    public void Goes_on_after(string row) => RunForEach(row, """
        @(Search-Track -Id 1) + @($Given) + @(Search-Track -Id 2) | Remove-Track -ErrorAction SilentlyContinue -ErrorVariable faults
        $faults.FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.RemoveTrackCommand"
        @(Search-Track).Data.k | Should -Be @(3)
        """);

    [Fact]
    public void Goes_on_after_a_track_that_is_gone() => Run("""
        $tracks = Search-Track
        Remove-Track 2
        $tracks | Remove-Track -ErrorAction SilentlyContinue -ErrorVariable faults
        $faults.FullyQualifiedErrorId | Should -BeExactly 'TrackNotFound,Tracking.Commands.RemoveTrackCommand'
        $faults.TargetObject | Should -Be $tracks[1]
        Search-Track | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Removes_each_from_its_own_store_also_from_a_file_that_is_not_open() => Run("""
        $file = "$(New-TestFolder)/own.json"
        $null = Save-UserTrack a001 @{ k = 'f1' } -Store $file
        $null = Save-UserTrack a001 @{ k = 'f2' } -Store $file
        @(Search-Track -Id 1 -Store $file) + @(Search-Track -Id 2) | Remove-Track
        @(Search-Track -Store $file).Data.k | Should -BeExactly @('f2')
        @(Search-Track).Data.k | Should -Be @(1, 3)
        """);

    [Fact]
    public void Refuses_a_track_of_another_store_than_Store_names_and_goes_on() => Run("""
        $other = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 'other' }
        @(Search-Track -Id 1 -Store $store) + @(Search-Track) |
            Remove-Track -Store $other -ErrorAction SilentlyContinue -ErrorVariable faults
        $faults.FullyQualifiedErrorId | Should -BeExactly 'TrackOfOtherStore,Tracking.Commands.RemoveTrackCommand'
        $faults.CategoryInfo.Category | Should -Be 'InvalidOperation'
        Search-Track -Store $other | Should -BeNullOrEmpty
        @(Search-Track -Store $store).Count | Should -Be 3
        $other | Close-TrackStore
        """);

    [Fact]
    public void Refuses_a_track_of_a_snapshot() => Run("""
        $file = "$(New-TestFolder)/snapshot.json"
        $null = Save-UserTrack a001 @{ k = 'f1' } -Store $file
        $snapshot = Open-TrackStore $file -ReadOnly
        $fault = Get-ErrorOf { Search-Track -Store $snapshot | Remove-Track }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackStoreReadOnly,Tracking.Commands.RemoveTrackCommand'
        $fault.CategoryInfo.Category | Should -Be 'PermissionDenied'
        $snapshot | Close-TrackStore
        @(Search-Track -Store $file).Count | Should -Be 1
        """);

    [Fact]
    public void Refuses_a_track_of_a_store_in_memory_that_is_closed() => Run("""
        $other = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 'other' }
        $track = Search-Track
        $other | Close-TrackStore
        (Get-ErrorOf { $track | Remove-Track }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackStoreClosed,Tracking.Commands.RemoveTrackCommand'
        """);
}
