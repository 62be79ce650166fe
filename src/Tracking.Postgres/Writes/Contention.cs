using System;
using System.Diagnostics;
using System.Threading;
using Tracking.Postgres.Connections;

namespace Tracking.Postgres.Writes;

/// <summary>Waits before something is decided again that others changed meanwhile: a little longer each time, and not for ever.</summary>
internal sealed class Contention(Server server, CancellationToken cancellation)
{
    private const int MostMilliseconds = 50;

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _count;

    /// <exception cref="TrackingException">TrackStoreLocked: others were faster all the time.</exception>
    public void Wait()
    {
        if (_watch.Elapsed >= server.Patience)
            throw ServerErrors.Contended(server.Name, server.Patience);
        cancellation.WaitHandle.WaitOne(Random.Shared.Next(Math.Min(MostMilliseconds, 1 << Math.Min(_count++, 6))));
        cancellation.ThrowIfCancellationRequested();
    }
}
