using System.Collections.Generic;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Writes;

/// <summary>Removes a run for good, with the steps and tracks that it still has, unless these are too many for one statement.</summary>
internal sealed class RunRemoval(RemovableRun removable) : IWrite<RunRemoval>
{
    /// <summary>The run; null where it was too large, and nothing was removed.</summary>
    public RunRecord? Removed { get; private set; }

    public IReadOnlyList<NpgsqlBatchCommand> Locks() =>
        [Sql.Command("SELECT run_id FROM tracking.runs WHERE run_id = $1 FOR UPDATE", Sql.Number(removable.Known.RunId))];

    public IReadOnlyList<NpgsqlBatchCommand> Reads() => removable.Reads();

    public IReadOnlyList<NpgsqlBatchCommand> Checks() => removable.Checks();

    public RunRemoval Decide(DecidedChange change, NpgsqlDataReader answers)
    {
        var (run, isLarge) = removable.Read(change, answers);
        Removed = isLarge ? null : run;
        if (Removed != null)
            change.RemoveRun(run);
        return this;
    }
}
