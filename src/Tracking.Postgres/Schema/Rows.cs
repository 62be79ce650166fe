using System;
using Npgsql;
using Tracking.Model;

namespace Tracking.Postgres.Schema;

/// <summary>Turns rows into records.</summary>
internal static class Rows
{
    /// <summary>The tracks t, each with the machine that saved it.</summary>
    public const string TrackColumns = $"{StoredTrack}, (SELECT w.host FROM tracking.writers w WHERE w.writer = t.writer)";

    /// <summary>The tracks t as they are stored, with their writers.</summary>
    public const string TrackColumnsOfList = $"{StoredTrack}, t.writer";

    /// <summary>The first column behind those of a track.</summary>
    public const int BehindTrack = 11;

    /// <summary>The first column behind those of a run.</summary>
    public const int BehindRun = 19;

    /// <summary>
    /// How a run stands (rule 4.16), in the only place that says so: one that began and did not end is running as long as its writer gives
    /// signs of life, and nothing continued it. Of a copy it cannot be judged here. The numbers are those of <see cref="RunStatus"/>.
    /// </summary>
    public const string RunStatusNow = $"""
        (CASE
            WHEN r.status <> 0 THEN r.status
            WHEN r.origin IS NOT NULL THEN 7
            WHEN r.continued_by IS NULL AND {Life.Before}r.writer{Life.Behind} THEN 0
            ELSE 4
        END)::smallint
        """;

    /// <summary>The runs as they stand.</summary>
    public const string RunColumns = $"{RunId}{RunStatusNow}{RunRest}";

    /// <summary>The runs as they were said to be, to decide what becomes of them.</summary>
    public const string RunColumnsAsSaid = $"{RunId}r.status{RunRest}";

    public const string RunById = $"SELECT {RunColumns} FROM tracking.runs r WHERE r.run_id = $1";

    public const string CurrentRun = $"""
        SELECT {RunColumns} FROM tracking.runs r
        WHERE r.run_id = (SELECT c.run_id FROM tracking.current_runs c WHERE c.task_key = $1 AND c.host_key = $2)
        """;

    /// <summary>Where a run was started: here, unless it was copied.</summary>
    public const string RunOrigin = "COALESCE(r.origin, (SELECT c.store FROM tracking.counters c)), COALESCE(r.origin_number, r.run_id)";

    /// <summary>Where a step was first: here, unless it was copied.</summary>
    public const string StepOrigin = "COALESCE(s.origin, (SELECT c.store FROM tracking.counters c)), COALESCE(s.origin_number, s.step_id)";

    /// <summary>The steps as they stand.</summary>
    public const string StepColumns = $"{StepId}{StepStatusNow}{StepRest}";

    /// <summary>The steps as they were said to be, to decide what becomes of them.</summary>
    public const string StepColumnsAsSaid = $"{StepId}s.status{StepRest}";

    /// <summary>Steps with the runs that say how they stand.</summary>
    public const string Steps = "tracking.steps s JOIN tracking.runs r ON r.run_id = s.run_id";

    /// <summary>
    /// How a step stands (rule 7.3): one that began and did not end is abandoned where its run is, where its run ended, or where whoever
    /// recorded it gives no signs of life. Of a copy it is known by its run alone. The numbers are those of <see cref="StepStatus"/> and
    /// <see cref="RunStatus"/>.
    /// </summary>
    private const string StepStatusNow = $"""
        (CASE
            WHEN s.status <> 0 THEN s.status
            WHEN {RunStatusNow} NOT IN (0, 5, 7) THEN 6
            WHEN s.origin IS NOT NULL OR {Life.Before}s.writer{Life.Behind} THEN 0
            ELSE 6
        END)::smallint
        """;

    private const string StoredTrack =
        "t.number, t.task, t.run_id, t.user_name, t.at, t.given, t.data, t.types, t.version, t.step_id";

    /// <summary>The end counts the tracks that are there now (0001_tracks.sql).</summary>
    private const string RunId = """
        r.run_id, r.task, r.start_at,
        GREATEST(r.end_at, COALESCE((SELECT max(k.last_at) FROM tracking.keys k WHERE k.run_id = r.run_id), r.end_at)),

        """;

