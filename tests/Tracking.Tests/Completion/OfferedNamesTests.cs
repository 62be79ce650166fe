using Xunit;

namespace Tracking.Tests.Completion;

/// <summary>What Tab offers.</summary>
public sealed class OfferedNamesTests : CompletionTest
{
    public OfferedNamesTests() => Run("""
        $noon = Get-Date '2024-05-06T12:00:00'
        $store = Open-TrackStore -InMemory
        1..12 | ForEach-Object { $null = Save-UserTrack backup ([ordered] @{ step = "copy $_"
            'my key' = $_ }) -UserName ann -TimeStamp $noon.AddMinutes($_) }
        $null = Save-UserTrack backup @{ step = 'verify' } -UserName bob -TimeStamp $noon.AddMinutes(13)
        $null = Stop-TrackRun backup -Failed -TimeStamp $noon.AddDays(2)
        $null = Save-UserTrack report @{ pages = 7 } -UserName bob -TimeStamp $noon
        $null = Start-TrackRun -TimeStamp $noon
        $null = Start-TrackRun idle -TimeStamp $noon
        """);

    [Fact]
    public void Of_tasks_and_users_tells_their_tracks_and_the_last_time() => Run("""
        $found = @(Get-Offer 'Search-Track -TaskId ')
        $found.CompletionText | Should -BeExactly @('backup', 'report', 'idle')
        $found.ListItemText | Should -BeExactly @('backup', 'report', 'idle')
        $found.ToolTip | Should -BeExactly @('backup: 13 tracks, last 2024-05-06 12:13:00', 'report: 1 track, last 2024-05-06 12:00:00',
            'idle: run 4, Running, 2024-05-06 12:00:00')
        $found.ResultType | Sort-Object -Unique | Should -Be 'ParameterValue'
        (Get-Offer 'Search-Track -UserName ').ToolTip |
            Should -BeExactly @('ann: 12 tracks, last 2024-05-06 12:12:00', 'bob: 2 tracks, last 2024-05-06 12:13:00')
        """);

    [Fact]
    public void Of_runs_tells_the_task_how_it_stands_when_it_began_and_how_long_it_took_newest_first() => Run("""
        $found = @(Get-Offer 'Get-TrackRun -RunId ')
        $found.CompletionText | Should -BeExactly @('4', '3', '2', '1')
        $found.ToolTip | Should -BeExactly @(
            'run 4 of idle: Running, 2024-05-06 12:00:00, 0:00:00'
            'run 3: Running, 2024-05-06 12:00:00, 0:00:00'
            'run 2 of report: Open, 2024-05-06 12:00:00, 0:00:00'
            'run 1 of backup: Failed, 2024-05-06 12:01:00, 1d 23:59:00'
        )
        """);

    [Fact]
    public void Of_ids_tells_what_the_track_is_newest_first() => Run("""
        $found = @(Get-Offer 'Search-Track -Id ')
        $found.ListItemText[0..2] | Should -BeExactly @('0000013', '0000012', '0000011')
        $found[0].ToolTip | Should -BeExactly 'backup, run 1, bob, 2024-05-06 12:13:00 {step=verify}'
        Get-Text 'Search-Track -Id 14' | Should -BeExactly "'0000014'"
        """);

    [Fact]
    public void Of_keys_is_a_mapping_that_is_begun_and_tells_how_often_a_key_is_there() => Run("""
        $found = @(Get-Offer 'Search-Track backup -Data ')
        $found.CompletionText | Should -BeExactly @('@{ step = ', "@{ 'my key' = ")
        $found.ListItemText | Should -BeExactly @('step', 'my key')
        $found.ToolTip | Should -BeExactly @('step: in 13 of the newest 13 tracks, last verify',
            'my key: in 12 of the newest 13 tracks, last 12')
        Get-Text 'Search-Track -TaskId backup -Data MY' | Should -BeExactly "@{ 'my key' = "
        Get-Text 'Search-Track report -Data ' | Should -BeExactly '@{ pages = '
        @(Invoke-Expression "Search-Track -Data $((Get-Text 'Search-Track -Data m'))12 }").Count | Should -Be 1
        """);

