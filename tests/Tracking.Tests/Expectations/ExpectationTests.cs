using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Tracking.Data;
using Tracking.Expectations;
using Tracking.Model;
using Tracking.Rules;
using Xunit;

namespace Tracking.Tests.Expectations;

/// <summary>What is expected of a task, at any time (rules 12.1 to 12.4).</summary>
public sealed class ExpectationTests
{
    private static readonly DateTime Now = Utc("2026-03-10 08:00:00");
    private static readonly Expectation Daily = Expectation.Within(TimeSpan.FromHours(26));

    [Theory]
    [InlineData(RunStatus.Running, TaskReason.Running)]
    [InlineData(RunStatus.Open, TaskReason.Open)]
    [InlineData(RunStatus.Unknown, TaskReason.Unknown)]
    [InlineData(RunStatus.Stopped, TaskReason.Stopped)]
    [InlineData(RunStatus.Failed, TaskReason.Failed)]
    [InlineData(RunStatus.Abandoned, TaskReason.Abandoned)]
    [InlineData(RunStatus.FinishedWithErrors, TaskReason.FinishedWithErrors)]
    public void A_last_run_that_is_no_success_says_why(RunStatus status, TaskReason reason)
    {
        List<RunRecord> runs = [Run(1, RunStatus.Finished, "2026-03-07 02:00", "2026-03-07 03:00"),
            Run(2, status, "2026-03-10 02:00", "2026-03-10 03:00")];
        var result = Daily.Judge(runs, Now);
        Assert.Equal((false, reason), (result.IsMet, result.Reason));
        Assert.Equal((2, 1), (result.LastRun!.RunId, result.LastSuccess!.RunId));
        Assert.Equal(Utc("2026-03-08 05:00"), result.DueUtc);
        Assert.Equal((false, reason), Of(Daily.Judge(runs.Skip(1), Now)));
        Assert.Null(Daily.Judge(runs.Skip(1), Now).DueUtc);
    }

    [Fact]
    public void A_success_counts_from_its_end_and_whatever_ran_after_it()
    {
        var success = Run(1, RunStatus.Finished, "2026-03-08 02:00", "2026-03-09 06:00");
        Assert.Equal((true, TaskReason.Succeeded), Of(Daily.Judge([success], Now)));
        Assert.Equal((true, TaskReason.Succeeded), Of(Daily.Judge([success, Run(2, RunStatus.Failed, "2026-03-10 02:00")], Now)));
        Assert.Equal((true, TaskReason.Succeeded), Of(Daily.Judge([Run(2, RunStatus.Running, "2026-03-10 02:00"), success], Now)));
        Assert.Equal((false, TaskReason.Late), Of(Daily.Judge([success], Now.AddTicks(1))));
        Assert.Equal(Now, Daily.Judge([success], Now).DueUtc);
    }

    [Fact]
    public void Of_several_runs_at_once_the_last_success_is_the_one_that_ended_last()
    {
        var longRun = Run(1, RunStatus.Finished, "2026-03-08 02:00", "2026-03-09 07:00");
        var shortRun = Run(2, RunStatus.Finished, "2026-03-08 03:00", "2026-03-08 03:10");
        var result = Daily.Judge([longRun, shortRun], Now);
        Assert.Equal((true, 1, 2), (result.IsMet, result.LastSuccess!.RunId, result.LastRun!.RunId));
    }

    [Fact]
    public void Errors_count_unless_they_are_allowed()
    {
        RunRecord[] runs = [Run(1, RunStatus.FinishedWithErrors, "2026-03-10 02:00", "2026-03-10 03:00")];
        Assert.False(Daily.Judge(runs, Now).IsMet);
        Assert.True(Daily.WithErrorsAllowed().Judge(runs, Now).IsMet);
        Assert.False(Daily.WithErrorsAllowed().Judge([runs[0] with { Status = RunStatus.Failed }], Now).IsMet);
    }

    [Theory]
    [InlineData("2026-03-10 07:00", "2026-03-10 08:00:30", true)]
    [InlineData("2026-03-10 07:00", "2026-03-10 08:00:31", false)]
    [InlineData("2026-03-10 08:00:31", "2026-03-10 08:00:31", false)]
    [InlineData("2999-01-01", "2999-01-02", false)]
    public void What_lies_in_the_future_does_not_count(string start, string end, bool counts)
    {
        var run = Run(1, RunStatus.Finished, start, end);
        var result = Daily.Judge([run], Now);
        Assert.Equal((counts, counts ? TaskReason.Succeeded : TaskReason.NeverRan), Of(result));
        Assert.Equal(counts ? null : run, result.FutureRun);
        var other = Run(2, RunStatus.Failed, "2026-03-09 02:00");
        Assert.Equal((counts, counts ? TaskReason.Succeeded : TaskReason.Failed), Of(Daily.Judge([run, other], Now)));
    }

