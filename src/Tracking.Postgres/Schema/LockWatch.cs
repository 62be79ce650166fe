using System;
using System.Diagnostics;
using System.Threading;

namespace Tracking.Postgres.Schema;

/// <summary>
/// Looks at a statement that is being executed for long: whether it waits for the locks of others, and for whose. Ends it when it has done
/// so for as long as the patience lasts, or for nearly as long as a statement may take: then the server says that nothing of it was done,
/// which a statement that the client leaves at its limit does not.
/// </summary>
internal sealed class LockWatch : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly LockWaits _waits;
    private readonly int _backend;
    private readonly TimeSpan _longest;
    private readonly Action _end;
    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly Timer _timer;
    private long _blockedSince;
    private bool _isEnded;
    private bool _isOver;

    /// <param name="waits">How long, and who knows.</param>
    /// <param name="backend">Where the statement is executed.</param>
    /// <param name="timeout">How many seconds it may take; 0 for any time.</param>
    /// <param name="end">Ends it.</param>
    public LockWatch(LockWaits waits, int backend, int timeout, Action end)
    {
        (_waits, _backend, _end) = (waits, backend, end);
        _longest = timeout > 0 ? TimeSpan.FromSeconds(timeout * 0.9) : TimeSpan.MaxValue;
        var limit = _longest < waits.Patience ? _longest : waits.Patience;
        _timer = new Timer(static watch => ((LockWatch)watch!).Look(), this, Least(LockWaits.Usual, limit / 2), Timeout.InfiniteTimeSpan);
    }

    /// <summary>For whom the statement waits, or waited when it was ended; null where it does not, or nobody knows.</summary>
    public string? Blockers { get; private set; }

    public void Dispose()
    {
        lock (_timer)
            _isOver = true;
        _timer.Dispose();
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void Look()
    {
        // What it waited for when it was ended is the reason, though nobody may be in its way any more.
        var found = _isEnded ? null : _waits.Find(_backend);
        lock (_timer)
        {
            if (_isOver)
                return;
            if (found?.Length > 0)
                Blockers = found;
            else if (found != null)
                (Blockers, _blockedSince) = (null, 0);
            // Before the first look it waited as well, as far as anyone knows.
            if (found?.Length > 0 && _blockedSince == 0)
                _blockedSince = Stopwatch.GetElapsedTime(_begun) < LockWaits.Usual * 2 ? _begun : Stopwatch.GetTimestamp();
            if ((_blockedSince != 0 && Stopwatch.GetElapsedTime(_blockedSince) >= _waits.Patience)
                || Stopwatch.GetElapsedTime(_begun) >= _longest)
            {
                _isEnded = true;
                _end();
            }
            var left = Least(_waits.Patience - Stopwatch.GetElapsedTime(_blockedSince == 0 ? _begun : _blockedSince),
                _longest - Stopwatch.GetElapsedTime(_begun));
            _timer.Change(left > TimeSpan.Zero ? Least(left, BetweenLooks) : BetweenLooks, Timeout.InfiniteTimeSpan);
        }
    }
}
