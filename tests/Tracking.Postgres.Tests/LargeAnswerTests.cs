using System;
using System.Linq;
using Tracking.Model;
using Tracking.Postgres;
using Xunit;

namespace Tracking.Tests;

/// <summary>What an answer takes of this process's memory, while nothing else runs in it.</summary>
[Collection(nameof(LargeAnswerTests))]
[CollectionDefinition(nameof(LargeAnswerTests), DisableParallelization = true)]
public sealed class LargeAnswerTests(PostgresServer server)
{
    [Fact]
    public void Large_tracks_come_in_small_pages()
    {
        using var database = server.BorrowDatabase();
        using var store = database.Open(new PostgresOptions { FirstPage = 10 });
        const int Size = 1 << 20;
        var json = $$"""{"a":"{{new string('x', Size)}}"}""";
        store.Save([.. Enumerable.Range(0, 60).Select(_ => new TrackDraft("a", "u", Json.Data(json)))], _ => { });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        var count = 0;
        // A condition, so that nothing is known of how many there will be.
        foreach (var track in store.Search(new TrackQuery { Where = _ => true }).Where((_, i) => i % 10 == 9))
        {
            count++;
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        Assert.Equal(6, count);
        Assert.InRange(most, 0, 40L * Size);
    }
}
