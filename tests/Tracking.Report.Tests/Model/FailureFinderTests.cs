using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;
using Tracking.Report.Model;
using Xunit;

namespace Tracking.Report.Tests;

/// <summary>What counts as a failure, since when, and what fixes it (rule 11.1, rule 11.2).</summary>
public sealed class FailureFinderTests
{
    [Fact]
    public void Caught_failures_count_in_runs_that_finished_too()
    {
        var caught = Models.Run(
            1, "a", 0, 5, RunStatus.FinishedWithErrors, Failed("web1", 0), Models.Step("web2", 1, 1), Failed("web3", 2));
        var unaware = Models.Run(2, "b", 10, 5, RunStatus.Finished, Failed("load", 10));
        Assert.Equal(["b/load", "a/web1", "a/web3"], Names(caught, unaware));
    }

    [Fact]
    public void An_error_that_went_on_through_outer_steps_is_that_of_the_innermost_one() => Assert.Equal(
        ["a/web1/install: no route"],
        Texts(Models.Run(1, "a", 0, 5, RunStatus.Failed, Failed("web1", 0, "no route"), Failed("web1/install", 0, "no route"))));

    [Fact]
    public void Without_steps_the_run_itself_says_it_and_a_message_of_its_own_is_not_lost()
    {
        Assert.Equal(["a: the disk is full"], Texts(With(Models.Run(1, "a", 0, 5, RunStatus.Failed), "the disk is full")));
        Assert.Equal(
            ["a: called off", "a/s: e"], Texts(With(Models.Run(1, "a", 0, 5, RunStatus.Failed, Failed("s", 0, "e")), "called off")));
        Assert.Equal(["a/s: e"], Texts(With(Models.Run(1, "a", 0, 5, RunStatus.Failed, Failed("s", 0, "e")), "e")));
        Assert.Equal(["a/s: e"], Texts(With(Models.Run(1, "a", 0, 5, RunStatus.FinishedWithErrors, Failed("s", 0, "e")), "s: e")));
        Assert.Equal(["a/s: e"], Texts(With(Models.Run(1, "a", 0, 5, RunStatus.FinishedWithErrors, Failed("s", 0, "e")), " ")));
    }

    [Theory]
    [InlineData("e1", 2)]
    [InlineData("web1/install: e1", 2)]
    [InlineData("web1: e1", 2)]
    [InlineData("web1: CompletedWithErrors", 3)]
    [InlineData("web2: CompletedWithErrors", 2)]
    [InlineData("web3: e1", 3)]
    [InlineData("e", 3)]
    public void A_message_that_a_step_says_too_is_not_repeated(string message, int count) => Assert.Equal(
        count,
        Names(With(
            Models.Run(1, "a", 0, 5, RunStatus.FinishedWithErrors, Failed("web1", 0, "e1"), Failed("web1/install", 0, "e1"),
                Models.Step("web2", 1, 1, StepStatus.CompletedWithErrors), Failed("web2/install", 1, "e2"), Models.Step("web3", 2, 1)),
            message)).Length);

    [Fact]
    public void A_long_message_that_a_step_says_too_is_not_repeated_either()
    {
        var error = new string('x', 8000);
        var model = new Sample().Run(1, "a", 0, 5, RunStatus.Failed, error).Run(2, "a", 1, 5, RunStatus.FinishedWithErrors, $"s: {error}")
            .Step(1, "s", 0, 1, StepStatus.Failed, error).Step(2, "s", 1, 1, StepStatus.Failed, error).Build();
        Assert.Equal([new string('x', ReportLimits.Error) + "…"], model.Failures.Select(failure => failure.Error));
    }

    [Fact]
    public void What_is_not_on_record_is_not_made_up()
    {
        Assert.Equal(["a: Its end is not on record: whoever ran it is gone."], Texts(Models.Run(1, "a", 0, 5, RunStatus.Abandoned)));
        Assert.Equal(["a: Why is not on record."], Texts(Models.Run(1, "a", 0, 5, RunStatus.Failed)));
        Assert.Equal(
            ["a/s: Its end is not on record: whoever ran it is gone."],
            Texts(Models.Run(1, "a", 0, 5, RunStatus.Abandoned, Models.Step("s", 0, 5, StepStatus.Abandoned))));
        Assert.Equal(
            ["a/s: The program ended with exit code 3."],
            Texts(Models.Run(1, "a", 0, 5, RunStatus.FinishedWithErrors,
                Models.Step("s", 0, 5, StepStatus.CompletedWithErrors) with { ExitCode = 3 })));
    }

    [Fact]
    public void The_same_step_of_several_runs_is_one_failure_since_the_first_of_them()
    {
        var failure = Assert.Single(Find(
            Models.Run(1, "a", 0, 5), Models.Run(2, "A", 10, 5, RunStatus.Failed, Failed("s", 12, "first")),
            Models.Run(3, "a", 20, 5, RunStatus.Stopped), Models.Run(4, "a", 30, 5, RunStatus.Failed, Failed("s", 31, "last"))));
        Assert.Equal(
            (4, "last", 2, Sample.Start.AddMinutes(13), (ReportRun?)null),
            (failure.Run.Record.RunId, failure.Error, failure.RunCount, failure.SinceUtc, failure.FixedBy));
    }

