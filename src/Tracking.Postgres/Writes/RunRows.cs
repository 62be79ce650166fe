using System.Collections.Generic;
using System.Linq;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>Reads and writes runs, and which of them are current.</summary>
internal static class RunRows
{
    public static NpgsqlBatchCommand ById(int runId) => Sql.Command(Rows.RunById, Sql.Number(runId));

    public static NpgsqlBatchCommand Current(string task, WriterIdentity writer) =>
        Sql.Command(Rows.CurrentRun, Sql.Text(NameKey.Of(task)), Sql.Text(writer.HostKey));

    /// <summary>Whether a run is there and as it was said to be.</summary>
    public static NpgsqlBatchCommand Check(int runId) => Sql.Command($"{AsSaid} WHERE r.run_id = $1", Sql.Number(runId));

    /// <summary>Whether a task's current run is the same and as it was said to be.</summary>
    public static NpgsqlBatchCommand CheckCurrent(string task, WriterIdentity writer) => Sql.Command(
        $"{AsSaid} WHERE r.run_id = (SELECT c.run_id FROM tracking.current_runs c WHERE c.task_key = $1 AND c.host_key = $2)",
        Sql.Text(NameKey.Of(task)), Sql.Text(writer.HostKey));

    private const string AsSaid = "SELECT r.run_id, r.xid, r.start_at, r.end_at FROM tracking.runs r";

    /// <summary>The run of this database that is meant by where it was started; no row where it was started elsewhere.</summary>
    public static NpgsqlBatchCommand Own(Origin origin) => Sql.Command(
        $"""
        SELECT {Rows.RunColumns} FROM tracking.runs r
        WHERE r.run_id = $2 AND r.origin IS NULL AND $1 = (SELECT c.store FROM tracking.store c)
        """,
        Sql.Id(origin.Writer), Sql.Number((long?)origin.Number));

    /// <summary>Whether a run begins with the earliest of its tracks (<see cref="RunRule.BeginsWithItsTracks"/>).</summary>
    public const string BeginsWithItsTracks = """
        r.key IS NOT NULL AND r.facts IS NULL AND r.continues IS NULL AND r.carried_steps = 0
            AND NOT EXISTS (SELECT 1 FROM tracking.current_runs c WHERE c.run_id = r.run_id)
        """;

    /// <summary>Has runs begin earlier that begin with their tracks, and got earlier ones.</summary>
    public static void BeginEarlier(this WriteTransaction transaction, IReadOnlyCollection<(int RunId, long Ticks)> tracks)
    {
        var earliest = tracks.GroupBy(track => track.RunId).Select(of => (RunId: of.Key, Ticks: of.Min(track => track.Ticks))).ToList();
        transaction.Write(
            $"""
            UPDATE tracking.runs r SET start_at = u.at FROM unnest($1, $2) AS u (run_id, at)
            WHERE r.run_id = u.run_id AND r.start_at > u.at AND {BeginsWithItsTracks}
            """,
            Sql.Numbers([.. earliest.Select(run => run.RunId)]), Sql.Numbers([.. earliest.Select(run => run.Ticks)]));
    }

    /// <summary>Adds a run that starts; it is its task's current one if it says so.</summary>
    public static void AddRun(this WriteTransaction transaction, RunRecord run, WriterIdentity writer)
    {
        transaction.Write(
            """
            INSERT INTO tracking.runs (
                run_id, task, task_key, start_at, end_at, status, status_at, key, facts, continues, continues_number, carried_steps, writer,
                host_key
            ) VALUES ($1, $2, $3, $4, $4, $5, $4, $6, $7, $8, $9, $10, $11, $12)
            """,
            Sql.Number(run.RunId),
            Sql.Text(run.TaskId == null ? null : NameKey.ToText(run.TaskId)),
            Sql.Text(run.TaskId == null ? null : NameKey.Of(run.TaskId)),
            Sql.Number((long?)run.StartUtc.Ticks),
            Sql.Number((short)run.Status),
            Sql.Text(run.Key == null ? null : NameKey.ToText(run.Key)),
            Sql.Text(run.Facts?.Json),
            Sql.Id(run.Continues?.Writer),
            Sql.Number(run.Continues?.Number),
            Sql.Number(run.CarriedSteps),
            Sql.Id(writer.Id),
            Sql.Text(writer.HostKey));
        if (run is { TaskId: { } task, IsCurrent: true })
            transaction.MakeCurrent(task, run.RunId, writer);
    }

    /// <summary>Gives a run the one that continues it; it takes nothing more, and is current no more.</summary>
    public static void WriteSuccessor(this WriteTransaction transaction, int runId, int continuedBy)
    {
        transaction.Write(
            $"UPDATE tracking.runs SET continued_by = $2, xid = {WriteTransaction.Number} WHERE run_id = $1",
            Sql.Number(runId), Sql.Number(continuedBy));
        transaction.RemoveCurrent(runId);
    }

    /// <summary>
    /// Removes a run with its steps and tracks. The one that it continues has no successor any more, and can be continued again. Keys
    /// beyond those of one statement are left: they count no more, and upkeep removes them.
    /// </summary>
    public static void RemoveRun(this WriteTransaction transaction, RunRecord run)
    {
        var id = Sql.Number(run.RunId);
        transaction.MayTakeLong = true;
        foreach (var table in (string[])["tracks", "keys", "steps", "current_runs", "runs"])
        {
            var part = table == "keys" ? $" AND {RemovableRun.SomeKeys}" : "";
            transaction.Write($"DELETE FROM tracking.{table} WHERE run_id = $1{part}", id.Clone());
        }
        if (run.Continues is { Number: <= int.MaxValue } before)
        {
            transaction.Write(
                $"""
                UPDATE tracking.runs SET continued_by = NULL, xid = {WriteTransaction.Number} WHERE run_id = $2 AND continued_by = $1
                """,
                id.Clone(), Sql.Number((int)before.Number));
        }
    }

    /// <summary>Writes how a run stands.</summary>
    public static void WriteRun(this WriteTransaction transaction, RunRecord run) => transaction.Write(
        $"""
        UPDATE tracking.runs SET status = $2, message = $3, end_at = $4, status_at = $5, xid = {WriteTransaction.Number}
        WHERE run_id = $1
        """,
        Sql.Number(run.RunId),
        Sql.Number((short)run.Status),
        Sql.Text(run.Message == null ? null : NameKey.ToText(run.Message)),
        Sql.Number((long?)run.EndUtc.Ticks),
        Sql.Number((long?)run.StatusUtc.Ticks));

    /// <summary>Makes a run its task's current one on a machine.</summary>
    public static void MakeCurrent(this WriteTransaction transaction, string task, int runId, WriterIdentity writer) => transaction.Write(
        """
        INSERT INTO tracking.current_runs (task_key, run_id, host_key) VALUES ($1, $2, $3)
        ON CONFLICT (task_key, host_key) DO UPDATE SET run_id = EXCLUDED.run_id
        """,
        Sql.Text(NameKey.Of(task)), Sql.Number(runId), Sql.Text(writer.HostKey));

    /// <summary>Makes a run that of no machine, whichever it was current on.</summary>
    public static void RemoveCurrent(this WriteTransaction transaction, int runId) =>
        transaction.Write("DELETE FROM tracking.current_runs WHERE run_id = $1", Sql.Number(runId));
}
