using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Connections;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>
/// Writes, each time exactly once: what is written is stored together with the number of its operation, by which it is found after a
/// connection was lost that might have stored it. A store object writes one thing at a time.
/// </summary>
internal sealed class Writer(Server server, WriterIdentity self, Func<DateTime>? clock, Action<string> warn)
{
    private readonly object _gate = new();
    private long _operation;
    private bool _isRegistered;
    private long _lastClock;

    /// <summary>Decides something and writes it, if what it was decided by is still so then.</summary>
    public T Write<T>(IWrite<T> write, CancellationToken cancellation)
    {
        server.Schema.RequireWritable();
        Enter(cancellation);
        try
        {
            _operation++;
            T? decided = default;
            var ids = new DrawnIds();
            return server.Repeat(
                attempt =>
                {
                    using var connection = server.Connect(cancellation);
                    Register(connection);
                    if (attempt.MayHaveLanded && HasLanded(connection))
                        return decided!;
                    attempt.MayHaveLanded = false;
                    DecidedChange change;
                    for (var again = new Contention(server, cancellation); ; again.Wait())
                    {
                        attempt.IsOnItsWay = false;
                        ids.Return();
                        change = DecidedChange.Begin(
                            connection, self.Id, clock?.Invoke().Ticks, _lastClock, ids, write, out decided);
                        if (change.IsEmpty)
                            return decided;
                        attempt.IsOnItsWay = true;
                        if (change.Send(_operation))
                            break;
                    }
                    _lastClock = change.LastClock;
                    if (change.ClockSteppedBack)
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

    /// <summary>
    /// Saves new tracks by one statement, which waits for no other writer (<see cref="SaveStatement"/>); null where it takes more, and
    /// nothing was saved.
    /// </summary>
    public IReadOnlyList<TrackRecord>? Append(IReadOnlyList<TrackDraft> drafts, CancellationToken cancellation)
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
                    if (attempt.MayHaveLanded && FindLanded(connection) is { } landed)
                        return Saved(drafts, landed);
                    attempt.MayHaveLanded = false;
                    attempt.IsOnItsWay = true;
                    var now = clock?.Invoke().Ticks;
                    var saved = ReadSaved(connection, drafts.Count == 1
                        ? SaveStatement.Command(drafts[0], self, _operation, now, _lastClock, server.LockTimeout)
                        : BatchStatement.Command(drafts, self, _operation, now, _lastClock, server.LockTimeout));
                    return saved.Count > 0 ? Saved(drafts, saved) : null;
                },
                cancellation);
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    /// <summary>Waits until no other thread writes by this object.</summary>
    private void Enter(CancellationToken cancellation)
    {
        while (!Monitor.TryEnter(_gate, 50))
            cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Puts on record who writes, before the first write (rule 4.26). The server adds the login and the time.</summary>
    private void Register(NpgsqlConnection connection)
    {
        if (_isRegistered)
            return;
        const string LastClock = """
            SELECT GREATEST(
                (SELECT last_clock FROM tracking.clock),
                (
                    SELECT at FROM (SELECT number, at, given FROM tracking.tracks ORDER BY number DESC LIMIT 1000) t
                    WHERE NOT given ORDER BY number DESC LIMIT 1
                ))
            """;
        using var batch = Sql.Batch(
            connection,
            Sql.Command(
                "INSERT INTO tracking.writers (writer, host, process) VALUES ($1, $2, $3) ON CONFLICT (writer) DO NOTHING",
                Sql.Id(self.Id), Sql.Text(NameKey.ToText(self.Host)), Sql.Number(Environment.ProcessId)),
            Sql.Command(LastClock));
        using var answer = Sql.Read(batch);
        answer.Read();
        _lastClock = answer.GetInt64(0);
        answer.Close();
        _isRegistered = true;
    }

    private bool HasLanded(NpgsqlConnection connection)
    {
        using var answer = Void(connection);
        var hasLanded = answer.Read();
        if (!hasLanded)
            _operation++;
        return hasLanded;
    }

    /// <summary>The tracks that the last operation saved; null where it did not, and never will.</summary>
    private List<(long Number, int RunId, long At)>? FindLanded(NpgsqlConnection connection)
    {
        using var answer = Void(connection);
        if (answer.Read())
        {
            var (numbers, runs, times) = (
                answer.GetFieldValue<long[]>(0), answer.GetFieldValue<int[]>(1), answer.GetFieldValue<long[]>(2));
            return [.. numbers.Select((number, i) => (number, runs[i], times[i]))];
        }
        _operation++;
        return null;
    }

    /// <summary>
    /// Makes the last operation void, unless it was stored: then what it saved is the answer. The index waits until the transaction of a
    /// lost connection has ended, and what of it comes later still is refused.
    /// </summary>
    private NpgsqlDataReader Void(NpgsqlConnection connection) => Sql.Read(Sql.Batch(
        connection,
        Sql.Command(
            "INSERT INTO tracking.operations (writer, operation, void) VALUES ($1, $2, true) ON CONFLICT (writer, operation) DO NOTHING",
            Sql.Id(self.Id), Sql.Number((long?)_operation)),
        Sql.Command(
            "SELECT numbers, run_ids, ats FROM tracking.operations WHERE writer = $1 AND operation = $2 AND NOT void",
            Sql.Id(self.Id), Sql.Number((long?)_operation))));

    /// <summary>The tracks are stored only when all has come back.</summary>
    private static List<(long Number, int RunId, long At)> ReadSaved(NpgsqlConnection connection, NpgsqlBatchCommand save)
    {
        using var answer = Sql.Read(Sql.Batch(connection, save));
        var saved = new List<(long, int, long)>();
        while (answer.Read())
            saved.Add((answer.GetInt64(0), answer.GetInt32(1), answer.GetInt64(2)));
        answer.Close();
        return saved;
    }

    private List<TrackRecord> Saved(IReadOnlyList<TrackDraft> drafts, List<(long Number, int RunId, long At)> saved)
    {
        var records = new List<TrackRecord>(drafts.Count);
        foreach (var (draft, (number, runId, at)) in drafts.Zip(saved))
        {
            if (draft.TimeUtc == null)
                _lastClock = at;
            records.Add(SaveRule.Add(draft, number, runId, Rows.Time(at)).SavedOn(self.Host));
        }
        return records;
    }
}
