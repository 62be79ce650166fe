using System;
using System.Collections.Generic;
using System.Linq;

namespace Tracking.Model;

/// <summary>
/// What a store holds, in short, as the closing line of a session file says it (format 3.8). It is a hint of what the whole file says, to
/// be asked whether the file can hold an answer; who needs what it lacks reads the file.
/// </summary>
public sealed record StoreSummary
{
    /// <summary>The session that made the file.</summary>
    public Guid Session { get; init; }

    /// <summary>The number of the file's last event.</summary>
    public long LastEvent { get; init; }

    /// <summary>Where the last event ends, in bytes.</summary>
    public long Offset { get; init; }

    /// <summary>How many tracks it holds.</summary>
    public long TrackCount { get; init; }

    /// <summary>How many runs it holds.</summary>
    public long RunCount { get; init; }

    /// <summary>How many steps it holds.</summary>
    public long StepCount { get; init; }

    /// <summary>Whether any of its runs was copied from another store, so that it may be elsewhere too.</summary>
    public bool HasCopies { get; init; }

    /// <summary>Who started its runs, but for the copies among them: by them a run that is elsewhere too is known.</summary>
    public IReadOnlyList<Guid> Writers { get; init; } = [];

    /// <summary>Whether there are more of them.</summary>
    public bool LacksWriters { get; init; }

    /// <summary>The time of the first track, in UTC; null where there is none.</summary>
    public DateTime? FirstTrackUtc { get; init; }

    /// <summary>The time of the last track, in UTC; null where there is none.</summary>
    public DateTime? LastTrackUtc { get; init; }

    /// <summary>When the first run started, in UTC; null where there is none.</summary>
    public DateTime? FirstRunUtc { get; init; }

    /// <summary>The latest end of a run, in UTC; null where there is none.</summary>
    public DateTime? LastRunUtc { get; init; }

    /// <summary>The tasks that have tracks, or that runs were started for, the one at work last first.</summary>
    public IReadOnlyList<SummarizedTask> Tasks { get; init; } = [];

    /// <summary>Whether there are more tasks.</summary>
    public bool LacksTasks { get; init; }

    /// <summary>
    /// The runs that are not Finished, the newest first, and behind them of each task and key the last one that is, if it can be continued.
    /// </summary>
    public IReadOnlyList<SummarizedRun> Runs { get; init; } = [];

    /// <summary>Whether there are more runs that are not Finished.</summary>
    public bool LacksRuns { get; init; }

    /// <summary>Whether any of its runs did not finish without errors.</summary>
    public bool HasUnfinishedRuns => LacksRuns || Runs.Any(run => run.Status != RunStatus.Finished);

    /// <summary>Whether there are more tasks and keys with a run that is Finished.</summary>
    public bool LacksKeys { get; init; }

    /// <summary>The earliest time of a track or run, in UTC; null where there is none.</summary>
    public DateTime? FirstUtc => FirstRunUtc is null || FirstTrackUtc < FirstRunUtc ? FirstTrackUtc : FirstRunUtc;

    /// <summary>The latest time of a track or run, in UTC; null where there is none.</summary>
    public DateTime? LastUtc => LastRunUtc is null || LastTrackUtc > LastRunUtc ? LastTrackUtc : LastRunUtc;

    /// <summary>Whether there can be tracks of some tasks and some time; false where there is none.</summary>
    /// <param name="tasks">The tasks; null for all.</param>
    /// <param name="fromUtc">The earliest time, in UTC; null for any.</param>
    /// <param name="toUtc">The latest time, in UTC; null for any.</param>
    public bool CanHoldTracks(IReadOnlyList<NameCriterion>? tasks = null, DateTime? fromUtc = null, DateTime? toUtc = null) =>
        TrackCount > 0 && !(LastTrackUtc < fromUtc) && !(FirstTrackUtc > toUtc)
        && (tasks == null || LacksTasks
            || Tasks.Any(task => task.TrackCount > 0 && NameCriterion.AnyMatches(tasks, task.TaskId) && !(task.LastTrackUtc < fromUtc)));

