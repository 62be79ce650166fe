using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Xunit;

namespace Tracking.Tests.Scripts;

/// <summary>The progress bar of a run: which step is at work, and the how manieth it is of those that the last finished run had.</summary>
public sealed class RunBarTests : ScriptTest
{
    private const string Deploy = """
        function Deploy {
            Invoke-TrackStep copy { }
            Invoke-TrackStep web { Invoke-TrackStep stop { }; Invoke-TrackStep start { Fail start } }
            Invoke-TrackStep check { }
        }
        function Fail([string] $At) { if ($At -eq $fail) { throw "no $At" } }
        $fail = ''
        """;

    public RunBarTests() => Run(Deploy);

    [Fact]
    public void The_first_run_does_not_know_how_many_steps_come_and_the_next_one_does()
    {
        Assert.Equal(
            ["copy -1", "web -1", "web/stop -1", "web/start -1", "check -1"], Bars("Invoke-TrackRun a001 { Deploy }"));
        // The step around others ends after them.
        Assert.Equal(
            ["copy (1 of 5) 0", "web (2 of 5) 20", "web/stop (2 of 5) 20", "web/start (3 of 5) 40", "check (5 of 5) 80"],
            Bars("Invoke-TrackRun a001 { Deploy }"));
        // Each task for itself.
        Assert.Equal("copy -1", Bars("Invoke-TrackRun b001 { Deploy }")[0]);
    }

    [Fact]
    public void Only_a_run_that_finished_tells_it()
    {
        Run("$fail = 'start'; try { Invoke-TrackRun a001 { Deploy } } catch { }");
        Assert.Equal("copy -1", Bars("try { Invoke-TrackRun a001 { Deploy } } catch { }")[0]);
        Run("Invoke-TrackRun a001 { Invoke-TrackStep one { Write-Error e -ErrorAction Continue } } 2> $null");
        Assert.Equal("copy (1 of 1) 0", Bars("try { Invoke-TrackRun a001 { Deploy } } catch { }")[0]);
        Run("Invoke-TrackRun a001 { 1..3 | Invoke-TrackStep s { } }");
        Assert.Equal("copy (1 of 3) 0", Bars("try { Invoke-TrackRun a001 { Deploy } } catch { }")[0]);
    }

    [Fact]
    public void Of_the_tasks_runs_one_of_the_same_key_tells_it_before_any_other()
    {
        Run("Invoke-TrackRun a001 -Key few { Invoke-TrackStep s { } }; Invoke-TrackRun a001 -Key many { 1..4 | Invoke-TrackStep s { } }");
        Assert.Equal(["s (1 of 1) 0"], Bars("Invoke-TrackRun a001 -Key few { Invoke-TrackStep s { } }"));
        Assert.Equal(["s[1] (1 of 4) 0", "s[2] (2 of 4) 25"], Bars("Invoke-TrackRun a001 -Key many { 1, 2 | Invoke-TrackStep s { } }"));
        // As a key that is the date has it.
        Assert.Equal(["s (1 of 2) 0"], Bars("Invoke-TrackRun a001 -Key new { Invoke-TrackStep s { } }"));
    }

    [Fact]
    public void A_run_may_have_more_steps_than_the_one_before()
    {
        Run("Invoke-TrackRun a001 { 1, 2 | Invoke-TrackStep s { } }");
        Assert.Equal(
            ["s[1] (1 of 2) 0", "s[2] (2 of 2) 50", "s[3] (3 of 3) 99", "s[4] (4 of 4) 99"],
            Bars("Invoke-TrackRun a001 { 1..4 | Invoke-TrackStep s { } }"));
    }

