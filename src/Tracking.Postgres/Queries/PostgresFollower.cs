using System;
using System.Collections.Generic;
using System.Data;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Connections;
using Tracking.Postgres.Schema;
using Tracking.Rules;
using Tracking.Seam;

namespace Tracking.Postgres.Queries;

/// <summary>
/// Follows a database: asks which transactions have ended since the last look, and reads the rows that they added or changed. Each row
/// carries the number of its transaction (xid), and a look ends with a snapshot: what is beyond it, or was not committed in it, is new to
/// the next one. LISTEN and NOTIFY would cost each save a part of its time, and not every engine has them.
/// </summary>
internal sealed class PostgresFollower : IStoreFollower
{
    /// <summary>
    /// The snapshot, the cluster and its timeline: after a restore or a promotion, numbers of transactions may be given again. And whether
    /// there is anything new.
    /// </summary>
    private const string Look = $"""
        SELECT pg_current_snapshot()::text,
            (SELECT c.system_identifier FROM pg_control_system() c)::text, (SELECT c.timeline_id FROM pg_control_checkpoint() c),
            EXISTS (SELECT 1 FROM tracking.tracks t WHERE {IsNew}) OR EXISTS (SELECT 1 FROM tracking.runs t WHERE {IsNew})
                OR EXISTS (SELECT 1 FROM tracking.steps t WHERE {IsNew})
        """;

    /// <summary>
    /// Whether a row is new since the snapshot $1: by two conditions that an index answers, however long other transactions are open. One
    /// with a number that is still to come was restored from another server.
    /// </summary>
    private const string IsNew = """
        t.xid = ANY (ARRAY(SELECT pg_snapshot_xip($1::pg_snapshot)))
            OR (t.xid >= pg_snapshot_xmax($1::pg_snapshot) AND t.xid < pg_snapshot_xmax(pg_current_snapshot()))
        """;

    private const string Greatest = """
        SELECT COALESCE((SELECT max(number) FROM tracking.tracks), 0), COALESCE((SELECT max(run_id) FROM tracking.runs), 0),
            COALESCE((SELECT max(step_id) FROM tracking.steps), 0)
        """;

    private const string NewTracks = $"SELECT t.number FROM tracking.tracks t WHERE {IsNew}";
    private const string NewRuns = $"SELECT t.run_id FROM tracking.runs t WHERE {IsNew}";
    private const string NewSteps = $"SELECT t.step_id FROM tracking.steps t WHERE {IsNew}";

    /// <summary>By the snapshot $1 or, where it does not count any more, by the greatest id $2.</summary>
    private const string Runs = $"SELECT {Rows.RunColumns} FROM tracking.runs r WHERE r.run_id IN ({NewRuns}) OR r.run_id > $2 ORDER BY 1";

    private const string Tracks = $"""
        SELECT {Rows.TrackColumns} FROM tracking.tracks t WHERE {IsNew} OR t.number > $2 ORDER BY 1
        """;

    private const string Steps = $"""
        SELECT {Rows.StepColumns} FROM {Rows.Steps} WHERE s.step_id IN ({NewSteps}) OR s.step_id > $2 ORDER BY 1
        """;

    /// <summary>Nothing is written when a sign of life expires: it is looked for, but seldom.</summary>
    private static readonly TimeSpan BetweenLooksForLife = TimeSpan.FromSeconds(1);

    private readonly Server _server;
    private readonly ITrackStore _store;
    private readonly HashSet<int> _running = [];
    private readonly Stopwatch _sinceLife = Stopwatch.StartNew();
    private Position _position;
    private IEnumerable<StoreChange>? _past;

    /// <param name="server">The server.</param>
    /// <param name="store">The store in it.</param>
    /// <param name="fromUtc">From when on what is there already is delivered too; null for nothing of it.</param>
    /// <param name="cancellation">Ends the wait for the server.</param>
    public PostgresFollower(Server server, ITrackStore store, DateTime? fromUtc, CancellationToken cancellation)
    {
        (_server, _store) = (server, store);
        var start = server.Query(Begin, cancellation);
        _position = start;
        if (fromUtc is not { } from)
            return;
        var tracks = store.Search(new TrackQuery { FromUtc = from }, cancellation);
        var runs = store.ListRuns(cancellation: cancellation);
        var steps = server.Query(connection => StepQueries.ListSince(connection, from), cancellation);
        // What came in between is delivered after the past.
        var later = server.Query(ReadLater, cancellation);
        _past = ChangeOrder.ByTime(
            tracks.Where(track => !later.Tracks.Contains(track.Number)),
            runs.Where(run => !later.Runs.Contains(run.RunId) && (!run.HasEnded || run.EndUtc >= from)),
            [.. steps.Where(step => !later.Steps.Contains(step.StepId))]);
    }

