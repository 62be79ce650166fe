using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using Tracking.Postgres;
using Tracking.Postgres.Connections;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// PgBouncer of tests/postgres/pool.sh in front of the tests' server. It goes with this process, in whatever way that ends.
/// </summary>
internal sealed class Pooler : IDisposable
{
    private const int NotInstalled = 3;

    private readonly Process _process;
    private readonly string[] _place;

    /// <param name="server">The server behind it.</param>
    /// <param name="mode">How connections are pooled: by transaction, session or statement.</param>
    /// <param name="size">How many connections to the server it has for each database.</param>
    public Pooler(PostgresServer server, string mode = "transaction", int size = 4)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "pool.sh"), $"{server.Port}", mode, $"{size}"])
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _place = _process.StandardOutput.ReadLine()?.Split(' ') ?? [];
        if (_place.Length == 2)
            return;
        _process.WaitForExit();
        Assert.SkipWhen(_process.ExitCode == NotInstalled, "PgBouncer is not installed here (Debian's package 'pgbouncer').");
        Assert.Fail("PgBouncer did not start; it says why above.");
    }

    public int Port => int.Parse(_place[0], CultureInfo.InvariantCulture);

    /// <summary>How a database is reached through it.</summary>
    public string ConnectionString(TestDatabase database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Database={database.Name};Username=owner;Timeout=5");

    /// <summary>Opens the store in a database through it.</summary>
    public PostgresTrackStore Open(TestDatabase database, string more = "") =>
        PostgresTrackStore.Open(ServerAddress.Parse(ConnectionString(database) + more), new PostgresOptions());

    /// <summary>Freezes it, or has it go on.</summary>
    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _place[1]]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit(TimeSpan.FromSeconds(30));
        _process.Dispose();
    }
}
