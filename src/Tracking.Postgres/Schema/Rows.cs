using System;
using Npgsql;
using Tracking.Model;

namespace Tracking.Postgres.Schema;

/// <summary>Turns rows into records.</summary>
internal static class Rows
{
    public const string TrackColumns = "number, task, run_id, user_name, at, given, data, types, version";

    /// <summary>The end counts the tracks that are there now (0001_tracks.sql).</summary>
    public const string RunColumns = """
        r.run_id, r.task, r.start_at,
        GREATEST(r.end_at, COALESCE((SELECT max(k.last_at) FROM tracking.keys k WHERE k.run_id = r.run_id), r.end_at)),
        r.status, EXISTS (SELECT 1 FROM tracking.current_runs c WHERE c.task_key = r.task_key AND c.run_id = r.run_id),
        r.message, r.origin, r.origin_number, r.status_at
        """;

    public const string RunById = $"SELECT {RunColumns} FROM tracking.runs r WHERE r.run_id = $1";

    public const string CurrentRun = $"""
        SELECT {RunColumns} FROM tracking.runs r
        WHERE r.run_id = (SELECT c.run_id FROM tracking.current_runs c WHERE c.task_key = $1)
        """;

    /// <summary>Where a run was started: here, unless it was copied.</summary>
    public const string RunOrigin = "COALESCE(r.origin, (SELECT c.store FROM tracking.counters c)), COALESCE(r.origin_number, r.run_id)";

    public static TrackRecord Track(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        NameKey.FromText(row.GetString(1)),
        row.GetInt32(2),
        NameKey.FromText(row.GetString(3)),
        Time(row.GetInt64(4)),
        row.GetBoolean(5),
        new TrackData(row.GetFieldValue<byte[]>(6), row.IsDBNull(7) ? null : row.GetFieldValue<byte[]>(7)),
        row.GetInt32(8));

    public static RunRecord Run(NpgsqlDataReader row) => new(
        row.GetInt32(0),
        row.IsDBNull(1) ? null : NameKey.FromText(row.GetString(1)),
        Time(row.GetInt64(2)),
        Time(row.GetInt64(3)),
        (RunStatus)row.GetInt16(4),
        row.GetBoolean(5),
        row.IsDBNull(6) ? null : NameKey.FromText(row.GetString(6)))
    {
        Origin = row.IsDBNull(7) ? null : Origin(row, 7),
        StatusUtc = Time(row.GetInt64(9)),
    };

    /// <summary>A run, and where it was started.</summary>
    public static RunExport RunWithOrigin(NpgsqlDataReader row) => new(Run(row), Origin(row, 10));

    public static Origin Origin(NpgsqlDataReader row, int column) => new(row.GetGuid(column), row.GetInt64(column + 1));

    public static DateTime Time(long ticks) => new(ticks, DateTimeKind.Utc);
}
