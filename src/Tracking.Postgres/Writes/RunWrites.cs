using System;
using Npgsql;
using Tracking.Model;
using Tracking.State;

namespace Tracking.Postgres;

/// <summary>Starts, stops and takes up runs (rules 4.3, 4.6, 4.7).</summary>
internal static class RunChanges
{
    private const string Named = $"SELECT {Rows.RunColumns} FROM tracking.runs r WHERE r.run_id = $1";
    private const string Current = $"SELECT {Rows.RunColumns} FROM tracking.runs r WHERE r.run_id = (SELECT c.run_id FROM tracking.current_runs c WHERE c.task_key = $1)";

    public static RunRecord Start(Writer writer, string? taskId, DateTime? given) => writer.Change(
        () => [],
        (change, _) =>
        {
            var time = change.TimeFor(given);
            var run = new RunRecord(change.NextRun++, taskId, time, time, RunStatus.Running, IsCurrent: taskId != null) { StatusUtc = time };
            change.WriteRun(run.RunId, taskId, time.Ticks);
            return run;
        });

    public static RunRecord Stop(Writer writer, string? taskId, int runId, RunStatus status, string? message, DateTime? given) => writer.Change(
        () => [runId != 0 ? Sql.Command(Named, Sql.Number(runId)) : Sql.Command(Current, Sql.Text(NameKey.Of(taskId!)))],
        (change, answers) =>
        {
            if (!answers.Read())
                throw runId != 0 ? Refusal.NoRun(runId) : Refusal.NothingToStop();
            var run = Rows.Run(answers);
            var time = change.TimeFor(given);
            var stopped = run with { Status = status, Message = message, EndUtc = time > run.EndUtc ? time : run.EndUtc, StatusUtc = NextStatus(run, time), IsCurrent = false };
            Write(change, stopped);
            if (run.IsCurrent)
                change.Write("DELETE FROM tracking.current_runs WHERE task_key = $1", Sql.Text(NameKey.Of(run.TaskId!)));
            return stopped;
        });

    public static RunRecord Resume(Writer writer, int runId) => writer.Change(
        () => [Sql.Command(Named, Sql.Number(runId))],
        (change, answers) =>
        {
            if (!answers.Read())
                throw Refusal.NoRun(runId);
            var run = Rows.Run(answers);
            if (run.Finished)
                throw Refusal.Finished(runId);
            if (run.Origin != null)
                throw Refusal.Copied(runId);
            var resumed = run with { Status = RunStatus.Running, StatusUtc = NextStatus(run, change.TimeFor(null)), Message = null, IsCurrent = run.TaskId != null };
            Write(change, resumed);
            if (run.TaskId != null)
                change.WriteCurrent(NameKey.Of(run.TaskId), runId);
            return resumed;
        });

    private static DateTime NextStatus(RunRecord run, DateTime time) => Rows.Time(RunRecord.NextStatusTicks(run.StatusUtc.Ticks, time));

    private static void Write(Change change, RunRecord run) => change.Write(
        $"UPDATE tracking.runs SET status = $2, message = $3, end_at = $4, status_at = $5, changed = {Change.Number} WHERE run_id = $1",
        Sql.Number(run.RunId), new NpgsqlParameter<short> { TypedValue = (short)run.Status }, Sql.Text(run.Message == null ? null : NameKey.ToText(run.Message)), Sql.Number((long?)run.EndUtc.Ticks), Sql.Number((long?)run.StatusUtc.Ticks));
}
