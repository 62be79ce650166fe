using System;
using System.Diagnostics;
using System.Threading;
using Npgsql;

namespace Tracking.Postgres.Schema;

/// <summary>
/// Ends a statement, while it is being executed, when its caller is cancelled (rule 1.14): it may wait for others for long. The server is
/// asked to end it, from another thread than the one that waits. Where that does not end it, as in a pooler's queue, or where the server
/// does not answer at all, the connection is given up.
/// </summary>
internal sealed class StatementCancelling : IDisposable
{
    /// <summary>A request that comes before the statement does nothing, and is sent again.</summary>
    private const int RepeatedEveryMilliseconds = 50;

    /// <summary>How long the server has to end the statement by itself.</summary>
    private const int GivenUpAfterMilliseconds = 100;

    private readonly NpgsqlBatch _statement;
    private readonly CancellationTokenRegistration _registration;
    private readonly object _gate = new();
    private bool _isOver;
    private bool _isGivenUp;
    private bool _isSending;

    /// <exception cref="OperationCanceledException">It is cancelled already.</exception>
    public StatementCancelling(NpgsqlBatch statement)
    {
        _statement = statement;
        var cancellation = Session.Of(statement.Connection!).Cancellation;
        cancellation.ThrowIfCancellationRequested();
        _registration = cancellation.UnsafeRegister(
            static state => ThreadPool.QueueUserWorkItem(static cancelling => cancelling.End(), (StatementCancelling)state!, false),
            this);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            Monitor.PulseAll(_gate);
            // One that is being sent would end what comes next on the connection, if anything does.
            while (_isSending && !_isGivenUp)
                Monitor.Wait(_gate);
        }
        _registration.Dispose();
    }

    private void End()
    {
        var connection = NpgsqlInternals.Of(_statement.Connection!);
        Action request = connection == null ? _statement.Cancel : connection.RequestCancel;
        var watch = Stopwatch.StartNew();
        lock (_gate)
        {
            while (!_isOver)
            {
                if (connection != null && watch.ElapsedMilliseconds >= GivenUpAfterMilliseconds)
                {
                    connection.Break();
                    _isGivenUp = true;
                    Monitor.PulseAll(_gate);
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
