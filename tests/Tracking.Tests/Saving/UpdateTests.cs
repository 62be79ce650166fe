using Xunit;

namespace Tracking.Tests.Saving;

/// <summary>Save-UserTrack: -Update.</summary>
public sealed class UpdateTests : SavingTest
{
    public UpdateTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Replaces_data_and_time_of_the_last_track_of_the_key_and_keeps_its_id() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 } -UserName u1 -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 2; old = $true } -UserName u1 -TimeStamp $noon.AddHours(1)
        $null = Save-UserTrack a001 @{ k = 3 } -UserName u2 -TimeStamp $noon.AddHours(2)
        Save-UserTrack a001 @{ k = 4 } -UserName u1 -TimeStamp $noon.AddHours(3) -Update | Should -BeExactly '0000002'
        (Search-Track).Data.k | Should -Be @(1, 3, 4)
        $track = Get-LastUserTrack a001 u1
        @($track.Data.Keys) | Should -BeExactly @('k')
        $track.TimeStamp | Should -Be $noon.AddHours(3)
        """);

    [Fact]
    public void Takes_the_track_with_the_latest_time_for_the_last_not_the_one_saved_last() => Run("""
        $null = Save-UserTrack a001 @{ k = 'late' } -TimeStamp $noon.AddHours(1)
        $null = Save-UserTrack a001 @{ k = 'early' } -TimeStamp $noon
        Save-UserTrack a001 @{ k = 'new' } -Update | Should -BeExactly '0000001'
        """);

    [Fact]
    public void Takes_the_higher_id_for_the_last_among_equal_times() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 } -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 2 } -TimeStamp $noon
        Save-UserTrack a001 @{ k = 3 } -Update -TimeStamp $noon | Should -BeExactly '0000002'
        """);

    [Theory]
    [InlineData("@{ What = 'user'; Arguments = @{ TaskId = 'a001'; UserName = 'u2' } }")]
    [InlineData("@{ What = 'task'; Arguments = @{ TaskId = 'a002'; UserName = 'u1' } }")]
    [InlineData("@{ What = 'run'; Arguments = @{ TaskId = 'a001'; UserName = 'u1'; RunId = 2 } }")]
    public void Saves_a_new_track_when_the_key_has_none_another(string row) => RunForEach(row, """
        $null = Save-UserTrack a001 @{ k = 1 } -UserName u1
        $null = Start-TrackRun
        Save-UserTrack @Arguments -Data @{ k = 2 } -Update | Should -BeExactly '0000002'
        (Search-Track -Id 1).Data.k | Should -Be 1
        """);

    [Fact]
    public void Keeps_the_names_spelling_of_the_track_that_it_replaces() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 } -UserName u1
        $track = Save-UserTrack A001 @{ k = 2 } -UserName U1 -Update -PassThru
        $track.Id | Should -BeExactly '0000001'
        $track.TaskId | Should -BeExactly 'a001'
        $track.UserName | Should -BeExactly 'u1'
        """);
}
