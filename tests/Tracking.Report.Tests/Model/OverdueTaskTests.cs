using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Tracking.Data;
using Tracking.Report.Model;
using Tracking.Report.Page;
using Tracking.Report.Texts;
using Xunit;

namespace Tracking.Report.Tests;

/// <summary>What a report says of tasks that are overdue (rule 11.10).</summary>
public sealed class OverdueTaskTests
{
    private static readonly ReportScope Scope =
        Models.Scope with { MadeUtc = Sample.Start.AddHours(30), CompleteSinceUtc = DateTime.MinValue };

    [Fact]
    public void A_task_that_did_not_run_again_is_overdue_since_its_success_and_the_span()
    {
        var model = Models.Of(Scope, Due(Models.Run(1, "backup", 0, 60), 26), Due(Models.Run(2, "fresh", 1740, 30), 26));
        Assert.Equal(["backup: Late"], model.Overdue.Select(task => $"{task.TaskId}: {task.Reason}"));
        Assert.Equal("1 task is overdue. None of 2 runs failed, was abandoned or finished with errors.", FailureText.Counts(model));
        Assert.Equal("Overdue since 2026-03-02 06:00:00; it did not run again.", FailureText.Overdue(model, model.Overdue[0]));
    }

    [Fact]
    public void What_failed_is_at_work_or_finished_with_errors_is_no_success()
    {
        var model = Models.Of(
            Scope,
            Due(Models.Run(1, "a", 0, 60), 8), Due(Models.Run(2, "a", 1500, 5, RunStatus.Failed), 8),
            Due(Models.Run(3, "b", 1500, 5, RunStatus.Running), 8),
            Due(Models.Run(4, "c", 1750, 5, RunStatus.Finished, Models.Step("s", 1750, 5, StepStatus.Failed, "no")), 8));
        Assert.Equal(
            [
                "Overdue: it never succeeded; run 3 is at work since 2026-03-02 04:00:00.",
                "Overdue: it never succeeded; run 4: finished with errors.",
                "Overdue since 2026-03-01 12:00:00; run 2: failed.",
            ],
            model.Overdue.Select(task => FailureText.Overdue(model, task)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(5)]
    public void Nothing_is_said_where_a_success_may_be_missing(int? completeSinceHours)
    {
        var scope = Scope with { CompleteSinceUtc = completeSinceHours is { } hours ? Sample.Start.AddHours(hours) : null };
        Assert.Empty(Models.Of(scope, Due(Models.Run(1, "backup", 0, 60), 26)).Overdue);
    }

    [Fact]
    public void A_report_that_has_all_runs_since_then_says_it()
    {
        var scope = Scope with { CompleteSinceUtc = Sample.Start.AddHours(4) };
        Assert.Single(Models.Of(scope, Due(Models.Run(1, "backup", 0, 60), 26)).Overdue);
    }

    [Fact]
    public void Without_an_expectation_or_after_one_that_was_taken_back_nothing_is_due() => Assert.Empty(Models.Of(
        Scope, Models.Run(1, "a", 0, 60), Due(Models.Run(2, "b", 0, 60), 8), Due(Models.Run(3, "b", 70, 60), 0)).Overdue);

    [Fact]
    public void Every_form_of_the_report_says_it_before_the_failures()
    {
        var model = Models.Of(
            Scope, Due(Models.Run(1, "back|up", 0, 60), 26), Models.Run(2, "other", 0, 1, RunStatus.Failed));
        const string Said = "Overdue since 2026-03-02 06:00:00; it did not run again.";
        var page = Models.Written(FailureSection.Write, model);
        Assert.Contains("class=\"bad\"", page, StringComparison.Ordinal);
        Assert.Contains(
            $"<li><h3><bdi>back|up</bdi></h3>\n<p class=\"error\">{Said}</p></li>\n<li><h3><bdi>other", page, StringComparison.Ordinal);
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        TextSummary.Write(model, text);
        Assert.Contains($"* back|up\n  {Said}\n\n* other\n", text.ToString(), StringComparison.Ordinal);
        var markdown = MarkdownSummary.Write(model, MarkdownSummary.MostBytes)!;
        Assert.True(
            markdown.IndexOf("| Task | Overdue |\n|---|---|\n| <code>back&#124;up</code> | Overdue since", StringComparison.Ordinal)
                < markdown.IndexOf("<code>other</code>", StringComparison.Ordinal));
        Assert.Contains("| Task | Overdue |", markdown, StringComparison.Ordinal);
    }

    private static ReportRun Due(ReportRun run, int hours) => run with
    {
        Record = run.Record with { Facts = new RunFacts { DueWithin = TimeSpan.FromHours(hours) }.ToData() },
    };
}
