using System;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>Copies to and from databases; what a copy is stands in the contract (TrackStoreContract.Copying.cs).</summary>
public sealed partial class CopyTests(PostgresServer server)
{
    private static readonly PostgresOptions Patient = new() { Patience = TimeSpan.FromSeconds(60) };

    [Fact]
    public async Task Many_machines_that_copy_at_once_copy_each_track_once()
    {
        using var database = server.BorrowDatabase();
        using var shared = NewSource("shared", 1500);
        var sources = Enumerable.Range(0, 8).Select(i => NewSource($"own{i}", 1200)).ToList();
        await Task.WhenAll(sources.Select(source => Task.Run(
            () =>
            {
                using var store = database.Open(Patient);
                new StoreCopier(shared, store).CopyAll();
                new StoreCopier(source, store).CopyAll();
                new StoreCopier(shared, store).CopyAll();
            },
            TestContext.Current.CancellationToken)));
        using var store = database.Open();
        Assert.Equal((1500 + (8 * 1200), 9 * 3), (store.Count().Tracks, store.Count().Runs));
        foreach (var source in sources.Prepend(shared))
        {
            var user = new NameCriterion(source.ListUsers()[0].UserName);
            Assert.Equal(source.Export(new TrackQuery()).Select(Content), store.Export(new TrackQuery { Users = [user] }).Select(Content));
        }
        FleetTests.AssertConsistent(database);
        sources.ForEach(source => source.Dispose());
    }

    [Fact]
    public void From_database_to_database_to_memory_and_back_everything_comes_once()
    {
        using var one = server.BorrowDatabase();
        using var two = server.BorrowDatabase();
        using var first = one.Open();
        using var second = two.Open();
        using var source = NewSource("u", 700);
        second.Save(new TrackDraft("x", "own", Json.Data("{}")));
        new StoreCopier(source, first).CopyAll();
        first.Save(new TrackDraft("t0", "own", Json.Data("{}")));
        new StoreCopier(first, second).CopyAll();
        new StoreCopier(second, source).CopyAll();
        new StoreCopier(second, first).CopyAll();
        new StoreCopier(source, first).CopyAll();
        foreach (var store in (ITrackStore[])[first, second, source])
            Assert.Equal(702, store.Count().Tracks);
        Assert.Equal(first.Export(new TrackQuery()).Select(Content).Order(), second.Export(new TrackQuery()).Select(Content).Order());
        Assert.Equal(first.Export(new TrackQuery()).Select(Content).Order(), source.Export(new TrackQuery()).Select(Content).Order());
        FleetTests.AssertConsistent(one);
        FleetTests.AssertConsistent(two);
    }

    [Fact]
    public void A_track_that_is_removed_while_it_is_on_its_way_is_left_out()
    {
        using var database = server.BorrowDatabase();
        using var store = database.Open();
        store.Save([.. Enumerable.Range(0, 3).Select(_ => new TrackDraft("a", "u", Json.Data("{}")))], _ => { });
        var exports = store.Export(new TrackQuery());
        store.Remove(2);
        Assert.Equal([1L, 3], exports.Select(export => export.Track.Number));
    }

    [Fact]
    public void What_changes_nothing_writes_nothing()
    {
        using var database = server.BorrowDatabase();
        using var store = database.Open();
        using var source = NewSource("u", 10);
        new StoreCopier(source, store).CopyAll();
        var before = Written();
        new StoreCopier(source, store).CopyAll();
        Assert.Equal(before, Written());

        string Written() => database.Query<string>("""
            SELECT c.xmin::text || ' ' || (SELECT count(*) FROM tracking.operations) FROM tracking.clock c
            """);
    }

    [Fact]
    public void A_database_that_was_cloned_goes_on_as_a_store_of_its_own()
    {
        using var database = server.NewDatabase();
        using (var store = database.Open())
        {
            store.Save(new TrackDraft("a", "u", Json.Data("""{"k":1}""")));
            store.StopRun("a");
            store.Save(new TrackDraft("a", "u", Json.Data("""{"k":2}""")));
        }
        using var clone = server.NewEmptyDatabase();
        string[] address = ["-h", "127.0.0.1", "-p", server.Port.ToString(CultureInfo.InvariantCulture), "-U", "owner"];
        var dump = $"{server.Folder}/{database.Name}.sql";
        server.Run("pg_dump", [.. address, "-n", "tracking", "-f", dump, database.Name]);
        server.Run("psql", [.. address, "-q", "-v", "ON_ERROR_STOP=1", "-f", dump, clone.Name]);
        foreach (Match statement in Statement().Matches(ServerTopic.Section("  A database that was cloned or restored", "THE TABLES")))
            clone.Execute(statement.Value);
        using var original = database.Open();
        using var other = clone.Open();
        original.Save(new TrackDraft("a", "u", Json.Data("""{"k":"original"}""")));
        other.Save(new TrackDraft("a", "u", Json.Data("""{"k":"clone"}""")));
        using var merged = new MemoryTrackStore();
        new StoreCopier(original, merged).CopyAll();
        new StoreCopier(other, merged).CopyAll();
        Assert.Equal(
            ["""{"k":1}""", """{"k":2}""", """{"k":"original"}""", """{"k":"clone"}"""],
            merged.Search(new TrackQuery()).OrderBy(t => t.Number).Select(t => Json.Text(t.Data)));
        Assert.Equal(3, merged.Count().Runs);
        Assert.Equal(2, original.FindCurrentRun("a")!.RunId);
        Assert.Equal(3, other.FindCurrentRun("a")!.RunId);
    }

    private static string Content(TrackExport export)
    {
        var track = export.Track;
        return $"{track.TaskId} {track.UserName} {track.TimeUtc:O} {Json.Text(track.Data)} {export.Origin} {export.RunOrigin}";
    }

    /// <summary>Tracks of three tasks and one user.</summary>
    private static MemoryTrackStore NewSource(string user, int count)
    {
        var source = new MemoryTrackStore();
        var drafts = Enumerable.Range(0, count).Select(i => new TrackDraft($"t{i % 3}", user, Json.Data($$"""{"i":{{i}}}""")));
        source.Save([.. drafts], _ => { });
        return source;
    }

    [GeneratedRegex(@"\b(UPDATE|DELETE FROM) [^;]*;")]
    private static partial Regex Statement();
}
