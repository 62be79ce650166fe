using System;
using System.Linq;
using System.Text.RegularExpressions;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>Tracks that are partitioned by time, as about_Tracking_Server says how.</summary>
public sealed partial class RetentionTests(PostgresServer server)
{
    [Fact]
    public void A_store_that_is_partitioned_does_the_same_and_drops_a_year_at_once()
    {
        using var database = server.NewDatabase();
        var section = ServerTopic.Section("  Keeping the last months only", "SEE ALSO");
        var statements = Statement().Matches(section).Select(match => match.Value).ToList();
        var drop = statements.Single(statement => statement.StartsWith("DROP TABLE tracking.tracks_2026", StringComparison.Ordinal));
        foreach (var statement in statements.Where(statement => statement != drop))
            database.Execute(statement);
        using var store = database.Open(new PostgresOptions { Clock = () => TestClock.Epoch });
        using var model = new MemoryTrackStore(() => TestClock.Epoch);
        foreach (var each in (ITrackStore[])[store, model])
            Fill(each);
        Assert.Equal(StoreState.Of(model), StoreState.Of(store));
        Assert.Equal(40, database.Query<long>("SELECT count(*) FROM tracking.tracks_2026"));

        using var source = new MemoryTrackStore(() => TestClock.Epoch);
        Fill(source);
        foreach (var each in (ITrackStore[])[store, model, store, model])
            new StoreCopier(source, each).CopyAll();
        Assert.Equal(StoreState.Of(model), StoreState.Of(store));

        database.Execute(drop);
        store.RebuildIndexes();
        foreach (var track in model.Search(new TrackQuery()).Where(track => track.TimeUtc.Year == 2026).ToList())
            model.Remove(track.Number);
        Assert.Equal(model.Search(new TrackQuery()).Select(StoreState.Show), store.Search(new TrackQuery()).Select(StoreState.Show));
        Assert.Equal(model.ListUsers().Select(StoreState.Show), store.ListUsers().Select(StoreState.Show));
        Assert.Equal(model.Count(), store.Count());
    }

    private static void Fill(ITrackStore store)
    {
        var drafts = Enumerable.Range(0, 80)
            .Select(i => new TrackDraft($"t{i % 3}", $"u{i % 2}", Json.Data("{}")) { TimeUtc = Time(2026 + (i % 2), 1, i % 24) });
        store.Save([.. drafts], _ => { });
        store.Save(new TrackDraft("t0", "u0", Json.Data("""{"k":1}""")) { Mode = SaveMode.Merge, TimeUtc = Time(2026, 5) });
        store.Save(new TrackDraft("t0", "u1", Json.Data("""{"k":1}""")) { Mode = SaveMode.Update, TimeUtc = Time(2027, 5) });
        store.Save(new TrackDraft("t1", "u1", Json.Data("{}")));
        store.Remove(7);
        store.Remove(8);
        store.Save(new TrackDraft("t1", "u1", Json.Data("{}")) { TimeUtc = Time(2026, 6) });
    }

    private static DateTime Time(int year, int month, int hour = 0) => new(year, month, 1, hour, 0, 0, DateTimeKind.Utc);

    [GeneratedRegex(@"\b(ALTER|CREATE|DROP) TABLE [^;]*;|\bCREATE INDEX [^;]*;")]
    private static partial Regex Statement();
}
