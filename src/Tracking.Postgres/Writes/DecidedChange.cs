using System;
using System.Collections.Generic;
using System.Linq;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>
/// What a client decides by what it read, and writes by one statement if that is still so (0013_changes.sql). Nothing is locked between the
/// two: a client that is stopped holds nobody up (rule 4.28).
/// </summary>
internal sealed class DecidedChange
{
    /// <summary>
    /// All changes but new tracks in runs that are there are made one after another. The column's name lets no client below the schema's
    /// lowest writer through (README.md, "Growth").
    /// </summary>
    private const string Lock = "SELECT writers_from_14 FROM tracking.store FOR UPDATE";

    /// <summary>The server's clock in ticks: one for all machines.</summary>
    public const string ServerTicks = "((extract(epoch FROM clock_timestamp()) * 10000000)::bigint + 621355968000000000)";

    /// <summary>The number that this transaction has for followers: they read again what carries a number that is new to them.</summary>
    public const string Number = "pg_current_xact_id()";

    /// <summary>So many characters of data are given the time of a statement; more are given more.</summary>
    private const long LengthInTime = 8 << 20;

    /// <summary>Each by itself: of two tables together the server expects so many rows that it would compile the statement.</summary>
    private const string Known = $"""
        SELECT (SELECT last_clock FROM tracking.clock), COALESCE($1, {ServerTicks}), (SELECT store FROM tracking.store),
            current_setting('default_transaction_isolation') = 'read committed', (SELECT writers_from_14 FROM tracking.store)
        """;

    private readonly NpgsqlConnection _connection;
    private readonly Guid _writer;
    private readonly IReadOnlyList<NpgsqlBatchCommand> _locks;
    private readonly DrawnIds _ids;
    private readonly StatementTexts _texts;
    private readonly string[] _checks;
    private readonly List<NpgsqlBatchCommand> _writes = [];
    private NpgsqlDataReader? _answers;
    private string _expected = "";
    private bool _isReadCommitted;
    private long _lastClock;
    private long _writtenClock;
    private long _now;

    private DecidedChange(
        NpgsqlConnection connection,
        Guid writer,
        DrawnIds ids,
        IReadOnlyList<NpgsqlBatchCommand> checks,
        IReadOnlyList<NpgsqlBatchCommand> locks)
    {
        (_connection, _writer, _ids, _locks) = (connection, writer, ids, [Sql.Command(Lock), .. locks]);
        _texts = new StatementTexts(Session.Of(connection).Schema);
        _checks = _texts.Add(checks);
    }

    /// <summary>The store's GUID: the origin of what is saved and started here.</summary>
    public Guid Store { get; private set; }

    /// <summary>The last time that the clock gave, in ticks.</summary>
    public long LastClock => _lastClock;

    /// <summary>Whether the clock stepped back so far that it is believed.</summary>
    public bool ClockSteppedBack { get; private set; }

    /// <summary>Whether there is nothing to write.</summary>
    public bool IsEmpty => _writes.Count == 0;

    /// <summary>Whether the statements may take longer than the connection string allows.</summary>
    public bool MayTakeLong { get; set; }

    /// <summary>Reads what has to be known, all as it is at one moment, and decides by it.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="writer">Whose.</param>
    /// <param name="clock">The clock's ticks; null for the server's clock.</param>
    /// <param name="lastClock">The last time that the clock gave to this writer, in ticks.</param>
    /// <param name="ids">The ids that an attempt before was given.</param>
    /// <param name="write">What is to be known and locked, and decides by it.</param>
    /// <param name="decided">What comes of it.</param>
    public static DecidedChange Begin<T>(
        NpgsqlConnection connection,
        Guid writer,
        long? clock,
        long lastClock,
        DrawnIds ids,
        IWrite<T> write,
        out T decided)
    {
        var checks = write.Checks();
        var change = new DecidedChange(connection, writer, ids, checks, write.Locks());
        var reads = Sql.Batch(
            connection,
            [
                Sql.Command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
                Sql.Command(Known, Sql.Number(clock)),
                .. checks.Select(Answer),
                .. write.Reads(),
                Sql.Command("COMMIT"),
            ]);
        decided = Sql.Read(reads, answers =>
        {
            change.Read(answers, lastClock, checks.Count);
            return write.Decide(change, answers);
        });
        return change;
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

    /// <summary>
    /// Sends all statements, the operation with them. False means that nothing was written: what was read is not so any more, and is to be
    /// read and decided again.
    /// </summary>
    public bool Send(long operation)
    {
        // A later time that another change wrote meanwhile stays.
        if (_lastClock != _writtenClock)
        {
            Write(
                "UPDATE tracking.clock SET last_clock = $1 WHERE last_clock = $2 OR last_clock < $1",
                Sql.Number((long?)_lastClock), Sql.Number((long?)_writtenClock));
        }
        Write("INSERT INTO tracking.operations (writer, operation) VALUES ($1, $2)", Sql.Id(_writer), Sql.Number((long?)operation));
        _answers?.Close();
        var call = Sql.Command(
            "SELECT tracking.change($1, $2, $3, $4, $5) FROM (SELECT set_config('lock_timeout', $6, true) OFFSET 0) s",
            Sql.Texts(_texts.Add(_locks)),
            Sql.Texts(_checks),
            Sql.Text(_expected),
            Sql.Texts(_texts.Add(_writes)),
            Sql.Texts(_texts.Values),
            Sql.Text(Session.Of(_connection).Waits?.Setting ?? "0"));
        // What others wrote while it waited is to be seen, whatever the server has as its default.
        using var batch = Sql.Batch(_connection, _isReadCommitted
            ? [call]
            : [Sql.Command("BEGIN ISOLATION LEVEL READ COMMITTED"), call, Sql.Command("COMMIT")]);
        batch.Timeout = MayTakeLong ? 0 : (int)Math.Min(int.MaxValue, batch.Timeout * (1 + (_texts.Length / LengthInTime)));
        using var answer = Sql.Read(batch);
        answer.Read();
        var isDone = answer.GetBoolean(0);
        // It is stored only when all has come back.
        answer.Close();
        return isDone;
    }

    /// <summary>Reads what each change has to know, up to the first answer of its own.</summary>
    private void Read(NpgsqlDataReader answers, long lastClock, int checks)
    {
        answers.Read();
        _answers = answers;
        _writtenClock = answers.GetInt64(0);
        _lastClock = Math.Max(_writtenClock, lastClock);
        _now = answers.GetInt64(1);
        Store = answers.GetGuid(2);
        _isReadCommitted = answers.GetBoolean(3);
        for (var i = 0; i < checks; i++)
        {
            answers.NextResult();
            answers.Read();
            _expected += " " + (answers.IsDBNull(0) ? "-" : answers.GetString(0));
        }
        answers.NextResult();
    }

    /// <summary>What a check answers, in short, as tracking.answers_of has it.</summary>
    private static NpgsqlBatchCommand Answer(NpgsqlBatchCommand check) => Sql.Command(
        $"SELECT md5(string_agg(a::text, chr(10) ORDER BY a::text)) FROM ({check.CommandText}) a",
        [.. check.Parameters.Select(parameter => ((NpgsqlParameter)parameter).Clone())]);

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
        return _ids.Next(sequence, count, more => Sql.ReadAll(
            _connection,
            $"SELECT nextval('{sequence}') FROM generate_series(1, $1)",
            row => row.GetInt64(0),
            Sql.Number(more)));
    }
}
