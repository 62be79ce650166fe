using System;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Scripts;

/// <summary>Steps in other runspaces than their run's.</summary>
public sealed class ParallelStepTests : ScriptTest
{
    [Fact]
    public void They_belong_to_the_innermost_run_around_them()
    {
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8"], Output("""
            Invoke-TrackRun outer {
                Invoke-TrackRun a001 {
                    1..8 | ForEach-Object -ThrottleLimit 4 -Parallel {
                        Import-Module $using:manifest
                        $n = $_
                        Invoke-TrackStep "s$n" { $n }
                    }
                }
            } | Sort-Object
            """));
        Assert.Equal(Enumerable.Range(1, 8).Select(n => $"2 s{n} Completed"), Steps("a001").Order(StringComparer.Ordinal));
        Assert.Equal(["Finished", "Finished"], Output("(Get-TrackRun).Status"));
    }

    [Fact]
    public void They_belong_to_the_step_around_them_and_fail_what_is_around_it()
    {
        Run("""
            Invoke-TrackRun a001 {
                Invoke-TrackStep outer {
                    1..4 | ForEach-Object -Parallel {
                        Import-Module $using:manifest
                        Invoke-TrackStep s -Key $_ -ErrorAction SilentlyContinue { if ($_ -eq 3) { throw 'three' } }
                    }
                }
            }
            """);
        Assert.Equal(
            "outer CompletedWithErrors, outer/s[1] Completed, outer/s[2] Completed, outer/s[3] Failed, outer/s[4] Completed",
            string.Join(", ", Steps("a001").Select(step => step[2..]).Order(StringComparer.Ordinal)));
        Assert.StartsWith("1 FinishedWithErrors outer", Runs("a001").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void By_their_keys_a_run_that_continues_theirs_knows_what_is_done_and_without_keys_it_does_all_again()
    {
        Run("""
            $keyed = {
                $args[0] | ForEach-Object -Parallel { Import-Module $using:manifest; Invoke-TrackStep s -Key $_ { [guid]::NewGuid() } }
            }
            $same = { 1..3 | ForEach-Object -Parallel { Import-Module $using:manifest; Invoke-TrackStep same { [guid]::NewGuid() } } }
            function Invoke-Twice([string] $TaskId, [scriptblock] $Script, [int[]] $First, [int[]] $Then) {
                $came = [Collections.Generic.List[object]]::new()
                try { Invoke-TrackRun $TaskId { . $Script $First; throw 'x' } -Key k | ForEach-Object { $came.Add($_) } } catch { }
                $again = @(Invoke-TrackRun $TaskId { . $Script $Then } -Key k -Resume)
                "$($came.Count) $($again.Count) $(@($came | Where-Object { $_ -in $again }).Count) $(@($again | Sort-Object -Unique).Count)"
            }
            """);
        Assert.Equal(["3 5 3 5"], Output("Invoke-Twice a001 $keyed (1..3) (5..1)"));
        var without = Run("Invoke-Twice a002 $same");
        Assert.Equal(["3 3 0 3"], without.Output);
        Assert.All(without.Warnings, warning => Assert.Contains("'same'", warning, StringComparison.Ordinal));
        // Each run says it once.
        Assert.Equal(2, without.Warnings.Length);
    }

    [Fact]
    public void In_a_runspace_that_no_run_started_they_need_TaskId_where_several_runs_are_at_work()
    {
        // Each in a runspace of its own, until their file is gone.
        Run("Set-Content wait 1");
        using var first = BeginRun("a001");
        Assert.Equal(["joined"], Output("Invoke-TrackStep joined { 'joined' }"));
        using var second = BeginRun("b001");
        var refused = Attempt("Invoke-TrackStep s { 'never' }");
        Assert.Equal(["TrackRunNotFound,Tracking.Commands.InvokeTrackStepCommand"], refused.ErrorIds);
        Assert.Contains("-TaskId", $"{refused.Errors[0]}", StringComparison.Ordinal);
        Assert.Equal(["named", "own", "other"], Output("""
            Invoke-TrackStep named { 'named' } -TaskId B001
            Invoke-TrackRun c001 {
                1 | ForEach-Object -Parallel {
                    Import-Module $using:manifest
                    Invoke-TrackStep own { 'own' }
                    Invoke-TrackStep other { 'other' } -TaskId A001
                }
            }
            Remove-Item wait
            """));
        Assert.Empty(first.End().Errors);
        Assert.Empty(second.End().Errors);
        Assert.Equal(["1 joined Completed", "1 other Completed"], Steps("a001"));
        Assert.Equal(["2 named Completed"], Steps("b001"));
        Assert.Equal(["3 own Completed"], Steps("c001"));
    }

    private BackgroundScript BeginRun(string taskId) => Begin($$"""
        Invoke-TrackRun {{taskId}} {
            Set-Content '{{FilePath(taskId)}}' 1
            while (Test-Path '{{FilePath("wait")}}') { Start-Sleep -Milliseconds 5 }
        }
        """).WaitFor(FilePath(taskId));
}
