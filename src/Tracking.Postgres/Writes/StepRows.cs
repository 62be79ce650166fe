using System;
using System.Collections.Generic;
using System.Linq;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Writes;

/// <summary>Reads and writes steps.</summary>
internal static class StepRows
{
    /// <summary>A step, as it was said to be.</summary>
    public static NpgsqlBatchCommand ById(int stepId) => Sql.Command(
        $"SELECT {Rows.StepColumnsAsSaid} FROM tracking.steps s WHERE s.step_id = $1", Sql.Number(stepId));

    /// <summary>Whether a step is there and as it was.</summary>
    public static NpgsqlBatchCommand Check(int stepId) =>
        Sql.Command("SELECT s.step_id, s.xid FROM tracking.steps s WHERE s.step_id = $1", Sql.Number(stepId));

    /// <summary>New steps with their paths (rule 7.2).</summary>
    /// <param name="steps">The steps, outer ones before those inside them.</param>
    /// <param name="pathOf">Gives the path of a step that is there already.</param>
    public static IReadOnlyList<StepRecord> Placed(IReadOnlyList<StepRecord> steps, Func<int, string?>? pathOf = null)
    {
        var paths = new Dictionary<int, string>();
        return [.. steps.Select(step =>
        {
            var path = StepRecord.PathOf(paths.GetValueOrDefault(step.ParentId) ?? pathOf?.Invoke(step.ParentId), step.Name, step.Key);
            paths[step.StepId] = path;
            return step with { Path = path };
        })];
    }

    /// <summary>Adds steps in one go: a run may carry over many, with all their output.</summary>
    public static void AddSteps(this DecidedChange change, IReadOnlyCollection<StepRecord> steps, WriterIdentity writer)
    {
        if (steps.Count == 0)
            return;
        change.Write(
            """
            INSERT INTO tracking.steps (
                step_id, run_id, parent_id, name, key, path, status, start_at, end_at, attempt, facts, output, carried_from, carried_number,
                origin, origin_number, writer
            )
            SELECT *, $17 FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            """,
            Sql.Numbers([.. steps.Select(step => step.StepId)]),
            Sql.Numbers([.. steps.Select(step => step.RunId)]),
            Sql.Numbers([.. steps.Select(step => step.ParentId)]),
            Sql.Texts([.. steps.Select(step => NameKey.ToText(step.Name))]),
            Sql.Texts([.. steps.Select(step => step.Key == null ? null : NameKey.ToText(step.Key))]),
            Sql.Texts([.. steps.Select(step => NameKey.ToText(step.Path))]),
            Sql.Numbers([.. steps.Select(step => (short)step.Status)]),
            Sql.Numbers([.. steps.Select(step => step.StartUtc.Ticks)]),
            Sql.Numbers([.. steps.Select(step => step.EndUtc?.Ticks)]),
            Sql.Numbers([.. steps.Select(step => step.Attempt)]),
            Sql.Texts([.. steps.Select(step => step.Facts?.Json)]),
            Sql.Texts([.. steps.Select(step => step.Output?.Json)]),
            Sql.Ids([.. steps.Select(step => step.CarriedFrom?.Writer)]),
            Sql.Numbers([.. steps.Select(step => step.CarriedFrom?.Number)]),
            Sql.Ids([.. steps.Select(step => step.Origin?.Writer)]),
            Sql.Numbers([.. steps.Select(step => step.Origin?.Number)]),
            Sql.Id(writer.Id));
    }

    /// <summary>Adds a step.</summary>
    public static void AddStep(this DecidedChange change, StepRecord step, WriterIdentity writer) => change.Write(
        """
        INSERT INTO tracking.steps (
            step_id, run_id, parent_id, name, key, path,
            status, start_at, end_at, attempt, facts, output, carried_from, carried_number, writer
        ) VALUES ($1, $11, $12, $13, $14, $15, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        [
            .. State(step, writer),
            Sql.Number(step.RunId),
            Sql.Number(step.ParentId),
            Sql.Text(NameKey.ToText(step.Name)),
            Sql.Text(step.Key == null ? null : NameKey.ToText(step.Key)),
            Sql.Text(NameKey.ToText(step.Path)),
        ]);

    /// <summary>Puts a step in the place of what was recorded of it before; what it is never changes.</summary>
    public static void WriteStep(this DecidedChange change, StepRecord step, WriterIdentity writer) => change.Write(
        $"""
        UPDATE tracking.steps SET
            status = $2, start_at = $3, end_at = $4, attempt = $5, facts = $6, output = $7, carried_from = $8, carried_number = $9,
            writer = $10, xid = {DecidedChange.Number}
        WHERE step_id = $1
        """,
        State(step, writer));

    /// <summary>
    /// What a step does to its run and to the clock, if it happened here and now: a copy, and what is carried over, did not.
    /// </summary>
    public static void WriteTimes(this DecidedChange change, StepRecord step)
    {
        if (step is not { CarriedFrom: null, Origin: null })
            return;
        var time = step.EndUtc ?? step.StartUtc;
        change.WriteEnd(step.RunId, time.Ticks);
        change.AdvanceClock(time);
    }

    private static NpgsqlParameter[] State(StepRecord step, WriterIdentity writer) =>
    [
        Sql.Number(step.StepId),
        Sql.Number((short)step.Status),
        Sql.Number((long?)step.StartUtc.Ticks),
        Sql.Number(step.EndUtc?.Ticks),
        Sql.Number(step.Attempt),
        Sql.Text(step.Facts?.Json),
        Sql.Text(step.Output?.Json),
        Sql.Id(step.CarriedFrom?.Writer),
        Sql.Number(step.CarriedFrom?.Number),
        Sql.Id(writer.Id),
    ];
}
