using System;

namespace Tracking.Model;

/// <summary>A run as it was at one moment.</summary>
/// <param name="RunId">The run's id; the ids of all runs of a store count up from 1.</param>
/// <param name="TaskId">The task that the run was started for; null when there is none.</param>
/// <param name="StartUtc">When it started, in UTC.</param>
/// <param name="EndUtc">The latest of its start, its tracks' times and its stop, in UTC (rule 4.3).</param>
/// <param name="Status">Its status.</param>
/// <param name="IsCurrent">Whether it is the current run of its task, to which new tracks are added (rule 4.2).</param>
/// <param name="Message">The message that it was stopped with; null when there is none.</param>
public sealed record RunRecord(
    int RunId, string? TaskId, DateTime StartUtc, DateTime EndUtc, RunStatus Status, bool IsCurrent, string? Message = null)
{
    /// <summary>The most characters of what is said when a run is stopped.</summary>
    public const int MaxMessageLength = 8192;

    private readonly DateTime? _statusUtc;

    /// <summary>
    /// When its status last changed: when it was started, stopped or resumed, in UTC. Each time is later than the one before, so that the
    /// newer of two copies of a run is known (rule 4.20). Where it is not recorded: its start, or its end when it was stopped.
    /// </summary>
    public DateTime StatusUtc
    {
        get => _statusUtc ?? (HasEnded ? EndUtc : StartUtc);
        init => _statusUtc = value;
    }

    /// <summary>The time of the next change of its status: later than that of the last one, whatever time is given for it.</summary>
    internal static long NextStatusTicks(long lastTicks, DateTime timeUtc) =>
        Math.Min(Math.Max(lastTicks + 1, timeUtc.Ticks), DateTime.MaxValue.Ticks);

    /// <summary>Where it was started first, if it is a copy; null when it was started here.</summary>
    public Origin? Origin { get; init; }

    /// <summary>What identifies it everywhere: its first writer, and its id there.</summary>
    public Origin Identity { get; init; }

    /// <summary>What tells it from other runs of the task, for a run that is to continue it (rule 8.2); null for none.</summary>
    public string? Key { get; init; }

    /// <summary>Who began it, where and how, by the keys of <c>RunFacts</c>; null when nothing is on record.</summary>
    public TrackData? Facts { get; init; }

    /// <summary>The machine that started it, where the store has that on record (rule 4.26); null elsewhere, and for a copy.</summary>
    public string? Host { get; init; }

    /// <summary>The run that it continues; null when it continues none.</summary>
    public Origin? Continues { get; init; }

    /// <summary>
    /// How many steps it was to take over from the run that it continues. Where fewer are there, its beginning was cut off, and it counts
    /// as no continuation (rule 8.4).
    /// </summary>
    public int CarriedSteps { get; init; }

    /// <summary>Whether it was stopped as finished, with errors or without.</summary>
    public bool Finished => Status.IsFinished();

    /// <summary>Whether it was stopped, in whatever way.</summary>
    public bool HasEnded => Status.IsEnded();
}