    [Theory]
    [InlineData("@{ Line = 'Search-Track report -UserName '; Text = 'bob' }")]
    [InlineData("@{ Line = 'Search-Track r* -UserName '; Text = 'bob' }")]
    [InlineData("@{ Line = 'Search-Track -UserName ann -TaskId '; Text = 'backup' }")]
    [InlineData("@{ Line = 'Get-TrackUser -UserName a* '; Text = 'backup' }")]
    [InlineData("@{ Line = 'Search-Track backup, report -RunId '; Text = '2', '1' }")]
    [InlineData("@{ Line = 'Search-Track report -RunId '; Text = '2' }")]
    [InlineData("@{ Line = 'Get-TrackRun idle -RunId '; Text = '4' }")]
    [InlineData("@{ Line = 'Search-Track rep* -RunId '; Text = '2' }")]
    [InlineData("""@{ Line = 'Search-Track report -Id '; Text = "'0000014'" }""")]
    [InlineData("""@{ Line = 'Search-Track -UserName bob -Id '; Text = "'0000013'", "'0000014'" }""")]
    [InlineData("""@{ Line = 'Search-Track -RunId 2 -Id '; Text = "'0000014'" }""")]
    [InlineData("@{ Line = 'Search-Track -TaskId $(1) -UserName '; Text = 'ann', 'bob' }")]
    public void Is_narrowed_by_what_the_line_says_already(string row) => RunForEach(row, """
        Get-Text $Line | Should -BeExactly $Text
        """);

    [Fact]
    public void Is_all_there_is_for_a_task_or_a_user_that_is_new() => Run("""
        Get-Text 'Save-UserTrack -TaskId new -UserName ' | Should -BeExactly @('ann', 'bob')
        Get-Text 'Save-UserTrack -UserName new -TaskId ' | Should -BeExactly @('backup', 'report', 'idle')
        """);

    [Theory]
    [InlineData("@{ Line = 'Search-Track BACK'; Text = 'backup' }")]
    [InlineData("""@{ Line = "Search-Track 'back"; Text = "'backup'" }""")]
    [InlineData("""@{ Line = 'Search-Track "back'; Text = "'backup'" }""")]
    [InlineData("@{ Line = 'Search-Track *port'; Text = 'report' }")]
    [InlineData("@{ Line = 'Search-Track *up, re'; Text = 'report' }")]
    [InlineData("@{ Line = 'Search-Track ?e'; Text = 'report' }")]
    [InlineData("@{ Line = 'Search-Track -RunId 2'; Text = '2' }")]
    [InlineData("""@{ Line = 'Search-Track -Id 1'; Text = @(13..10 | ForEach-Object { "'00000$_'" }) + "'0000001'" + "'0000014'" }""")]
    public void Begins_with_what_was_typed_or_is_like_it(string row) => RunForEach(row, """
        Get-Text $Line | Should -BeIn $Text
        @(Get-Text $Line).Count | Should -Be @($Text).Count
        """);

    [Fact]
    public void Of_the_middle_of_a_line_is_what_belongs_there() => Run("""
        $line = 'Search-Track back -UserName ann | Remove-Track'
        $found = TabExpansion2 $line 17
        $found.CompletionMatches.CompletionText | Should -BeExactly 'backup'
        $found.ReplacementIndex, $found.ReplacementLength | Should -Be @(13, 4)
        """);

    [Fact]
    public void Is_at_most_a_hundred_runs_and_tracks_the_newest() => Run("""
        $many = Open-TrackStore -InMemory
        1..120 | ForEach-Object { $null = Start-TrackRun a001; $null = Save-UserTrack a001 @{ k = 1 } }
        (Get-Text 'Search-Track -RunId ').Count | Should -Be 100
        (Get-Text 'Search-Track -RunId ')[0] | Should -BeExactly '120'
        (Get-Text 'Search-Track -Id ').Count | Should -Be 100
        Get-Text 'Search-Track -Id 5' | Should -Contain "'0000005'"
        $many | Close-TrackStore
        """);
}
