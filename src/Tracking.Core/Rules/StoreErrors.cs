using System;
using Tracking.Model;

namespace Tracking.Rules;

/// <summary>What every store refuses, and in which words.</summary>
internal static class StoreErrors
{
    /// <summary>What is said when the clock stepped back so far that it is believed (rule 4.5).</summary>
    public const string ClockSteppedBack =
        "The clock stepped back by more than a day since the last track of this store was saved. The new time is believed.";

    /// <summary>What is said when the clock was set back, and times go on from the last one (rule 4.5).</summary>
    public static string ClockSetBack(long ticks) =>
        $"The system's clock was set back by {TimeSpan.FromSeconds(Math.Round(TimeSpan.FromTicks(ticks).TotalSeconds)):c}. "
        + "The times of this store go on from its last one until the clock has caught up.";

    public static TrackingException NegativeRun() =>
        new(TrackingErrorCode.TrackRunInvalid, "A run id is a positive number, or 0 for the task's current run.");

    /// <summary>A run that is named by its id and by its key.</summary>
    public static TrackingException RunNamedTwice() =>
        new(TrackingErrorCode.TrackRunInvalid, "A run is named by its id or by its key, not by both.");

    public static TrackingException NoRun(int runId) =>
        new(TrackingErrorCode.TrackRunNotFound, $"There is no run {runId} in this store.", reason: ErrorReason.NoRun);

    /// <summary>A run that is to be removed, while someone is at work on it (rule 4.25).</summary>
    public static TrackingException RunAtWork(int runId) => new(
        TrackingErrorCode.TrackRunClaimed, $"Run {runId} is at work, and was not removed.", reason: ErrorReason.RunAtWork);

    /// <summary>A run that is to be removed, while someone may be about to continue it (rule 8.6).</summary>
    /// <param name="runId">The run.</param>
    /// <param name="holder">Who holds the claim on its task and key; null when that is not known.</param>
    public static TrackingException RunClaimed(int runId, string? holder) => new(
        TrackingErrorCode.TrackRunClaimed,
        $"Run {runId} was not removed: a run of the same task and key is at work{(holder == null ? "" : " in " + holder)}, "
            + "and may continue it.",
        reason: ErrorReason.RunClaimed);

    public static TrackingException NoRunNamed() =>
        new(TrackingErrorCode.TrackRunNotFound, "No run was named. Give a task id, or a run id.");

    public static TrackingException NothingToStop(string taskId) =>
        new(TrackingErrorCode.TrackRunNotFound, $"Task '{taskId}' has no current run to stop.", reason: ErrorReason.NoCurrentRun);

    /// <summary>What is said to whoever goes on with a run that another one continued meanwhile (rule 8.4).</summary>
    public static TrackingException Continued(int runId, int continuedBy) => new(
        TrackingErrorCode.TrackRunContinued,
        $"Run {runId} was continued by run {continuedBy} and takes nothing more. Nothing was stored.");

    /// <summary>Refuses what is for a run that another one continued.</summary>
    public static void RequireNotContinued(int runId, int? continuedBy)
    {
        if (continuedBy is { } successor)
            throw Continued(runId, successor);
    }

