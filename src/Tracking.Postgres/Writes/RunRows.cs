using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Writes;

/// <summary>Reads and writes runs, and which of them are current.</summary>
internal static class RunRows
{
    public static NpgsqlBatchCommand ById(int runId) => Sql.Command(Rows.RunById, Sql.Number(runId));

    public static NpgsqlBatchCommand Current(string task) => Sql.Command(Rows.CurrentRun, Sql.Text(NameKey.Of(task)));

    /// <summary>Adds a run that starts, and is its task's current one.</summary>
    public static void AddRun(this WriteTransaction transaction, int runId, string? task, long at)
    {
        transaction.Write(
            "INSERT INTO tracking.runs (run_id, task, task_key, start_at, end_at, status, status_at) VALUES ($1, $2, $3, $4, $4, 0, $4)",
            Sql.Number(runId),
            Sql.Text(task == null ? null : NameKey.ToText(task)),
            Sql.Text(task == null ? null : NameKey.Of(task)),
            Sql.Number((long?)at));
        if (task != null)
            transaction.MakeCurrent(task, runId);
    }

    /// <summary>Writes how a run stands.</summary>
    public static void WriteRun(this WriteTransaction transaction, RunRecord run) => transaction.Write(
        $"""
        UPDATE tracking.runs SET status = $2, message = $3, end_at = $4, status_at = $5, changed = {WriteTransaction.Number}
        WHERE run_id = $1
        """,
        Sql.Number(run.RunId),
        Sql.Number((short)run.Status),
        Sql.Text(run.Message == null ? null : NameKey.ToText(run.Message)),
        Sql.Number((long?)run.EndUtc.Ticks),
        Sql.Number((long?)run.StatusUtc.Ticks));

    /// <summary>Makes a run its task's current one.</summary>
    public static void MakeCurrent(this WriteTransaction transaction, string task, int runId) => transaction.Write(
        """
        INSERT INTO tracking.current_runs (task_key, run_id) VALUES ($1, $2)
        ON CONFLICT (task_key) DO UPDATE SET run_id = EXCLUDED.run_id
        """,
        Sql.Text(NameKey.Of(task)), Sql.Number(runId));

    /// <summary>Leaves a task without a current run.</summary>
    public static void RemoveCurrent(this WriteTransaction transaction, string task) =>
        transaction.Write("DELETE FROM tracking.current_runs WHERE task_key = $1", Sql.Text(NameKey.Of(task)));
}
