using System;
using System.Linq;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>The contract in a database.</summary>
public class PostgresTrackStoreTests(PostgresServer server) : TrackStoreContract
{
    private TestDatabase? _database;

    /// <inheritdoc/>
    protected override bool GoesOnAfterSetBack => false;

    /// <summary>How many tracks the first page of an answer has; few, so that most answers of the contract have several.</summary>
    internal virtual int FirstPage => 500;

    /// <inheritdoc/>
    protected override int Many => 300;

    [Fact]
    public void Without_a_clock_it_takes_the_servers_which_is_exact_to_a_microsecond()
    {
        using var database = server.NewDatabase();
        using var store = database.Open();
        var before = database.Query<DateTime>("SELECT clock_timestamp()");
        var time = store.Save(new TrackDraft("a001", "u1", Json.Data("{}"))).TimeUtc;
        Assert.InRange(time, before, database.Query<DateTime>("SELECT clock_timestamp()"));
        Assert.Equal([time], store.Search(new TrackQuery()).Select(t => t.TimeUtc));
    }

    [Fact]
    public void It_has_no_path_takes_batches_and_says_how_large_it_is()
    {
        Assert.Equal((null, true, false), (Store.Path, Store.PrefersBatches, Store.IsReadOnly));
        Assert.True(Store.Optimize().LengthAfter > 0);
    }

    /// <inheritdoc/>
    protected override ITrackStore Open() => (_database ??= server.BorrowDatabase())
        .Open(new PostgresOptions { Clock = Clock.Read, FirstPage = FirstPage, Patience = TimeSpan.Zero });

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _database?.Dispose();
    }
}

/// <summary>The contract where answers are read page by page.</summary>
public sealed class PagedPostgresTrackStoreTests(PostgresServer server) : PostgresTrackStoreTests(server)
{
    /// <inheritdoc/>
    internal override int FirstPage => 2;
}
