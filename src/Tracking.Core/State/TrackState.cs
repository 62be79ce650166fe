using System;
using System.Collections.Generic;
using Tracking.Model;
using Tracking.Rules;

namespace Tracking.State;

/// <summary>
/// The whole state of a store in memory: what the events that were applied to it give. It knows no events; they call its members, none of
/// which fails when the event can follow on the state.
/// </summary>
internal sealed class TrackState : IImportTarget
{
    /// <summary>How much of the opening of a log is done when its last event is read and the lists by time are still to be built.</summary>
    public const double ReplayEnds = 0.75;

    private readonly List<WriterEntry> _writers = [];
    private readonly Dictionary<Guid, WriterRecord> _writersById = [];
    private readonly OriginMap _trackOrigins;
    private readonly OriginMap _runOrigins;
    private readonly OriginMap _stepOrigins;

    /// <param name="isReplay">Whether events of the past are applied first, until <see cref="EndReplay"/>: a track that they change many
    /// times is put into the lists by time once.</param>
    /// <param name="writer">Who wrote what no event of a writer stands before; someone new when null.</param>
    public TrackState(bool isReplay = false, Guid? writer = null)
    {
        Indexes = new TrackIndexes(withoutTimeLists: isReplay);
        var first = writer ?? Guid.NewGuid();
        _trackOrigins = new OriginMap(first);
        _runOrigins = new OriginMap(first);
        _stepOrigins = new OriginMap(first);
    }

    public TrackIndexes Indexes { get; private set; }

    public long NextNumber { get; private set; } = 1;

    public int NextRunId { get; private set; } = 1;

    public int NextStepId { get; private set; } = 1;

    public long NumberBehind(int given) => NextNumber + given;

    public int RunIdBehind(int given) => NextRunId + given;

    public int StepIdBehind(int given) => NextStepId + given;

    public StepList Steps { get; } = new();

    /// <summary>About how many bytes a log takes that holds nothing but this state.</summary>
    public long LiveLength => Indexes.LiveLength + Steps.LiveLength;

    /// <summary>The last time that the clock made in this store, in UTC ticks; 0 when it made none.</summary>
    public long LastClockTicks { get; private set; }

    /// <summary>By how much the system's clock was behind the times of this store when that was found last, in ticks (rule 4.5).</summary>
    public long ClockBehindTicks { get; private set; }

    /// <summary>Adds a track whose number was not given before, and its run where the save starts it.</summary>
    public void AddTrack(TrackRecord record, bool startsRun)
    {
        if (startsRun)
        {
            // Nobody says that it is at work.
            var begun = new RunRecord(record.RunId, record.TaskId, record.TimeUtc, record.TimeUtc, RunStatus.Open, IsCurrent: true);
            AddRun(begun, isCurrent: true);
        }
        var run = Indexes.Add(record);
        NextNumber = Math.Max(NextNumber, record.Number + 1);
        // The step may have been lost, and no other one takes its id.
        NextStepId = Math.Max(NextStepId, record.StepId + 1);
        Touch(run, record);
    }

    /// <summary>Says that a track was copied, and from where.</summary>
    public void AddTrackOrigin(long number, Origin origin) => _trackOrigins.AddCopy(number, origin);

    /// <summary>Puts a track in the place of the one that has its number.</summary>
    public void ReplaceTrack(TrackRecord record) => Touch(Indexes.Replace(Indexes.Find(record.Number)!, record), record);

    public void RemoveTrack(long number) => Indexes.Remove(Indexes.Find(number)!);

    /// <summary>Removes a run with its steps and tracks. Where it is not there, what is lost of it is not to come back.</summary>
    public void RemoveRun(int runId)
    {
        NextRunId = Math.Max(NextRunId, runId + 1);
        if (Indexes.Runs.TryGetValue(runId, out var run))
            Steps.Remove(run.Steps);
        Indexes.RemoveRun(runId);
    }

    /// <summary>Adds a run and makes it its task's current one.</summary>
    public void StartRun(RunRecord begun, bool timeIsGiven)
    {
        AddRun(begun, isCurrent: true);
        RememberClock(begun.StartUtc.Ticks, timeIsGiven);
    }

