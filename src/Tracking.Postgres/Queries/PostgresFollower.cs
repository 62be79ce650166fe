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
/// Follows a database: polls its counters, one row, and reads what is beyond those that it read last. LISTEN and NOTIFY would cost each
/// save a part of its time, and not every engine has them.
/// </summary>
internal sealed class PostgresFollower : IStoreFollower
{
    private const string Counters = "SELECT next_track, next_run, next_step, changes FROM tracking.counters";

    private const string Runs = $"""
        SELECT {Rows.RunColumns} FROM tracking.runs r WHERE r.run_id >= $1
        UNION ALL
        SELECT {Rows.RunColumns} FROM tracking.runs r WHERE r.run_id < $1 AND r.changed > $2
        ORDER BY 1
        """;

    private const string Tracks = $"""
        SELECT {Rows.TrackColumns} FROM tracking.tracks t WHERE number >= $1
        UNION ALL
        SELECT {Rows.TrackColumns} FROM tracking.tracks t WHERE number < $1 AND changed > $2
        ORDER BY 1
        """;

    private const string Steps = $"""
        SELECT {Rows.StepColumns} FROM {Rows.Steps} WHERE s.step_id >= $1
        UNION ALL
        SELECT {Rows.StepColumns} FROM {Rows.Steps} WHERE s.step_id < $1 AND s.changed > $2
        ORDER BY 1
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
        // What comes in between is beyond the position, and is delivered after the past.
        var tracks = store.Search(new TrackQuery { FromUtc = from }, cancellation).Where(track => track.Number < start.NextTrack);
        var runs = store.ListRuns(cancellation: cancellation)
            .Where(run => run.RunId < start.NextRun && (!run.HasEnded || run.EndUtc >= from));
        var steps = server.Query(connection => StepQueries.ListSince(connection, from), cancellation);
        _past = ChangeOrder.ByTime(tracks, runs, [.. steps.Where(step => step.StepId < start.NextStep)]);
    }

    /// <inheritdoc/>
    public IEnumerable<StoreChange> Read(CancellationToken cancellation = default)
    {
        if (_past is { } past)
        {
            _past = null;
            return past;
        }
        var changes = _server.Query(ReadPosition, cancellation) == _position ? [] : _server.Query(ReadOn, cancellation);
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

    private List<StoreChange> ReadOn(NpgsqlConnection connection)
    {
        // One state for all three answers.
        using var transaction = connection.BeginTransaction(IsolationLevel.RepeatableRead);
        var now = ReadPosition(connection);
        var changes = Sql.Number((long?)_position.Changes);
        var runs = Sql.ReadAll(connection, Runs, Rows.RunsOn(connection), Sql.Number(_position.NextRun), changes);
        var steps = Sql.ReadAll(connection, Steps, Rows.Step, Sql.Number(_position.NextStep), changes.Clone());
        var tracks = Sql.ReadAll(connection, Tracks, Rows.Track, Sql.Number((long?)_position.NextTrack), changes.Clone());
        _position = now;
        foreach (var run in runs)
            Remember(run);
        return [.. ChangeOrder.ByEnds(tracks, runs, steps)];
    }

    /// <summary>The position, and the runs that are at work there.</summary>
    private Position Begin(NpgsqlConnection connection)
    {
        using var transaction = connection.BeginTransaction(IsolationLevel.RepeatableRead);
        _running.Clear();
        _running.UnionWith(RunQueries.Running(connection));
        return ReadPosition(connection);
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

    private static Position ReadPosition(NpgsqlConnection connection)
    {
        using var row = Sql.Read(connection, Counters);
        row.Read();
        return new Position(row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), row.GetInt64(3));
    }

    /// <summary>What was delivered: all tracks, runs and steps below these ids, as that transaction left them.</summary>
    private readonly record struct Position(long NextTrack, int NextRun, int NextStep, long Changes);
}
