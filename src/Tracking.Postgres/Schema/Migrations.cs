using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Npgsql;

namespace Tracking.Postgres.Schema;

/// <summary>
/// The numbered scripts that make the tables and bring them up to date, each of which is applied once. The newest one is the version of
/// the client that knows them.
/// </summary>
internal sealed class Migrations
{
    /// <summary>Any number that no one else locks; whoever migrates this schema locks it.</summary>
    private const long Lock = 0x747261636b696e67;

    private readonly SortedDictionary<int, string> _scripts;

    private Migrations(IDictionary<int, string> scripts) => _scripts = new SortedDictionary<int, string>(scripts);

    /// <summary>The scripts of this assembly.</summary>
    public static Migrations Shipped { get; } = new(typeof(Migrations).Assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
        .ToDictionary(name => int.Parse(name[..4], CultureInfo.InvariantCulture), Read));

    /// <summary>The versions, of which each has a script.</summary>
    public IReadOnlyCollection<int> Versions => _scripts.Keys;

    /// <summary>The version of a client that knows these scripts, and no others.</summary>
    public int Newest => _scripts.Keys.Max();

    /// <summary>What a former version of the module knew.</summary>
    public Migrations UpTo(int version) => new(_scripts.Where(script => script.Key <= version).ToDictionary());

    /// <summary>What a later version of the module might know.</summary>
    public Migrations With(int version, string script) => new(_scripts.Append(new(version, script)).ToDictionary());

    /// <summary>
    /// Brings the tables up to the newest version in one transaction; others who do so at the same time wait and find it done, or hear who
    /// it is that takes so long (rule 1.18).
    /// </summary>
    public void Apply(NpgsqlConnection connection)
    {
        using var transaction = connection.BeginTransaction();
        if (Session.Of(connection).Waits is { } waits)
            Sql.ExecuteScript(connection, $"SELECT set_config('lock_timeout', '{waits.Setting}', true)");
        // Also before the schema is made: two who make it at once would both find it missing.
        Sql.ExecuteScript(connection, $"SELECT pg_advisory_xact_lock({Lock})");
        var schema = Session.Of(connection).Schema;
        // Whoever owns a schema that is there need not be allowed to make one.
        if (!Exists(connection, schema))
            Sql.ExecuteScript(connection, $"CREATE SCHEMA {schema.Quoted}");
        Sql.ExecuteScript(
            connection,
            "CREATE TABLE IF NOT EXISTS tracking.migrations (version integer PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now())");
        var current = SchemaVersions.Read(connection).Current;
        if (current == 0)
            RequireUtf8(connection);
        foreach (var (version, script) in _scripts.Where(script => script.Key > current))
        {
            // The row first: a script may say in it who may still write, and who may answer.
            Sql.ExecuteScript(connection, $"INSERT INTO tracking.migrations (version) VALUES ({version})");
            Sql.ExecuteScript(connection, script);
        }
        transaction.Commit();
    }

    /// <summary>Of another encoding, a database lacks most characters, and is found to when one of them is saved.</summary>
    private static void RequireUtf8(NpgsqlConnection connection)
    {
        using var row = Sql.Read(connection, "SELECT current_setting('server_encoding')");
        row.Read();
        if (row.GetString(0) is not "UTF8" and var encoding)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackStoreConnectionFailed,
                $"The database has the encoding {encoding}, which lacks characters. A store needs one that was made with ENCODING 'UTF8'.");
        }
    }

    private static bool Exists(NpgsqlConnection connection, StoreSchema schema)
    {
        using var row = Sql.Read(connection, "SELECT FROM pg_namespace WHERE nspname = $1", Sql.Text(schema.Name));
        return row.Read();
    }

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(Migrations).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
