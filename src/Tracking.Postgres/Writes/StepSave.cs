using System.Collections.Generic;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>Records a step as it is now: a new one, or in the place of what was recorded of it before (rule 7.1).</summary>
internal sealed class StepSave(StepRecord step, LifeSigns life) : IWrite<StepRecord>
{
    /// <summary>The run, and the step itself or, where it is new, the one around it.</summary>
    public IReadOnlyList<NpgsqlBatchCommand> Reads() =>
    [
        Sql.Command("SELECT continued_by FROM tracking.runs WHERE run_id = $1", Sql.Number(step.RunId)),
        StepRows.ById(step.StepId != 0 ? step.StepId : step.ParentId),
    ];

    public IReadOnlyList<NpgsqlBatchCommand> Checks() =>
        [Reads()[0], StepRows.Check(step.StepId != 0 ? step.StepId : step.ParentId)];

    public StepRecord Decide(DecidedChange change, NpgsqlDataReader answers)
    {
        if (!answers.Read())
            throw StoreErrors.NoRun(step.RunId);
        StoreErrors.RequireNotContinued(step.RunId, answers.IsDBNull(0) ? null : answers.GetInt32(0));
        answers.NextResult();
        var known = answers.Read() ? Rows.Step(answers) : null;
        StepRecord saved;
        if (step.StepId != 0)
        {
            StepRule.RequireSame(step, known);
            saved = step with { Path = known!.Path, Identity = known.Identity, Origin = known.Origin };
            change.WriteStep(saved, life.Writer);
        }
        else
        {
            StepRule.RequireParent(step, known);
            var stepId = change.NewStepIds(1)[0];
            saved = step with
            {
                StepId = stepId,
                Path = StepRecord.PathOf(known?.Path, step.Name, step.Key),
                Identity = new Origin(change.Store, stepId),
                Origin = null,
            };
            change.AddStep(saved, life.Writer);
        }
        change.WriteTimes(saved);
        saved = saved with { Host = saved is { CarriedFrom: null, Origin: null } ? life.Writer.Host : null };
        if (saved.Status == StepStatus.Running)
            life.SignIfDue(change);
        return saved;
    }
}
