using System.Collections.Generic;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>
/// Removes a run for good, with its steps and tracks, unless someone is at work on it, or may be about to continue it (rule 4.25).
/// </summary>
/// <param name="known">The run as it was found: its task, key and beginning never change.</param>
internal sealed class RunRemoval(RunRecord known) : IWrite<RunRecord>
{
    private const string Unended = $"""
        SELECT {Rows.StepColumns} FROM {Rows.Steps} WHERE s.run_id = $1 AND s.end_at IS NULL
        """;

    public IReadOnlyList<NpgsqlBatchCommand> Reads() =>
    [
        RunRows.ById(known.RunId),
        Sql.Command(Unended, Sql.Number(known.RunId)),
        .. RunRule.MayBeContinued(known) ? [ClaimTaking.HolderOf(known)] : (NpgsqlBatchCommand[])[],
    ];

    public RunRecord Decide(WriteTransaction transaction, NpgsqlDataReader answers)
    {
        if (!answers.Read())
            throw StoreErrors.NoRun(known.RunId);
        var run = transaction.Run(answers);
        var steps = new List<StepRecord>();
        answers.NextResult();
        while (answers.Read())
            steps.Add(Rows.Step(answers));
        RunRule.RequireNotAtWork(run, steps);
        if (answers.NextResult() && answers.Read() && RunRule.MayBeContinued(run))
            throw StoreErrors.RunClaimed(run.RunId, ClaimTaking.HolderOf(answers));
        transaction.RemoveRun(run);
        return run;
    }
}