    /// <summary>Refuses to continue a run that has a successor, or whose writer is alive: a run has one successor (rule 8.4).</summary>
    /// <param name="run">The run that is to be continued, as it stands.</param>
    /// <param name="continuedBy">The run that continued it; null when none did.</param>
    public static void RequireContinuable(RunRecord run, int? continuedBy)
    {
        if (continuedBy is { } successor)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackRunInvalid,
                $"Run {run.RunId} was continued already, by run {successor}, and has one successor. Continue that one.");
        }
        if (run.Status == RunStatus.Running)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackRunInvalid,
                $"Run {run.RunId} is at work. It can be continued when it has ended, or when its process is gone for a minute.");
        }
    }

    public static TrackingException NoStep(int stepId) =>
        new(TrackingErrorCode.TrackStepInvalid, $"There is no step {stepId} in the run.");

    public static TrackingException OtherStep(int stepId) =>
        new(TrackingErrorCode.TrackStepInvalid, $"Step {stepId} is another one: run, name, key and outer step of a step never change.");

    public static TrackingException TooLong(string what) => new(
        TrackingErrorCode.TrackDataTooLarge, $"The {what} has more than {StoreLimits.MaxNameLength} characters. Shorten it.");

    public static TrackingException NoTrack(long number) =>
        new(TrackingErrorCode.TrackNotFound, $"There is no track {TrackId.Format(number)} in this store.", reason: ErrorReason.NoTrack);

    public static TrackingException Closed() =>
        new(TrackingErrorCode.TrackStoreClosed, "The store was closed.", reason: ErrorReason.Closed);

    /// <summary>A snapshot of a log, which nothing can change.</summary>
    public static TrackingException OpenedReadOnly(string? path) =>
        new(TrackingErrorCode.TrackStoreReadOnly, $"'{path}' was opened read-only.", reason: ErrorReason.OpenedReadOnly);

    public static void RequireName(string name, string what)
    {
        if (string.IsNullOrEmpty(name))
            throw new TrackingException(TrackingErrorCode.TrackNameInvalid, $"The {what} is empty. Give a name.");
        RequireWhole(name, what);
    }

    /// <summary>What is said when a run is stopped, and as what.</summary>
    public static void RequireOutcome(RunStatus status, string? message)
    {
        if (!status.IsEnded())
            throw new ArgumentOutOfRangeException(nameof(status));
        RequireMessage(message);
    }

    public static void RequireMessage(string? message)
    {
        if (message == null)
            return;
        RequireWhole(message, "message");
        if (message.Length > RunRecord.MaxMessageLength)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackDataTooLarge,
                $"The message has more than {RunRecord.MaxMessageLength} characters. Save the details as a track of the run.");
        }
    }

    public static void RequireKey(string key)
    {
        RequireWhole(key, "key");
        if (key.Length > StoreLimits.MaxNameLength)
            throw TooLong("key");
    }

    /// <summary>Refuses a step that no store can hold.</summary>
    public static void RequireSize(string name, string key, TrackData? facts, TrackData? output)
    {
        var most = (facts?.Length ?? 0) + (long)(output?.Length ?? 0) + (6L * (name.Length + key.Length)) + 1024;
        if (most > StoreLimits.MaxLineBytes)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackDataTooLarge, $"The step takes more than {StoreLimits.MaxLineBytes / (1024 * 1024)} MiB.");
        }
    }

    /// <summary>Refuses a run that no store can hold.</summary>
    public static void RequireRun(string? taskId, string? message)
    {
        if (taskId != null)
            RequireName(taskId, "task id");
        RequireMessage(message);
    }

    /// <summary>Refuses a track that no store can hold.</summary>
    public static void RequireTrack(string taskId, string userName, TrackData data)
    {
        RequireName(taskId, "task id");
        RequireName(userName, "user name");
        RequireSize(taskId, userName, data);
    }

    public static void RequireSize(string taskId, string userName, TrackData data)
    {
        // A name's character takes at most six bytes; the rest of a line is well below a kilobyte.
        var most = (long)data.Length + (data.Types?.Length ?? 0) + (6L * (taskId.Length + userName.Length)) + 1024;
        if (most > StoreLimits.MaxLineBytes)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackDataTooLarge,
                $"The track takes more than {StoreLimits.MaxLineBytes / (1024 * 1024)} MiB. "
                + "Keep the bulk in a file of its own and save its path.");
        }
    }

    public static void RequireIds(bool areLeft)
    {
        if (!areLeft)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackStoreWriteFailed,
                "The store has used up its ids, as only one can whose file was not written by this module. "
                + "Nothing was stored. Start a new store.");
        }
    }

    /// <summary>Whether a text can be a name.</summary>
    public static bool IsName(string? name) => !string.IsNullOrEmpty(name) && UnicodeText.IsWellFormed(name!);

    private static void RequireWhole(string text, string what)
    {
        if (!UnicodeText.IsWellFormed(text))
        {
            throw new TrackingException(
                TrackingErrorCode.TrackNameInvalid, $"The {what} holds half of a surrogate pair, which no file can keep. Remove it.");
        }
    }
}
