using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using Xunit;

namespace Tracking.Tests.Watching;

/// <summary>Watch-Track -AsProgress draws a bar for each task at work.</summary>
public sealed class WatchAsProgressTests : WatchTest
{
    public WatchAsProgressTests() => Run("$store = Open-TrackStore -InMemory");

    [Fact]
    public void A_bar_shows_what_the_last_track_says_with_the_time_that_has_passed_and_goes_away()
    {
        Run("""
            $null = Start-TrackRun hash -TimeStamp (Get-Date).AddHours(-2)
            $null = Save-UserTrack hash @{ PercentComplete = 25; Status = 'reading'; CurrentOperation = 'a.txt'; SecondsRemaining = 90 }
            """);
        var bars = Bars();
        Assert.Matches("^hash 1 25 'reading, 02:00:\\d\\d' 'a.txt' 90 Processing$", bars[0]);
        Assert.Equal("hash 1 -1 ' ' '' -1 Completed", bars[^1]);
    }

    [Fact]
    public void What_is_left_is_estimated_by_the_pace_so_far()
    {
        Run("$null = Start-TrackRun hash -TimeStamp (Get-Date).AddMinutes(-10); $null = Save-UserTrack hash @{ PercentComplete = 25 }");
        var bar = Regex.Match(Bars()[0], "'00:10:\\d\\d' '' (\\d+) Processing$");
        Assert.InRange(int.Parse(bar.Groups[1].Value, CultureInfo.InvariantCulture), 1800, 1890);
    }

    [Fact]
    public void The_steps_that_are_done_are_counted_out_of_those_of_the_last_finished_run()
    {
        Run("""
            Invoke-TrackRun deploy { foreach ($step in 'copy', 'migrate', 'restart', 'verify') { Invoke-TrackStep $step { } } }
            Set-Content wait 1
            """);
        using var work = Begin($$"""
            Invoke-TrackRun deploy {
                foreach ($step in 'copy', 'migrate') { Invoke-TrackStep $step { } }
                Invoke-TrackStep restart {
                    Set-Content '{{FilePath("begun")}}' 1
                    while (Test-Path '{{FilePath("wait")}}') { Start-Sleep -Milliseconds 5 }
                }
            }
            """);
        work.WaitFor(FilePath("begun"));
        Assert.Matches("^deploy 1 50 'restart \\(2 of 4 steps\\), 00:00:\\d\\d' '' \\d+ Processing$", Bars()[0]);
        Run("Remove-Item wait");
        Assert.Empty(work.End().Errors);
    }

    [Fact]
    public void Each_task_that_is_at_work_has_a_bar_and_others_have_none()
    {
        Run("""
            $null = Save-UserTrack a @{ PercentComplete = 10 }
            $null = Save-UserTrack b @{ PercentComplete = 20 }
            $null = Save-UserTrack c @{ PercentComplete = 30 }
            $null = Stop-TrackRun b
            """);
        Assert.Equal(
            ["a 1 10", "c 2 30"],
            Bars().Where(bar => bar.EndsWith("Processing", StringComparison.Ordinal)).Select(bar => string.Join(' ', bar.Split(' ')[..3])));
    }

    [Fact]
    public void The_bar_goes_away_when_the_run_stops_and_watching_ends_with_it()
    {
        Run("$null = Save-UserTrack hash @{ PercentComplete = 25 }");
        using var watch = Watch("-AsProgress -RunId 1");
        Run("$null = Save-UserTrack hash @{ PercentComplete = 75 }");
        watch.WaitForProgress(bar => bar.PercentComplete == 75);
        Run("$null = Stop-TrackRun hash");
        var result = watch.End().WithoutErrors();
        Assert.Empty(result.Objects);
        Assert.Equal(ProgressRecordType.Completed, result.Progress[^1].RecordType);
    }

    private string[] Bars()
    {
        var result = Run("Watch-Track -AsProgress -Timeout 0");
        Assert.Empty(result.Objects);
        return [.. result.Progress.Select(Describe)];
    }
}
