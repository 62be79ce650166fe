using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using Tracking.Postgres;
using Xunit;

namespace Tracking.Tests;

/// <summary>A server that is away for a while is waited for from the first connection on (rule 1.13).</summary>
public sealed class PatienceTests : IDisposable
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(4);

    private readonly PostgresServer _server = new();
    private readonly TestDatabase _database;
    private readonly Reasons _reasons = new();

    public PatienceTests() => _database = _server.NewDatabase();

    [Fact]
    public void A_store_is_opened_when_its_server_has_restarted()
    {
        _server.Kill();
        OpensOnce(_server.Restart, "nothing listens there");
    }

    [Fact]
    public void A_store_is_opened_when_its_server_goes_on()
    {
        var process = File.ReadLines($"{_server.Folder}/data/postmaster.pid").First();
        Signal("STOP", process);
        OpensOnce(() => Signal("CONT", process), "it has not answered yet");
    }

    [Fact]
    public void A_store_is_opened_when_a_connection_is_left()
    {
        var held = HoldAll();
        OpensOnce(() => held.ForEach(connection => connection.Dispose()), "it has no connection left");
    }

    [Fact]
    public void The_limit_is_given_by_the_address()
    {
        _server.Kill();
        var watch = Stopwatch.StartNew();
        var error = Assert.Throws<TrackingException>(() => Open(";Patience=3"));
        Assert.InRange(watch.Elapsed.TotalSeconds, 3, 8);
        Assert.Equal(TrackingErrorCode.TrackStoreConnectionFailed, error.Code);
        Assert.Contains("nothing listens there, also after 3 s", error.Message, StringComparison.Ordinal);
        watch.Restart();
        Assert.Throws<TrackingException>(() => Open(";Patience=0"));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2);
    }

    [Fact]
    public void Without_a_connection_left_the_error_says_what_to_do()
    {
        var held = HoldAll();
        var error = Assert.Throws<TrackingException>(() => Open(";Patience=1"));
        held.ForEach(connection => connection.Dispose());
        Assert.Equal(TrackingErrorCode.TrackStoreConnectionFailed, error.Code);
        Assert.Contains("has no connection left, also after 1 s. Close others", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(";Database=none_such")]
    [InlineData(";Username=nobody")]
    [InlineData(";SSL Mode=VerifyFull")]
    [InlineData(";Host=none-such.invalid")]
    public void What_no_wait_would_mend_fails_at_once(string more)
    {
        var watch = Stopwatch.StartNew();
        Assert.Throws<TrackingException>(() => Open(more));
        // A name that nobody knows takes as long as those who are asked.
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 15);
        Assert.Empty(_reasons.Of(TimeSpan.Zero));
    }

    public void Dispose() => _server.Dispose();

    private static void Signal(string signal, string process)
    {
        using var kill = Process.Start("kill", ["-" + signal, process]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Opens the store while the server is away, and has it come back meanwhile.</summary>
    private void OpensOnce(Action comeBack, string reason)
    {
        var opening = Task.Run(() => Open(""), TestContext.Current.CancellationToken);
        Thread.Sleep(Away);
        Assert.False(opening.IsCompleted);
        comeBack();
        using var store = opening.GetAwaiter().GetResult();
        Assert.Equal(0, store.Count().Tracks);
        Assert.Empty(_reasons.Of(TimeSpan.FromSeconds(2)));
        Assert.Contains(_reasons.Of(Away * 3), said => said.Contains($"up to 30 s: {reason}.", StringComparison.Ordinal));
    }

    private PostgresTrackStore Open(string more)
    {
        _reasons.Begin();
        return _database.Open(new PostgresOptions { Waiting = _reasons }, more: ";Pooling=false" + more);
    }

    private List<NpgsqlConnection> HoldAll()
    {
        var held = new List<NpgsqlConnection>();
        try
        {
            while (true)
            {
                var connection = new NpgsqlConnection(_database.ConnectionString + ";Pooling=false");
                connection.Open();
                held.Add(connection);
            }
        }
        catch (PostgresException error)
        {
            Assert.Equal(PostgresErrorCodes.TooManyConnections, error.SqlState);
            Assert.True(held.Count > 100, held.Count.ToString(CultureInfo.InvariantCulture));
            return held;
        }
    }

    private sealed class Reasons : IProgress<string>
    {
        private readonly ConcurrentQueue<(TimeSpan At, string Reason)> _all = new();
        private readonly Stopwatch _watch = new();

        public void Begin() => _watch.Restart();

        public void Report(string value) => _all.Enqueue((_watch.Elapsed, value));

        /// <summary>What was said until then; all of it at zero.</summary>
        public IEnumerable<string> Of(TimeSpan until) =>
            _all.Where(said => until == TimeSpan.Zero || said.At < until).Select(said => said.Reason);
    }
}
