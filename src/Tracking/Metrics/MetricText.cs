using System.Collections.Generic;
using System.IO;

namespace Tracking.Metrics;

/// <summary>All metrics of tasks (rule 12.7).</summary>
internal sealed class MetricText
{
    /// <summary>When the last run started.</summary>
    public MetricFamily LastStart { get; } = new(
        "tracking_task_last_start_timestamp_seconds", "When the last run of the task started.");

    /// <summary>When the last run ended that ended.</summary>
    public MetricFamily LastEnd { get; } = new(
        "tracking_task_last_end_timestamp_seconds", "When the last run of the task that ended did so; 0 where none has.");

    /// <summary>When the last success ended.</summary>
    public MetricFamily LastSuccess { get; } = new(
        "tracking_task_last_success_timestamp_seconds", "When the task last finished without errors; 0 where it never has.");

    /// <summary>How long the last run took that ended.</summary>
    public MetricFamily LastDuration { get; } = new(
        "tracking_task_last_duration_seconds", "How long the last run of the task took that ended.");

    /// <summary>How the last run stands.</summary>
    public MetricFamily LastStatus { get; } = new(
        "tracking_task_last_status", "How the last run of the task stands: 1 for its status, 0 for each other one.");

    /// <summary>How many runs are at work.</summary>
    public MetricFamily Running { get; } = new("tracking_task_running", "How many runs of the task are at work.");

    /// <summary>How many steps of the last run failed.</summary>
    public MetricFamily FailedSteps { get; } = new("tracking_task_failed_steps", "How many steps of the last run of the task failed.");

    /// <summary>How many errors were written in the steps of the last run.</summary>
    public MetricFamily Errors { get; } = new("tracking_task_errors", "How many errors were written in the steps of the last run.");

    /// <summary>Whether a task is on time.</summary>
    public MetricFamily OnTime { get; } = new(
        "tracking_task_on_time", "Whether the task succeeded in time, where something is expected of it.");

    /// <summary>By when the next success is due.</summary>
    public MetricFamily Due { get; } = new(
        "tracking_task_due_timestamp_seconds", "By when the next success of the task is due, or was; 0 where it never succeeded.");

    /// <summary>How many rows of task, host and user were left out.</summary>
    public int LeftOut { get; init; }

    /// <summary>Writes them, each once with its help and type.</summary>
    public void Write(TextWriter text)
    {
        foreach (var family in Families())
            family.Write(text);
    }

    private IEnumerable<MetricFamily> Families()
    {
        var leftOut = new MetricFamily("tracking_left_out_rows", "How many rows of task, host and user are not among the metrics.");
        leftOut.Add(LeftOut);
        return [LastStart, LastEnd, LastSuccess, LastDuration, LastStatus, Running, FailedSteps, Errors, OnTime, Due, leftOut];
    }
}
