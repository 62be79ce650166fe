using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Events;
using Tracking.Model;
using Tracking.Rules;
using Tracking.State;

namespace Tracking.Engine;

/// <summary>
/// A state, the log of the events that made it, and who follows them. A change travels one way: its events are appended to the log,
/// applied to the state, and then followers are notified; so a log that fails leaves the state as it was. Members are called under the
/// engine's lock.
/// </summary>
/// <param name="log">Where events are kept; it belongs to this object from now on.</param>
/// <param name="state">What the log holds; an empty one when it holds nothing.</param>
/// <param name="warnings">What the user is to hear of.</param>
/// <param name="clock">Gives the time.</param>
/// <param name="flushTimer">Started when something is to be flushed or compacted soon.</param>
internal sealed class LoggedState(ITrackLog log, TrackState? state, WarningList warnings, StoreClock clock, FlushTimer flushTimer)
{
    private readonly List<MemoryFollower> _followers = [];
    private readonly TrackEvent[] _single = new TrackEvent[1];
    private Guid _writer = Guid.NewGuid();
    private (long Ticks, long? Watch) _lastGiven;
    private bool _saysOwner;
    private bool _beganWork;

    public ITrackLog Log => log;

    public TrackState State { get; private set; } = state ?? new TrackState();

    public LogImage Image => LogImage.Of(State);

    /// <summary>Who can write to the log now.</summary>
    public LogOwner Owner => log.IsReadOnly
        ? new LogOwner(State.LastWriter?.Writer, log.HasWriter, log.Path)
        : new LogOwner(log.Path == null ? null : _writer, HoldsLog: true, log.Path);

    /// <summary>The time of a change: the one given, or the clock's.</summary>
    public DateTime TimeFor(DateTime? given, out GivenTime? reading)
    {
        reading = null;
        if (given is { } time)
            return time;
        var watch = clock.WatchTicks;
        var last = State.LastClockTicks;
        var elapsed = _lastGiven.Ticks == last ? watch - _lastGiven.Watch : null;
        var read = ClockRule.Read(clock.UtcNow.Ticks, last, State.ClockBehindTicks, elapsed);
        reading = new GivenTime(read, watch);
        return new DateTime(read.Ticks, DateTimeKind.Utc);
    }

    /// <summary>Has an event happen that was decided on the state as it is.</summary>
    /// <param name="decided">The event.</param>
    /// <param name="given">The time that the clock gave to it; null when it has none of the clock's.</param>
    public void Commit(TrackEvent decided, GivenTime? given = null)
    {
        _single[0] = decided;
        Commit(_single, given);
    }

    /// <summary>Has events happen together that were decided on the state as it is.</summary>
    /// <inheritdoc cref="Commit(TrackEvent, GivenTime?)"/>
    public void Commit(IReadOnlyList<TrackEvent> decided, GivenTime? given = null)
    {
        if (given is not { } time)
        {
            CommitBatch(decided);
            return;
        }
        var (ticks, behind, news) = time.Reading;
        CommitBatch(ClockRule.Differ(behind, State.ClockBehindTicks) ? [new ClockCompared(behind), .. decided] : decided);
        _lastGiven = (ticks, time.Watch);
        if (news == ClockNews.SetBack)
            warnings.Add(StoreErrors.ClockSetBack(behind));
        else if (news == ClockNews.Believed)
            warnings.Add(StoreErrors.ClockSteppedBack);
    }

    /// <summary>
    /// Says who writes: at once when the store stays open, or where the writer before left a run or a step running, so that whoever reads
    /// the log sees that it is abandoned. A cmdlet that opens the store for itself goes on as the writer that its process was before.
    /// </summary>
    /// <param name="staysOpen">Whether the store is open until someone closes it.</param>
    /// <param name="former">The writer of this process that wrote to the log last, and after which nobody did; null for none.</param>
    public void BecomeOwner(bool staysOpen, Guid? former)
    {
        _saysOwner = staysOpen;
        if (log.IsReadOnly || !log.IsThere)
            return;
        var last = State.LastWriter;
        if (!staysOpen && former is { } writer && last?.Writer == writer)
        {
            _writer = writer;
            log.LacksWriter = false;
        }
        else if (staysOpen || (last != null && (State.Indexes.Runs.Values.Any(IsLeft) || State.Steps.All.Any(IsStepLeft))))
        {
            CommitBatch([]);
        }

        bool IsLeft(RunNode run) => run.Status == RunStatus.Running && State.OriginOfRun(run.RunId).Writer == last!.Writer;
        bool IsStepLeft(StepRecord step) => step.Status == StepStatus.Running && step.Identity.Writer == last!.Writer;
    }

    /// <summary>Says again who writes, where a log that was written anew does not.</summary>
    public void ConfirmOwner()
    {
        if (_saysOwner && log.LacksWriter)
            CommitBatch([]);
    }

    /// <summary>Brings the log into order, and returns what flushes it, to be called without the engine's lock.</summary>
    public Action BeginFlush()
    {
        flushTimer.Reset();
        if (log.CheckForFlush() == LogCondition.Unsafe)
            log.Restore(Image, next: null);
        return log.BeginFlush();
    }

    public void Add(MemoryFollower follower) => _followers.Add(follower);

    public void Remove(MemoryFollower follower) => _followers.Remove(follower);

    /// <summary>Closes the log, and tells followers that nothing more will happen.</summary>
    public void Close()
    {
        _followers.ForEach(follower => follower.Close());
        flushTimer.Dispose();
        log.Close(() => Image, new EngineLeft(State, _beganWork ? null : _writer));
    }

    private void CommitBatch(IReadOnlyList<TrackEvent> decided)
    {
        var batch = WithWriter(decided);
        MakeReady(batch);
        // A log that was made or written anew for that holds no line of this writer.
        if (batch == decided)
            batch = WithWriter(decided);
        if (log.Append(batch) || log.IsMostlyDead(State.LiveLength))
            flushTimer.Start();
        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Apply(State);
            _beganWork |= batch[i].BeginsWork;
            if (_followers.Count > 0)
                Notify(batch[i]);
        }
    }

    private IReadOnlyList<TrackEvent> WithWriter(IReadOnlyList<TrackEvent> decided) =>
        log.LacksWriter ? [new WriterOpened(WriterRecord.OfThisProcess(_writer)), .. decided] : decided;

    /// <summary>Has the log take what comes now.</summary>
    private void MakeReady(IReadOnlyList<TrackEvent> batch)
    {
        var condition = log.Check(batch);
        if (condition == LogCondition.Missing)
        {
            Create(batch);
            condition = log.Check(batch);
        }
        if (condition == LogCondition.Unsafe)
            log.Restore(Image, batch);
    }

    private void Create(IReadOnlyList<TrackEvent> batch)
    {
        if (log.Create(batch) is not { } found)
            return;
        State = found;
        if (found.NextRunId > 1)
            throw new LogFoundException();
    }

    private void Notify(TrackEvent happened)
    {
        foreach (var change in happened.Changes(State))
            _followers.ForEach(follower => follower.Receive(change));
    }

    /// <summary>A time that the clock gives to a change.</summary>
    /// <param name="Reading">The time.</param>
    /// <param name="Watch">What the stopwatch showed then.</param>
    internal readonly record struct GivenTime(ClockReading Reading, long? Watch);

    /// <summary>A log that was left for the first change was made by another process meanwhile: decide again.</summary>
    internal sealed class LogFoundException : Exception
    {
    }
}