    [Fact]
    public void Steps_that_a_continued_run_skips_count_with_all_that_is_in_them()
    {
        Run("""
            Invoke-TrackRun a001 -Key k { Deploy }
            try { Invoke-TrackRun a001 -Key k { Deploy; throw 'x' } } catch { }
            """);
        Assert.Equal(
            ["more (6 of 6) 99"],
            Bars("try { Invoke-TrackRun a001 -Key k -Resume { Deploy; Invoke-TrackStep more { }; throw 'x' } 6> $null } catch { }"));
        // One that failed in the midst of another one.
        Run("$fail = 'start'; try { Invoke-TrackRun a001 -Key k { Deploy } } catch { }; $fail = ''");
        Assert.Equal(
            ["web (2 of 5) 20", "web/start (3 of 5) 40", "check (5 of 5) 80"],
            Bars("Invoke-TrackRun a001 -Key k -Resume { Deploy } 6> $null"));
    }

    [Fact]
    public void Each_step_counts_once_however_it_ended_and_however_often_it_was_tried()
    {
        Run("""
            function Odd {
                $tries = @(0)
                Invoke-TrackStep unwanted -When { $false } { }
                try { Invoke-TrackStep fails { throw 'x' } } catch { }
                Invoke-TrackStep outer -RetryCount 2 { Invoke-TrackStep inner { }; if (++$tries[0] -lt 3) { throw 'again' } } 3> $null
                Invoke-TrackStep last { }
            }
            Invoke-TrackRun a001 { Odd }
            """);
        Assert.Equal(
            ["fails (2 of 5) 20", "outer (3 of 5) 40", "outer/inner (3 of 5) 40", "last (5 of 5) 80"],
            Bars("Invoke-TrackRun a001 { Odd }"));
    }

    [Fact]
    public void In_parallel_too_it_is_one_bar()
    {
        const string Script = """
            Invoke-TrackRun a001 {
                1..4 | ForEach-Object -ThrottleLimit 2 -Parallel { Import-Module $using:manifest; Invoke-TrackStep s -Key $_ { } }
            }
            """;
        Run(Script);
        var bars = Bars(Script);
        Assert.Equal(4, bars.Length);
        Assert.All(bars, bar => Assert.Matches(@"^s\[\d\] \([1-4] of 4\) \d\d?$", bar));
    }

    [Fact]
    public void A_host_has_it_once_more_after_250_ms_since_it_drops_what_comes_soon_after_another()
    {
        var drawn = Draw("Invoke-TrackRun a001 { 'one', 'two' | Invoke-TrackStep { $_ } { }; Invoke-TrackStep long { WaitFor long } }");
        Assert.Equal(["one", "two", "long", "long!"], Texts(drawn));
        var twice = drawn.Where(bar => Text(bar) == "long").ToList();
        Assert.Equal(2, twice.Count);
        Assert.True(twice[1].At - twice[0].At >= TimeSpan.FromMilliseconds(240), $"{twice[1].At - twice[0].At}");
        // A host changes what it is given.
        Assert.NotSame(twice[0].Bar, twice[1].Bar);
    }

    [Fact]
    public void A_host_has_it_once_more_of_each_step_that_lasts_and_of_those_within_one()
    {
        var drawn = Draw("""
            Invoke-TrackRun a001 {
                Invoke-TrackStep one { WaitFor one }
                Invoke-TrackStep outer { WaitFor outer; Invoke-TrackStep inner { WaitFor outer/inner } }
            }
            """);
        Assert.Equal(["one", "outer", "outer/inner", "outer/inner!"], Texts(drawn));
        Assert.All(Texts(drawn)[..3], text => Assert.Equal(2, drawn.Count(bar => Text(bar) == text)));
    }

