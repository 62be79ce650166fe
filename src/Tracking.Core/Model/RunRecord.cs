using System;

namespace Tracking.Model;

/// <summary>A run as it was at one moment.</summary>
/// <param name="RunId">The run's id; one counter over all tasks of a store.</param>
/// <param name="TaskId">The task that the run was started for; null when for none.</param>
/// <param name="StartUtc">When it started, in UTC.</param>
/// <param name="EndUtc">The latest of its start, its tracks' times and its stop, in UTC (rule 4.3).</param>
/// <param name="Status">How it stands.</param>
/// <param name="IsCurrent">Whether new tracks of its task go to it.</param>
/// <param name="Message">What was said when it was stopped; null when nothing was.</param>
public sealed record RunRecord(
    int RunId, string? TaskId, DateTime StartUtc, DateTime EndUtc, RunStatus Status, bool IsCurrent, string? Message = null)
{
    /// <summary>The most characters of what is said when a run is stopped.</summary>
    public const int MaxMessageLength = 8192;

    private readonly DateTime? _statusUtc;

    /// <summary>
    /// When its status was last said: it was started, stopped or taken up. Each time is later than the one before, so that of two copies of
    /// a run the one with the later word is known. Where nobody says: its start, or its end when it was stopped.
    /// </summary>
    public DateTime StatusUtc
    {
        get => _statusUtc ?? (Status is RunStatus.Running or RunStatus.Abandoned ? StartUtc : EndUtc);
        init => _statusUtc = value;
    }

    /// <summary>The time of the next word on its status: later than the last one, whatever time is given for it.</summary>
    internal static long NextStatusTicks(long lastTicks, DateTime timeUtc) =>
        Math.Min(Math.Max(lastTicks + 1, timeUtc.Ticks), DateTime.MaxValue.Ticks);

    /// <summary>Where it was copied from; null when it was started here.</summary>
    public Origin? Origin { get; init; }

    /// <summary>Whether it was stopped as finished.</summary>
    public bool Finished => Status == RunStatus.Finished;
}
