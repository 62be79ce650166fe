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

    private static void Write(TestDatabase database, string task, int tracks)
    {
        using var store = database.Open();
        for (var i = 0; i < tracks; i++)
            store.Save(new TrackDraft(task, "u", Json.Data("{}")));
        store.StopRun(task);
    }
}
