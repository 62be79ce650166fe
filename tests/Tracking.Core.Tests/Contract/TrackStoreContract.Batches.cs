using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;
using Xunit;

namespace Tracking.Tests;

// rule 6.5
public abstract partial class TrackStoreContract
{
    [Fact]
    public void A_batch_is_saved_and_acknowledged_in_order()
    {
        List<TrackRecord> acknowledged = [];
        Store.Save(
            [.. Enumerable.Range(0, 500).Select(i => Draft(i % 2 == 0 ? "a001" : "a002", json: $$"""{"i":{{i}}}""", at: 500 - i))],
            acknowledged.Add);
        Assert.Equal(Enumerable.Range(1, 500).Select(n => (long)n), acknowledged.Select(t => t.Number));
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $$"""{"i":{{i}}}"""), acknowledged.Select(t => Json.Text(t.Data)));
        Assert.Equal([1, 2], acknowledged.Select(t => t.RunId).Distinct());
        Reopen();
        Assert.Equal(acknowledged.OrderBy(t => t.TimeUtc).Select(StoreState.Show), Store.Search(new TrackQuery()).Select(StoreState.Show));
    }

    [Fact]
    public void An_empty_batch_changes_nothing() => Unseen(() => Store.Save([], _ => Assert.Fail("There is nothing to acknowledge.")));

    [Fact]
    public void A_batch_sees_its_own_earlier_tracks()
    {
        List<TrackRecord> acknowledged = [];
        Store.Save(
            [Draft(json: """{"a":1}"""), Draft(json: """{"b":2}""", mode: SaveMode.Merge), Draft("a002", mode: SaveMode.Update),
                Draft("a002", json: """{"c":3}""", mode: SaveMode.Update)],
            acknowledged.Add);
        Assert.Equal([1, 1, 2, 2], acknowledged.Select(t => t.Number));
        Assert.Equal("""{"a":1,"b":2}""", Json.Canonical(Get(1).Data.Json));
        Assert.Equal("""{"c":3}""", Json.Text(Get(2).Data));
    }

    [Theory]
    [InlineData("", 0, TrackingErrorCode.TrackNameInvalid)]
    [InlineData("u1", 9, TrackingErrorCode.TrackRunNotFound)]
    [InlineData("u1", -1, TrackingErrorCode.TrackRunInvalid)]
    public void A_failure_ends_a_batch_and_what_was_acknowledged_before_it_is_saved(string user, int run, TrackingErrorCode code)
    {
        List<long> acknowledged = [];
        Fails(code,
            () => Store.Save([Draft("a001"), Draft("a002"), Draft("a003", user, run), Draft("a004")], t => acknowledged.Add(t.Number)));
        Assert.Equal([1, 2], acknowledged);
        Reopen();
        Assert.Equal([1, 2], FindAll());
        Assert.Equal(2, Store.Count().Runs);
        Assert.Equal(3, Save("a004").Number);
    }

    [Fact]
    public void An_acknowledged_track_may_be_asked_for_changed_and_removed_at_once()
    {
        // As in: 1..3 | Save-UserTrack a001 -PassThru | Remove-Track
        List<string> seen = [];
        List<long> numbers = [];
        Store.Save([.. Enumerable.Range(0, 3).Select(i => Draft(json: $$"""{"i":{{i}}}"""))], track =>
        {
            seen.Add(Json.Text(Get(track.Number).Data));
            numbers.AddRange([track.Number, Save("log", "u2").Number]);
            Store.Remove(track.Number);
        });
        Assert.Equal(["""{"i":0}""", """{"i":1}""", """{"i":2}"""], seen);
        Reopen();
        Assert.Equal(["log", "log", "log"], Store.Search(new TrackQuery()).Select(t => t.TaskId));
        Assert.Equal(6, numbers.Distinct().Count());
    }
}
