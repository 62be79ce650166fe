using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Tracking.Model;
using Xunit;

namespace Tracking.Tests;

/// <summary>A database that is followed while many write to it.</summary>
public sealed class FollowerTests(PostgresServer server)
{
    [Fact]
    public async Task Each_track_of_many_writers_comes_once_and_each_run_ends_behind_its_tracks()
    {
        const int Writers = 8;
        const int Tracks = 100;
        using var database = server.NewDatabase();
        using var store = database.Open();
        using var follower = store.Follow();
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer =>
            Task.Run(() => Write(database, $"t{writer}", Tracks), TestContext.Current.CancellationToken)));
        var numbers = new List<long>();
        var ended = new HashSet<int>();
        while (ended.Count < Writers)
        {
            foreach (var change in follower.Read())
            {
                if (change.Track is { } track)
                {
                    Assert.DoesNotContain(track.RunId, ended);
                    numbers.Add(track.Number);
                }
                else if (change.Run!.Finished)
                {
                    ended.Add(change.Run.RunId);
                }
            }
            Assert.False(writing.IsFaulted, writing.Exception?.ToString());
        }
        await writing;
        Assert.Equal(Enumerable.Range(1, Writers * Tracks).Select(n => (long)n), numbers.Order());
        Assert.Empty(follower.Read());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public void What_was_restored_from_a_server_that_had_made_more_transactions_is_not_new_and_what_comes_then_is(int more)
    {
        using var database = server.NewDatabase();
        using var store = database.Open();
        for (var i = 0; i < 3; i++)
            store.Save(new TrackDraft("a", "u", Json.Data("{}")));
        store.SaveStep(new StepRecord(0, 1, "s", null, 0, "s") { StartUtc = DateTime.UtcNow, Attempt = 1 });
        foreach (var table in new[] { "tracks", "runs", "steps" })
        {
            // As pg_restore leaves them.
            database.Execute($"UPDATE tracking.{table} SET xid = ((pg_current_xact_id()::text::bigint + 100 + {more})::text)::xid8");
        }
        using var follower = store.Follow();
        Assert.Empty(follower.Read());
        var next = store.Save(new TrackDraft("a", "u", Json.Data("{}")));
        Assert.Equal(next.Number, Assert.Single(follower.Read()).Track?.Number);
        Assert.Empty(follower.Read());

        store.RebuildIndexes();
        // The server makes as many transactions as the other one had made, where that can be waited for.
        database.Execute("DO $$ BEGIN FOR i IN 1..200 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$");
        Assert.Empty(follower.Read());
        next = store.Save(new TrackDraft("a", "u", Json.Data("{}")));
        Assert.Equal(next.Number, Assert.Single(follower.Read()).Track?.Number);
    }

    private static void Write(TestDatabase database, string task, int tracks)
    {
        using var store = database.Open();
        for (var i = 0; i < tracks; i++)
            store.Save(new TrackDraft(task, "u", Json.Data("{}")));
        store.StopRun(task);
    }
}
