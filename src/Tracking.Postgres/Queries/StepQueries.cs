using System;
using System.Collections.Generic;
using System.Linq;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Queries;

/// <summary>Lists steps.</summary>
internal static class StepQueries
{
    /// <summary>Steps by id: all, or those of some runs.</summary>
    public static IReadOnlyList<StepRecord> List(NpgsqlConnection connection, IReadOnlyList<int>? runIds) => runIds == null
        ? Sql.ReadAll(connection, $"SELECT {Rows.StepColumns} FROM {Rows.Steps} ORDER BY s.step_id", Rows.Step)
        : Sql.ReadAll(
            connection,
            $"SELECT {Rows.StepColumns} FROM {Rows.Steps} WHERE s.run_id = ANY($1) ORDER BY s.step_id",
            Rows.Step,
            Sql.Numbers([.. runIds.Distinct()]));

    /// <summary>The steps that ended then or later, or have not ended.</summary>
    public static IReadOnlyList<StepRecord> ListSince(NpgsqlConnection connection, DateTime fromUtc) => Sql.ReadAll(
        connection,
        $"SELECT {Rows.StepColumns} FROM {Rows.Steps} WHERE s.end_at IS NULL OR s.end_at >= $1 ORDER BY s.step_id",
        Rows.Step,
        Sql.Number((long?)fromUtc.Ticks));
}
