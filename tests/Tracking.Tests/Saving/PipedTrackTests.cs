using Xunit;

namespace Tracking.Tests.Saving;

/// <summary>Save-UserTrack: A track from the pipeline.</summary>
public sealed class PipedTrackTests : SavingTest
{
    public PipedTrackTests() => Run("""
        $store = Open-TrackStore -InMemory
        $null = Start-TrackRun a001
        $null = Start-TrackRun a001
        $null = Save-UserTrack a001 @{ k = [version] '1.10' } -UserName u1 -RunId 1 -TimeStamp $noon
        $track = Search-Track -Id 1
        """);

    [Fact]
    public void Gives_its_data_task_user_time_and_in_its_own_store_its_run() => Run("""
        $copy = $track | Save-UserTrack -PassThru
        $copy.Id | Should -BeExactly '0000002'
        $copy.TaskId | Should -BeExactly 'a001'
        $copy.UserName | Should -BeExactly 'u1'
        $copy.RunId | Should -Be 1
        $copy.TimeStamp | Should -Be $noon
        $copy.Data.k | Should -BeOfType ([version])
        $copy.Data.k | Should -Be ([version] '1.10')
        """);

    [Fact]
    public void Gives_no_run_to_another_store_and_never_chooses_where_it_goes() => Run("""
        $other = Open-TrackStore -InMemory
        $copy = $track | Save-UserTrack -PassThru
        $copy.Store | Should -Be $other
        $copy.RunId | Should -Be 1
        (Get-TrackRun).Start | Should -Be $noon
        @(Search-Track -Store $store).Count | Should -Be 1
        $other | Close-TrackStore
        """);

    [Fact]
    public void Gives_way_to_what_is_on_the_command_line() => Run("""
        $copy = $track | Save-UserTrack -TaskId b -UserName u2 -RunId 2 -TimeStamp $noon.AddHours(1) -PassThru
        $copy.TaskId | Should -BeExactly 'b'
        $copy.UserName | Should -BeExactly 'u2'
        $copy.RunId | Should -Be 2
        $copy.TimeStamp | Should -Be $noon.AddHours(1)
        """);

    [Fact]
    public void Gives_its_data_as_they_were_changed_since() => Run("""
        $track.Data['more'] = 2
        ($track | Save-UserTrack -PassThru).Data.more | Should -Be 2
        @((Search-Track -Id 1).Data.Keys) | Should -BeExactly @('k')
        """);

    [Fact]
    public void Gives_the_same_as_an_argument() => Run("""
        $copy = Save-UserTrack b -Data $track -PassThru
        $copy.UserName | Should -BeExactly 'u1'
        $copy.Data.k | Should -Be ([version] '1.10')
        """);
}
