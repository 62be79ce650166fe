using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Rules;

namespace Tracking;

/// <summary>Whether a task did what is expected of it, and why not.</summary>
public sealed class TaskCheck
{
    internal TaskCheck(string taskId, ExpectationResult result, IEnumerable<TrackRun> runs, DateTime nowUtc)
    {
        var known = runs.ToList();
        TrackRun? Of(Model.RunRecord? record) => record == null ? null : known.Find(run => run.Record.Identity == record.Identity);
        TaskId = taskId;
        IsOnTime = result.IsMet;
        Reason = result.Reason;
        LastRun = Of(result.LastRun);
        LastSuccess = Of(result.LastSuccess);
        Due = result.DueUtc?.ToLocalTime();
        Message = Describe(result, nowUtc);
    }

    /// <summary>The task.</summary>
    public string TaskId { get; }

    /// <summary>Whether it succeeded in time.</summary>
    public bool IsOnTime { get; }

    /// <summary>Why, or why not: how its last run stands.</summary>
    public TaskReason Reason { get; }

    /// <summary>By when the next success is due, or was due, local; null where it never succeeded and no schedule says it.</summary>
    public DateTime? Due { get; }

    /// <summary>Its last run; null where it never ran.</summary>
    public TrackRun? LastRun { get; }

    /// <summary>Its last run that was a success; null where there is none.</summary>
    public TrackRun? LastSuccess { get; }

    /// <summary>The same in a sentence or two.</summary>
    public string Message { get; }

    /// <summary>The task, and how it stands.</summary>
    public override string ToString() => $"{TaskId}: {Message}";

    private string Describe(ExpectationResult result, DateTime nowUtc)
    {
        var said = Reason switch
        {
            TaskReason.Succeeded => $"It {Ended(LastSuccess!)}, {Ago(LastSuccess!.Record.EndUtc, nowUtc)}.",
            TaskReason.NeverRan => "It never ran.",
            TaskReason.Late => $"It did not run again: its last success was at {Time(LastRun!.End)}, {Ago(LastRun.Record.EndUtc, nowUtc)}.",
            TaskReason.Running => $"It is still running since {Time(LastRun!.Start)}, {Duration(nowUtc - LastRun.Record.StartUtc)} now.",
            TaskReason.Open => $"Its last run, of {Time(LastRun!.Start)}, is open: nobody says that it ended.",
            TaskReason.Abandoned => $"Its last run, of {Time(LastRun!.Start)}, was abandoned.",
            TaskReason.Unknown => $"Its last run, of {Time(LastRun!.Start)}, cannot be judged from here.",
            _ => $"It {Ended(LastRun!)}{(LastRun!.Message == null ? "." : ": " + AsSentence(TrackView.OneLine(LastRun.Message)))}",
        };
        if (Reason is not (TaskReason.Succeeded or TaskReason.NeverRan or TaskReason.Late))
            said += LastSuccess == null ? " It never succeeded." : $" Its last success was at {Time(LastSuccess.End)}.";
        if (!IsOnTime && result.FutureRun is { } future)
            said += $" A run that begins or ends in the future, of {Time(future.StartUtc.ToLocalTime())}, does not count.";
        return said;
    }

    private static string AsSentence(string text) => text.TrimEnd() is { Length: > 0 } said && char.IsLetterOrDigit(said[said.Length - 1])
        ? said + "."
        : text.TrimEnd();

    private static string Ended(TrackRun run) => run.Status switch
    {
        RunStatus.Failed => "failed",
        RunStatus.Stopped => "was stopped",
        RunStatus.FinishedWithErrors => "finished with errors",
        _ => "finished",
    } + $" at {Time(run.End)}";

    private static string Time(DateTime time) => TrackView.Time(time);

    private static string Ago(DateTime thenUtc, DateTime nowUtc) => $"{Duration(nowUtc - thenUtc)} ago";

    private static string Duration(TimeSpan span) => TrackView.Duration(span < TimeSpan.Zero ? TimeSpan.Zero : span);
}
