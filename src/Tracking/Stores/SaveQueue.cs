using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Stores;

/// <summary>
/// Saves what is added, on a thread of its own and in order: each time all that has come meanwhile, in one batch. So a fast producer's
/// tracks go many at a time, and none waits for
/// others to come. After a slow producer's track it waits itself, so that the id comes out at once.
/// </summary>
internal sealed class SaveQueue : IDisposable
{
    /// <summary>How many may wait; then the producer does.</summary>
    private const int Capacity = 4096;

    /// <summary>A producer that takes longer than this for a track has the time to wait for it.</summary>
    private static readonly long SlowTicks = 5 * Stopwatch.Frequency / 1000;

    /// <summary>How long tracks that were taken over may wait for a server when the pipeline is stopped.</summary>
    private static readonly TimeSpan PatienceWhenStopped = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly CancellationTokenSource _givenUp = new();
    private readonly CancellationTokenRegistration _stopping;
    private readonly Queue<TrackDraft> _waiting = new();
    private readonly Queue<Outcome> _done = new();
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _fault;
    private int _unfinished;
    private bool _isEnded;
    private long _continued;

    /// <param name="store">Where the tracks are saved.</param>
    /// <param name="opened">The same, opened.</param>
    /// <param name="cancellation">Cancelled when the pipeline is stopped: what still waits for a server a moment later is given up.</param>
    public SaveQueue(TrackStore store, ITrackStore opened, CancellationToken cancellation)
    {
        Store = store;
        Opened = opened;
        _stopping = cancellation.Register(() => _givenUp.CancelAfter(PatienceWhenStopped));
        _thread = new Thread(SaveAll) { IsBackground = true, Name = "Save-UserTrack" };
        _thread.Start();
    }

    public TrackStore Store { get; }

    public ITrackStore Opened { get; }

    /// <summary>Adds a track; waits for it when the producer is slow, and for room when there is none.</summary>
    public void Add(TrackDraft draft)
    {
        var isSlow = Stopwatch.GetTimestamp() - _continued > SlowTicks;
        lock (_gate)
        {
            while (_unfinished >= Capacity && !_isEnded)
                Monitor.Wait(_gate);
            _waiting.Enqueue(draft);
            _unfinished++;
            Monitor.PulseAll(_gate);
            while (isSlow && _unfinished > 0 && !_isEnded)
                Monitor.Wait(_gate);
        }
    }

    /// <summary>The next track that is saved or refused, in the order in which they were added; null when none is for now.</summary>
    public Outcome? Dequeue()
    {
        lock (_gate)
        {
            if (_done.Count > 0)
                return _done.Dequeue();
            _fault?.Throw();
            return null;
        }
    }

    /// <summary>Says that the producer's turn begins.</summary>
    public void Continue() => _continued = Stopwatch.GetTimestamp();

    /// <summary>Waits until all are saved.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isEnded = true;
            Monitor.PulseAll(_gate);
        }
        _thread.Join();
    }

    public void Dispose()
    {
        End();
        _stopping.Dispose();
        _givenUp.Dispose();
    }

    private void SaveAll()
    {
        while (NextBatch() is { Count: > 0 } batch)
        {
            try
            {
                Save(batch);
            }
            catch (Exception error)
            {
                // It belongs to the pipeline's thread.
                lock (_gate)
                {
                    _fault = ExceptionDispatchInfo.Capture(error);
                    _unfinished = 0;
                    _isEnded = true;
                    Monitor.PulseAll(_gate);
                }
                return;
            }
        }
    }

    private List<TrackDraft> NextBatch()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_isEnded)
                Monitor.Wait(_gate);
            var batch = new List<TrackDraft>(_waiting);
            _waiting.Clear();
            return batch;
        }
    }

    private void Save(List<TrackDraft> batch)
    {
        for (var next = 0; next < batch.Count;)
        {
            try
            {
                var rest = batch.GetRange(next, batch.Count - next);
                Opened.Save(rest, saved => Finish(new Outcome(batch[next++], saved, null)), _givenUp.Token);
            }
            catch (TrackingException error)
            {
                Finish(new Outcome(batch[next++], null, error));
                // One bad track does not stop the others; a server that is gone does.
                var isGone = error.Code is TrackingErrorCode.TrackStoreConnectionFailed or TrackingErrorCode.TrackStoreOutcomeUnknown;
                while (isGone && next < batch.Count)
                    Finish(new Outcome(batch[next++], null, error));
            }
        }
    }

    private void Finish(Outcome outcome)
    {
        lock (_gate)
        {
            _done.Enqueue(outcome);
            _unfinished--;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>What became of a track.</summary>
    internal sealed class Outcome(TrackDraft draft, TrackRecord? saved, TrackingException? error)
    {
        public TrackDraft Draft { get; } = draft;

        public TrackRecord? Saved { get; } = saved;

        public TrackingException? Error { get; } = error;
    }
}
