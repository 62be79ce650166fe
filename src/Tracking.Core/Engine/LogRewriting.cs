using System;
using System.Threading;
using Tracking.Model;
using Tracking.State;

namespace Tracking.Engine;

/// <summary>
/// Writes the log of a store anew while changes go on, when a user says so and by itself (format 9). The engine's lock is held for what
/// costs next to nothing: to take what is to be written, to write the last few events, and to go on with the new log. Flushing, renaming
/// and closing are done without it (format 9.4).
/// </summary>
/// <param name="logged">The state and its log.</param>
/// <param name="gate">The engine's lock.</param>
/// <param name="requireOpen">Throws if the store is closed; called under the engine's lock.</param>
internal sealed class LogRewriting(LoggedState logged, object gate, Action requireOpen)
{
    /// <summary>By then, events come faster than the new log can take them.</summary>
    private const int MostRounds = 50;

    private readonly object _rewriting = new();
    private CancellationTokenSource? _compaction;
    private bool _isClosing;

    public OptimizeResult Rewrite(ProgressMeter meter, bool acceptEdits)
    {
        lock (_rewriting)
            return WriteAnew(meter, acceptEdits);
    }

    /// <summary>Compacts the log if that is due by itself; it fails silently (format 9.9).</summary>
    public void CompactIfDue()
    {
        lock (_rewriting)
            Compact();
    }

    /// <summary>The same, but not while the log is being written anew: nobody waits for that.</summary>
    public void CompactIfDueAndFree()
    {
        if (!Monitor.TryEnter(_rewriting))
            return;
        try
        {
            Compact();
        }
        finally
        {
            Monitor.Exit(_rewriting);
        }
    }

    /// <summary>
    /// Ends what began by itself, which keeps no process from ending, and then closes the log. A rewrite that is under way is let through:
    /// it holds the log's place, and the lock of the log must outlast it.
    /// </summary>
    /// <param name="close">Closes the log; called under the engine's lock.</param>
    public void Close(Action close)
    {
        lock (gate)
        {
            _isClosing = true;
            _compaction?.Cancel();
        }
        lock (_rewriting)
        {
            lock (gate)
                close();
        }
    }

    private void Compact()
    {
        using var cancellation = new CancellationTokenSource();
        try
        {
            lock (gate)
            {
                if (_isClosing || !logged.Log.MayCompact(logged.State.LiveLength))
                    return;
                _compaction = cancellation;
            }
            WriteAnew(new ProgressMeter(progress: null, cancellation.Token), acceptEdits: false);
        }
        catch (Exception error) when (error is TrackingException or OperationCanceledException)
        {
            // The log stays as it is.
        }
        finally
        {
            lock (gate)
                _compaction = null;
        }
    }

    private OptimizeResult WriteAnew(ProgressMeter meter, bool acceptEdits)
    {
        // The first image costs what it takes to compile the code: not under the lock.
        _ = LogImage.Of(new TrackState());
        ILogRewrite? rewrite;
        lock (gate)
        {
            requireOpen();
            rewrite = logged.Log.BeginRewrite(LogImage.Of(logged.State, acceptEdits));
        }
        if (rewrite == null)
            return new OptimizeResult(0, 0);
        try
        {
            rewrite.Write(meter);
            for (var rounds = 0; rounds < MostRounds && BeginRound(); rounds++)
                rewrite.WriteRound();
            lock (gate)
                rewrite.Join();
            rewrite.Place();
        }
        finally
        {
            lock (gate)
                rewrite.End();
            rewrite.Dispose();
        }
        lock (gate)
        {
            if (acceptEdits)
                logged.State.Edits.Clear();
            logged.ConfirmOwner();
        }
        return new OptimizeResult(rewrite.LengthBefore, rewrite.LengthAfter);

        bool BeginRound()
        {
            lock (gate)
                return rewrite.BeginRound();
        }
    }
}
