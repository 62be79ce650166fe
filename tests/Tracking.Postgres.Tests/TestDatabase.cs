using System;
using Npgsql;
using Tracking.Postgres;
using Tracking.Postgres.Connections;

namespace Tracking.Tests;

/// <summary>A database of one test.</summary>
public sealed class TestDatabase(PostgresServer server, string name, bool isLent) : IDisposable
{
    public string Name { get; } = name;

    public PostgresServer Server { get; } = server;

    public string ConnectionString => Server.ConnectionString(Name);

    public void Execute(string sql) => Server.Execute(Name, sql);

    /// <summary>Looks at the tables in a transaction that no other one is in the way of, whatever is the database's default.</summary>
    public T Query<T>(string sql)
    {
        using var connection = new NpgsqlConnection(
            ConnectionString + @";Pooling=false;Options=-c default_transaction_isolation=read\ committed");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return (T)command.ExecuteScalar()!;
    }

    /// <summary>Opens the store in it.</summary>
    internal PostgresTrackStore Open(PostgresOptions? options = null, string user = "owner", string more = "") =>
        PostgresTrackStore.Open(ServerAddress.Parse(Server.ConnectionString(Name, user) + more), options ?? new PostgresOptions());

    public void Dispose()
    {
        if (isLent)
            Server.Return(this);
        else
            Server.Execute("postgres", $"DROP DATABASE {Name} WITH (FORCE)");
    }
}