    /// <summary>Adds a step, or puts it in the place of the one that has its id.</summary>
    public void SetStep(StepRecord record)
    {
        if (Steps.Find(record.StepId) is not { } known)
        {
            NextStepId = Math.Max(NextStepId, record.StepId + 1);
            if (record.Origin is { } origin)
                _stepOrigins.AddCopy(record.StepId, origin);
            // In a file that was repaired, they may come in another order.
            var ofRun = Indexes.Runs[record.RunId].Steps;
            var place = ofRun.BinarySearch(record.StepId);
            ofRun.Insert(place < 0 ? ~place : place, record.StepId);
            var parent = record.ParentId > 0 ? Steps.Find(record.ParentId)!.Path : null;
            Steps.Set(record with
            {
                Path = StepRecord.PathOf(parent, record.Name, record.Key),
                Identity = _stepOrigins.Of(record.StepId),
            });
        }
        else
        {
            Steps.Set(record with { Path = known.Path, Identity = known.Identity, Origin = known.Origin });
        }
        // A carried step bears times of another run, and a copy those of another store.
        if (record is { CarriedFrom: null, Origin: null })
        {
            var time = record.EndUtc ?? record.StartUtc;
            var run = Indexes.Runs[record.RunId];
            run.EndTicks = Math.Max(run.EndTicks, time.Ticks);
            RememberClock(Math.Max(LastClockTicks, time.Ticks), given: false);
        }
    }

    /// <summary>Gives a run its outcome; it is its task's current one no more.</summary>
    public void StopRun(int runId, RunStatus status, string? message, DateTime timeUtc, bool timeIsGiven)
    {
        var run = Indexes.Runs[runId];
        run.Status = status;
        run.StatusTicks = RunRecord.NextStatusTicks(run.StatusTicks, timeUtc);
        Indexes.SetMessage(run, message);
        run.EndTicks = Math.Max(run.EndTicks, timeUtc.Ticks);
        Indexes.EndCurrent(run);
        RememberClock(timeUtc.Ticks, timeIsGiven);
    }

    /// <summary>Has a run at work again, as its task's current one.</summary>
    public void ResumeRun(int runId, DateTime timeUtc)
    {
        var run = Indexes.Runs[runId];
        run.Status = RunStatus.Running;
        run.StatusTicks = RunRecord.NextStatusTicks(run.StatusTicks, timeUtc);
        Indexes.SetMessage(run, message: null);
        Indexes.MakeCurrent(run);
        RememberClock(timeUtc.Ticks, given: false);
    }

    /// <summary>Adds a run as it is told, or brings it up to date.</summary>
    public void SetRun(RunRecord record)
    {
        if (!Indexes.Runs.TryGetValue(record.RunId, out var run))
        {
            run = AddRun(record, record.IsCurrent);
            if (record.Origin is { } origin)
                _runOrigins.AddCopy(record.RunId, origin);
        }
        if (record.StartUtc.Ticks < run.StartTicks)
            Indexes.BeginEarlier(run, record.StartUtc.Ticks);
        run.EndTicks = record.EndUtc.Ticks;
        run.Status = record.Status;
        run.StatusTicks = record.StatusUtc.Ticks;
        Indexes.SetMessage(run, record.Message);
    }

    /// <summary>Says by how much the system's clock is behind.</summary>
    public void SetClockBehind(long ticks) => ClockBehindTicks = ticks;

    /// <summary>A writer begins: what is saved and started from now on is its own.</summary>
    public void AddWriter(WriterRecord writer)
    {
        _writers.Add(new WriterEntry(writer, NextNumber, NextRunId, NextStepId));
        _writersById[writer.Writer] = writer;
        _trackOrigins.AddWriter(writer.Writer, NextNumber);
        _runOrigins.AddWriter(writer.Writer, NextRunId);
        _stepOrigins.AddWriter(writer.Writer, NextStepId);
    }

    /// <summary>
    /// Takes over what an optimised file says beside its events: the counters, which may be ahead of them, and the clock.
    /// </summary>
    public void SetCounters(long nextNumber, int nextRunId, int nextStepId, long lastClockTicks, long clockBehindTicks)
    {
        NextStepId = Math.Max(NextStepId, nextStepId);
        NextNumber = Math.Max(NextNumber, nextNumber);
        NextRunId = Math.Max(NextRunId, nextRunId);
        LastClockTicks = lastClockTicks;
        ClockBehindTicks = clockBehindTicks;
    }

    /// <summary>The writers, in the order in which they began, each with the next track and run of its time.</summary>
    public IReadOnlyList<WriterEntry> Writers => _writers;

    /// <summary>Where tracks were copied from, as it is now, to be asked from any thread; null for a track that was not.</summary>
    public Func<long, Origin?> SnapshotOfOrigins() => _trackOrigins.Snapshot();

    /// <summary>What of the state was edited by hand in a log.</summary>
    public EditMarks Edits { get; } = new();

    public void EndReplay(ProgressMeter? meter = null) => Indexes.BuildTimeLists(meter?.Part(ReplayEnds, 1));

    public void RebuildIndexes(ProgressMeter? meter = null) => Indexes = Indexes.Rebuild(meter);

    public RunNode? CurrentRun(string taskId) => Indexes.Tasks.TryGetValue(taskId, out var task) ? task.CurrentRun : null;

