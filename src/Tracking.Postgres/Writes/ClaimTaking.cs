using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Writes;

/// <summary>
/// Claims a task and key on a host, unless someone who is alive holds the last claim on them. An earlier claim counts no more, whoever
/// comes back to life: so it is lost for good once another one was taken.
/// </summary>
internal sealed class ClaimTaking(string task, string? key, string host, LifeSigns life) : IWrite<ClaimTaking>
{
    private const string Holder = $"""
        SELECT c.host, c.process
        FROM (
            SELECT number, host, process, writer FROM tracking.claims
            WHERE task_key = $1 AND key_hash = $2 AND host_key = $3 ORDER BY number DESC LIMIT 1
        ) c
        WHERE {IsHeld}
        """;

    private const string AnyHolder = $"""
        SELECT c.host, c.process
        FROM (
            SELECT DISTINCT ON (host_key) number, host, process, writer FROM tracking.claims
            WHERE task_key = $1 AND key_hash = $2 ORDER BY host_key, number DESC
        ) c
        WHERE {IsHeld}
            AND NOT EXISTS (SELECT 1 FROM tracking.runs l WHERE l.task_key = $1 AND l.key IS NOT DISTINCT FROM $3 AND l.run_id > $4)
        LIMIT 1
        """;

    /// <summary>Whether the last claim is held: no row releases it, and its writer is alive.</summary>
    private const string IsHeld = $"""
        NOT EXISTS (SELECT 1 FROM tracking.claims l WHERE l.number = c.number AND l.released) AND {Life.Before}c.writer{Life.Behind}
        """;

    private readonly string _keyHash = HashOf(key);

    /// <summary>The claim; 0 when another one holds it.</summary>
    public long Number { get; private set; }

    /// <summary>Who holds it, for people; null when it was taken.</summary>
    public string? HeldBy { get; private set; }

    /// <summary>
    /// Who holds the claim on a run's task and key, on any host; no row where nobody does, or where the run is not the last one of them.
    /// </summary>
    public static NpgsqlBatchCommand HolderOf(RunRecord run) => Sql.Command(
        AnyHolder, Sql.Text(NameKey.Of(run.TaskId!)), Sql.Text(HashOf(run.Key)),
        Sql.Text(run.Key == null ? null : NameKey.ToText(run.Key)), Sql.Number(run.RunId));

    /// <summary>The holder of a claim, for people.</summary>
    public static string HolderOf(NpgsqlDataReader row)
    {
        var process = row.GetInt32(1).ToString(CultureInfo.InvariantCulture);
        return $"process {process} on {NameKey.FromText(row.GetString(0))}";
    }

    public IReadOnlyList<NpgsqlBatchCommand> Reads() =>
        [Sql.Command(Holder, Sql.Text(NameKey.Of(task)), Sql.Text(_keyHash), Sql.Text(NameKey.Of(host)))];

    public ClaimTaking Decide(DecidedChange change, NpgsqlDataReader answers)
    {
        (Number, HeldBy) = (0, null);
        if (answers.Read())
        {
            HeldBy = HolderOf(answers);
            return this;
        }
        Number = change.NewClaim();
        change.Write(
            """
            INSERT INTO tracking.claims (number, task_key, key_hash, host_key, host, process, writer) VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            Sql.Number((long?)Number),
            Sql.Text(NameKey.Of(task)),
            Sql.Text(_keyHash),
            Sql.Text(NameKey.Of(host)),
            Sql.Text(NameKey.ToText(host)),
            Sql.Number(Environment.ProcessId),
            Sql.Id(life.Writer.Id));
        life.Sign(change);
        return this;
    }

    /// <summary>What tells keys apart; no key is like none of them.</summary>
    private static string HashOf(string? key) =>
        key == null ? "" : Convert.ToHexString(SHA256.HashData(Encoding.Unicode.GetBytes(key)));
}

/// <summary>A claim that is held until it is disposed of, or its store does not live any more.</summary>
internal sealed class RunClaim(LifeSigns life, long number) : IDisposable
{
    public void Dispose() => life.Release(number);
}
