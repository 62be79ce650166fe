using System;
using System.Threading;
using Npgsql;

namespace Tracking.Postgres.Schema;

/// <summary>
/// Has the server end a statement, while it is being executed, when its caller is cancelled: it may wait for others for long. Npgsql sends
/// the request, on a connection of its own, from another thread than the one that waits.
/// </summary>
internal sealed class StatementCancelling : IDisposable
{
    /// <summary>A request that comes before the statement does nothing, and is sent again.</summary>
    private const int RepeatedEveryMilliseconds = 50;

    private readonly NpgsqlBatch _statement;
    private readonly CancellationTokenRegistration _registration;
    private readonly object _gate = new();
    private bool _isOver;

    /// <exception cref="OperationCanceledException">It is cancelled already.</exception>
    public StatementCancelling(NpgsqlBatch statement)
    {
        _statement = statement;
        var cancellation = Session.Of(statement.Connection!).Cancellation;
        cancellation.ThrowIfCancellationRequested();
        _registration = cancellation.UnsafeRegister(
            static state => ThreadPool.QueueUserWorkItem(static cancelling => cancelling.Request(), (StatementCancelling)state!, false),
            this);
    }

    public void Dispose()
    {
        // One that is being sent would end what comes next on the connection.
        lock (_gate)
            _isOver = true;
        _registration.Dispose();
    }

    private void Request()
    {
        while (TrySend())
            Thread.Sleep(RepeatedEveryMilliseconds);
    }

    private bool TrySend()
    {
        lock (_gate)
        {
            if (_isOver)
                return false;
            try
            {
                _statement.Cancel();
            }
            catch (Exception error) when (error is NpgsqlException or InvalidOperationException)
            {
                // The server cannot be reached.
            }
            return true;
        }
    }
}
