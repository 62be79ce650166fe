using Xunit;

namespace Tracking.Tests.Saving;

/// <summary>Save-UserTrack: -Id, -IfChanged, and -ShowProgress with -Update (rules 10.4 to 10.6).</summary>
public sealed class ReplacedTrackTests : SavingTest
{
    public ReplacedTrackTests() => Run("""
        $store = Open-TrackStore -InMemory
        1..3 | ForEach-Object { $null = Save-UserTrack "a00$_" @{ k = $_ } -UserName "u$_" -TimeStamp $noon.AddHours($_) }
        """);

    [Fact]
    public void Id_replaces_that_track_and_leaves_what_it_is_about() => RunForEach("2, '0000002', '2', 2L", """
        Save-UserTrack -Id $_ @{ n = 1 } | Should -BeExactly '0000002'
        $track = Search-Track -Id 2
        "$($track.TaskId) $($track.RunId) $($track.UserName) $($track.Data.Keys)" | Should -BeExactly 'a002 2 u2 n'
        $track.TimeStamp | Should -Be $noon.AddHours(2)
        (Save-UserTrack -Id $_ @{ m = 1 } -Merge -TimeStamp $noon -PassThru).Data.Keys | Should -Be @('n', 'm')
        (Search-Track -Id 2).TimeStamp | Should -Be $noon
        $null = Save-UserTrack -Id 2 @{ k = 2 } -TimeStamp { $noon.AddHours(2) }
        @(Search-Track).Count | Should -Be 3
        """);

    [Fact]
    public void Id_takes_piped_data_and_shows_what_is_wrong() => Run("""
        [pscustomobject] @{ TaskId = 'x'; n = 5 } | Save-UserTrack -Id 3 | Should -BeExactly '0000003'
        (Search-Track -Id 3).Data.TaskId | Should -BeExactly 'x'
        (Search-Track -Id 3).TaskId | Should -BeExactly 'a003'
        Search-Track -Id 1 | Save-UserTrack -Id 3 | Should -BeExactly '0000003'
        "$((Search-Track -Id 3).UserName) $((Search-Track -Id 3).Data.k)" | Should -BeExactly 'u3 1'
        function Get-IdOf($call) { (Get-ErrorOf $call).FullyQualifiedErrorId -replace ',Tracking.Commands.SaveUserTrackCommand' }
        Get-IdOf { Save-UserTrack -Id 9 @{ n = 1 } } | Should -BeExactly TrackNotFound
        foreach ($wrong in 0, -1, 'x', '') {
            Get-IdOf { Save-UserTrack -Id $wrong @{ n = 1 } } | Should -BeExactly TrackIdInvalid
        }
        foreach ($call in { Save-UserTrack a001 @{ n = 1 } -Id 1 }, { Save-UserTrack -Id 1 @{ n = 1 } -UserName u },
            { Save-UserTrack -Id 1 @{ n = 1 } -RunId 1 }, { Save-UserTrack -Id 1 @{ n = 1 } -RunKey k }) {
            Get-IdOf $call | Should -BeIn AmbiguousParameterSet, PositionalParameterNotFound
        }
        Save-UserTrack -Id 1 @{ n = 1 } -WhatIf | Should -BeNullOrEmpty
        (Search-Track -Id 1).Data.k | Should -Be 1
        """);

    [Fact]
    public void IfChanged_gives_the_id_of_the_track_that_is_there() => Run("""
        $data = [ordered] @{ a = 1; b = [double]::NaN; c = @{ x = 1.5d; y = 'z' } }
        Save-UserTrack a001 $data -UserName u1 | Should -BeExactly '0000004'
        $same = [ordered] @{ c = @{ y = 'z'; x = 1.5d }; b = [double]::NaN; a = 1 }
        Save-UserTrack a001 $same -UserName u1 -IfChanged | Should -BeExactly '0000004'
        Save-UserTrack a001 $same -UserName U1 -IfChanged | Should -BeExactly '0000004'
        Save-UserTrack a001 $same -UserName u2 -IfChanged | Should -BeExactly '0000005'
        $same.a = 1L
        Save-UserTrack a001 $same -UserName u1 -IfChanged | Should -BeExactly '0000006'
        1, 1, 2, 2, 1 | ForEach-Object { [pscustomobject] @{ n = $_ } } | Save-UserTrack b001 -IfChanged |
            Should -BeExactly @('0000007', '0000007', '0000008', '0000008', '0000009')
        (Save-UserTrack -Id 1 @{ k = 1 } -IfChanged -TimeStamp $noon -PassThru).TimeStamp | Should -Be $noon.AddHours(1)
        $said = Save-UserTrack b001 @{ n = 1 } -IfChanged -Verbose 4>&1
        "$said" | Should -BeLike '*Track 0000009 of task b001 has these data in run *0000009'
        """);

    [Fact]
    public void ShowProgress_with_Update_replaces_the_track_that_told_progress_and_no_other() => Run("""
        $results = foreach ($n in 1..3) {
            Save-UserTrack job @{ PercentComplete = 25 * $n } -ShowProgress -Update
            Save-UserTrack job @{ file = $n }
        }
        $results | Should -BeExactly @('0000004', '0000005', '0000004', '0000006', '0000004', '0000007')
        (Get-UserTrack job).Data.file | Should -Be @(1, 2, 3)
        (Search-Track -Id 4).Data.PercentComplete | Should -Be 75
        Save-UserTrack job @{ Status = 'last' } -ShowProgress -Merge | Should -BeExactly '0000004'
        (Search-Track -Id 4).Data.Keys | Should -Be @('PercentComplete', 'Status')
        Save-UserTrack job @{ file = 4 } -Update | Should -BeIn @('0000007', '0000004')
        """);
}
