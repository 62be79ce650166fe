using System.Collections.Generic;
using System.Linq;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Writes;

/// <summary>Writes the list of keys, and the ends of runs, so that they are what the tracks say.</summary>
internal static class KeyRows
{
    /// <summary>What a key that is there becomes by tracks that are added to it.</summary>
    public const string OnKnownKey = """
        ON CONFLICT (task_key, run_id, user_key) DO UPDATE SET
            tracks = k.tracks + EXCLUDED.tracks,
            task = CASE WHEN EXCLUDED.last_at >= k.last_at THEN EXCLUDED.task ELSE k.task END,
            user_name = CASE WHEN EXCLUDED.last_at >= k.last_at THEN EXCLUDED.user_name ELSE k.user_name END,
            last_number = CASE WHEN EXCLUDED.last_at >= k.last_at THEN EXCLUDED.last_number ELSE k.last_number END,
            last_at = GREATEST(EXCLUDED.last_at, k.last_at)
        """;

    private const string IsKey = "k.task_key = $1 AND k.run_id = $2 AND k.user_key = $3";

    /// <summary>Finds the last track of a key again.</summary>
    public static void WriteLast(this WriteTransaction transaction, TrackRecord track) => transaction.Write(
        $"""
        UPDATE tracking.keys k SET task = l.task, user_name = l.user_name, last_at = l.at, last_number = l.number
        FROM (
            SELECT task, user_name, at, number FROM tracking.tracks WHERE task_key = $1 AND run_id = $2 AND user_key = $3
            ORDER BY at DESC, number DESC LIMIT 1
        ) l
        WHERE {IsKey}
        """,
        Key(track));

    /// <summary>Finds the last tracks of several keys again.</summary>
    public static void WriteLast(this WriteTransaction transaction, IReadOnlyList<(int RunId, string TaskKey, string UserKey)> keys) =>
        transaction.Write(
            """
            UPDATE tracking.keys k SET task = l.task, user_name = l.user_name, last_at = l.at, last_number = l.number
            FROM unnest($1, $2, $3) AS u (run_id, task_key, user_key), LATERAL (
                SELECT t.task, t.user_name, t.at, t.number FROM tracking.tracks t
                WHERE t.run_id = u.run_id AND t.task_key = u.task_key AND t.user_key = u.user_key ORDER BY t.at DESC, t.number DESC LIMIT 1
            ) l
            WHERE k.run_id = u.run_id AND k.task_key = u.task_key AND k.user_key = u.user_key
            """,
            Sql.Numbers([.. keys.Select(key => key.RunId)]),
            Sql.Texts([.. keys.Select(key => key.TaskKey)]),
            Sql.Texts([.. keys.Select(key => key.UserKey)]));

    /// <summary>Writes the later time of a key's last track.</summary>
    public static void WriteLastTime(this WriteTransaction transaction, TrackRecord track) =>
        transaction.Write($"UPDATE tracking.keys k SET last_at = $4 WHERE {IsKey}", [.. Key(track), Sql.Number((long?)track.TimeTicks)]);

    /// <summary>Counts a track less.</summary>
    public static void WriteOneLess(this WriteTransaction transaction, TrackRecord track) =>
        transaction.Write($"UPDATE tracking.keys k SET tracks = k.tracks - 1 WHERE {IsKey}", Key(track));

    /// <summary>Removes a key that has no tracks any more.</summary>
    public static void RemoveKey(this WriteTransaction transaction, TrackRecord track) =>
        transaction.Write($"DELETE FROM tracking.keys k WHERE {IsKey}", Key(track));

    /// <summary>Lets a run end at a track's time at the earliest, before the track is replaced or removed.</summary>
    public static void WriteEnd(this WriteTransaction transaction, TrackRecord track) =>
        transaction.WriteEnd(track.RunId, track.TimeTicks);

    /// <summary>Lets a run end at a time at the earliest.</summary>
    public static void WriteEnd(this WriteTransaction transaction, int runId, long ticks) => transaction.Write(
        "UPDATE tracking.runs SET end_at = $2 WHERE run_id = $1 AND end_at < $2", Sql.Number(runId), Sql.Number((long?)ticks));

    private static NpgsqlParameter[] Key(TrackRecord track) =>
        [Sql.Text(NameKey.Of(track.TaskId)), Sql.Number(track.RunId), Sql.Text(NameKey.Of(track.UserName))];
}
