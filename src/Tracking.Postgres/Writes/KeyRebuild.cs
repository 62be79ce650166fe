using Npgsql;

namespace Tracking.Postgres.Writes;

/// <summary>Makes the list of keys again from the tracks.</summary>
internal sealed class KeyRebuild : IWrite<bool>
{
    public bool Decide(WriteTransaction transaction, NpgsqlDataReader answers)
    {
        transaction.MayTakeLong = true;
        transaction.Write("DELETE FROM tracking.keys");
        transaction.Write("""
            INSERT INTO tracking.keys (task_key, run_id, user_key, task, user_name, tracks, last_at, last_number)
            SELECT DISTINCT ON (task_key, run_id, user_key)
                task_key, run_id, user_key, task, user_name, count(*) OVER (PARTITION BY task_key, run_id, user_key), at, number
            FROM tracking.tracks ORDER BY task_key, run_id, user_key, at DESC, number DESC
            """);
        return true;
    }
}