    /// <summary>Whether there can be runs that were started for some tasks, and some time; false where there is none.</summary>
    /// <param name="tasks">The tasks; null for all.</param>
    /// <param name="fromUtc">The earliest time at which they end, in UTC; null for any.</param>
    /// <param name="toUtc">The latest time at which they start, in UTC; null for any.</param>
    public bool CanHoldRuns(IReadOnlyList<NameCriterion>? tasks = null, DateTime? fromUtc = null, DateTime? toUtc = null) =>
        RunCount > 0 && !(LastRunUtc < fromUtc) && !(FirstRunUtc > toUtc)
        && (tasks == null || LacksTasks || Tasks.Any(task => task.RunCount > 0 && NameCriterion.AnyMatches(tasks, task.TaskId)));

    /// <summary>Whether there can be runs with one of some statuses, of some tasks and some time; false where there is none.</summary>
    /// <param name="statuses">The statuses.</param>
    /// <param name="tasks">As for <see cref="CanHoldRuns(IReadOnlyList{NameCriterion}, DateTime?, DateTime?)"/>.</param>
    /// <param name="fromUtc">As there.</param>
    /// <param name="toUtc">As there.</param>
    public bool CanHoldRuns(
        IReadOnlyCollection<RunStatus> statuses, IReadOnlyList<NameCriterion>? tasks = null, DateTime? fromUtc = null,
        DateTime? toUtc = null)
    {
        if (statuses == null)
            throw new ArgumentNullException(nameof(statuses));
        if (!CanHoldRuns(tasks, fromUtc, toUtc))
            return false;
        var isFinishedMeant = statuses.Contains(RunStatus.Finished);
        return LacksRuns || (isFinishedMeant && Runs.Count(run => run.Status != RunStatus.Finished) < RunCount)
            || Runs.Any(run => statuses.Contains(run.Status) && !(run.EndUtc < fromUtc) && !(run.StartUtc > toUtc)
                && (tasks == null || NameCriterion.AnyMatches(tasks, run.TaskId)));
    }
}

/// <summary>A task, in short.</summary>
/// <param name="TaskId">The task.</param>
public sealed record SummarizedTask(string TaskId)
{
    /// <summary>How many tracks it has.</summary>
    public long TrackCount { get; init; }

    /// <summary>The time of its last track, in UTC; null where it has none.</summary>
    public DateTime? LastTrackUtc { get; init; }

    /// <summary>How many runs were started for it.</summary>
    public long RunCount { get; init; }

    /// <summary>When its last run started, in UTC; null where it has none.</summary>
    public DateTime? LastStartUtc { get; init; }

    /// <summary>When that run ended, in UTC, as far as it has; null where there is none.</summary>
    public DateTime? LastEndUtc { get; init; }

    /// <summary>When its last run that is Finished ended, in UTC; null where it has none.</summary>
    public DateTime? LastSuccessUtc { get; init; }
}

/// <summary>A run, in short.</summary>
/// <param name="RunId">Its id.</param>
/// <param name="TaskId">The task that it was started for; null when there is none.</param>
/// <param name="Status">Its status.</param>
/// <param name="StartUtc">When it started, in UTC.</param>
/// <param name="EndUtc">When it ended, in UTC, as far as it has.</param>
public sealed record SummarizedRun(int RunId, string? TaskId, RunStatus Status, DateTime StartUtc, DateTime EndUtc)
{
    /// <summary>The hash of its key (<see cref="HashOf"/>); null where it has no key.</summary>
    public string? KeyHash { get; init; }

    /// <summary>The host that it was started on; null where that is not on record.</summary>
    public string? Host { get; init; }

    /// <summary>Whether another run can continue it.</summary>
    public bool CanBeContinued { get; init; }

    /// <summary>Whether it was copied from another store.</summary>
    public bool IsCopy { get; init; }

    /// <summary>The host of the writer that started it; null where no event says that, and of a run that was stopped.</summary>
    internal string? WriterHost { get; init; }

    /// <summary>The hash of the file that it was started in; null where that is not on record, and of a run that was stopped.</summary>
    internal string? StoreHash { get; init; }

    /// <summary>The hash of a text: FNV-1a of its UTF-8, with 64 bits, as 16 hexadecimal digits.</summary>
    public static string HashOf(string text)
    {
        if (text == null)
            throw new ArgumentNullException(nameof(text));
        var hash = 0xCBF29CE484222325UL;
        foreach (var each in System.Text.Encoding.UTF8.GetBytes(text))
            hash = (hash ^ each) * 0x100000001B3UL;
        return hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }
}
