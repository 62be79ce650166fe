using System;
using System.Diagnostics;
using System.Threading;
using Npgsql;

namespace Tracking.Postgres.Schema;

/// <summary>
/// Ends a statement, while it is being executed, when its caller is cancelled (rule 1.14) or has waited for the locks of others for too
/// long (rule 1.18). The server is asked to end it, from another thread than the one that waits. Where that does not end it for a caller
/// that is cancelled, as in a pooler's queue, or where the server does not answer at all, the connection is given up.
/// </summary>
internal sealed class StatementCancelling : IDisposable
{
    private const string BlockersKey = "Tracking.Blockers";

    /// <summary>A request that comes before the statement does nothing, and is sent again.</summary>
    private const int RepeatedEveryMilliseconds = 50;

    /// <summary>How long the server has to end the statement by itself.</summary>
    private const int GivenUpAfterMilliseconds = 100;

    /// <summary>How long a request that is on its way is waited for when its statement is over.</summary>
    private const int LeftAfterMilliseconds = 1000;

    private readonly NpgsqlConnection _connection;
    private readonly Action _cancel;
    private readonly CancellationTokenRegistration _registration;
    private readonly LockWatch? _watch;
    private readonly object _gate = new();
    private bool _isOver;
    private bool _isGivenUp;
    private bool _isSending;

    /// <param name="connection">Where the statement is executed.</param>
    /// <param name="timeout">How many seconds it may take; 0 for any time.</param>
    /// <param name="cancel">What Npgsql has to end it.</param>
    /// <exception cref="OperationCanceledException">It is cancelled already.</exception>
    public StatementCancelling(NpgsqlConnection connection, int timeout, Action cancel)
    {
        (_connection, _cancel) = (connection, cancel);
        var session = Session.Of(connection);
        session.Cancellation.ThrowIfCancellationRequested();
        if (session.Waits is { } waits)
            _watch = new LockWatch(waits, connection.ProcessID, timeout, Request);
        _registration = session.Cancellation.UnsafeRegister(
            static state => ThreadPool.QueueUserWorkItem(static cancelling => cancelling.End(), (StatementCancelling)state!, false),
            this);
    }

    public StatementCancelling(NpgsqlBatch statement)
        : this(statement.Connection!, statement.Timeout, statement.Cancel)
    {
    }

    /// <summary>For whom a statement waited that failed; null where that is not known.</summary>
    public static string? BlockersOf(Exception error) => error.Data[BlockersKey] as string;

    /// <summary>Notes in what the server said for whom the statement waited.</summary>
    public void Explain(PostgresException error)
    {
        if (_watch?.Blockers is { } blockers)
            error.Data[BlockersKey] = blockers;
    }

    public void Dispose()
    {
        _watch?.Dispose();
        lock (_gate)
        {
            _isOver = true;
            Monitor.PulseAll(_gate);
            // One that is being sent would end what comes next on the connection, if anything does.
            while (_isSending && !_isGivenUp)
            {
                if (!Monitor.Wait(_gate, LeftAfterMilliseconds))
                    GiveUp(NpgsqlInternals.Of(_connection));
            }
        }
        _registration.Dispose();
    }

    /// <summary>Asks the server to end the statement.</summary>
    private void Request()
    {
        lock (_gate)
        {
            if (_isOver || _isSending)
                return;
            _isSending = true;
            ThreadPool.QueueUserWorkItem(Send, RequestOn(NpgsqlInternals.Of(_connection)), preferLocal: false);
        }
    }

    private Action RequestOn(NpgsqlInternals? connection) => connection == null ? _cancel : connection.RequestCancel;

    private void GiveUp(NpgsqlInternals? connection)
    {
        connection?.Break();
        _isGivenUp = true;
        Monitor.PulseAll(_gate);
    }

    private void End()
    {
        var connection = NpgsqlInternals.Of(_connection);
        var request = RequestOn(connection);
        var watch = Stopwatch.StartNew();
        lock (_gate)
        {
            while (!_isOver)
            {
                if (connection != null && watch.ElapsedMilliseconds >= GivenUpAfterMilliseconds)
                {
                    GiveUp(connection);
                    return;
                }
                // Whoever is asked may not answer for long: nobody waits for that.
                if (!_isSending)
                {
                    _isSending = true;
                    ThreadPool.QueueUserWorkItem(Send, request, preferLocal: false);
                }
                var next = watch.ElapsedMilliseconds + RepeatedEveryMilliseconds;
                while (!_isOver && next - watch.ElapsedMilliseconds is > 0 and var left)
                    Monitor.Wait(_gate, (int)left);
            }
        }
    }

    private void Send(Action request)
    {
        try
        {
            request();
        }
        catch (Exception error) when (error is NpgsqlException or InvalidOperationException)
        {
            // The server cannot be reached.
        }
        finally
        {
            lock (_gate)
            {
                _isSending = false;
                Monitor.PulseAll(_gate);
            }
        }
    }
}
