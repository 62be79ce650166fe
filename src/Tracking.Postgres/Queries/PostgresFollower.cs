using System;
using System.Collections.Generic;
using System.Data;
using System.Linq;
using System.Threading;
using Npgsql;
using Tracking.Model;
using Tracking.Seam;
using Tracking.State;

namespace Tracking.Postgres;

/// <summary>
/// Follows a database: asks for its counters, one row, and reads what is beyond those that it saw last. Without LISTEN and NOTIFY, which would cost each save a part of its time, and which not every
/// engine has.
/// </summary>
internal sealed class PostgresFollower : IStoreFollower
{
    private const string Counters = "SELECT next_track, next_run, changes FROM tracking.counters";

    private const string Runs = $"""
        SELECT {Rows.RunColumns} FROM tracking.runs r WHERE r.run_id >= $1
        UNION ALL
        SELECT {Rows.RunColumns} FROM tracking.runs r WHERE r.run_id < $1 AND r.changed > $2
        ORDER BY 1
        """;

    private const string Tracks = $"""
        SELECT {Rows.TrackColumns} FROM tracking.tracks WHERE number >= $1
        UNION ALL
        SELECT {Rows.TrackColumns} FROM tracking.tracks WHERE number < $1 AND changed > $2
        ORDER BY 1
        """;

    private readonly Server _server;
    private readonly ITrackStore _store;
    private Position _seen;
    private IEnumerable<StoreChange>? _past;

    /// <param name="server">The server.</param>
    /// <param name="store">The store in it.</param>
    /// <param name="fromUtc">From when on what is there already is heard too; null for nothing of it.</param>
    public PostgresFollower(Server server, ITrackStore store, DateTime? fromUtc)
    {
        (_server, _store) = (server, store);
        var start = server.Ask(ReadPosition);
        _seen = start;
        if (fromUtc is not { } from)
            return;
        // What comes in between is beyond the position, and is heard after the past.
        var tracks = store.Search(new TrackQuery { FromUtc = from }).Where(track => track.Number < start.NextTrack);
        var runs = store.ListRuns().Where(run => run.RunId < start.NextRun && (run.Status == RunStatus.Running || run.EndUtc >= from));
        _past = StoreChanges.InOrderOfTime(tracks, runs);
    }

    /// <inheritdoc/>
    public IEnumerable<StoreChange> Read(CancellationToken cancellation = default)
    {
        if (_past is { } past)
        {
            _past = null;
            return past;
        }
        return _server.Ask(ReadPosition) == _seen ? [] : _server.Ask(ReadOn);
    }

    /// <inheritdoc/>
    public RunRecord? FindRun(int runId) => _store.FindRun(runId);

    /// <inheritdoc/>
    public IReadOnlyList<string> TakeWarnings() => [];

    /// <summary>Does nothing: between two looks no connection is held.</summary>
    public void Dispose()
    {
    }

    private List<StoreChange> ReadOn(NpgsqlConnection connection)
    {
        // One state for all three answers.
        using var transaction = connection.BeginTransaction(IsolationLevel.RepeatableRead);
        var now = ReadPosition(connection);
        var runs = Read(connection, Runs, Rows.Run, Sql.Number(_seen.NextRun));
        var tracks = Read(connection, Tracks, Rows.Track, Sql.Number((long?)_seen.NextTrack));
        _seen = now;
        return [.. StoreChanges.InOrderOfEnds(tracks, runs)];
    }

    private List<T> Read<T>(NpgsqlConnection connection, string text, Func<NpgsqlDataReader, T> read, NpgsqlParameter firstNew)
    {
        using var rows = Sql.Read(connection, text, firstNew, Sql.Number((long?)_seen.Changes));
        var found = new List<T>();
        while (rows.Read())
            found.Add(read(rows));
        return found;
    }

    private static Position ReadPosition(NpgsqlConnection connection)
    {
        using var row = Sql.Read(connection, Counters);
        row.Read();
        return new Position(row.GetInt64(0), row.GetInt32(1), row.GetInt64(2));
    }

    /// <summary>What was seen: all tracks and runs below these, as they were at that change.</summary>
    private readonly record struct Position(long NextTrack, int NextRun, long Changes);
}
