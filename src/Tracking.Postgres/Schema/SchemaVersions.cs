using Npgsql;

namespace Tracking.Postgres.Schema;

/// <summary>What the tables say of their version, and of the clients that may still use them (README.md, "Growth").</summary>
/// <param name="Current">The newest script that was applied; 0 when there are no tables.</param>
/// <param name="LowestWriter">The lowest version of a client that may write.</param>
/// <param name="LowestReader">The lowest version of a client that may answer questions.</param>
internal readonly record struct SchemaVersions(int Current, int LowestWriter, int LowestReader)
{
    /// <summary>
    /// Also answers from tables that were made before the two lowest versions were stored. Clients of that time refused all newer tables.
    /// </summary>
    private const string Versions = """
        SELECT max(m.version),
            COALESCE(max((to_jsonb(m) ->> 'lowest_writer')::integer), max(m.version)),
            COALESCE(max((to_jsonb(m) ->> 'lowest_reader')::integer), max(m.version))
        FROM tracking.migrations m
        """;

    public static SchemaVersions Read(NpgsqlConnection connection)
    {
        try
        {
            using var row = Sql.Read(connection, Versions);
            return row.Read() && !row.IsDBNull(0) ? new SchemaVersions(row.GetInt32(0), row.GetInt32(1), row.GetInt32(2)) : default;
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return default;
        }
    }

    /// <summary>What a client of a version may do with these tables.</summary>
    public SchemaFit FitFor(int client) =>
        Current == 0 ? SchemaFit.Missing
        : Current < client ? SchemaFit.TooOld
        : client < LowestReader ? SchemaFit.TooNew
        : client < LowestWriter ? SchemaFit.AnswersOnly
        : SchemaFit.Full;
}

/// <summary>What a client may do with the tables that are there.</summary>
internal enum SchemaFit
{
    /// <summary>There are no tables.</summary>
    Missing,

    /// <summary>They lack what the client needs: it has to bring them up to date first.</summary>
    TooOld,

    /// <summary>All.</summary>
    Full,

    /// <summary>Answer questions, and write nothing.</summary>
    AnswersOnly,

    /// <summary>Nothing.</summary>
    TooNew,
}
