using System;
using System.Threading;

namespace Tracking.Engine;

/// <summary>Has a store flushed within a second of the first change that is not on the disk.</summary>
/// <param name="flush">Flushes the store.</param>
internal sealed class FlushTimer(Action flush) : IDisposable
{
    // The rest of the second is for the flush itself.
    private const int DelayMilliseconds = 900;

    private Timer? _timer;
    private bool _isDue;

    /// <summary>Has the store flushed within a second, unless that is due already. Called under the store's lock.</summary>
    public void Start()
    {
        if (_isDue)
            return;
        _isDue = true;
        _timer ??= new Timer(_ => Flush());
        _timer.Change(DelayMilliseconds, Timeout.Infinite);
    }

    /// <summary>Says that the store is being flushed now. Called under the store's lock.</summary>
    public void Reset() => _isDue = false;

    public void Dispose() => _timer?.Dispose();

    private void Flush()
    {
        try
        {
            flush();
        }
        catch (TrackingException)
        {
            // Remembered: the next change writes the log anew first, or says that it cannot; closed meanwhile: flushed for that.
        }
    }
}
