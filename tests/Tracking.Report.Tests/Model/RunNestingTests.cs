using System.Collections.Generic;
using System.Linq;
using Tracking.Report.Model;
using Xunit;

namespace Tracking.Report.Tests;

/// <summary>Which runs were started within which others (rule 11.4), and whose failures are whose (rule 11.1).</summary>
public sealed class RunNestingTests
{
    [Fact]
    public void Runs_stand_within_the_run_around_them()
    {
        Assert.Equal("1[2[3] 4] 5", Tree(Run(1), Run(2, within: 1), Run(3, within: 2), Run(4, within: 1), Run(5)));
        // The outer run is not in the report.
        Assert.Equal("2[3]", Tree(Run(2, within: 1), Run(3, within: 2)));
    }

    [Fact]
    public void A_record_that_turns_in_a_circle_has_an_end()
    {
        Assert.Equal("1", Tree(Run(1, within: 1)));
        Assert.Equal("2[1]", Tree(Run(1, within: 2), Run(2, within: 1)));
        Assert.Equal("3[2[1]]", Tree(Run(1, within: 2), Run(2, within: 3), Run(3, within: 1)));
    }

    [Fact]
    public void Very_deep_runs_stand_for_themselves() => Assert.Equal(
        "1[2[3[4[5[6[7[8[9]]]]]]]] 10[11]", Tree([.. Enumerable.Range(1, 11).Select(id => Run(id, within: id - 1))]));

    [Fact]
    public void Of_two_copies_of_the_outer_run_that_of_the_same_store_is_meant()
    {
        var other = new ReportStore("copy.json");
        var runs = new[] { Run(1), Run(1) with { Store = other }, Run(2, within: 1) with { Store = other }, Run(3, within: 1) };
        var nesting = RunNesting.Of(runs);
        Assert.Equal([other, Models.Store], runs.Skip(2).Select(run => nesting.Around(run)!.Store));
    }

    [Theory]
    [InlineData("e", "e", "2 load: e")]
    [InlineData("outer e", "e", "2 load: e; 1 part: outer e")]
    public void An_error_that_went_on_through_the_run_around_counts_once(string outer, string inner, string failures) => Assert.Equal(
        failures,
        Failures(
            Failed(1, 0, 10, outer, Step("part", 0, 10, outer)),
            Failed(2, 1, 8, inner, Step("load", 2, 5, inner)).Known(within: 1)));

    [Fact]
    public void An_error_counts_once_however_deep_and_whatever_says_it()
    {
        // Of three runs, the outer ones without steps.
        Assert.Equal("3 s: e", Failures(
            Failed(1, 0, 10, "e"), Failed(2, 1, 8, "e").Known(within: 1), Failed(3, 2, 6, "e", Step("s", 2, 3, "e")).Known(within: 2)));
        // The inner run has no steps; what its message says is what the step around it says.
        Assert.Equal("2: e", Failures(Failed(1, 0, 10, "s: e", Step("s", 0, 9, "e")), Failed(2, 1, 8, "e").Known(within: 1)));
        // All of them are gone with the process: one end is missing.
        Assert.Equal("2 s", Failures(
            Models.Run(1, "t1", 0, 1, RunStatus.Abandoned, Models.Step("a", 0, 0, StepStatus.Abandoned)).Known(),
            Models.Run(2, "t2", 2, 1, RunStatus.Abandoned, Models.Step("s", 2, 0, StepStatus.Abandoned)).Known(within: 1)));
    }

    [Fact]
    public void What_the_inner_run_does_not_say_is_not_lost()
    {
        // A step that was not at work then; a program that failed; an end that is missing, though the inner run has one.
        Assert.Equal("2: e; 1 other: e", Failures(
            Failed(1, 0, 10, "e", Step("other", 6, 3, "e")), Failed(2, 1, 2, "e").Known(within: 1)));
        Assert.Equal("2: e; 1 s", Failures(
            Failed(1, 0, 10, null, Step("s", 0, 9, null) with { ExitCode = 3 }), Failed(2, 1, 2, "e").Known(within: 1)));
        Assert.Equal("2: e; 1", Failures(
            Models.Run(1, "t1", 0, 1, RunStatus.Abandoned).Known(), Failed(2, 1, 2, "e").Known(within: 1)));
        // A hook comes after the end of its run.
        Assert.Equal("2: e; 1: e", Failures(Failed(1, 0, 10, "e"), Failed(2, 10, 1, "e").Known(within: 1)));
    }

    [Fact]
    public void An_inner_run_that_is_fixed_does_not_speak_for_the_run_around_it()
    {
        var outer = Failed(1, 0, 10, "e", Step("s", 0, 9, "e"));
        var inner = Failed(2, 1, 8, "e").Known(within: 1);
        var innerAgain = Models.Run(3, "t2", 20, 5).Known();
        Assert.Equal("1 s: e; 2: e fixed", Failures(outer, inner, innerAgain));
        // The next night fixes both.
        Assert.Equal("2: e fixed", Failures(outer, inner, innerAgain, Models.Run(4, "t1", 40, 5).Known()));
        // The run around it alone.
        Assert.Equal("2: e", Failures(outer, inner, Models.Run(4, "t1", 40, 5).Known()));
    }

    private static ReportRun Run(int id, int within = 0) => Models.Run(id, $"t{id}", id, 1).Known(within);

    private static ReportRun Failed(int id, double minute, double minutes, string? message, params ReportStep[] steps)
    {
        var run = Models.Run(id, $"t{id}", minute, minutes, RunStatus.Failed, steps);
        return new ReportRun(run.Store, run.Record with { Message = message }, run.Steps).Known();
    }

    private static ReportStep Step(string path, double minute, double minutes, string? error) =>
        Models.Step(path, minute, minutes, StepStatus.Failed, error);

    private static string Tree(params ReportRun[] runs)
    {
        var nesting = RunNesting.Of(runs);
        string Of(IEnumerable<ReportRun> some) => string.Join(' ', some.Select(run =>
            nesting.Within(run).Count == 0 ? $"{run.Record.RunId}" : $"{run.Record.RunId}[{Of(nesting.Within(run))}]"));
        return Of(runs.Where(run => nesting.Around(run) == null));
    }

    /// <summary>The failures: run, step, error where one is on record, and whether it is fixed.</summary>
    private static string Failures(params ReportRun[] runs) => string.Join("; ", Models.Of(runs).Failures.Select(failure =>
        $"{failure.Run.Record.RunId}{(failure.Step is { } step ? " " + step.Path : "")}"
        + $"{((failure.Step == null ? failure.Run.Message : failure.Step.Error) is { } error ? ": " + error : "")}"
        + (failure.FixedBy == null ? "" : " fixed")));
}
