using System;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres;

/// <summary>How a database is opened.</summary>
internal sealed class PostgresOptions
{
    /// <summary>Whether to make the tables, or bring them up to date.</summary>
    public bool Initialize { get; init; }

    /// <summary>The scripts that this client knows, the newest of which is its version.</summary>
    public Migrations Migrations { get; init; } = Migrations.Shipped;

    /// <summary>The machine that the store is opened on; null for the one that rule 8.5 says.</summary>
    public string? Host { get; init; }

    /// <summary>Gives the time in UTC; the server's clock when null, which is one for all machines.</summary>
    public Func<DateTime>? Clock { get; init; }

    /// <summary>
    /// How long what was lost with a connection is tried again, and a first connection is: a server that restarts, or one that replaces it,
    /// needs some seconds. The address may say another.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Receives why the server is still waited for when a store is opened; null for nobody.</summary>
    public IProgress<string>? Waiting { get; init; }

    /// <summary>How long a sign of life holds, by the server's clock: whoever gave none since is gone.</summary>
    public TimeSpan LifeSpan { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long after a sign of life the next one is given.</summary>
    public TimeSpan SignInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How many tracks the first page of an answer has.</summary>
    public int FirstPage { get; init; } = 500;
}
