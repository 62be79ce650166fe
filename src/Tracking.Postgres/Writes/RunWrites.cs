using System;
using System.Collections.Generic;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>
/// Starts a run, which becomes its task's current one (rule 4.6). With it come the steps that it carries over from the run that it
/// continues, which gets this one as its only successor (rule 8.4).
/// </summary>
internal sealed class RunStart(RunDraft draft, LifeSigns life) : IWrite<RunRecord>
{
    public IReadOnlyList<NpgsqlBatchCommand> Reads() => draft.Continues is { } origin ? [RunRows.Own(origin)] : [];

    public RunRecord Decide(DecidedChange change, NpgsqlDataReader answers)
    {
        // The run may be one of another store, which says there what becomes of it.
        int? before = null;
        if (draft.Continues != null && answers.Read())
        {
            var known = change.Run(answers);
            StoreErrors.RequireContinuable(known, Rows.ContinuedBy(answers));
            before = known.RunId;
        }
        var time = change.TimeFor(draft.TimeUtc);
        var status = draft.IsOpen ? RunStatus.Open : RunStatus.Running;
        // What cannot be carried over is refused before ids are given.
        StepRule.Carry(draft.Carried, 1, 1);
        var runId = change.NewRunId();
        // One behind the other: whoever makes steps locks the store.
        var stepIds = change.NewStepIds(draft.Carried.Count);
        var run = new RunRecord(runId, draft.TaskId, time, time, status, IsCurrent: draft.TaskId != null)
        {
            StatusUtc = time,
            Identity = new Origin(change.Store, runId),
            Key = draft.Key,
            Facts = draft.Facts,
            Continues = draft.Continues,
            CarriedSteps = draft.Carried.Count,
            Host = life.Writer.Host,
        };
        var carried = StepRows.Placed(StepRule.Carry(draft.Carried, runId, stepIds is [var first, ..] ? first : 0));
        if (before is { } continued)
            change.WriteSuccessor(continued, runId);
        change.AddRun(run, life.Writer);
        change.AddSteps(carried, life.Writer);
        if (!draft.IsOpen)
            life.Sign(change);
        return run;
    }
}

/// <summary>Stops the run with an id or, where it is 0, the task's current one (rule 4.7).</summary>
internal sealed class RunStop(string? taskId, int runId, RunStatus status, string? message, DateTime? given, WriterIdentity writer)
    : IWrite<RunRecord>
{
    public IReadOnlyList<NpgsqlBatchCommand> Reads() => [runId != 0 ? RunRows.ById(runId) : RunRows.Current(taskId!, writer)];

    /// <summary>Tracks that are saved meanwhile make the run end later by themselves.</summary>
    public IReadOnlyList<NpgsqlBatchCommand> Checks() => [runId != 0 ? RunRows.Check(runId) : RunRows.CheckCurrent(taskId!, writer)];

    public RunRecord Decide(DecidedChange change, NpgsqlDataReader answers)
    {
        if (!answers.Read())
            throw runId != 0 ? StoreErrors.NoRun(runId) : StoreErrors.NothingToStop(taskId!);
        var run = change.Run(answers);
        StoreErrors.RequireNotContinued(run.RunId, Rows.ContinuedBy(answers));
        var stopped = RunRule.Stop(run, status, message, change.TimeFor(given));
        change.WriteRun(stopped);
        change.RemoveCurrent(run.RunId);
        return stopped;
    }
}