    /// <inheritdoc/>
    public IEnumerable<StoreChange> Read(CancellationToken cancellation = default)
    {
        if (_past is { } past)
        {
            _past = null;
            return past;
        }
        var changes = _server.Query(HasNews, cancellation) ? _server.Query(ReadOn, cancellation) : [];
        if (_running.Count > 0 && _sinceLife.Elapsed >= BetweenLooksForLife)
        {
            _sinceLife.Restart();
            changes.AddRange(_server.Query(ReadAbandoned, cancellation).Select(run => new StoreChange(Track: null, run)));
        }
        return changes;
    }

    /// <inheritdoc/>
    public RunRecord? FindRun(int runId) => _store.FindRun(runId);

    /// <inheritdoc/>
    public IReadOnlyList<string> DrainWarnings() => [];

    /// <summary>Does nothing: between two readings no connection is held.</summary>
    public void Dispose()
    {
    }

    /// <summary>Whether there is anything new. If not, the position moves on all the same.</summary>
    private bool HasNews(NpgsqlConnection connection)
    {
        var (now, hasNews) = ReadPosition(connection, _position.Snapshot);
        if (now.Place != _position.Place || hasNews)
            return true;
        _position = _position with { Snapshot = now.Snapshot };
        return false;
    }

    private List<StoreChange> ReadOn(NpgsqlConnection connection)
    {
        // One state for all answers.
        using var transaction = connection.BeginTransaction(IsolationLevel.RepeatableRead);
        var (now, _) = ReadPosition(connection, _position.Snapshot);
        var isSamePlace = now.Place == _position.Place;
        // In another place the ids say what is new; where a replica took over, the snapshot says so too, but for what it did not have.
        var since = now.Place.Cluster == _position.Place.Cluster ? _position.Snapshot : now.Snapshot;
        var runs = Sql.ReadAll(connection, Runs, Rows.RunsOn(connection), Parameters(isSamePlace ? int.MaxValue : _position.Run));
        var steps = Sql.ReadAll(connection, Steps, Rows.Step, Parameters(isSamePlace ? int.MaxValue : _position.Step));
        var tracks = Sql.ReadAll(connection, Tracks, Rows.Track, Parameters(isSamePlace ? long.MaxValue : _position.Track));
        _position = ReadGreatest(connection, now);
        foreach (var run in runs)
            Remember(run);
        return [.. ChangeOrder.ByEnds(tracks, runs, steps)];

        NpgsqlParameter[] Parameters(long greatest) => [Sql.Text(since), Sql.Number((long?)greatest)];
    }

    /// <summary>The position, and the runs that are at work there.</summary>
    private Position Begin(NpgsqlConnection connection)
    {
        using var transaction = connection.BeginTransaction(IsolationLevel.RepeatableRead);
        _running.Clear();
        _running.UnionWith(RunQueries.Running(connection));
        return ReadGreatest(connection, ReadPosition(connection, "1:1:").Position);
    }

    /// <summary>The ids of what is new since the position.</summary>
    private (HashSet<long> Tracks, HashSet<int> Runs, HashSet<int> Steps) ReadLater(NpgsqlConnection connection)
    {
        var since = Sql.Text(_position.Snapshot);
        return (
            [.. Sql.ReadAll(connection, NewTracks, row => row.GetInt64(0), since)],
            [.. Sql.ReadAll(connection, NewRuns, row => row.GetInt32(0), since.Clone())],
            [.. Sql.ReadAll(connection, NewSteps, row => row.GetInt32(0), since.Clone())]);
    }

    /// <summary>The runs that were at work, and whose writers give no signs of life any more.</summary>
    private List<RunRecord> ReadAbandoned(NpgsqlConnection connection)
    {
        var known = RunQueries.Of(connection, [.. _running]);
        // What was removed is at work no more.
        _running.IntersectWith(known.Select(run => run.RunId));
        var abandoned = known.Where(run => run.Status == RunStatus.Abandoned).ToList();
        abandoned.ForEach(Remember);
        return abandoned;
    }

    private void Remember(RunRecord run)
    {
        if (run.Status == RunStatus.Running)
            _running.Add(run.RunId);
        else
            _running.Remove(run.RunId);
    }

    private static (Position Position, bool HasNews) ReadPosition(NpgsqlConnection connection, string since)
    {
        using var row = Sql.Read(connection, Look, Sql.Text(since));
        row.Read();
        return (new Position(row.GetString(0), (row.GetString(1), row.GetInt32(2)), 0, 0, 0), row.GetBoolean(3));
    }

    private static Position ReadGreatest(NpgsqlConnection connection, Position position)
    {
        using var row = Sql.Read(connection, Greatest);
        row.Read();
        return position with { Track = row.GetInt64(0), Run = row.GetInt32(1), Step = row.GetInt32(2) };
    }

    /// <summary>What was delivered: all that is committed in the snapshot, of a place, with the greatest ids there.</summary>
    private readonly record struct Position(
        string Snapshot, (string Cluster, int Timeline) Place, long Track, int Run, int Step);
}
