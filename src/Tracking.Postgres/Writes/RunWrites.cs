using System;
using System.Collections.Generic;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>Starts a run, which becomes its task's current one (rule 4.6).</summary>
internal sealed class RunStart(string? taskId, DateTime? given) : IWrite<RunRecord>
{
    public RunRecord Decide(WriteTransaction transaction, NpgsqlDataReader answers)
    {
        var time = transaction.TimeFor(given);
        var id = transaction.NextRun++;
        var run = new RunRecord(id, taskId, time, time, RunStatus.Running, IsCurrent: taskId != null) { StatusUtc = time };
        transaction.AddRun(run.RunId, taskId, time.Ticks);
        return run;
    }
}

/// <summary>Stops the run with an id or, where it is 0, the task's current one (rule 4.7).</summary>
internal sealed class RunStop(string? taskId, int runId, RunStatus status, string? message, DateTime? given) : IWrite<RunRecord>
{
    public IReadOnlyList<NpgsqlBatchCommand> Reads() => [runId != 0 ? RunRows.ById(runId) : RunRows.Current(taskId!)];

    public RunRecord Decide(WriteTransaction transaction, NpgsqlDataReader answers)
    {
        if (!answers.Read())
            throw runId != 0 ? StoreErrors.NoRun(runId) : StoreErrors.NothingToStop();
        var run = Rows.Run(answers);
        var stopped = RunRule.Stop(run, status, message, transaction.TimeFor(given));
        transaction.WriteRun(stopped);
        if (run.IsCurrent)
            transaction.RemoveCurrent(run.TaskId!);
        return stopped;
    }
}

/// <summary>Resumes a run that has not finished, which becomes its task's current one again (rule 4.17).</summary>
internal sealed class RunResume(int runId) : IWrite<RunRecord>
{
    public IReadOnlyList<NpgsqlBatchCommand> Reads() => [RunRows.ById(runId)];

    public RunRecord Decide(WriteTransaction transaction, NpgsqlDataReader answers)
    {
        if (!answers.Read())
            throw StoreErrors.NoRun(runId);
        var run = Rows.Run(answers);
        RunRule.RequireResumable(runId, run.Status, isCopy: run.Origin != null);
        var resumed = RunRule.Resume(run, transaction.TimeFor(given: null));
        transaction.WriteRun(resumed);
        if (run.TaskId != null)
            transaction.MakeCurrent(run.TaskId, runId);
        return resumed;
    }
}
