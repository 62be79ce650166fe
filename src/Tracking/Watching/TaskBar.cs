using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using Tracking.Model;
using Tracking.Output;

namespace Tracking.Watching;

/// <summary>
/// The progress bar of a task: how far its run is, by the PercentComplete of its last track or by the steps that it completed of those
/// that the task's last finished run had, with the time
/// that has passed and what is left at that pace.
/// </summary>
/// <param name="activityId">Tells the bar from others.</param>
/// <param name="run">The run.</param>
/// <param name="expectedSteps">How many steps the run will have, as far as is known; 0 when nothing is.</param>
internal sealed class TaskBar(int activityId, RunRecord run, int expectedSteps)
{
    private readonly HashSet<string> _completed = new(StringComparer.Ordinal);
    private string? _step;
    private ProgressRecord? _said;

    public int RunId => run.RunId;

    public int ActivityId => activityId;

    /// <summary>Hears of a track of the run.</summary>
    public void Follow(TrackRecord track)
    {
        if (TrackProgress.Of(track) is { } said)
            _said = said;
    }

    /// <summary>Hears of a step of the run.</summary>
    public void Follow(StepRecord step)
    {
        if (step.CarriedFrom == null)
            _step = step.Path;
        if (step.IsCompleted)
            _completed.Add(step.Path);
    }

    /// <summary>The bar as it is at a time.</summary>
    public ProgressRecord Draw(DateTime nowUtc)
    {
        var elapsed = nowUtc > run.StartUtc ? nowUtc - run.StartUtc : TimeSpan.Zero;
        var percent = _said is { PercentComplete: >= 0 } ? _said.PercentComplete : PercentOfSteps();
        return new ProgressRecord(activityId, run.TaskId, Status(elapsed))
        {
            PercentComplete = percent,
            CurrentOperation = _said?.CurrentOperation,
            SecondsRemaining = _said is { SecondsRemaining: >= 0 } ? _said.SecondsRemaining : Remaining(elapsed, percent),
        };
    }

    /// <summary>What takes the bar away.</summary>
    public ProgressRecord End() => new(activityId, run.TaskId, " ") { RecordType = ProgressRecordType.Completed };

    private static int Remaining(TimeSpan elapsed, int percent) =>
        percent > 0 ? (int)Math.Min(int.MaxValue, elapsed.TotalSeconds * (100 - percent) / percent) : -1;

    // A run may have more steps than the one before: it is not done before it says so.
    private int PercentOfSteps() => expectedSteps > 0 ? Math.Min(99, 100 * _completed.Count / expectedSteps) : -1;

    private string Status(TimeSpan elapsed)
    {
        var parts = new List<string>();
        if (!string.IsNullOrWhiteSpace(_said?.StatusDescription))
            parts.Add(_said!.StatusDescription);
        if (_step != null)
        {
            parts.Add(expectedSteps > 0
                ? $"{_step} ({_completed.Count} of {expectedSteps} steps)"
                : $"{_step} ({_completed.Count} steps done)");
        }
        parts.Add(string.Format(CultureInfo.InvariantCulture, "{0:00}:{1:mm\\:ss}", (int)elapsed.TotalHours, elapsed));
        return string.Join(", ", parts);
    }
}