    private const string RunRest = $"""
        , (SELECT c.host_key FROM tracking.current_runs c WHERE c.run_id = r.run_id),
        r.message, r.origin, r.origin_number, r.status_at, {RunOrigin},
        r.key, r.facts, r.continues, r.continues_number, r.carried_steps, r.continued_by,
        (SELECT w.host FROM tracking.writers w WHERE w.writer = r.writer)
        """;

    private const string StepId = "s.step_id, s.run_id, s.name, s.key, s.parent_id, s.path, ";

    private const string StepRest = $"""
        , s.start_at, s.end_at, s.attempt, s.facts, s.output, s.carried_from, s.carried_number, s.origin, s.origin_number, {StepOrigin},
        CASE WHEN s.origin IS NULL AND s.carried_from IS NULL THEN (SELECT w.host FROM tracking.writers w WHERE w.writer = s.writer) END
        """;

    public static TrackRecord Track(NpgsqlDataReader row) => TrackRecord.Of(
        row.GetInt64(0),
        NameKey.FromText(row.GetString(1)),
        row.GetInt32(2),
        NameKey.FromText(row.GetString(3)),
        Time(row.GetInt64(4)),
        row.GetBoolean(5),
        new TrackData(row.GetFieldValue<byte[]>(6), row.IsDBNull(7) ? null : row.GetFieldValue<byte[]>(7)),
        row.GetInt32(8),
        row.GetInt32(9),
        Text(row, 10));

    /// <summary>Reads runs on a connection, whose machine's are the current ones.</summary>
    public static Func<NpgsqlDataReader, RunRecord> RunsOn(NpgsqlConnection connection)
    {
        var hostKey = Session.Of(connection).HostKey;
        return row => Run(row, hostKey);
    }

    /// <param name="row">The row.</param>
    /// <param name="hostKey">The machine whose current run is current; null where one of any machine is.</param>
    public static RunRecord Run(NpgsqlDataReader row, string? hostKey) => new(
        row.GetInt32(0),
        Text(row, 1),
        Time(row.GetInt64(2)),
        Time(row.GetInt64(3)),
        (RunStatus)row.GetInt16(4),
        !row.IsDBNull(5) && (hostKey == null || row.GetString(5) == hostKey),
        Text(row, 6))
    {
        Origin = OriginOrNull(row, 7),
        StatusUtc = Time(row.GetInt64(9)),
        Identity = Origin(row, 10),
        Key = Text(row, 12),
        Facts = Data(row, 13),
        Continues = OriginOrNull(row, 14),
        CarriedSteps = row.GetInt32(16),
        Host = Text(row, 18),
    };

    /// <summary>The run that continued a run; null when none did.</summary>
    public static int? ContinuedBy(NpgsqlDataReader row) => row.IsDBNull(17) ? null : row.GetInt32(17);

    /// <summary>A run, and where it was started. It is current if it is that of any machine.</summary>
    public static RunExport RunWithOrigin(NpgsqlDataReader row)
    {
        var run = Run(row, hostKey: null);
        return new RunExport(run, run.Identity);
    }

    public static StepRecord Step(NpgsqlDataReader row) => new(
        row.GetInt32(0),
        row.GetInt32(1),
        NameKey.FromText(row.GetString(2)),
        Text(row, 3),
        row.GetInt32(4),
        NameKey.FromText(row.GetString(5)))
    {
        Status = (StepStatus)row.GetInt16(6),
        StartUtc = Time(row.GetInt64(7)),
        EndUtc = row.IsDBNull(8) ? null : Time(row.GetInt64(8)),
        Attempt = row.GetInt32(9),
        Facts = Data(row, 10),
        Output = Data(row, 11),
        CarriedFrom = OriginOrNull(row, 12),
        Origin = OriginOrNull(row, 14),
        Identity = Origin(row, 16),
        Host = Text(row, 18),
    };

    public static Origin Origin(NpgsqlDataReader row, int column) => new(row.GetGuid(column), row.GetInt64(column + 1));

    public static Origin? OriginOrNull(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : Origin(row, column);

    public static DateTime Time(long ticks) => new(ticks, DateTimeKind.Utc);

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : NameKey.FromText(row.GetString(column));

    private static TrackData? Data(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : new TrackData(row.GetFieldValue<byte[]>(column));
}
