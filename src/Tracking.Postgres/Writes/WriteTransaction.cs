using System;
using System.Collections.Generic;
using Npgsql;

namespace Tracking.Postgres;

/// <summary>
/// One change: a transaction that holds the row of counters from its first statement on, so that what it reads stays true until it ends. It is decided here, under that lock, and
/// written in one go.
/// </summary>
internal sealed class Change : IDisposable
{
    /// <summary>
    /// A statement of its own: the ones after it see what others stored while it waited. The column's name lets no client below the schema's lowest writer
    /// through (0006_growth.sql).
    /// </summary>
    public const string Lock = "SELECT writers_from_6 FROM tracking.counters FOR UPDATE";

    /// <summary>The server's clock in ticks: one for all machines.</summary>
    public const string ServerTicks = "((extract(epoch FROM clock_timestamp()) * 10000000)::bigint + 621355968000000000)";

    /// <summary>The number of the change that is being written, for what a follower has to read again.</summary>
    public const string Number = "(SELECT changes + 1 FROM tracking.counters)";

    private const string Counters = $"""
        SELECT c.next_track, c.next_run, c.last_clock, COALESCE($2, {ServerTicks}), COALESCE((SELECT w.operation FROM tracking.writers w WHERE w.writer = $1), 0) FROM tracking.counters c
        """;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly Guid _writer;
    private readonly List<NpgsqlBatchCommand> _writes = [];
    private long _lastClock;
    private long _now;

    private Change(NpgsqlConnection connection, Guid writer)
    {
        _connection = connection;
        _writer = writer;
        // Not what the server has as its default: where others were first, a statement is to see what they did.
        _transaction = connection.BeginTransaction(System.Data.IsolationLevel.ReadCommitted);
    }

    public long NextTrack { get; set; }

    public int NextRun { get; set; }

    /// <summary>The writer's last operation that was stored.</summary>
    public long LastOperation { get; private set; }

    /// <summary>Whether the clock was seen to have stepped back so far that it is believed.</summary>
    public bool ClockSteppedBack { get; private set; }

    /// <summary>Whether there is nothing to write.</summary>
    public bool IsEmpty => _writes.Count == 0;

    /// <summary>Whether what is written may take its time.</summary>
    public bool MayTakeLong { get; set; }

    /// <summary>Begins a change with what it has to know, all in one round trip.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="writer">Whose.</param>
    /// <param name="clock">The clock's ticks; null for the server's clock.</param>
    /// <param name="questions">What it has to know.</param>
    /// <param name="answers">Stands before the first row of the first question's answer.</param>
    public static Change Begin(NpgsqlConnection connection, Guid writer, long? clock, IReadOnlyList<NpgsqlBatchCommand> questions, out NpgsqlDataReader answers)
    {
        var change = new Change(connection, writer);
        try
        {
            answers = Sql.Batch(connection, [Sql.Command(Lock), Sql.Command(Counters, Sql.Id(writer), Sql.Number(clock)), .. questions]).ExecuteReader();
            answers.NextResult();
            answers.Read();
            (change.NextTrack, change.NextRun, change._lastClock, change._now, change.LastOperation) =
                (answers.GetInt64(0), answers.GetInt32(1), answers.GetInt64(2), answers.GetInt64(3), answers.GetInt64(4));
            answers.NextResult();
            return change;
        }
        catch
        {
            change.Dispose();
            throw;
        }
    }

    /// <summary>The time of a change: the one given, or the clock's, which is never before the last one but for a step back of more than a day (rule 4.5).</summary>
    public DateTime TimeFor(DateTime? given)
    {
        if (given is { } time)
            return time;
        if (_now < _lastClock && _lastClock - _now <= TimeSpan.TicksPerDay)
            return Rows.Time(_lastClock);
        ClockSteppedBack |= _now < _lastClock;
        _lastClock = _now;
        return Rows.Time(_now);
    }

    /// <summary>Adds a statement to what is written.</summary>
    public void Write(string text, params IReadOnlyList<NpgsqlParameter> parameters) => _writes.Add(Sql.Command(text, parameters));

    /// <summary>Adds a run that starts, and is its task's current one.</summary>
    public void WriteRun(int runId, string? task, long at)
    {
        var taskKey = task == null ? null : NameKey.Of(task);
        Write(
            "INSERT INTO tracking.runs (run_id, task, task_key, start_at, end_at, status, status_at) VALUES ($1, $2, $3, $4, $4, 0, $4)",
            Sql.Number(runId), Sql.Text(task == null ? null : NameKey.ToText(task)), Sql.Text(taskKey), Sql.Number((long?)at));
        if (taskKey != null)
            WriteCurrent(taskKey, runId);
    }

    /// <summary>Makes a run its task's current one.</summary>
    public void WriteCurrent(string taskKey, int runId) => Write(
        "INSERT INTO tracking.current_runs (task_key, run_id) VALUES ($1, $2) ON CONFLICT (task_key) DO UPDATE SET run_id = EXCLUDED.run_id", Sql.Text(taskKey), Sql.Number(runId));

    /// <summary>Writes all, the operation with it.</summary>
    public void Send(long operation)
    {
        Write("UPDATE tracking.counters SET next_track = $1, next_run = $2, last_clock = $3, changes = changes + 1", Sql.Number(NextTrack), Sql.Number(NextRun), Sql.Number(_lastClock));
        Write(
            "INSERT INTO tracking.writers (writer, operation) VALUES ($1, $2) ON CONFLICT (writer) DO UPDATE SET operation = EXCLUDED.operation, written = now()",
            Sql.Id(_writer), Sql.Number(operation));
        using var batch = Sql.Batch(_connection, _writes);
        if (MayTakeLong)
            batch.Timeout = 0;
        batch.ExecuteNonQuery();
    }

    public NpgsqlBinaryImporter Copy(string text) => _connection.BeginBinaryImport(text);

    public void Commit() => _transaction.Commit();

    public void Dispose() => _transaction.Dispose();
}
