using System;
using System.Collections.Generic;
using Npgsql;
using Tracking.Model;
using Tracking.State;

namespace Tracking.Postgres;

/// <summary>
/// Makes changes, each exactly once: it is stored together with its number, by which it is found after a connection was lost that might have stored it. One change of a store
/// object at a time; on the server all wait for each other anyway.
/// </summary>
internal sealed class Writer(Server server, Func<DateTime>? clock, Action<string> warn)
{
    private readonly Guid _id = Guid.NewGuid();
    private readonly object _gate = new();
    private long _operation;

    /// <summary>Decides and makes a change.</summary>
    /// <param name="questions">Gives what has to be known for it, as statements.</param>
    /// <param name="decide">Reads the answers, throws what is to be refused, and says what to write.</param>
    /// <param name="copy">Writes more, in bulk.</param>
    public T Change<T>(Func<IReadOnlyList<NpgsqlBatchCommand>> questions, Func<Change, NpgsqlDataReader, T> decide, Action<Change>? copy = null)
    {
        server.Schema.RequireWritable();
        lock (_gate)
        {
            _operation++;
            T? decided = default;
            return server.Repeat(attempt =>
            {
                using var connection = server.Connect();
                using var change = Postgres.Change.Begin(connection, _id, clock?.Invoke().Ticks, questions(), out var answers);
                using (answers)
                {
                    if (attempt.MayHaveLanded && change.LastOperation == _operation)
                        return decided!;
                    attempt.MayHaveLanded = false;
                    decided = decide(change, answers);
                }
                if (change.IsEmpty)
                    return decided;
                change.Send(_operation);
                copy?.Invoke(change);
                attempt.IsOnItsWay = true;
                change.Commit();
                if (change.ClockSteppedBack)
                    warn(Refusal.ClockSteppedBack);
                return decided;
            });
        }
    }

    /// <summary>Saves one new track, in one round trip.</summary>
    public TrackRecord Append(TrackDraft draft)
    {
        server.Schema.RequireWritable();
        lock (_gate)
        {
            _operation++;
            return server.Repeat(attempt =>
            {
                using var connection = server.Connect();
                if (attempt.MayHaveLanded && FindLanded(connection, draft) is { } landed)
                    return landed;
                attempt.MayHaveLanded = false;
                attempt.IsOnItsWay = true;
                return TryAppend(connection, draft, isOfKnownKey: true) ?? TryAppend(connection, draft, isOfKnownKey: false) ?? throw Refusal.NoRun(draft.RunId);
            });
        }
    }

    private TrackRecord? TryAppend(NpgsqlConnection connection, TrackDraft draft, bool isOfKnownKey)
    {
        using var answers = Sql.Batch(connection, Sql.Command(Postgres.Change.Lock), SaveStatement.Command(draft, _id, _operation, clock?.Invoke().Ticks, isOfKnownKey)).ExecuteReader();
        answers.NextResult();
        if (!answers.Read())
            return null;
        var saved = Saved(draft, answers.GetInt64(0), answers.GetInt32(1), answers.GetInt64(2));
        var steppedBack = answers.GetBoolean(3);
        // Stored only when all has come back.
        answers.Close();
        if (steppedBack)
            warn(Refusal.ClockSteppedBack);
        return saved;
    }

    private static TrackRecord Saved(TrackDraft draft, long number, int runId, long at) =>
        new(number, draft.TaskId, runId, draft.UserName, Rows.Time(at), draft.TimeUtc != null, draft.Data);

    /// <summary>The track that the last operation saved, if it was stored. The lock waits until the transaction of a lost connection has ended.</summary>
    private TrackRecord? FindLanded(NpgsqlConnection connection, TrackDraft draft)
    {
        using var answers = Sql.Batch(
            connection,
            Sql.Command(Postgres.Change.Lock),
            Sql.Command("SELECT number, run_id, at FROM tracking.writers WHERE writer = $1 AND operation = $2", Sql.Id(_id), Sql.Number(_operation))).ExecuteReader();
        answers.NextResult();
        return answers.Read() ? Saved(draft, answers.GetInt64(0), answers.GetInt32(1), answers.GetInt64(2)) : null;
    }
}
