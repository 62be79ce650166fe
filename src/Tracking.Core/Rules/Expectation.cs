using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Data;
using Tracking.Model;

namespace Tracking.Rules;

/// <summary>What is expected of a task, and whether it happened (section 12 of the rules).</summary>
public sealed class Expectation
{
    /// <summary>How far the clocks may differ of who schedules a run and who puts it on record.</summary>
    public static readonly TimeSpan ClockDifference = TimeSpan.FromSeconds(30);

    private static readonly DateTime Ever = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);

    private readonly TimeSpan _within;
    private readonly ISchedule? _schedule;
    private readonly TimeSpan _grace;

    private Expectation(TimeSpan within, ISchedule? schedule, TimeSpan grace) =>
        (_within, _schedule, _grace) = (within, schedule, grace);

    /// <summary>How long after a success the next one is due; null where a schedule says it.</summary>
    public TimeSpan? WithinSpan => _schedule == null ? _within : null;

    /// <summary>Whether a run that finished with errors is a success too.</summary>
    public bool AllowsErrors { get; private init; }

    /// <summary>A success that ended no longer ago than a span of time.</summary>
    /// <exception cref="TrackingException">TrackExpectationInvalid, when the span is not positive.</exception>
    public static Expectation Within(TimeSpan within) => within > TimeSpan.Zero
        ? new Expectation(within, schedule: null, grace: default)
        : throw new TrackingException(
            TrackingErrorCode.TrackExpectationInvalid, "The time within which a success is expected is longer than nothing.");

    /// <summary>A success of a run that began at the last scheduled time for which the grace is over, or later.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="grace">How long a run may take to its end.</param>
    /// <exception cref="TrackingException">TrackExpectationInvalid, when the grace is negative, or the schedule never occurs.</exception>
    public static Expectation OnSchedule(ISchedule schedule, TimeSpan grace)
    {
        if (schedule == null)
            throw new ArgumentNullException(nameof(schedule));
        if (grace < TimeSpan.Zero)
            throw new TrackingException(TrackingErrorCode.TrackExpectationInvalid, "The grace of a schedule is not negative.");
        if (schedule.NextUtc(new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc)) == null)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackExpectationInvalid, $"The schedule '{schedule}' never occurs: no date is like that.");
        }
        return new Expectation(within: default, schedule, grace);
    }

    /// <summary>The same, where a run that finished with errors is a success too.</summary>
    public Expectation WithErrorsAllowed() => new(_within, _schedule, _grace) { AllowsErrors = true };

    /// <summary>
    /// What runs of a task say of the next one: what the last of them says that says anything; null where none does, or where that one
    /// says that nothing is due any more (rule 12.2).
    /// </summary>
    /// <param name="runs">Runs of the task.</param>
    public static Expectation? OnRecord(IEnumerable<RunRecord> runs) => InOrder(runs)
        .Select(run => RunFacts.DueWithinOf(run.Facts)).FirstOrDefault(due => due != null) is { Ticks: > 0 } due ? Within(due) : null;

    /// <summary>Whether a run is a success: it finished, and without errors unless these are allowed.</summary>
    public bool IsSuccess(RunRecord run) =>
        run is { Status: RunStatus.Finished } || (AllowsErrors && run is { Status: RunStatus.FinishedWithErrors });

    /// <summary>Since when there must have been a success: an end of one, or with a schedule the start of one.</summary>
    public DateTime SinceUtc(DateTime nowUtc) => _schedule == null ? Less(nowUtc, _within)
        : _schedule.LastUtc(Less(nowUtc, _grace)) ?? Ever;

    /// <summary>Says whether a task did what is expected, and why not (rule 12.4).</summary>
    /// <param name="runs">The runs of the task, each once, in any order.</param>
    /// <param name="nowUtc">The time, in UTC.</param>
    public ExpectationResult Judge(IEnumerable<RunRecord> runs, DateTime nowUtc)
    {
        var all = InOrder(runs).ToList();
        var known = all.Where(run => !IsInFuture(run, nowUtc)).ToList();
        var successes = known.Where(IsSuccess).ToList();
        var sinceUtc = SinceUtc(nowUtc);
        var last = known.FirstOrDefault();
        var lastSuccess = successes.OrderByDescending(run => run.EndUtc).FirstOrDefault();
        var isMet = successes.Exists(run => IsInTime(run, sinceUtc));
        return new ExpectationResult(isMet, isMet ? TaskReason.Succeeded : ReasonOf(last), sinceUtc)
        {
            LastRun = last,
            LastSuccess = lastSuccess,
            DueUtc = DueUtc(isMet, sinceUtc, lastSuccess),
            FutureRun = known.Count == all.Count ? null : all.Find(run => IsInFuture(run, nowUtc)),
        };
    }

    private static IEnumerable<RunRecord> InOrder(IEnumerable<RunRecord> runs) =>
        runs.OrderByDescending(run => run.StartUtc).ThenByDescending(run => run.RunId);

    /// <summary>
    /// Whether a run begins or ended in the future, where a clock or a time that was given is wrong: it does not count (rule 12.4).
    /// </summary>
    public static bool IsInFuture(RunRecord run, DateTime nowUtc) =>
        Less(run.StartUtc, ClockDifference) > nowUtc || (run.HasEnded && Less(run.EndUtc, ClockDifference) > nowUtc);

    private bool IsInTime(RunRecord run, DateTime sinceUtc) =>
        _schedule == null ? run.EndUtc >= sinceUtc : run.StartUtc >= Less(sinceUtc, ClockDifference);

    private TaskReason ReasonOf(RunRecord? last) => last switch
    {
        null => TaskReason.NeverRan,
        _ when IsSuccess(last) => TaskReason.Late,
        { Status: RunStatus.Running } => TaskReason.Running,
        { Status: RunStatus.Stopped } => TaskReason.Stopped,
        { Status: RunStatus.Failed } => TaskReason.Failed,
        { Status: RunStatus.Abandoned } => TaskReason.Abandoned,
        { Status: RunStatus.Open } => TaskReason.Open,
        { Status: RunStatus.FinishedWithErrors } => TaskReason.FinishedWithErrors,
        _ => TaskReason.Unknown,
    };

    private DateTime? DueUtc(bool isMet, DateTime sinceUtc, RunRecord? lastSuccess)
    {
        if (_schedule == null)
            return lastSuccess == null ? null : More(lastSuccess.EndUtc, _within);
        var next = isMet ? _schedule.NextUtc(sinceUtc) : sinceUtc;
        return next == null ? null : More(next.Value, _grace);
    }

    private static DateTime Less(DateTime time, TimeSpan span) =>
        time.Ticks > span.Ticks ? time - span : Ever;

    private static DateTime More(DateTime time, TimeSpan span) =>
        DateTime.MaxValue.Ticks - time.Ticks > span.Ticks ? time + span : DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);
}
