using System;
using System.Linq;
using System.Threading;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Postgres.Queries;
using Xunit;

namespace Tracking.Tests;

/// <summary>Long answers stream, in a snapshot that is held no longer than they are read.</summary>
public sealed class AnswerTests : IDisposable
{
    private const string OpenSnapshots =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'";

    private readonly TestDatabase _database;
    private readonly PostgresTrackStore _store;

    public AnswerTests(PostgresServer server)
    {
        _database = server.BorrowDatabase();
        _store = _database.Open(new PostgresOptions { FirstPage = 10 });
    }

    public void Dispose()
    {
        _store.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void An_answer_that_was_read_releases_its_snapshot()
    {
        Fill(3000);
        var answer = _store.Search(new TrackQuery());
        Assert.Equal(1, _database.Query<long>(OpenSnapshots));
        Assert.Equal(3000, answer.Count());
        Assert.Equal(0, _database.Query<long>(OpenSnapshots));
        Assert.Equal(3000, answer.Count());
    }

    [Fact]
    public void An_answer_that_is_left_in_the_middle_releases_its_snapshot()
    {
        Fill(3000);
        Assert.Equal(1, _store.Search(new TrackQuery()).First().Number);
        Assert.Equal(100, _store.Search(new TrackQuery()).Take(100).Count());
        Assert.Equal(0, _database.Query<long>(OpenSnapshots));
    }

    [Fact]
    public void An_answer_that_nobody_reads_releases_its_snapshot_when_it_is_collected()
    {
        Fill(100);
        Search();
        Assert.Equal(1, _database.Query<long>(OpenSnapshots));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.True(SpinWait.SpinUntil(() => _database.Query<long>(OpenSnapshots) == 0, TimeSpan.FromSeconds(30)));

        void Search() => _store.Search(new TrackQuery());
    }

    [Fact]
    public void A_store_that_is_closed_releases_all_snapshots()
    {
        Fill(100);
        var answer = _store.Search(new TrackQuery());
        _store.Dispose();
        Assert.Equal(0, _database.Query<long>(OpenSnapshots));
        Assert.Equal(TrackingErrorCode.TrackStoreClosed, Assert.Throws<TrackingException>(() => answer.Count()).Code);
    }

    [Fact]
    public void A_very_long_answer_is_read_once_and_its_second_reading_is_refused()
    {
        Fill(SearchAnswer.MaxRetained + 3000);
        var answer = _store.Search(new TrackQuery());
        Assert.Equal(SearchAnswer.MaxRetained + 3000, answer.Count());
        Assert.Throws<InvalidOperationException>(() => answer.Count());
    }

    private void Fill(int count) =>
        _store.Save([.. Enumerable.Range(0, count).Select(_ => new TrackDraft("a", "u", Json.Data("{}")))], _ => { });
}
