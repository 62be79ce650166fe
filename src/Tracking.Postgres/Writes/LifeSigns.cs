using System;
using System.Collections.Generic;
using System.Threading;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Connections;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Writes;

/// <summary>
/// The signs of life of a store object: while it has runs, steps or claims of its own, it adds a row now and then that says so, on a
/// thread of its own and beside the lock that all writers take (rule 4.16). A sign that fails is not told: the next call meets the same
/// server, and says what is wrong with it.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="writer">The store object.</param>
/// <param name="span">How long a sign holds.</param>
/// <param name="interval">How long after a sign the next one is due.</param>
internal sealed class LifeSigns(Server server, WriterIdentity writer, TimeSpan span, TimeSpan interval) : IDisposable
{
    /// <summary>How long whoever lets go of something waits for the server to be told: it notices by itself, only later.</summary>
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(2);

    private readonly object _gate = new();
    private readonly HashSet<int> _runs = [];

    // The running steps, each with its run.
    private readonly Dictionary<int, int> _steps = [];
    private readonly HashSet<long> _claims = [];

    // Claims that were let go of, and whose release could not be written: a sign without it would renew them.
    private readonly HashSet<long> _unreleased = [];
    private readonly CancellationTokenSource _closing = new();
    private Thread? _thread;
    private DateTime _signedUtc;
    private bool _isClosed;

    /// <summary>The store object, as the database knows it.</summary>
    public WriterIdentity Writer => writer;

    private bool IsIdle => _runs.Count == 0 && _steps.Count == 0 && _claims.Count == 0;

    /// <summary>
    /// By the time of the day: a machine that slept does not count how long. A clock that was set back makes a sign more.
    /// </summary>
    private bool IsDue => DateTime.UtcNow - _signedUtc is var since && (since < TimeSpan.Zero || since >= interval);

    /// <summary>Adds a sign to a change.</summary>
    public void Sign(DecidedChange change)
    {
        lock (_gate)
        {
            change.Write(SignStatement(span));
            if (_unreleased.Count > 0)
                change.Write(ReleaseStatement([.. _unreleased]));
        }
    }

    /// <summary>Adds a sign to a change, unless one was given a short time ago.</summary>
    public void SignIfDue(DecidedChange change)
    {
        bool isDue;
        lock (_gate)
            isDue = IsDue;
        if (isDue)
            Sign(change);
    }

    /// <summary>A run was started here and is at work; a sign was given with it.</summary>
    public void BeginRun(int runId) => Begin(() => _runs.Add(runId));

    /// <summary>A run was stopped, wherever it was started.</summary>
    public void EndRun(int runId) => End(() =>
    {
        _runs.Remove(runId);
        foreach (var (step, run) in _steps)
        {
            if (run == runId)
                _steps.Remove(step);
        }
    });

    /// <summary>A step was recorded here.</summary>
    public void SetStep(StepRecord step)
    {
        if (step.Status == StepStatus.Running)
            Begin(() => _steps[step.StepId] = step.RunId);
        else
            End(() => _steps.Remove(step.StepId));
    }

    /// <summary>A claim was taken here; a sign was given with it.</summary>
    public void BeginClaim(long number) => Begin(() => _claims.Add(number));

    /// <summary>Lets go of a claim. Where the server cannot be told now, it is told with the next sign, or the claim expires.</summary>
    public void Release(long number)
    {
        End(() =>
        {
            if (_claims.Remove(number))
                _unreleased.Add(number);
        });
        using var limit = new CancellationTokenSource(LongestFarewell);
        if (TrySend(() => [ReleaseStatement([number])], limit.Token))
        {
            lock (_gate)
                _unreleased.Remove(number);
        }
    }

    /// <summary>Says that there are no more signs to come, if there was one.</summary>
    public void Dispose()
    {
        Thread? thread;
        lock (_gate)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            thread = _thread;
            Monitor.PulseAll(_gate);
        }
        _closing.CancelAfter(LongestFarewell);
        thread?.Join(LongestFarewell);
    }

    private static NpgsqlBatchCommand ReleaseStatement(long[] numbers) => Sql.Command(
        """
        INSERT INTO tracking.claims (number, released, task_key, key_hash, host_key, host, process, writer)
        SELECT number, true, task_key, key_hash, host_key, host, process, writer FROM tracking.claims
        WHERE number = ANY($1) AND NOT released
        ON CONFLICT (number, released) DO NOTHING
        """,
        Sql.Numbers(numbers));

    private NpgsqlBatchCommand SignStatement(TimeSpan holds) => Sql.Command(
        """
        INSERT INTO tracking.alive (writer, host, process, until)
        VALUES ($1, $2, $3, clock_timestamp() + $4 * interval '1 millisecond')
        """,
        Sql.Id(writer.Id), Sql.Text(NameKey.ToText(writer.Host)), Sql.Number(Environment.ProcessId),
        Sql.Number((long?)holds.TotalMilliseconds));

    private void Begin(Action add)
    {
        lock (_gate)
        {
            add();
            if (IsDue)
                _signedUtc = DateTime.UtcNow;
            if (_thread != null || _isClosed)
                return;
            _thread = new Thread(Renew) { IsBackground = true, Name = "Tracking: signs of life" };
            _thread.Start();
        }
    }

    private void End(Action remove)
    {
        lock (_gate)
        {
            remove();
            if (IsIdle)
                Monitor.PulseAll(_gate);
        }
    }

    private void Renew()
    {
        // Well before the last sign expires, also where one fails.
        var wait = interval;
        while (true)
        {
            long[] unreleased;
            lock (_gate)
            {
                if (!_isClosed && !IsIdle)
                    Monitor.Wait(_gate, wait);
                if (_isClosed || IsIdle)
                {
                    _thread = null;
                    if (IsIdle)
                        return;
                    break;
                }
                unreleased = [.. _unreleased];
            }
            var isSigned = TrySend(() => [SignStatement(span), ReleaseStatement(unreleased)], _closing.Token);
            lock (_gate)
            {
                if (isSigned)
                {
                    _signedUtc = DateTime.UtcNow;
                    _unreleased.ExceptWith(unreleased);
                }
                wait = isSigned ? interval : interval / 4;
            }
        }
        TrySend(() => [SignStatement(TimeSpan.Zero)], _closing.Token);
    }

    private bool TrySend(Func<NpgsqlBatchCommand[]> statements, CancellationToken cancellation)
    {
        try
        {
            return server.Query(
                connection =>
                {
                    using var batch = Sql.Batch(connection, statements());
                    Sql.Execute(batch);
                    return true;
                },
                cancellation);
        }
        catch (Exception error) when (error is TrackingException or OperationCanceledException)
        {
            return false;
        }
    }
}
