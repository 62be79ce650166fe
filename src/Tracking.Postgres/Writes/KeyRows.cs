using System.Collections.Generic;
using System.Linq;
using Tracking.Model;

namespace Tracking.Postgres;

/// <summary>Keeps the list of keys, and the ends of runs, in step with a track that is changed or removed.</summary>
internal static class KeyRows
{
    private const string IsKey = "k.task_key = $1 AND k.run_id = $2 AND k.user_key = $3";

    /// <summary>Looks again for the last track of a key.</summary>
    public static void WriteLast(this Change change, TrackRecord track) => change.Write(
        $"""
        UPDATE tracking.keys k SET task = l.task, user_name = l.user_name, last_at = l.at, last_number = l.number
        FROM (
            SELECT task, user_name, at, number FROM tracking.tracks WHERE task_key = $1 AND run_id = $2 AND user_key = $3 ORDER BY at DESC, number DESC LIMIT 1
        ) l
        WHERE {IsKey}
        """,
        Key(track));

    /// <summary>Looks again for the last tracks of several keys.</summary>
    public static void WriteLast(this Change change, IReadOnlyList<(int RunId, string TaskKey, string UserKey)> keys) => change.Write(
        """
        UPDATE tracking.keys k SET task = l.task, user_name = l.user_name, last_at = l.at, last_number = l.number
        FROM unnest($1, $2, $3) AS u (run_id, task_key, user_key), LATERAL (
            SELECT t.task, t.user_name, t.at, t.number FROM tracking.tracks t
            WHERE t.run_id = u.run_id AND t.task_key = u.task_key AND t.user_key = u.user_key ORDER BY t.at DESC, t.number DESC LIMIT 1
        ) l
        WHERE k.run_id = u.run_id AND k.task_key = u.task_key AND k.user_key = u.user_key
        """,
        Sql.Numbers([.. keys.Select(key => key.RunId)]), Sql.Texts([.. keys.Select(key => key.TaskKey)]), Sql.Texts([.. keys.Select(key => key.UserKey)]));

    /// <summary>Takes over the later time of a key's last track.</summary>
    public static void WriteLastTime(this Change change, TrackRecord track) =>
        change.Write($"UPDATE tracking.keys k SET last_at = $4 WHERE {IsKey}", [.. Key(track), Sql.Number((long?)track.TimeTicks)]);

    /// <summary>Counts a track less.</summary>
    public static void WriteOneLess(this Change change, TrackRecord track) => change.Write($"UPDATE tracking.keys k SET tracks = k.tracks - 1 WHERE {IsKey}", Key(track));

    /// <summary>Forgets a key that has no tracks any more.</summary>
    public static void WriteNone(this Change change, TrackRecord track) => change.Write($"DELETE FROM tracking.keys k WHERE {IsKey}", Key(track));

    /// <summary>Keeps a track's time as its run's end before it goes.</summary>
    public static void WriteEnd(this Change change, TrackRecord track) =>
        change.Write("UPDATE tracking.runs SET end_at = $2 WHERE run_id = $1 AND end_at < $2", Sql.Number(track.RunId), Sql.Number((long?)track.TimeTicks));

    private static Npgsql.NpgsqlParameter[] Key(TrackRecord track) => [Sql.Text(NameKey.Of(track.TaskId)), Sql.Number(track.RunId), Sql.Text(NameKey.Of(track.UserName))];
}
