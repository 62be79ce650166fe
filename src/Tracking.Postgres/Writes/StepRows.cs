using System;
using System.Collections.Generic;
using System.Linq;
using Npgsql;
using NpgsqlTypes;
using Tracking.Model;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Writes;

/// <summary>Reads and writes steps.</summary>
internal static class StepRows
{
    /// <summary>A step, as it was said to be.</summary>
    public static NpgsqlBatchCommand ById(int stepId) => Sql.Command(
        $"SELECT {Rows.StepColumnsAsSaid} FROM tracking.steps s WHERE s.step_id = $1", Sql.Number(stepId));

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

    /// <summary>Writes new steps in one go: a run may carry over many, with all their output.</summary>
    public static void Copy(WriteTransaction transaction, IReadOnlyCollection<StepRecord> steps, WriterIdentity writer)
    {
        if (steps.Count == 0)
            return;
        using var copy = transaction.Copy("""
            COPY tracking.steps (
                step_id, run_id, parent_id, name, key, path, status, start_at, end_at, attempt, facts, output, carried_from, carried_number,
                origin, origin_number, writer
            ) FROM STDIN (FORMAT BINARY)
            """);
        foreach (var step in steps)
        {
            copy.StartRow();
            copy.Write(step.StepId);
            copy.Write(step.RunId);
            copy.Write(step.ParentId);
            copy.Write(NameKey.ToText(step.Name), NpgsqlDbType.Text);
            Write(copy, step.Key);
            copy.Write(NameKey.ToText(step.Path), NpgsqlDbType.Text);
            copy.Write((short)step.Status);
            copy.Write(step.StartUtc.Ticks);
            if (step.EndUtc is { } end)
                copy.Write(end.Ticks);
            else
                copy.WriteNull();
            copy.Write(step.Attempt);
            Write(copy, step.Facts);
            Write(copy, step.Output);
            Write(copy, step.CarriedFrom);
            Write(copy, step.Origin);
            copy.Write(writer.Id);
        }
        copy.Complete();
    }

    /// <summary>Adds a step.</summary>
    public static void AddStep(this WriteTransaction transaction, StepRecord step, WriterIdentity writer) => transaction.Write(
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
    public static void WriteStep(this WriteTransaction transaction, StepRecord step, WriterIdentity writer) => transaction.Write(
        $"""
        UPDATE tracking.steps SET
            status = $2, start_at = $3, end_at = $4, attempt = $5, facts = $6, output = $7, carried_from = $8, carried_number = $9,
            writer = $10, changed = {WriteTransaction.Number}
        WHERE step_id = $1
        """,
        State(step, writer));

    /// <summary>
    /// What a step does to its run and to the clock, if it happened here and now: a copy, and what is carried over, did not.
    /// </summary>
    public static void WriteTimes(this WriteTransaction transaction, StepRecord step)
    {
        if (step is not { CarriedFrom: null, Origin: null })
            return;
        var time = step.EndUtc ?? step.StartUtc;
        transaction.WriteEnd(step.RunId, time.Ticks);
        transaction.AdvanceClock(time);
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

    private static void Write(NpgsqlBinaryImporter copy, string? text)
    {
        if (text != null)
            copy.Write(NameKey.ToText(text), NpgsqlDbType.Text);
        else
            copy.WriteNull();
    }

    private static void Write(NpgsqlBinaryImporter copy, TrackData? data)
    {
        if (data is { } given)
            copy.Write(given.Json, NpgsqlDbType.Text);
        else
            copy.WriteNull();
    }

    private static void Write(NpgsqlBinaryImporter copy, Origin? origin)
    {
        if (origin is { } from)
        {
            copy.Write(from.Writer);
            copy.Write(from.Number);
        }
        else
        {
            copy.WriteNull();
            copy.WriteNull();
        }
    }
}
