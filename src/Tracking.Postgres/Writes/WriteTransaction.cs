using System;
using System.Collections.Generic;
using System.Data;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>
/// A transaction that holds the row of counters from its first statement on, so that what it reads stays true until it ends. What to
/// write is decided here, under that lock, and sent in one go.
/// </summary>
internal sealed class WriteTransaction : IDisposable
{
    /// <summary>
    /// A statement of its own: the ones after it see what others stored while it waited. The column's name lets no client below the
    /// schema's lowest writer through (README.md, "Growth").
    /// </summary>
    public const string Lock = "SELECT writers_from_10 FROM tracking.counters FOR UPDATE";

    /// <summary>The server's clock in ticks: one for all machines.</summary>
    public const string ServerTicks = "((extract(epoch FROM clock_timestamp()) * 10000000)::bigint + 621355968000000000)";

    /// <summary>The number that this transaction has for followers: they read again what carries a number that is new to them.</summary>
    public const string Number = "(SELECT changes + 1 FROM tracking.counters)";

    private const string Counters = $"""
        SELECT c.next_track, c.next_run, c.next_step, c.last_clock, COALESCE($2, {ServerTicks}),
            COALESCE((SELECT w.operation FROM tracking.writers w WHERE w.writer = $1), 0), c.changes, c.store
        FROM tracking.counters c
        """;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly Guid _writer;
    private readonly List<NpgsqlBatchCommand> _writes = [];
    private long _lastClock;
    private long _now;

    private WriteTransaction(NpgsqlConnection connection, Guid writer)
    {
        _connection = connection;
        _writer = writer;
        // Not what the server has as its default: where others were first, a statement is to see what they did.
        _transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
    }

    public long NextTrack { get; set; }

    public int NextRun { get; set; }

    public int NextStep { get; set; }

    /// <summary>The store's GUID: the origin of what is saved and started here.</summary>
    public Guid Store { get; private set; }

    /// <summary>The number that this transaction gets if it writes something.</summary>
    public long Change { get; private set; }

    /// <summary>The writer's last operation that was stored.</summary>
    public long LastOperation { get; private set; }

    /// <summary>Whether the clock stepped back so far that it is believed.</summary>
    public bool ClockSteppedBack { get; private set; }

    /// <summary>Whether there is nothing to write.</summary>
    public bool IsEmpty => _writes.Count == 0 && !CopiesRows;

    /// <summary>Whether rows are written in bulk after the statements, also where there are none.</summary>
    public bool CopiesRows { get; set; }

    /// <summary>Whether the statements may take longer than the connection string allows.</summary>
    public bool MayTakeLong { get; set; }

    /// <summary>Begins with what has to be known, all in one round trip.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="writer">Whose.</param>
    /// <param name="clock">The clock's ticks; null for the server's clock.</param>
    /// <param name="reads">What has to be known.</param>
    /// <param name="answers">Stands before the first row of the first answer.</param>
    public static WriteTransaction Begin(
        NpgsqlConnection connection, Guid writer, long? clock, IReadOnlyList<NpgsqlBatchCommand> reads, out NpgsqlDataReader answers)
    {
        var transaction = new WriteTransaction(connection, writer);
        try
        {
            var counters = Sql.Command(Counters, Sql.Id(writer), Sql.Number(clock));
            answers = Sql.Read(Sql.Batch(connection, [Sql.Command(Lock), counters, .. reads]));
            answers.NextResult();
            answers.Read();
            transaction.NextTrack = answers.GetInt64(0);
            transaction.NextRun = answers.GetInt32(1);
            transaction.NextStep = answers.GetInt32(2);
            transaction._lastClock = answers.GetInt64(3);
            transaction._now = answers.GetInt64(4);
            transaction.LastOperation = answers.GetInt64(5);
            transaction.Change = answers.GetInt64(6) + 1;
            transaction.Store = answers.GetGuid(7);
            answers.NextResult();
            return transaction;
        }
        catch
        {
            transaction.Dispose();
            throw;
        }
    }

    /// <summary>Reads a run, which is current if it is so on this machine.</summary>
    public RunRecord Run(NpgsqlDataReader row) => Rows.Run(row, Session.Of(_connection).HostKey);

    /// <summary>The time given, or the clock's (rule 4.5).</summary>
    public DateTime TimeFor(DateTime? given)
    {
        if (given is { } time)
            return time;
        _lastClock = ClockRule.Read(_now, _lastClock, out var steppedBack);
        ClockSteppedBack |= steppedBack;
        return Rows.Time(_lastClock);
    }

    /// <summary>Has the clock give no earlier time from now on.</summary>
    public void AdvanceClock(DateTime time) => _lastClock = Math.Max(_lastClock, time.Ticks);

    /// <summary>Adds a statement to what is written.</summary>
    public void Write(string text, params IReadOnlyList<NpgsqlParameter> parameters) => Write(Sql.Command(text, parameters));

    /// <summary>Adds a statement to what is written.</summary>
    public void Write(NpgsqlBatchCommand command) => _writes.Add(command);

    /// <summary>Sends all statements, the operation with them.</summary>
    public void Send(long operation)
    {
        Write(
            "UPDATE tracking.counters SET next_track = $1, next_run = $2, next_step = $3, last_clock = $4, changes = changes + 1",
            Sql.Number(NextTrack), Sql.Number(NextRun), Sql.Number(NextStep), Sql.Number(_lastClock));
        Write(
            """
            INSERT INTO tracking.writers (writer, operation) VALUES ($1, $2)
            ON CONFLICT (writer) DO UPDATE SET operation = EXCLUDED.operation, written = now()
            """,
            Sql.Id(_writer), Sql.Number(operation));
        using var batch = Sql.Batch(_connection, _writes);
        if (MayTakeLong)
            batch.Timeout = 0;
        Sql.Execute(batch);
    }

    public NpgsqlBinaryImporter Copy(string text) =>
        _connection.BeginBinaryImport(Session.Of(_connection).Schema.In(text));

    public void Commit() => _transaction.Commit();

    public void Dispose() => _transaction.Dispose();
}
