using Xunit;

namespace Tracking.Tests.Views;

/// <summary>The status of a run.</summary>
public sealed class RunStatusViewTests : ViewsTest
{
    public RunStatusViewTests() => Run("""
        $path = "$(New-TestFolder)/runs.json"
        $null = Open-TrackStore $path
        foreach ($task in 'finished', 'stopped', 'failed', 'running') { $null = Start-TrackRun $task -TimeStamp $noon }
        $null = Stop-TrackRun finished -TimeStamp $noon.AddSeconds(7)
        $null = Stop-TrackRun stopped -Unfinished -TimeStamp $noon.AddSeconds(3723)
        $null = Stop-TrackRun failed -Failed -Message "the disk`nis full$([char] 27)[31m, $('x' * 60)" -TimeStamp $noon.AddDays(
            2).AddSeconds(11045)
        $e = [char] 27

        # The status of each run as it is rendered.
        function Get-Status { @(Get-TrackRun | Get-Line | Select-Object -Skip 2 |
            ForEach-Object { if ($_ -match '.*\d:\d\d:\d\d +(?:! )?(\S+)') { $Matches[1] } }) }
        """);

    [Fact]
    public void Stands_in_the_table_with_all_of_the_message_as_one_text_at_100_columns() => Run("""
        Get-TrackRun | Get-Line | Select-Object -Skip 2 | Should -BeExactly @(
            '    1 finished              2024-05-06 12:00:00     0:00:07 Finished'
            '    2 stopped               2024-05-06 12:00:00     1:02:03 Stopped'
            '    3 failed                2024-05-06 12:00:00 2d 03:04:05 ! Failed           the disk is full [31m'
            "                                                                               , $('x' * 19)"
            "                                                                               $('x' * 21)"
            "                                                                               $('x' * 20)"
            '    4 running               2024-05-06 12:00:00     0:00:00 Running'
        )
        """);

    [Fact]
    public void Has_the_hosts_colours_where_they_are_shown() => Run("""
        $PSStyle.OutputRendering = 'Ansi'
        $style = $PSStyle.Formatting
        Get-Status | Should -BeExactly @('Finished', 'Stopped', "$($style.Error)Failed$($PSStyle.Reset)",
            "$($style.FormatAccent)Running$($PSStyle.Reset)")
        Get-TrackRun -RunId 3 | Format-List | Out-String | Should -Match "$e\[[\d;]+mFailed$e\[0m"
        """);

    [Fact]
    public void Has_the_colours_that_the_user_chose_or_none() => Run("""
        $PSStyle.OutputRendering = 'Ansi'
        $former = $PSStyle.Formatting.Error
        try {
            $PSStyle.Formatting.Error = "$e[35m"
            (Get-Status)[2] | Should -BeExactly "$e[35mFailed$e[0m"
        }
        finally {
            $PSStyle.Formatting.Error = $former
        }
        """);

    [Fact]
    public void Keeps_its_width_when_it_is_coloured() => Run("""
        $plain = @(Get-TrackRun | Get-Line)
        $PSStyle.OutputRendering = 'Ansi'
        @(Get-TrackRun | Get-Line) -replace "$e\[[\d;]*m" -replace ' +$' | Should -BeExactly $plain
        """);

    [Fact]
    public void Of_a_run_that_needs_a_look_has_the_colour_of_a_warning() => Run("""
        $copy = "$(New-TestFolder)/copy.json"
        Copy-Item $path $copy
        try { Invoke-TrackRun errors { try { Invoke-TrackStep s { throw 'x' } } catch { } } } catch { }
        $PSStyle.OutputRendering = 'Ansi'
        function Get-Warning([string] $Status) { [regex]::Escape(" $($PSStyle.Formatting.Warning)$Status$($PSStyle.Reset)") }
        @(Get-TrackRun -Store $copy | Get-Line)[-1] | Should -Match (Get-Warning Unknown)
        @(Get-TrackRun errors -All | Get-Line)[-1] | Should -Match (Get-Warning FinishedWithErrors)
        Close-TrackStore
        @(Get-TrackRun -RunId 4 -Store $path | Get-Line)[-1] | Should -Match (Get-Warning Abandoned)
        """);
}
