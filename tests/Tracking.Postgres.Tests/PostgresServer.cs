using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Npgsql;
using Tracking.Postgres;
using Tracking.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Tracking.Tests;

/// <summary>
/// The server of tests/postgres/serve.sh, started by the first test that needs it and gone with this process, in whatever way it ends.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private const string Template = "tracking_template";
    private const int NoServer = 3;

    private readonly object _gate = new();
    private readonly ConcurrentStack<TestDatabase> _idle = new();
    private Process? _process;
    private string[] _place = [];
    private int _databases;

    /// <summary>A database with the tables and nothing in them.</summary>
    public TestDatabase NewDatabase() => Create(Template);

    /// <summary>
    /// The same for a test that changes nothing but what is in the tables: emptying them takes a tenth of making a database.
    /// </summary>
    public TestDatabase BorrowDatabase() => _idle.TryPop(out var idle) ? idle : Create(Template, isLent: true);

    /// <summary>Takes a borrowed database back.</summary>
    public void Return(TestDatabase database)
    {
        database.Execute("""
            TRUNCATE tracking.tracks, tracking.runs, tracking.steps, tracking.current_runs, tracking.keys, tracking.names,
                tracking.operations, tracking.writers, tracking.alive, tracking.claims;
            UPDATE tracking.store SET store = gen_random_uuid();
            UPDATE tracking.clock SET last_clock = 0;
            SELECT setval('tracking.track_numbers', 1, false), setval('tracking.run_ids', 1, false), setval('tracking.step_ids', 1, false);
            """);
        _idle.Push(database);
    }

    /// <summary>A database without tables.</summary>
    public TestDatabase NewEmptyDatabase() => Create("template0");

    /// <summary>How tests reach a database.</summary>
    public string ConnectionString(string database, string user = "owner") =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Database={database};Username={user};Timeout=5");

    public int Port
    {
        get
        {
            Start();
            return int.Parse(_place[0], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The server's own folder.</summary>
    public string Folder => Place(1);

    /// <summary>Stops the server as a crash does.</summary>
    public void Kill() => Do("stop");

    /// <summary>Starts it again, with the options that it had.</summary>
    public void Restart() => Do("start");

    /// <summary>Runs one of the server's programs as its user.</summary>
    public void Run(string program, params string[] arguments) =>
        Do($"{program} {string.Join(' ', arguments.Select(argument => $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'"))}");

    public void Execute(string database, string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        connection.Open();
        // Ten million rows take their time.
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        if (_process == null)
            return;
        _process.StandardInput.Close();
        _process.WaitForExit(TimeSpan.FromSeconds(30));
        _process.Dispose();
    }

    private TestDatabase Create(string template, bool isLent = false)
    {
        Start();
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        Execute("postgres", $"CREATE DATABASE {name} TEMPLATE {template}");
        return new TestDatabase(this, name, isLent);
    }

    private string Place(int part)
    {
        Start();
        return _place[part];
    }

    /// <summary>Has serve.sh do something.</summary>
    private void Do(string line)
    {
        Start();
        lock (_gate)
        {
            _process!.StandardInput.WriteLine(line);
            Assert.Equal("done", _process.StandardOutput.ReadLine());
        }
    }

    private void Start()
    {
        lock (_gate)
        {
            if (_process == null)
            {
                var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true };
                // Nothing of it outlives the tests.
                foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "serve.sh"), "-c", "fsync=off"])
                    start.ArgumentList.Add(argument);
                _process = Process.Start(start)!;
                _place = _process.StandardOutput.ReadLine()?.Split(' ') ?? [];
                if (_place.Length == 3)
                {
                    Execute("postgres", $"CREATE DATABASE {Template}");
                    PostgresTrackStore.Open(ConnectionString(Template) + ";Pooling=false", null, initialize: true).Dispose();
                }
            }
            if (_place.Length != 3)
            {
                _process.WaitForExit();
                Assert.SkipWhen(_process.ExitCode == NoServer, "No PostgreSQL server is installed here (Debian's package 'postgresql').");
                Assert.Fail("The PostgreSQL server did not start; it says why above.");
            }
        }
    }
}
