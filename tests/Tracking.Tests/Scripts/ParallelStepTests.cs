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
        Assert.Equal(
            Enumerable.Range(1, 8).SelectMany(n => new[] { $"s{n} Completed", $"s{n} Started" }),
            Outcomes("a001").Order(StringComparer.Ordinal));
        Assert.Equal(["Finished", "Finished"], Output("(Get-TrackRun).Status"));
    }

    [Fact]
    public void Each_completion_of_a_resumed_run_counts_once()
    {
        Run("""
            $script = { 1..3 | ForEach-Object -Parallel { Import-Module $using:manifest; Invoke-TrackStep same { [guid]::NewGuid() } } }
            $first = [Collections.Generic.List[object]]::new()
            try { Invoke-TrackRun a001 { . $script; throw 'x' } | ForEach-Object { $first.Add($_) } } catch { }
            $again = Invoke-TrackRun a001 -Resume { . $script; . $script }
            """);
        Assert.Equal(["3", "6", "0", "6"], Output("""
            $first.Count
            $again.Count
            @($first | Where-Object { $_ -notin $again }).Count
            @($again | Sort-Object -Unique).Count
            """));
    }

    [Fact]
    public void Where_several_runs_are_at_work_they_need_TaskId()
    {
        // One in a runspace of its own, until its file is gone.
        Run("Set-Content wait 1");
        using var other = Begin($$"""
            Invoke-TrackRun b001 {
                Set-Content '{{FilePath("begun")}}' 1
                while (Test-Path '{{FilePath("wait")}}') { Start-Sleep -Milliseconds 5 }
            }
            """);
        other.WaitFor(FilePath("begun"));
        var said = Output("""
            Invoke-TrackRun a001 {
                Invoke-TrackStep own { 'own' }
                1 | ForEach-Object -Parallel {
                    Import-Module $using:manifest
                    try { Invoke-TrackStep s { 'never' } } catch { "$($_.FullyQualifiedErrorId): $_" }
                    Invoke-TrackStep named { 'named' } -TaskId B001
                }
            }
            Remove-Item wait
            """);
        Assert.Empty(other.End().Errors);
        Assert.Equal(["own", "named"], [said[0], said[2]]);
        Assert.Matches("^TrackRunNotFound,Tracking.Commands.InvokeTrackStepCommand: .*-TaskId", said[1]);
        Assert.Equal(["own Started", "own Completed"], Outcomes("a001"));
        Assert.Equal(["named Started", "named Completed"], Outcomes("b001"));
    }
}
