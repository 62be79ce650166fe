using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Model;
using Tracking.Postgres;
using Xunit;

namespace Tracking.Tests;

/// <summary>Store objects that save at once to one database, as processes do on many machines.</summary>
public sealed class SharedRunTests : IDisposable
{
    private const int Writers = 4;
    private const int Rows = 40;

    private readonly TestDatabase _database;
    private readonly List<PostgresTrackStore> _stores = [];

    public SharedRunTests(PostgresServer server)
    {
        _database = server.BorrowDatabase();
        for (var i = 0; i < Writers; i++)
            _stores.Add(_database.Open());
    }

    public void Dispose()
    {
        _stores.ForEach(store => store.Dispose());
        _database.Dispose();
    }

    // rule 10.3
    [Theory]
    [InlineData(1, SaveMode.Add)]
    [InlineData(7, SaveMode.Add)]
    [InlineData(1, SaveMode.Update)]
    public void Rows_of_one_key_go_to_one_run_that_begins_with_the_earliest(int batch, SaveMode mode)
    {
        Share((store, writer) =>
        {
            var drafts = Enumerable.Range(0, Rows).Select(i => new TrackDraft($"a{i % 2}", $"u{writer}", Json.Data($$"""{"i":{{i}}}"""))
            {
                RunKey = $"k{i / 10}",
                Mode = mode,
                TimeUtc = TestClock.At(((Rows - i) * Writers) + writer),
            });
            foreach (var part in drafts.Chunk(batch))
                store.Save(part, _ => { });
        });
        var runs = _stores[0].ListRuns();
        Assert.Equal(8, runs.Select(run => (run.TaskId, run.Key)).Distinct().Count());
        Assert.Equal(8, runs.Count);
        Assert.All(runs, run => Assert.Equal((RunStatus.Open, false), (run.Status, run.IsCurrent)));
        Assert.Equal(mode == SaveMode.Add ? Writers * Rows : Writers * 8, _stores[0].Count().Tracks);
        foreach (var run in runs)
        {
            var least = Enumerable.Range(0, Rows).Where(i => $"a{i % 2}" == run.TaskId && $"k{i / 10}" == run.Key).Max();
            Assert.Equal(TestClock.At((Rows - least) * Writers), run.StartUtc);
        }
    }

    // rule 10.4
    [Fact]
    public void What_all_find_unchanged_is_saved_once()
    {
        var ids = new long[Writers];
        Share((store, writer) =>
        {
            for (var i = 0; i < 10; i++)
                ids[writer] = store.Save(new TrackDraft("a", "u", Json.Data("""{"a":1,"b":2}""")) { OnlyIfChanged = true }).Number;
        });
        // Those who were slower had drawn an id too.
        Assert.Equal(Assert.Single(_stores[0].Search(new TrackQuery())).Number, Assert.Single(ids.Distinct()));
    }

    private void Share(Action<PostgresTrackStore, int> work)
    {
        var faults = new List<Exception>();
        var threads = _stores.Select((store, writer) => new Thread(() =>
        {
            try
            {
                work(store, writer);
            }
            catch (TrackingException error)
            {
                lock (faults)
                    faults.Add(error);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Empty(faults);
    }
}