    [Fact]
    public void All_of_a_run_comes_from_one_source_and_only_its_end_ends_the_bar()
    {
        var drawn = Draw("""
            Invoke-TrackRun a001 { Invoke-TrackStep one { WaitFor one }; try { Invoke-TrackStep two { throw 'x' } } catch { } }
            Invoke-TrackRun a001 { Invoke-TrackStep three { }; Invoke-TrackStep four { WaitFor four } }
            Invoke-TrackStep lone { }
            """);
        Assert.Equal(
            ["one", "two", "two!", "three (1 of 2)", "four (2 of 2)", "four (2 of 2)!", "lone", "lone!"], Texts(drawn));
        var runs = drawn.GroupBy(bar => bar.Source).ToList();
        Assert.Equal(3, runs.Count);
        // Nothing but the end is hidden where a source was used before: so none is used twice.
        Assert.All(runs, run => Assert.Single(run.Select(bar => bar.Bar.ActivityId).Distinct()));
        Assert.All(runs, run => Assert.Equal(ProgressRecordType.Completed, run.Last().Bar.RecordType));
        Assert.All(runs, run => Assert.Single(run, bar => bar.Bar.RecordType == ProgressRecordType.Completed));
    }

    [Fact]
    public void A_run_within_a_run_has_a_bar_of_its_own()
    {
        var drawn = Draw("""
            Invoke-TrackRun outer {
                Invoke-TrackStep one { }
                Invoke-TrackRun inner { Invoke-TrackStep two { } }
                Invoke-TrackStep three { WaitFor three }
            }
            """);
        Assert.Equal(
            ["outer one", "inner two", "inner two!", "outer three", "outer three!"],
            drawn.Select(bar => $"{bar.Bar.Activity} {Text(bar)}").Distinct());
        Assert.Single(drawn.Where(bar => bar.Bar.Activity == "outer").Select(bar => bar.Source).Distinct());
        Assert.Equal(2, drawn.Select(bar => bar.Source).Distinct().Count());
    }

    [Theory]
    [InlineData("$ProgressPreference = 'SilentlyContinue'; Invoke-TrackRun a001 { Invoke-TrackStep one { Start-Sleep 0.6 } }")]
    [InlineData("Invoke-TrackRun a001 { }")]
    [InlineData("try { Invoke-TrackRun a001 { throw 'x' } } catch { }")]
    public void Where_no_bar_is_wanted_or_no_step_comes_nothing_is_drawn(string script) => Assert.Empty(Draw(script));

    [Fact]
    public void After_the_end_nothing_is_drawn_any_more()
    {
        var drawn = Draw("Invoke-TrackRun a001 { Invoke-TrackStep one { } }; Start-Sleep -Milliseconds 600");
        Assert.Equal(["one", "one!"], Texts(drawn));
        Assert.Equal(ProgressRecordType.Completed, drawn[^1].Bar.RecordType);
    }

    private static string Text(ProgressHost.DrawnBar bar) =>
        bar.Bar.StatusDescription + (bar.Bar.RecordType == ProgressRecordType.Completed ? "!" : "");

    // On a busy machine, a step that does nothing may last long enough to be drawn twice.
    private static string[] Texts(IEnumerable<ProgressHost.DrawnBar> drawn) => [.. drawn.Select(Text).Distinct()];

    /// <summary>The records of a script's run, as status and percentage, each once, without those that end a bar.</summary>
    private string[] Bars(string script) =>
        [.. Run(script).Progress
            .Where(bar => bar.RecordType == ProgressRecordType.Processing && bar.Activity.EndsWith("001", StringComparison.Ordinal))
            .Select(bar => $"{bar.StatusDescription} {bar.PercentComplete}").Distinct()];

    /// <summary>What a host is given of a script; <c>WaitFor x</c> waits there until it was given two of step x.</summary>
    private static IReadOnlyList<ProgressHost.DrawnBar> Draw(string script)
    {
        var host = new ProgressHost();
        using var work = ModuleSession.Begin(
            $$"""
            $ErrorActionPreference = 'Stop'
            $null = Open-TrackStore -InMemory
            function WaitFor([string] $Step) {
                for ($i = 0; @($Host.PrivateData | Where-Object { $_.Bar.StatusDescription -like "$Step*" }).Count -lt 2; $i++) {
                    if ($i -gt 6000) { throw "no $Step" }
                    Start-Sleep -Milliseconds 5
                }
            }
            {{script}}
            """,
            host);
        Assert.Empty(work.End().Errors);
        return host.Drawn;
    }
}