    [Fact]
    public void A_run_that_finished_in_between_ends_a_failure()
    {
        var failures = Find(
            Models.Run(1, "a", 0, 5, RunStatus.Failed, Failed("s", 0)), Models.Run(2, "a", 10, 5),
            Models.Run(3, "a", 20, 5, RunStatus.Failed, Failed("s", 20)));
        Assert.Equal([(3, null), (1, 2)], failures.Select(one => (one.Run.Record.RunId, one.FixedBy?.Record.RunId)));
    }

    [Fact]
    public void A_step_that_completes_in_a_run_that_fails_elsewhere_is_fixed()
    {
        var failures = Find(
            Models.Run(1, "a", 0, 5, RunStatus.Failed, Failed("copy", 0)),
            Models.Run(2, "a", 10, 5, RunStatus.Failed, Models.Step("copy", 10, 1), Failed("verify", 11)));
        Assert.Equal(
            [("verify", null), ("copy", 2)], failures.Select(one => (one.Step!.Path, one.FixedBy?.Record.RunId)));
    }

    [Theory]
    [InlineData("web2", null, null)]
    [InlineData("WEB1", null, 2)]
    [InlineData("web1", "k", null)]
    public void Only_a_run_of_the_same_host_and_key_fixes_it(string host, string? key, int? fixedBy)
    {
        var failed = Models.Run(1, "a", 0, 5, RunStatus.Failed) with { Host = "web1" };
        var later = Models.Run(2, "a", 10, 5) with { Host = host };
        later = later with { Record = later.Record with { Key = key } };
        Assert.Equal(fixedBy, Assert.Single(Find(failed, later)).FixedBy?.Record.RunId);
    }

    [Fact]
    public void A_run_that_continues_it_fixes_it_on_whatever_host_and_one_that_does_not_finish_is_named()
    {
        var failed = Origin(Models.Run(1, "a", 0, 5, RunStatus.Failed) with { Host = "web1" }, 1);
        var stopped = Origin(Models.Run(2, "a", 10, 5, RunStatus.Stopped) with { Host = "web2" }, 2, 1);
        var finished = Origin(Models.Run(3, "a", 20, 5) with { Host = "web2" }, 3, 2);
        var open = Assert.Single(Find(failed, stopped));
        Assert.Equal((null, 2), (open.FixedBy, open.ContinuedBy?.Record.RunId));
        var done = Assert.Single(Find(failed, stopped, finished));
        Assert.Equal((3, null), (done.FixedBy?.Record.RunId, done.ContinuedBy));
    }

    [Fact]
    public void Where_steps_of_later_runs_are_missing_nothing_is_claimed()
    {
        var failed = Models.Run(1, "a", 0, 5, RunStatus.Failed, Failed("s", 0));
        var later = Models.Run(2, "a", 10, 5, RunStatus.Stopped);
        Assert.False(Assert.Single(Find(failed, later)).MayBeFixed);
        Assert.True(Assert.Single(Find(failed, later with { HasAllSteps = false })).MayBeFixed);
        Assert.False(Assert.Single(Find(failed, later with { HasAllSteps = false }, Models.Run(3, "a", 20, 5))).MayBeFixed);
    }

    [Fact]
    public void Carried_steps_are_no_failures_and_fix_nothing()
    {
        var carried = Failed("s", 10) with { IsCarried = true };
        var failures = Find(
            Models.Run(1, "a", 0, 5, RunStatus.Failed, Failed("t", 0)),
            Models.Run(2, "a", 10, 5, RunStatus.Failed, carried, Models.Step("t", 10, 1) with { IsCarried = true }));
        Assert.Equal([(2, null, false), (1, "t", false)], failures.Select(one =>
            (one.Run.Record.RunId, one.Step?.Path, one.FixedBy != null)));
    }

    [Fact]
    public void Runs_that_continue_one_another_are_one_story()
    {
        var runs = new[]
        {
            Origin(Models.Run(1, "a", 0, 5), 1), Origin(Models.Run(2, "a", 1, 5), 2, 1), Origin(Models.Run(3, "a", 2, 5), 3),
            Origin(Models.Run(4, "a", 3, 5), 4, 2), Origin(Models.Run(5, "a", 4, 5), 5, 99),
        };
        Assert.Equal(
            ["1 2 4", "3", "5"],
            ReportStory.Of(runs).Select(story => string.Join(' ', story.Runs.Select(run => run.Record.RunId))));
    }

    private static ReportStep Failed(string path, double minute, string error = "e") =>
        Models.Step(path, minute, 1, StepStatus.Failed, error);

    private static ReportRun With(ReportRun run, string message) =>
        new(run.Store, run.Record with { Message = message }, run.Steps);

    private static ReportRun Origin(ReportRun run, int id, int continues = 0) => run with
    {
        Record = run.Record with
        {
            Identity = new Origin(Guid.Empty, id),
            Continues = continues == 0 ? null : new Origin(Guid.Empty, continues),
        },
    };

    private static IReadOnlyList<ReportFailure> Find(params ReportRun[] runs) => FailureFinder.Find(runs, RunNesting.Of(runs));

    private static string[] Names(params ReportRun[] runs) => [.. Find(runs).Select(NameOf)];

    private static string[] Texts(params ReportRun[] runs) => [.. Find(runs).Select(one => $"{NameOf(one)}: {one.Error}")];

    private static string NameOf(ReportFailure failure) =>
        failure.Step is { } step ? $"{failure.Run.TaskId}/{step.Path}" : failure.Run.TaskId;
}
