using Npgsql;

namespace Tracking.Postgres.Writes;

/// <summary>Adds the keys that the list of keys lacks, as after tracks were loaded by other means.</summary>
internal sealed class KeyRebuild : IWrite<bool>
{
    public bool Decide(WriteTransaction transaction, NpgsqlDataReader answers)
    {
        transaction.MayTakeLong = true;
        transaction.Write("""
            INSERT INTO tracking.keys (task_key, run_id, user_key, task, user_name)
            SELECT DISTINCT ON (task_key, run_id, user_key) task_key, run_id, user_key, task, user_name
            FROM tracking.tracks ORDER BY task_key, run_id, user_key, at DESC, number DESC
            ON CONFLICT (run_id, task_key, user_key) DO NOTHING
            """);
        return true;
    }
}
