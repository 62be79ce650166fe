using System.Collections.Generic;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Writes;

/// <summary>
/// A run that is to be removed, which nobody may be at work on or about to continue (rule 4.25), and in which parts: no statement removes
/// more than <see cref="MostRows"/> rows of a table, so that nobody waits for longer.
/// </summary>
/// <param name="known">The run as it was found: its task, key and beginning never change.</param>
internal sealed class RemovableRun(RunRecord known)
{
    /// <summary>The most tracks, keys or steps that one statement removes.</summary>
    public const int MostRows = 1000;

    /// <summary>A condition on the keys of the run $1: so many of them.</summary>
    public static string SomeKeys { get; } =
        $"(task_key, user_key) IN (SELECT s.task_key, s.user_key FROM tracking.keys s WHERE s.run_id = $1 LIMIT {MostRows})";

    /// <summary>Saves to it go on, and make no difference.</summary>
    private const string Status = $"SELECT r.run_id, {Rows.RunStatusNow} FROM tracking.runs r WHERE r.run_id = $1";

    private const string Unended = $"""
        SELECT {Rows.StepColumns} FROM {Rows.Steps} WHERE s.run_id = $1 AND s.end_at IS NULL
        """;

    private static readonly string Large = $"SELECT {HasMore("tracks")} OR {HasMore("steps")}";

    private static readonly string Sizes = $"{Large}, {HasMore("keys")}";

    private static readonly string SweptKeys = $"""
        WITH gone AS (
            DELETE FROM tracking.keys k
            WHERE k.run_id = $1 AND {SomeKeys} AND NOT EXISTS (SELECT 1 FROM tracking.runs r WHERE r.run_id = $1)
            RETURNING 1
        )
        SELECT count(*) FROM gone
        """;

    public RunRecord Known => known;

    /// <summary>Whether tracks or steps are to be removed before the run itself, and whether keys are left behind then.</summary>
    public static (bool InParts, bool LeavesKeys) SizeOf(NpgsqlConnection connection, int runId)
    {
        using var row = Sql.Read(connection, Sizes, Sql.Number(runId));
        row.Read();
        return (row.GetBoolean(0), row.GetBoolean(1));
    }

    /// <summary>Removes some of the keys that a run left behind, to which nothing is saved any more. False when none were left.</summary>
    public static bool SweepKeys(NpgsqlConnection connection, int runId)
    {
        using var row = Sql.Read(connection, SweptKeys, Sql.Number(runId));
        row.Read();
        return row.GetInt64(0) > 0;
    }

    public IReadOnlyList<NpgsqlBatchCommand> Reads() => Questions(RunRows.ById(known.RunId));

    public IReadOnlyList<NpgsqlBatchCommand> Checks() => Questions(Sql.Command(Status, Sql.Number(known.RunId)));

    /// <summary>The run as it is now, and whether it is too large to be removed at once.</summary>
    /// <exception cref="TrackingException">TrackRunNotFound, TrackRunClaimed.</exception>
    public (RunRecord Run, bool IsLarge) Read(WriteTransaction transaction, NpgsqlDataReader answers)
    {
        if (!answers.Read())
            throw StoreErrors.NoRun(known.RunId);
        var run = transaction.Run(answers);
        var steps = new List<StepRecord>();
        answers.NextResult();
        while (answers.Read())
            steps.Add(Rows.Step(answers));
        RunRule.RequireNotAtWork(run, steps);
        answers.NextResult();
        answers.Read();
        var isLarge = answers.GetBoolean(0);
        if (answers.NextResult() && answers.Read() && RunRule.MayBeContinued(run))
            throw StoreErrors.RunClaimed(run.RunId, ClaimTaking.HolderOf(answers));
        return (run, isLarge);
    }

    private static string HasMore(string table) =>
        $"(SELECT count(*) > {MostRows} FROM (SELECT 1 FROM tracking.{table} WHERE run_id = $1 LIMIT {MostRows + 1}) {table})";

    private IReadOnlyList<NpgsqlBatchCommand> Questions(NpgsqlBatchCommand run) =>
    [
        run,
        Sql.Command(Unended, Sql.Number(known.RunId)),
        Sql.Command(Large, Sql.Number(known.RunId)),
        .. RunRule.MayBeContinued(known) ? [ClaimTaking.HolderOf(known)] : (NpgsqlBatchCommand[])[],
    ];
}
