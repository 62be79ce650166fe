using System;
using System.Collections.Generic;
using System.Data;
using System.Linq;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>
/// A transaction that locks the store from its first statement on, so that what it reads stays true until it ends, but for new tracks in
/// runs that are there. What to write is decided here, under that lock, and sent in one go.
/// </summary>
internal sealed class WriteTransaction : IDisposable
{
    /// <summary>
    /// A statement of its own: the ones after it see what others stored while it waited. The column's name lets no client below the
    /// schema's lowest writer through (README.md, "Growth").
    /// </summary>
    public const string Lock = "SELECT writers_from_11 FROM tracking.store FOR UPDATE";

    /// <summary>The server's clock in ticks: one for all machines.</summary>
    public const string ServerTicks = "((extract(epoch FROM clock_timestamp()) * 10000000)::bigint + 621355968000000000)";

    /// <summary>The number that this transaction has for followers: they read again what carries a number that is new to them.</summary>
    public const string Number = "pg_current_xact_id()";

    private const string Known = $"SELECT c.last_clock, COALESCE($1, {ServerTicks}), s.store FROM tracking.clock c, tracking.store s";

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly Guid _writer;
    private readonly List<NpgsqlBatchCommand> _writes = [];
    private NpgsqlDataReader? _answers;
    private long _lastClock;
    private long _writtenClock;
    private long _now;

    private WriteTransaction(NpgsqlConnection connection, Guid writer)
    {
        _connection = connection;
        _writer = writer;
        // Not what the server has as its default: where others were first, a statement is to see what they did.
        _transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
    }

    /// <summary>The store's GUID: the origin of what is saved and started here.</summary>
    public Guid Store { get; private set; }

    /// <summary>The last time that the clock gave, in ticks.</summary>
    public long LastClock => _lastClock;

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
    /// <param name="lastClock">The last time that the clock gave to this writer, in ticks.</param>
    /// <param name="write">What is to be locked and known.</param>
    /// <param name="answers">Stands before the first row of the first answer.</param>
    public static WriteTransaction Begin<T>(
        NpgsqlConnection connection, Guid writer, long? clock, long lastClock, IWrite<T> write, out NpgsqlDataReader answers)
    {
        var transaction = new WriteTransaction(connection, writer);
        try
        {
            var locks = write.Locks();
            answers = Sql.Read(Sql.Batch(
                connection, [Sql.Command(Lock), .. locks, Sql.Command(Known, Sql.Number(clock)), .. write.Reads()]));
            for (var i = 0; i <= locks.Count; i++)
                answers.NextResult();
            answers.Read();
            transaction._answers = answers;
            transaction._writtenClock = answers.GetInt64(0);
            transaction._lastClock = Math.Max(transaction._writtenClock, lastClock);
            transaction._now = answers.GetInt64(1);
            transaction.Store = answers.GetGuid(2);
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

    /// <summary>The numbers of new tracks, rising. All answers have been read.</summary>
    public long[] NewNumbers(int count)
    {
        var numbers = New("tracking.track_numbers", count);
        StoreErrors.RequireIds(numbers is not [.., > StoreLimits.MaxTrackNumber]);
        return numbers;
    }

    /// <summary>The id of a new run. All answers have been read.</summary>
    public int NewRunId() => NewRunIds(1)[0];

    /// <summary>The ids of new runs, rising. All answers have been read.</summary>
    public int[] NewRunIds(int count) => ToIds(New("tracking.run_ids", count), StoreLimits.MaxRunId);

    /// <summary>The ids of new steps, rising. All answers have been read.</summary>
    public int[] NewStepIds(int count) => ToIds(New("tracking.step_ids", count), StoreLimits.MaxStepId);

    /// <summary>The number of a new claim. All answers have been read.</summary>
    public long NewClaim() => New("tracking.claim_numbers", 1)[0];

    /// <summary>Adds a statement to what is written.</summary>
    public void Write(string text, params IReadOnlyList<NpgsqlParameter> parameters) => Write(Sql.Command(text, parameters));

    /// <summary>Adds a statement to what is written.</summary>
    public void Write(NpgsqlBatchCommand command) => _writes.Add(command);

    /// <summary>Sends all statements, the operation with them.</summary>
    public void Send(long operation)
    {
        if (_lastClock != _writtenClock)
            Write("UPDATE tracking.clock SET last_clock = $1", Sql.Number((long?)_lastClock));
        Write("INSERT INTO tracking.operations (writer, operation) VALUES ($1, $2)", Sql.Id(_writer), Sql.Number((long?)operation));
        using var batch = Sql.Batch(_connection, _writes);
        if (MayTakeLong)
            batch.Timeout = 0;
        Sql.Execute(batch);
    }

    public NpgsqlBinaryImporter Copy(string text) =>
        _connection.BeginBinaryImport(Session.Of(_connection).Schema.In(text));

    private static int[] ToIds(long[] given, int most)
    {
        StoreErrors.RequireIds(given.Length == 0 || given[^1] <= most);
        return [.. given.Select(id => (int)id)];
    }

    private long[] New(string sequence, int count)
    {
        if (count == 0)
            return [];
        // A connection reads one answer at a time.
        _answers?.Close();
        return [.. Sql.ReadAll(
            _connection,
            $"SELECT nextval('{sequence}') FROM generate_series(1, $1)",
            row => row.GetInt64(0),
            Sql.Number(count))];
    }

    public void Commit() => _transaction.Commit();

    public void Dispose() => _transaction.Dispose();
}
