using System;
using System.Diagnostics;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Npgsql;
using Tracking.Model;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// Many writers at once, in several processes: ids, runs, and what is counted and listed are as if they had come one after another.
/// </summary>
public sealed class FleetTests(PostgresServer server)
{
    private const int Processes = 4;

    private const string Waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

    [Theory]
    [InlineData("read committed")]
    [InlineData("serializable")]
    public async Task Sixteen_writers_in_four_processes_leave_what_they_would_leave_one_after_another(string isolation)
    {
        using var database = server.NewDatabase();
        database.Execute($"ALTER DATABASE {database.Name} SET default_transaction_isolation = '{isolation}'");
        var processes = Enumerable.Range(0, Processes).Select(seed => Start(database, seed)).ToList();
        var observed = 0L;
        while (processes.Exists(process => !process.HasExited))
        {
            // No track is removed here.
            var count = database.Query<long>("SELECT count(*) FROM tracking.tracks");
            Assert.True(count >= observed);
            observed = count;
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
        foreach (var process in processes)
        {
            Assert.True(process.ExitCode == 0, await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
            process.Dispose();
        }
        AssertConsistent(database);
        using var store = database.Open();
        var tracks = store.Search(new TrackQuery()).ToList();
        Assert.True(tracks.Count > Processes * FleetActs.Writers * FleetActs.Steps / 3, $"Only {tracks.Count} tracks were saved.");
        Assert.Equal(tracks.Count, tracks.Select(t => t.Number).Distinct().Count());
        var runs = store.ListRuns();
        var tasks = runs.ToDictionary(run => run.RunId, run => run.TaskId);
        Assert.All(tracks, track => Assert.Equal(track.TaskId, tasks[track.RunId]));
        Assert.All(runs.GroupBy(r => r.TaskId), task => Assert.InRange(task.Count(r => r.IsCurrent), 0, 1));
        // An update makes a track newer, and leaves its data empty here. Of each writer, times rise with the ids.
        var added = tracks.Where(t => t.Data.Json.Length > 2);
        Assert.All(
            added.GroupBy(t => t.UserName),
            of => Assert.Equal(of.Select(t => t.TimeUtc), of.OrderBy(t => t.Number).Select(t => t.TimeUtc)));
    }

    [Fact]
    public async Task A_deadlock_with_someone_elses_transaction_is_tried_again()
    {
        using var database = server.NewDatabase();
        using var store = database.Open();
        store.Save(new TrackDraft("a", "u", Json.Data("{}")));
        using var other = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        other.Open();
        // The server ends the one that looks first: the store's.
        Run("SET deadlock_timeout = '1h'");
        Run("BEGIN");
        Run("UPDATE tracking.runs SET message = 'x'");
        var stopping = Task.Run(() => store.StopRun("a"), TestContext.Current.CancellationToken);
        while (database.Query<long>(Waiting) == 0)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        Run("SELECT 1 FROM tracking.store FOR UPDATE");
        Run("ROLLBACK");
        Assert.True((await stopping).Finished);
        Assert.Equal(1, database.Query<long>("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"));

        void Run(string sql)
        {
            using var command = new NpgsqlCommand(sql, other);
            command.ExecuteNonQuery();
        }
    }

    /// <summary>The list of keys has all that the tracks have, and all that is referred to is there.</summary>
    internal static void AssertConsistent(TestDatabase database)
    {
        Assert.Equal(0, database.Query<long>("""
            SELECT count(*) FROM tracking.tracks t WHERE NOT EXISTS (
                SELECT 1 FROM tracking.keys k WHERE k.run_id = t.run_id AND k.task_key = t.task_key AND k.user_key = t.user_key
            )
            """));
        Assert.Equal(0, database.Query<long>("""
            SELECT count(*) FROM tracking.tracks t
            WHERE NOT EXISTS (SELECT 1 FROM tracking.names n WHERE n.name_key = t.task_key AND n.name = t.task)
                OR NOT EXISTS (SELECT 1 FROM tracking.names n WHERE n.name_key = t.user_key AND n.name = t.user_name)
            """));
        Assert.Equal(0, database.Query<long>(
            "SELECT count(*) FROM tracking.keys k WHERE NOT EXISTS (SELECT 1 FROM tracking.runs r WHERE r.run_id = k.run_id)"));
        Assert.True(database.Query<bool>("""
            SELECT (SELECT last_value FROM tracking.track_numbers) >= COALESCE((SELECT max(number) FROM tracking.tracks), 1)
                AND (SELECT last_value FROM tracking.run_ids) >= COALESCE((SELECT max(run_id) FROM tracking.runs), 1)
                AND (SELECT last_value FROM tracking.step_ids) >= COALESCE((SELECT max(step_id) FROM tracking.steps), 1)
            """));
        Assert.Equal(0, database.Query<long>("""
            SELECT count(*) FROM tracking.steps s WHERE NOT EXISTS (SELECT 1 FROM tracking.runs r WHERE r.run_id = s.run_id)
                OR (s.parent_id <> 0 AND NOT EXISTS (SELECT 1 FROM tracking.steps p WHERE p.step_id = s.parent_id AND p.run_id = s.run_id))
            """));
        Assert.Equal(0, database.Query<long>(
            "SELECT count(*) FROM tracking.tracks t WHERE NOT EXISTS (SELECT 1 FROM tracking.runs r WHERE r.run_id = t.run_id)"));
        Assert.Equal(0, database.Query<long>(
            "SELECT count(*) FROM tracking.runs p WHERE NOT EXISTS (SELECT 1 FROM tracking.runs r WHERE r.run_id = p.continued_by)"
                + " AND p.continued_by IS NOT NULL"));
        Assert.Equal(0, database.Query<long>("""
            SELECT count(*) FROM tracking.current_runs c
            LEFT JOIN tracking.runs r ON r.run_id = c.run_id AND r.task_key = c.task_key AND r.status IN (0, 5) WHERE r.run_id IS NULL
            """));
    }

    private static Process Start(TestDatabase database, int seed)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet) { RedirectStandardOutput = true };
        var method = $"{typeof(FleetActs).FullName}.{nameof(FleetActs.Work)}";
        foreach (var argument in (string[])
            [Assembly.GetExecutingAssembly().Location, "-explicit", "only", "-noLogo", "-noColor", "-method", method])
        {
            start.ArgumentList.Add(argument);
        }
        start.Environment[FleetActs.Variable] = $"{database.ConnectionString}|{seed}";
        return Process.Start(start)!;
    }
}