    [Fact]
    public void No_span_is_too_long_for_the_calendar()
    {
        var ever = Expectation.Within(TimeSpan.MaxValue);
        Assert.Equal((false, TaskReason.NeverRan), Of(ever.Judge([], Now)));
        Assert.Equal((true, TaskReason.Succeeded), Of(ever.Judge([Run(1, RunStatus.Finished, "0001-01-01")], Now)));
        var patient = Expectation.OnSchedule(Cron("0 2 * * *"), TimeSpan.MaxValue);
        Assert.Equal((true, TaskReason.Succeeded), Of(patient.Judge([Run(1, RunStatus.Finished, "1999-01-01")], Now)));
    }

    [Theory]
    [InlineData("2026-03-10 01:59:29", false)]
    // The clock of a server may be a little behind that of who starts the run.
    [InlineData("2026-03-10 01:59:30", true)]
    [InlineData("2026-03-10 02:00:00", true)]
    [InlineData("2026-03-10 07:59:59", true)]
    public void On_a_schedule_a_run_counts_that_began_then_or_later(string start, bool isMet)
    {
        var nightly = Expectation.OnSchedule(Cron("0 2 * * *"), TimeSpan.FromHours(2));
        var result = nightly.Judge([Run(1, RunStatus.Finished, start, "2026-03-10 08:00:00")], Now);
        Assert.Equal((isMet, isMet ? TaskReason.Succeeded : TaskReason.Late), Of(result));
        Assert.Equal(Utc("2026-03-10 02:00"), result.SinceUtc);
        Assert.Equal(Utc(isMet ? "2026-03-11 04:00" : "2026-03-10 04:00"), result.DueUtc);
    }

    [Fact]
    public void On_a_schedule_nothing_is_due_before_the_grace_is_over()
    {
        var nightly = Expectation.OnSchedule(Cron("0 2 * * *"), TimeSpan.FromHours(2));
        RunRecord[] runs = [Run(1, RunStatus.Finished, "2026-03-09 02:00:05", "2026-03-09 02:30"),
            Run(2, RunStatus.Running, "2026-03-10 02:00:05")];
        Assert.Equal((true, TaskReason.Succeeded), Of(nightly.Judge(runs, Utc("2026-03-10 03:59:59"))));
        Assert.Equal((false, TaskReason.Running), Of(nightly.Judge(runs, Utc("2026-03-10 04:00:00"))));
    }

    [Theory]
    // 02:30 is left out on 29 March: it runs at 03:00 of summer time, which is 01:00 UTC.
    [InlineData("30 2 * * *", "2026-03-29 00:59:59", "2026-03-28 01:30")]
    [InlineData("30 2 * * *", "2026-03-29 01:00:00", "2026-03-29 01:00")]
    [InlineData("30 2 * * *", "2026-03-30 00:29:59", "2026-03-29 01:00")]
    [InlineData("30 2 * * *", "2026-03-30 00:30:00", "2026-03-30 00:30")]
    // 02:30 comes twice on 25 October: the first one counts.
    [InlineData("30 2 * * *", "2026-10-25 00:30:00", "2026-10-25 00:30")]
    [InlineData("30 2 * * *", "2026-10-25 01:30:00", "2026-10-25 00:30")]
    [InlineData("30 2 * * *", "2026-10-26 01:29:59", "2026-10-25 00:30")]
    [InlineData("30 2 * * *", "2026-10-26 01:30:00", "2026-10-26 01:30")]
    // What is to run every half hour does so through it.
    [InlineData("*/30 * * * *", "2026-10-25 01:30:00", "2026-10-25 01:30")]
    [InlineData("*/30 * * * *", "2026-03-29 01:00:00", "2026-03-29 01:00")]
    public void Clocks_that_change_leave_no_night_out_and_double_none(string text, string now, string since)
    {
        var nightly = Expectation.OnSchedule(Cron(text, "Europe/Berlin"), TimeSpan.Zero);
        Assert.Equal(Utc(since), nightly.SinceUtc(Utc(now)));
    }

    [Fact]
    public void A_night_in_which_the_clocks_change_is_met_by_its_run_and_by_no_other()
    {
        var nightly = Expectation.OnSchedule(Cron("30 2 * * *", "Europe/Berlin"), TimeSpan.FromHours(1));
        var spring = Run(1, RunStatus.Finished, "2026-03-29 01:00:01", "2026-03-29 01:10");
        Assert.True(nightly.Judge([spring], Utc("2026-03-29 02:00")).IsMet);
        Assert.False(nightly.Judge([Run(1, RunStatus.Finished, "2026-03-28 01:30:01")], Utc("2026-03-29 02:00")).IsMet);
        var autumn = Run(1, RunStatus.Finished, "2026-10-25 00:30:01", "2026-10-25 00:40");
        Assert.True(nightly.Judge([autumn], Utc("2026-10-26 02:29")).IsMet);
        Assert.False(nightly.Judge([autumn], Utc("2026-10-26 02:30")).IsMet);
    }

