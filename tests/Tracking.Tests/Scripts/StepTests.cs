using System;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Scripts;

/// <summary>Invoke-TrackStep in one runspace.</summary>
public sealed class StepTests : ScriptTest
{
    [Fact]
    public void A_step_leaves_a_track_for_its_beginning_and_one_for_its_end()
    {
        Assert.Equal(["out"], Output("Invoke-TrackRun a001 { Invoke-TrackStep copy { 'out'; Start-Sleep -Milliseconds 20 } }"));
        Run("$begun, $done = Search-Track a001");
        Assert.Equal(["""{"Step":"copy","Outcome":"Started"}"""], Output("$begun.Data | ConvertTo-Json -Compress"));
        Assert.Equal(["Step", "Outcome", "Start", "Duration", "Attempt", "Output"], Output("$done.Data.Keys"));
        Assert.Equal(["Completed", "1"], Output("$done.Data.Outcome; $done.Data.Attempt"));
        Assert.InRange(Run("$done.TimeStamp - $done.Data.Start").Only<TimeSpan>(), TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.True(Run("$done.Data.Duration").Only<TimeSpan>() > TimeSpan.FromMilliseconds(15));
        Assert.IsType<DateTime>(Run("$done.Data.Start").Objects[0]!.BaseObject);
        Assert.Equal([Environment.UserName, Environment.UserName], Output("($begun, $done).UserName"));
    }

    [Fact]
    public void Outside_of_any_run_a_step_is_a_run_of_its_own()
    {
        Assert.Equal(["out"], Output("Invoke-TrackStep lone { 'out' }"));
        Assert.Equal(["1 Finished"], Runs("lone"));
        Assert.Equal(["lone Started", "lone Completed"], Outcomes("lone"));
        Assert.Equal("x", Attempt("Invoke-TrackStep lone { throw 'x' }").Errors.Single().ToString());
        Assert.Equal("2 Failed x", Runs("lone")[^1]);
        // Others in the process do not join it.
        Run("Invoke-TrackStep lone { 1 | ForEach-Object -Parallel { Import-Module $using:manifest; Invoke-TrackStep elsewhere { } } }");
        Assert.Equal(["4 Finished"], Runs("elsewhere"));
    }

    [Fact]
    public void Outside_of_any_run_a_step_goes_with_TaskId_to_the_tasks_current_run_as_Save_UserTrack_does()
    {
        Assert.Equal(["1", "2", "Running", "1 1 1 1 1"], Output("""
            Invoke-TrackStep one { 1 } -TaskId a001
            $null = Save-UserTrack a001 @{ k = 1 }
            Invoke-TrackStep two { 2 } -TaskId A001
            (Get-TrackRun).Status
            "$((Search-Track).RunId)"
            $null = Stop-TrackRun a001
            """));
        Assert.Equal(["x"], Attempt("Invoke-TrackStep three { throw 'x' } -TaskId a001").Errors.Select(error => $"{error}"));
        Assert.Equal(["2", "4", "2 2"], Output("""
            (Get-TrackRun a001).RunId
            Invoke-TrackStep four { $null = Start-TrackRun a001; 4 } -TaskId a001
            "$((Search-Track a001 -Data @{ Step = 'four' }).RunId)"
            """));
    }

    [Fact]
    public void With_RetryCount_it_tries_again_and_puts_out_only_what_the_attempt_that_succeeded_did()
    {
        Run("$tries = 0");
        var result = Run("""
            $said = Invoke-TrackRun a001 {
                Invoke-TrackStep s { "out $tries"; , @(1, 2); $tries++; if ($tries -lt 3) { throw "no $tries" } } -RetryCount 5
            }
            $said | ConvertTo-Json -Compress
            """);
        Assert.Equal(["""["out 2",[1,2]]"""], result.Output);
        Assert.Equal(2, result.Warnings.Length);
        Assert.Equal(
            ["Started  ", "Failed 1 no 1", "Failed 2 no 2", "Completed 3 "],
            Output("Search-Track a001 | ForEach-Object { \"$($_.Data.Outcome) $($_.Data['Attempt']) $($_.Data['Error'])\" }"));
        Assert.Equal(["1 Finished"], Runs("a001"));
    }

    [Fact]
    public void After_RetryCount_it_gives_up_and_puts_out_nothing()
    {
        Assert.Equal(["no 3", "0", "3", "no 3"], Output("""
            $tries = 0
            $seen = [Collections.Generic.List[object]]::new()
            try {
                Invoke-TrackRun a001 { Invoke-TrackStep s { 'out'; $tries++; throw "no $tries" } -RetryCount 2 -RetryDelay 0.01 } |
                    ForEach-Object { $seen.Add($_) }
            } catch { "$_" }
            $seen.Count
            $tries
            (Search-Track a001 -Data @{ Outcome = 'Failed'; Attempt = 3 }).Data.Error
            """));
        Assert.Equal(["1 Failed no 3"], Runs("a001"));
    }

    [Theory]
    [InlineData("-1", "0")]
    [InlineData("1", "-1")]
    [InlineData("1", "([double]::NaN)")]
    [InlineData("1", "1e9")]
    public void A_count_or_delay_that_makes_no_sense_is_refused(string count, string delay)
    {
        var result = Attempt($"Invoke-TrackStep s {{ 1 }} -RetryCount {count} -RetryDelay {delay}");
        Assert.Equal(["ParameterArgumentValidationError,Tracking.Commands.InvokeTrackStepCommand"], result.ErrorIds);
        Assert.Empty(Output("Get-TrackRun"));
    }

    [Fact]
    public void Waiting_between_attempts_ends_when_the_pipeline_is_stopped()
    {
        var path = FilePath("s.json");
        using (var work = Begin($$"""
            Invoke-TrackRun a001 -Store '{{path}}' {
                Invoke-TrackStep s { Set-Content '{{FilePath("begun")}}' 1; throw 'x' } -RetryCount 3 -RetryDelay 3600
            }
            """))
        {
            Assert.InRange(work.WaitFor(FilePath("begun")).Stop(), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        }
        Assert.Equal(["1 Stopped"], Runs("a001", $"'{path}'"));
        Assert.Equal("s Started", Outcomes("a001", $"'{path}'")[0]);
    }

    [Fact]
    public void A_progress_bar_shows_the_task_and_the_step_and_goes_away()
    {
        var bars = Run("Invoke-TrackRun a001 { Invoke-TrackStep copy { }; try { Invoke-TrackStep fail { throw 1 } } catch { } }").Progress;
        Assert.Equal(
            ["1 copy Processing", "1 copy Completed", "1 fail Processing", "1 fail Completed"],
            bars.Where(bar => bar.Activity == "a001").Select(bar => $"{bar.ActivityId} {bar.StatusDescription} {bar.RecordType}"));
    }

    [Fact]
    public void What_passes_through_a_step_keeps_its_properties()
    {
        Assert.Equal(["1", "1", "1", "True"], Output("""
            $text = 'a' | Add-Member NoteProperty Extra 1 -PassThru
            (Invoke-TrackRun a001 { Invoke-TrackStep s { $text } }).Extra
            (Invoke-TrackStep s { $text } -RetryCount 1).Extra
            (Invoke-TrackStep s { , @() } | Measure-Object).Count
            $null -eq (Invoke-TrackStep s { })
            """));
    }
}
