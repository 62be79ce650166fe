using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>The batches in which a store is copied: how large they are, and that a copy may be broken off between any two.</summary>
public sealed class StoreCopierTests : IDisposable
{
    private readonly MemoryTrackStore _source = new();
    private readonly MemoryTrackStore _destination = new();

    [Fact]
    public void A_copy_that_is_broken_off_is_a_beginning_and_the_next_one_goes_on()
    {
        Save(2 * StoreCopier.BatchSize, "{}");
        Save(7, "{}");
        var breakAt = 3;
        var reports = new List<double>();
        var listener = new Listener(done =>
        {
            reports.Add(done);
            if (reports.Count == breakAt)
                throw new TimeoutException();
        });
        // Before the runs, before the first batch, and before the second.
        Assert.Throws<TimeoutException>(() => new StoreCopier(_source, _destination).CopyAll(listener));
        Assert.Equal([0, 0, (double)StoreCopier.BatchSize / _source.Count().Tracks], reports);
        Assert.Equal((StoreCopier.BatchSize, 1), (_destination.Count().Tracks, _destination.Count().Runs));
        Assert.Equal(Enumerable.Range(1, StoreCopier.BatchSize).Select(n => (long)n),
            _destination.Search(new TrackQuery()).Select(t => t.Number));

        breakAt = 0;
        var added = 0;
        new StoreCopier(_source, _destination)
        {
            OnTrack = (_, track) => added += track.Outcome == ImportOutcome.Added
            ? 1
            : 0
        }.CopyAll(listener);
        Assert.Equal(StoreCopier.BatchSize + 7, added);
        Assert.Equal(_source.Count(), _destination.Count());
    }

    [Fact]
    public void A_batch_of_much_data_has_few_tracks()
    {
        var json = $"{{\"long\":\"{new string('x', 400_000)}\"}}";
        Save(7, json);
        var reports = new List<double>();
        new StoreCopier(_source, _destination).CopyAll(new Listener(reports.Add));
        Assert.Equal([0, 0, 3.0 / 7, 6.0 / 7], reports);
        Assert.Equal(7, _destination.Count().Tracks);
    }

    [Fact]
    public void An_empty_store_is_copied_to_nothing()
    {
        using var follower = _destination.Follow();
        new StoreCopier(_source, _destination).CopyAll(new Listener(_ => { }));
        Assert.Equal([1L, 2], new StoreCopier(_source, _destination).Copy([1, 2]));
        Assert.Empty(follower.Read());
    }

    public void Dispose()
    {
        _source.Dispose();
        _destination.Dispose();
    }

    private void Save(int count, string json) =>
        _source.Save([.. Enumerable.Repeat(new TrackDraft("a", "u", Json.Data(json)), count)], _ => { });

    private sealed class Listener(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