    [Theory]
    [InlineData("0 2 29 2 *", "2026-03-10 08:00", "2024-02-29 02:00")]
    [InlineData("0 2 L * *", "2026-03-10 08:00", "2026-02-28 02:00")]
    [InlineData("0 6 * * 1-5", "2026-03-09 05:59", "2026-03-06 06:00")]
    [InlineData("0 6 ? * FRI", "2026-03-12 08:00", "2026-03-06 06:00")]
    [InlineData("@weekly", "2026-03-12 08:00", "2026-03-08 00:00")]
    [InlineData("\t0  2 1 *  * ", "2026-03-12 08:00", "2026-03-01 02:00")]
    public void Schedules_are_those_of_cron(string text, string now, string since) =>
        Assert.Equal(Utc(since), Expectation.OnSchedule(Cron(text), TimeSpan.Zero).SinceUtc(Utc(now)));

    [Theory]
    [InlineData("0 2 1 * 1", "not both")]
    [InlineData("0 2 */2 * MON", "not both")]
    [InlineData("0 2 L * 5L", "not both")]
    [InlineData("0 0 30 2 *", "never occurs")]
    [InlineData("0 0 31 4,6,9,11 *", "never occurs")]
    [InlineData("0 0 2 * * *", "five fields")]
    [InlineData("0 2 * *", "five fields")]
    [InlineData("", "five fields")]
    [InlineData("   ", "five fields")]
    [InlineData("60 2 * * *", "Minutes: Value must be a number between 0 and 59")]
    [InlineData("0 2 * * someday", "Days of week")]
    [InlineData("@reboot", "Macro")]
    [InlineData("H 2 * * *", "no certain time")]
    [InlineData("-1 2 * * *", "Minutes")]
    public void What_is_no_schedule_is_an_error_that_says_why(string text, string why)
    {
        var error = Assert.Throws<TrackingException>(() => Expectation.OnSchedule(Cron(text), TimeSpan.Zero));
        Assert.Equal(TrackingErrorCode.TrackExpectationInvalid, error.Code);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Spans_that_make_no_sense_are_errors()
    {
        foreach (var ticks in new[] { 0, -1, long.MinValue })
            Assert.Throws<TrackingException>(() => Expectation.Within(new TimeSpan(ticks)));
        foreach (var ticks in new[] { -1, long.MinValue })
            Assert.Throws<TrackingException>(() => Expectation.OnSchedule(Cron("0 2 * * *"), new TimeSpan(ticks)));
    }

    [Fact]
    public void The_last_run_that_says_when_the_next_one_is_due_decides()
    {
        var first = Run(1, RunStatus.Finished, "2026-03-01") with { Facts = Due(TimeSpan.FromHours(1)) };
        var second = Run(2, RunStatus.Finished, "2026-03-02") with { Facts = Due(TimeSpan.FromHours(2)) };
        var silent = Run(3, RunStatus.Finished, "2026-03-03");
        var last = Run(4, RunStatus.Finished, "2026-03-04") with { Facts = Due(TimeSpan.Zero) };
        Assert.Null(Expectation.OnRecord([silent]));
        Assert.Equal(TimeSpan.FromHours(2), Expectation.OnRecord([silent, first, second])!.WithinSpan);
        Assert.Null(Expectation.OnRecord([silent, last, first, second]));
    }

    [Theory]
    [InlineData("26:00:00.0000001")]
    [InlineData("00:00:00.0000001")]
    [InlineData("10675199.02:48:05.4775807")]
    public void A_span_on_record_comes_back_as_it_was(string span)
    {
        var within = span.StartsWith("26", StringComparison.Ordinal) ? TimeSpan.FromHours(26) + new TimeSpan(1)
            : TimeSpan.Parse(span, CultureInfo.InvariantCulture);
        var run = Run(1, RunStatus.Finished, "2026-03-01") with { Facts = Due(within) };
        Assert.Equal(within, RunFacts.Of(run).DueWithin);
        Assert.Equal(within, Expectation.OnRecord([run])!.WithinSpan);
    }

    private static (bool, TaskReason) Of(ExpectationResult result) => (result.IsMet, result.Reason);

    private static TrackData? Due(TimeSpan within) => new RunFacts { DueWithin = within }.ToData();

    private static CronSchedule Cron(string text, string zone = "UTC") => new(text, TimeZoneName.Find(zone));

    private static RunRecord Run(int id, RunStatus status, string start, string? end = null) =>
        new(id, "nightly", Utc(start), Utc(end ?? start), status, IsCurrent: false);

    private static DateTime Utc(string text) =>
        DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
