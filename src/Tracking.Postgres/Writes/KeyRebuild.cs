using Npgsql;

namespace Tracking.Postgres.Writes;

/// <summary>Adds the keys and the names that their lists lack, as after tracks were loaded by other means.</summary>
internal sealed class KeyRebuild : IWrite<bool>
{
    public bool Decide(DecidedChange change, NpgsqlDataReader answers)
    {
        change.MayTakeLong = true;
        change.Write("""
            INSERT INTO tracking.keys (task_key, run_id, user_key, task, user_name)
            SELECT DISTINCT ON (task_key, run_id, user_key) task_key, run_id, user_key, task, user_name
            FROM tracking.tracks ORDER BY task_key, run_id, user_key, at DESC, number DESC
            ON CONFLICT (run_id, task_key, user_key) DO NOTHING
            """);
        change.Write("""
            INSERT INTO tracking.names (name_key, name)
            SELECT task_key, task FROM tracking.tracks UNION SELECT user_key, user_name FROM tracking.tracks ORDER BY 1, 2
            ON CONFLICT (name_key, md5(name)) DO NOTHING
            """);
        return true;
    }
}
