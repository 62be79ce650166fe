using System;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Scripts;

/// <summary>Invoke-TrackStep in one runspace.</summary>
public sealed class StepTests : ScriptTest
{
    [Fact]
    public void A_step_is_on_record_from_its_beginning_and_is_no_track()
    {
        Assert.Equal(["out"], Output("""
            $before = Get-Date
            Invoke-TrackRun a001 { Invoke-TrackStep copy { 'out'; $script:begun = Get-TrackStep a001; Start-Sleep -Milliseconds 20 } }
            $done = Get-TrackStep a001
            """));
        Assert.Equal(["copy", "copy", "", "Running", "1", "", "0"], Output("""
            $begun | ForEach-Object { $_.Name; $_.Path; $_.Key; $_.Status; $_.Attempt; $_.End; @($_.Output).Count }
            """));
        Assert.Equal(["copy", "copy", "", "Completed", "1", "", "", "0", "0", "", "out", "False"], Output("""
            $done | ForEach-Object {
                $_.Name; $_.Path; $_.Key; $_.Status; $_.Attempt
                $_.Error; $_.ErrorId; $_.ErrorCount; $_.WarningCount; $_.ExitCode; $_.Output; $_.WasCarriedOver
            }
            """));
        Assert.Equal(["True", "True", "True", "True"], Output("""
            $begun.Identity -eq $done.Identity -and $begun.StepId -eq $done.StepId
            $done.Start -eq $begun.Start -and $done.Start -ge $before
            $done.End - $done.Start -eq $done.Duration -and $done.End -le (Get-Date)
            $done.Host -eq (Get-TrackRun a001 -All).Host
            """));
        Assert.True(Run("$done.Duration").Only<TimeSpan>() > TimeSpan.FromMilliseconds(15));
        Assert.Empty(Output("Search-Track; Get-TrackTask"));
    }

    [Fact]
    public void Outside_of_any_run_a_step_is_a_run_of_its_own()
    {
        Assert.Equal(["out"], Output("Invoke-TrackStep lone { 'out' }"));
        Assert.Equal(["1 Finished"], Runs("lone"));
        Assert.Equal(["1 lone Completed"], Steps("lone"));
        Assert.Equal("x", Attempt("Invoke-TrackStep lone { throw 'x' }").Errors.Single().ToString());
        Assert.Equal("2 Failed x", Runs("lone")[^1]);
        Assert.Equal("2 lone Failed", Steps("lone")[^1]);
        // What it starts is part of it, in parallel too.
        Run("Invoke-TrackStep lone { 1 | ForEach-Object -Parallel { Import-Module $using:manifest; Invoke-TrackStep within { } } }");
        Assert.Equal(["3 lone Completed", "3 lone/within Completed"], Steps("lone")[2..]);
    }

    [Fact]
    public void Others_in_the_process_do_not_join_a_step_that_is_a_run_of_its_own()
    {
        Run("Set-Content wait 1");
        using var other = Begin($$"""
            Invoke-TrackStep lone {
                Set-Content '{{FilePath("begun")}}' 1
                while (Test-Path '{{FilePath("wait")}}') { Start-Sleep -Milliseconds 5 }
            }
            """);
        other.WaitFor(FilePath("begun"));
        Run("Invoke-TrackStep elsewhere { }; Remove-Item wait");
        Assert.Empty(other.End().Errors);
        Assert.Equal(["1 lone Completed"], Steps("lone"));
        Assert.Equal(["2 elsewhere Completed"], Steps("elsewhere"));
    }

    [Fact]
    public void Outside_of_any_run_a_step_goes_with_TaskId_to_the_tasks_current_run_as_Save_UserTrack_does()
    {
        Assert.Equal(["1", "2", "Open", "1", "1 1"], Output("""
            Invoke-TrackStep one { 1 } -TaskId a001
            $null = Save-UserTrack a001 @{ k = 1 }
            Invoke-TrackStep two { 2 } -TaskId A001
            (Get-TrackRun).Status
            "$((Search-Track).RunId)"
            "$((Get-TrackStep).RunId)"
            $null = Stop-TrackRun a001
            """));
        Assert.Equal(["x"], Attempt("Invoke-TrackStep three { throw 'x' } -TaskId a001").Errors.Select(error => $"{error}"));
        Assert.Equal(["2", "4", "2"], Output("""
            (Get-TrackRun a001 -Current).RunId
            Invoke-TrackStep four { $null = Start-TrackRun a001; 4 } -TaskId a001
            (Get-TrackStep a001 -Name four).RunId
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
        Assert.Equal(
            ["Step 's' failed, attempt 1 of 6: no 1", "Step 's' failed, attempt 2 of 6: no 2"], result.Warnings);
        Assert.Equal(["1 s Completed"], Steps("a001"));
        Assert.Equal(["3", ""], Output("$step = Get-TrackStep a001; $step.Attempt; $step.Error"));
        Assert.Equal(["1 Finished"], Runs("a001"));
    }

    [Fact]
    public void After_RetryCount_it_gives_up_and_puts_out_nothing()
    {
        Assert.Equal(["no 3", "0", "3", "3 no 3"], Output("""
            $tries = 0
            $seen = [Collections.Generic.List[object]]::new()
            try {
                Invoke-TrackRun a001 { Invoke-TrackStep s { 'out'; $tries++; throw "no $tries" } -RetryCount 2 -RetryDelay 0.01 } |
                    ForEach-Object { $seen.Add($_) }
            } catch { "$_" }
            $seen.Count
            $tries
            $step = Get-TrackStep a001 -Status Failed
            "$($step.Attempt) $($step.Error)"
            """));
        Assert.Equal(["1 Failed no 3"], Runs("a001"));
    }

    [Fact]
    public void A_progress_bar_shows_the_task_and_the_step_at_work_and_goes_away_with_the_run()
    {
        var bars = Run("Invoke-TrackRun a001 { Invoke-TrackStep copy { }; try { Invoke-TrackStep fail { throw 1 } } catch { } }").Progress;
        Assert.Equal(
            ["1 copy Processing", "1 fail Processing", "1 fail Completed"],
            bars.Where(bar => bar.Activity == "a001").Select(bar => $"{bar.ActivityId} {bar.StatusDescription} {bar.RecordType}")
                .Distinct());
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
