using System;
using System.Collections.Generic;
using System.Linq;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Postgres.Queries;
using Tracking.Postgres.Schema;
using Tracking.Seam;
using Tracking.Postgres.Writes;
using Xunit;

namespace Tracking.Tests;

/// <summary>Many tracks: each query is answered by an index that has its order, and reads no more than it returns.</summary>
public sealed class PlanTests(PlanTests.FilledDatabase filled) : IClassFixture<PlanTests.FilledDatabase>
{
    private const int Page = 500;
    private static readonly long Epoch = TestClock.Epoch.Ticks;

    public static long Count => TestScale.IsFull ? 10_000_000 : 200_000;

    public static TheoryData<string, string[]> Questions => new()
    {
        { "all", ["tracks_at"] },
        { "newest", ["tracks_at"] },
        { "range", ["tracks_at"] },
        { "task", ["tracks_task"] },
        { "task, next page", ["tracks_task"] },
        { "newest of a task", ["tracks_task"] },
        { "tasks", ["tracks_task"] },
        { "user", ["tracks_user"] },
        { "key", ["tracks_key"] },
        { "keys", ["tracks_key"] },
        { "numbers", ["tracks_pkey"] },
        { "last of a key", ["tracks_key"] },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public void A_page_comes_from_an_index_in_its_order(string question, string[] indexes)
    {
        var plan = filled.Explain(Statement(question, out var after).Page(after, Page, 0));
        Assert.True(indexes.Any(index => plan.Contains($"using {index} ", StringComparison.Ordinal)), plan);
        Assert.DoesNotContain("Seq Scan on tracks", plan, StringComparison.Ordinal);
        // A single one, or a few that are named, may be sorted.
        if (question is not "numbers")
            Assert.DoesNotContain("Sort  (", plan, StringComparison.Ordinal);
        var read = FilledDatabase.RowsRead(plan);
        Assert.True(read <= 2 * Page, $"{read} rows were read:\n{plan}");
    }

    [Fact]
    public void What_was_copied_before_is_found_by_its_origin()
    {
        var elsewhere = Guid.NewGuid();
        var tracks = Enumerable.Range(1, Page).Select(i => new TrackExport(
            new TrackRecord(i, "a", 1, "u", Rows.Time(Epoch), false, Json.Data("{}")),
            new Origin(i % 2 == 0 ? elsewhere : filled.Writer, i * 7),
            new Origin(filled.Writer, (i % 100) + 1)));
        var reads = new Imports([], [.. tracks], [], new WriterIdentity(null)).Reads();
        var plan = filled.Explain(reads[0]);
        Assert.Contains("using tracks_origin ", plan, StringComparison.Ordinal);
        Assert.Contains("using tracks_pkey ", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on tracks", plan, StringComparison.Ordinal);
        var read = FilledDatabase.RowsRead(plan);
        Assert.True(read <= 4 * Page, $"{read} rows were read:\n{plan}");
    }

    [Fact]
    public void Tasks_and_users_are_counted_in_the_order_of_an_index_and_no_track_is_read()
    {
        var plan = filled.Explain(Sql.Command(UsersOfTasks.All), UsersOfTasks.ByIndex);
        Assert.Contains("Index Only Scan using tracks_key ", plan, StringComparison.Ordinal);
        Assert.Contains("Heap Fetches: 0", plan, StringComparison.Ordinal);
        foreach (var other in (string[])["Sort", "HashAggregate", "Seq Scan", "JIT"])
            Assert.DoesNotContain(other, plan, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_listed_and_counted()
    {
        using var store = filled.Open();
        Assert.Equal(100, store.ListTasks().Count);
        Assert.Equal(Count, store.Count().Tracks);
        var pattern = new NameCriterion("task 1?", name => name.StartsWith("task 1", StringComparison.Ordinal) && name.Length == 7);
        Assert.Equal(10, store.ListTasks([pattern]).Count);
        Assert.NotEmpty(store.ListUsers());
    }

    private static SearchStatement Statement(string question, out TrackRecord? after)
    {
        after = null;
        var query = new TrackQuery();
        switch (question)
        {
            case "newest":
                return Of(query, descending: true);
            case "range":
                return Of(query with { FromUtc = Rows.Time(Epoch + (Count / 2)), ToUtc = Rows.Time(Epoch + (Count / 2) + 10_000) });
            case "task":
                return Of(query, tasks: ["TASK 7"]);
            case "task, next page":
                after = new TrackRecord(Count / 2, "task 7", 1, "u", Rows.Time(Epoch + (Count / 2)), false, default);
                return Of(query, tasks: ["TASK 7"]);
            case "newest of a task":
                return Of(query, tasks: ["TASK 7"], descending: true);
            case "tasks":
                return Of(query, tasks: ["TASK 7", "TASK 8", "TASK 9"], descending: true);
            case "user":
                return Of(query, users: ["USER 3"]);
            case "key":
                return Of(query, keys: [new(8, "TASK 7", "USER 7")]);
            case "keys":
                TrackKeyRow[] keys = [new(8, "TASK 7", "USER 7"), new(28, "TASK 27", "USER 7"), new(48, "TASK 47", "USER 7")];
                return Of(query, keys: keys, descending: true);
            case "numbers":
                return Of(query with { Numbers = [5, 77, Count] });
            case "last of a key":
                return Of(query, keys: [new(8, "TASK 7", "USER 7")], descending: true);
            default:
                return Of(query);
        }
    }

    private static SearchStatement Of(
        TrackQuery query, string[]? tasks = null, string[]? users = null, TrackKeyRow[]? keys = null, bool descending = false) =>
        SearchStatement.For(query, new NameKeys(tasks, users), keys, descending);

    /// <summary>A database with many tracks, of 100 tasks with a run each, by 20 users.</summary>
    public sealed class FilledDatabase : IDisposable
    {
        private readonly TestDatabase _database;

        public FilledDatabase(PostgresServer server)
        {
            _database = server.NewDatabase();
            using (var store = _database.Open())
            {
                for (var task = 0; task < 100; task++)
                    store.StartRun($"task {task}");
                _database.Execute($$"""
                    INSERT INTO tracking.tracks (number, at, run_id, given, task, task_key, user_name, user_key, data)
                    SELECT i, {{Epoch}} + i, i % 100 + 1, false,
                        'task ' || i % 100, 'TASK ' || i % 100, 'user ' || i % 20, 'USER ' || i % 20, '{"step":' || i || '}'
                    FROM generate_series(1, {{Count}}) AS i
                    """);
                _database.Execute($"SELECT setval('tracking.track_numbers', {Count})");
                store.RebuildIndexes();
                store.Optimize();
            }
        }

        public Guid Writer => _database.Query<Guid>("SELECT store FROM tracking.store");

        public void Dispose() => _database.Dispose();

        internal PostgresTrackStore Open() => _database.Open();

        internal string Explain(NpgsqlBatchCommand question, params string[] settings)
        {
            using var connection = new NpgsqlConnection(_database.ConnectionString + ";Pooling=false");
            connection.Open();
            using var transaction = connection.BeginTransaction();
            if (settings.Length > 0)
                Sql.Execute(Sql.Batch(connection, [.. settings.Select(set => Sql.Command(set))]));
            using var rows = Sql.Read(
                connection, "EXPLAIN (ANALYZE, TIMING OFF) " + question.CommandText, [.. question.Parameters.Select(p => p.Clone())]);
            var lines = new List<string>();
            while (rows.Read())
                lines.Add(rows.GetString(0));
            var plan = string.Join('\n', lines);
            TestContext.Current.TestOutputHelper!.WriteLine(plan);
            return plan;
        }

        /// <summary>How many rows the scans of a plan returned or threw away.</summary>
        internal static long RowsRead(string plan) => plan.Split('\n').Sum(line =>
            line.Contains("Scan", StringComparison.Ordinal) && Number(line, "(actual rows=") is { } found
                ? found
                : Number(line, "Rows Removed by Filter: ") ?? 0);

        private static long? Number(string line, string after)
        {
            var at = line.IndexOf(after, StringComparison.Ordinal);
            if (at < 0)
                return null;
            var digits = string.Concat(line[(at + after.Length)..].TakeWhile(char.IsAsciiDigit));
            return long.TryParse(digits, out var number) ? number : null;
        }
    }
}
