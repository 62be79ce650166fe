using System;
using System.Threading;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Connections;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>
/// Writes, each time exactly once: what is written is stored together with the number of its operation, by which it is found after a
/// connection was lost that might have stored it. A store object writes one thing at a time; on the server all writers wait for each
/// other anyway.
/// </summary>
internal sealed class Writer(Server server, WriterIdentity self, Func<DateTime>? clock, Action<string> warn)
{
    private readonly object _gate = new();
    private long _operation;
    private bool _isRegistered;

    /// <summary>Decides and writes something in one transaction.</summary>
    public T Write<T>(IWrite<T> write, CancellationToken cancellation)
    {
        server.Schema.RequireWritable();
        Enter(cancellation);
        try
        {
            _operation++;
            T? decided = default;
            return server.Repeat(
                attempt =>
                {
                    using var connection = server.Connect(cancellation);
                    Register(connection);
                    using var transaction = WriteTransaction.Begin(
                        connection, self.Id, clock?.Invoke().Ticks, write.Reads(), out var answers);
                    using (answers)
                    {
                        if (attempt.MayHaveLanded && transaction.LastOperation == _operation)
                            return decided!;
                        attempt.MayHaveLanded = false;
                        decided = write.Decide(transaction, answers);
                    }
                    if (transaction.IsEmpty)
                        return decided;
                    transaction.Send(_operation);
                    write.Copy(transaction);
                    attempt.IsOnItsWay = true;
                    transaction.Commit();
                    if (transaction.ClockSteppedBack)
                        warn(StoreErrors.ClockSteppedBack);
                    return decided;
                },
                cancellation);
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    /// <summary>Saves one new track in one round trip, decided by the server (<see cref="SaveStatement"/>).</summary>
    public TrackRecord Append(TrackDraft draft, CancellationToken cancellation)
    {
        server.Schema.RequireWritable();
        Enter(cancellation);
        try
        {
            _operation++;
            return server.Repeat(
                attempt =>
                {
                    using var connection = server.Connect(cancellation);
                    Register(connection);
                    if (attempt.MayHaveLanded && FindLanded(connection, draft) is { } landed)
                        return landed;
                    attempt.MayHaveLanded = false;
                    attempt.IsOnItsWay = true;
                    return TryAppend(connection, draft, isOfKnownKey: true)
                        ?? TryAppend(connection, draft, isOfKnownKey: false)
                        ?? throw Rejection(connection, draft);
                },
                cancellation);
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    /// <summary>Puts on record who writes, before the first write (rule 4.26). The server adds the login and the time.</summary>
    private void Register(NpgsqlConnection connection)
    {
        if (_isRegistered)
            return;
        using var batch = Sql.Batch(connection, Sql.Command(
            "INSERT INTO tracking.writers (writer, operation, host, process) VALUES ($1, 0, $2, $3) ON CONFLICT (writer) DO NOTHING",
            Sql.Id(self.Id), Sql.Text(NameKey.ToText(self.Host)), Sql.Number(Environment.ProcessId)));
        Sql.Execute(batch);
        _isRegistered = true;
    }

    /// <summary>Waits until no other thread writes by this object.</summary>
    private void Enter(CancellationToken cancellation)
    {
        while (!Monitor.TryEnter(_gate, 50))
            cancellation.ThrowIfCancellationRequested();
    }

    private TrackRecord? TryAppend(NpgsqlConnection connection, TrackDraft draft, bool isOfKnownKey)
    {
        using var batch = Sql.Batch(
            connection,
            Sql.Command(WriteTransaction.Lock),
            SaveStatement.Command(draft, self, _operation, clock?.Invoke().Ticks, isOfKnownKey));
        using var answers = Sql.Read(batch);
        answers.NextResult();
        if (!answers.Read())
            return null;
        var saved = Saved(draft, answers.GetInt64(0), answers.GetInt32(1), answers.GetInt64(2));
        var steppedBack = answers.GetBoolean(3);
        // Stored only when all has come back.
        answers.Close();
        if (steppedBack)
            warn(StoreErrors.ClockSteppedBack);
        return saved;
    }

    /// <summary>Why nothing was written. A run that is there stays there, and so does what continued it.</summary>
    private static TrackingException Rejection(NpgsqlConnection connection, TrackDraft draft)
    {
        if (draft.RunId == 0)
            return StoreErrors.NoStep(draft.StepId);
        using var batch = Sql.Batch(connection, SaveStatement.SuccessorOf(draft));
        using var answer = Sql.Read(batch);
        if (!answer.Read())
            return StoreErrors.NoRun(draft.RunId);
        return answer.IsDBNull(1) ? StoreErrors.NoStep(draft.StepId) : StoreErrors.Continued(draft.RunId, answer.GetInt32(1));
    }

    /// <summary>
    /// The track that the last operation saved, if it was stored. The lock waits until the transaction of a lost connection has ended.
    /// </summary>
    private TrackRecord? FindLanded(NpgsqlConnection connection, TrackDraft draft)
    {
        using var batch = Sql.Batch(
            connection,
            Sql.Command(WriteTransaction.Lock),
            Sql.Command(
                "SELECT number, run_id, at FROM tracking.writers WHERE writer = $1 AND operation = $2",
                Sql.Id(self.Id), Sql.Number(_operation)));
        using var answers = Sql.Read(batch);
        answers.NextResult();
        return answers.Read() ? Saved(draft, answers.GetInt64(0), answers.GetInt32(1), answers.GetInt64(2)) : null;
    }

    private TrackRecord Saved(TrackDraft draft, long number, int runId, long at) =>
        SaveRule.Add(draft, number, runId, Rows.Time(at)).SavedOn(self.Host);
}
