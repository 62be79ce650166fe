using System.Collections.Generic;
using System.IO;
using System.Linq;
using Npgsql;

namespace Tracking.Postgres.Schema;

/// <summary>The tables, made and brought up to date by the numbered scripts beside this file, each of which is applied once.</summary>
internal static class Migration
{
    /// <summary>Any number that no one else locks; whoever migrates this schema takes it.</summary>
    private const long Lock = 0x747261636b696e67;

    private static readonly SortedDictionary<int, string> Scripts = new(typeof(Migration).Assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith(".sql", System.StringComparison.Ordinal)).ToDictionary(name => int.Parse(name[..4], System.Globalization.CultureInfo.InvariantCulture), Read));

    /// <summary>The version that this module works with.</summary>
    public static int Newest { get; } = Scripts.Keys.Max();

    /// <summary>The version of the tables that are there; 0 when there are none.</summary>
    public static int Version(NpgsqlConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT max(version) FROM tracking.migrations";
        try
        {
            return command.ExecuteScalar() as int? ?? 0;
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return 0;
        }
    }

    /// <summary>Brings the tables up to a version, in one transaction; others who do so at the same time wait and find it done.</summary>
    public static void Apply(NpgsqlConnection connection, int upTo)
    {
        using var transaction = connection.BeginTransaction();
        // Also before the schema is made: two who make it at once would both find it missing.
        Execute(connection, $"SELECT pg_advisory_xact_lock({Lock})");
        Execute(connection, "CREATE SCHEMA IF NOT EXISTS tracking");
        Execute(connection, "CREATE TABLE IF NOT EXISTS tracking.migrations (version integer PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now())");
        var version = Version(connection);
        foreach (var script in Scripts.Where(script => script.Key > version && script.Key <= upTo))
        {
            Execute(connection, script.Value);
            Execute(connection, $"INSERT INTO tracking.migrations (version) VALUES ({script.Key})");
        }
        transaction.Commit();
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The scripts are this assembly's own, and numbers are all that is put in.
        command.CommandText = sql;
#pragma warning restore CA2100
        // An index over many tracks takes its time.
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(Migration).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