    public RunRecord Record(RunNode run) => run.Begun with
    {
        EndUtc = new DateTime(run.EndTicks, DateTimeKind.Utc),
        Status = run.Status,
        IsCurrent = Indexes.IsCurrent(run),
        Message = run.Message,
        StatusUtc = new DateTime(run.StatusTicks, DateTimeKind.Utc),
        Origin = _runOrigins.CopyOf(run.RunId),
        Identity = _runOrigins.Of(run.RunId),
    };

    /// <summary>The last writer that began; null where no event says who wrote.</summary>
    public WriterRecord? LastWriter => _writers.Count > 0 ? _writers[_writers.Count - 1].Writer : null;

    /// <summary>The writer that identifies a run or step; null where no event says who it is.</summary>
    public WriterRecord? FindWriter(Guid writer) => _writersById.TryGetValue(writer, out var found) ? found : null;

    public TrackExport Export(TrackRecord track) => new(
        track, _trackOrigins.Of(track.Number), _runOrigins.Of(track.RunId), track.StepId > 0 ? Steps.Find(track.StepId)?.Identity : null);

    public Origin OriginOfRun(int runId) => _runOrigins.Of(runId);

    /// <summary>Where a track comes from, also one that was removed.</summary>
    public Origin OriginOfTrack(long number) => _trackOrigins.Of(number);

    /// <inheritdoc/>
    public TrackRecord? FindTrack(Origin origin) =>
        _trackOrigins.FindCopy(origin) is { } copy && Indexes.Find(copy) is { } copied ? copied
        : Indexes.Find(origin.Number) is { } own && _trackOrigins.IsOwn(origin) ? own
        : null;

    /// <inheritdoc/>
    public RunRecord? FindRun(Origin origin) =>
        _runOrigins.FindCopy(origin) is { } copy && Indexes.Runs.TryGetValue((int)copy, out var copied) ? Record(copied)
        : origin.Number <= StoreLimits.MaxRunId && Indexes.Runs.TryGetValue((int)origin.Number, out var own) && _runOrigins.IsOwn(origin)
            ? Record(own)
        : null;

    /// <inheritdoc/>
    public StepRecord? FindStep(Origin origin) =>
        _stepOrigins.FindCopy(origin) is { } copy && Steps.Find((int)copy) is { } copied ? copied
        : origin.Number <= StoreLimits.MaxStepId && Steps.Find((int)origin.Number) is { } own && _stepOrigins.IsOwn(origin) ? own
        : null;

    /// <summary>Whether a run was copied from another store.</summary>
    public bool IsCopiedRun(int runId) => _runOrigins.CopyOf(runId) != null;

    /// <summary>
    /// Whether it is a run that is here and comes from the same origin, as it went on there. One that is current here goes on here.
    /// </summary>
    public bool IsLaterCopy(RunRecord record) =>
        record.Origin is { } origin && Indexes.Runs.TryGetValue(record.RunId, out var run) && _runOrigins.Of(run.RunId) == origin
            && !Indexes.IsCurrent(run)
        && (record.Status != RunStatus.Abandoned || IsCopiedRun(run.RunId))
        && (record.StartUtc.Ticks == run.StartTicks || (record.StartUtc.Ticks < run.StartTicks && BeginsWithItsTracks(run)))
        && record.EndUtc.Ticks >= run.EndTicks && record.StatusUtc.Ticks >= run.StatusTicks
        && string.Equals(record.TaskId, run.TaskId, StringComparison.Ordinal);

    private RunNode AddRun(RunRecord begun, bool isCurrent)
    {
        NextRunId = Math.Max(NextRunId, begun.RunId + 1);
        return Indexes.AddRun(begun, isCurrent);
    }

    private bool BeginsWithItsTracks(RunNode run) => RunRule.BeginsWithItsTracks(run.Begun, Indexes.IsCurrent(run));

    /// <summary>
    /// Whether what comes was written anew from a state: its runs have the starts that they had there, whichever was current then.
    /// </summary>
    public bool IsReadingImage { get; set; }

    private void Touch(RunNode run, TrackRecord record)
    {
        if (record.TimeTicks < run.StartTicks && !IsReadingImage && BeginsWithItsTracks(run))
            Indexes.BeginEarlier(run, record.TimeTicks);
        run.EndTicks = Math.Max(run.EndTicks, record.TimeTicks);
        RememberClock(record.TimeTicks, record.TimeIsGiven);
    }

    private void RememberClock(long ticks, bool given)
    {
        if (!given)
            LastClockTicks = ticks;
    }

    /// <summary>A writer, and what stands before it.</summary>
    /// <param name="Writer">The writer.</param>
    /// <param name="FirstNumber">The next track when it began.</param>
    /// <param name="FirstRunId">The next run when it began.</param>
    /// <param name="FirstStepId">The next step when it began.</param>
    internal readonly record struct WriterEntry(WriterRecord Writer, long FirstNumber, int FirstRunId, int FirstStepId);
}
