using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using Tracking.Data;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

// rule 4.14
public abstract partial class TrackStoreContract
{
    [Fact]
    public void Values_of_all_types_nested_in_one_another_come_back_as_they_were()
    {
        List<OrderedDictionary> samples = [.. Enumerable.Range(0, 200).Select(seed => new DataSample(seed).Next())];
        foreach (var sample in samples)
            Store.Save(new TrackDraft("a", "u", DataSample.Write(sample)));
        AssertHolds(Store, samples);
        Reopen();
        AssertHolds(Store, samples);
        using var copy = new MemoryTrackStore();
        new StoreCopier(Store, copy).CopyAll();
        AssertHolds(copy, samples);
        Store.Optimize();
        AssertHolds(Store, samples);
    }

    [Fact]
    public void They_do_so_where_a_merge_lays_some_over_others()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var (under, over) = (new DataSample(seed).Next(), new DataSample(seed + 1000).Next());
            Store.Save(new TrackDraft("a", "u", DataSample.Write(under)));
            var merged = Store.Save(new TrackDraft("a", "u", DataSample.Write(over)) { Mode = SaveMode.Merge });
            foreach (DictionaryEntry entry in over)
                under[entry.Key] = entry.Value;
            Assert.Null(DataSample.Difference(under, DataReader.Read(merged.Data), $"seed {seed}"));
            Assert.Null(DataSample.Difference(under, DataReader.Read(Get(merged.Number).Data), $"seed {seed}"));
        }
    }

    private static void AssertHolds(ITrackStore store, List<OrderedDictionary> samples)
    {
        var tracks = store.Search(new TrackQuery()).OrderBy(track => track.Number).ToList();
        Assert.Equal(samples.Count, tracks.Count);
        for (var i = 0; i < samples.Count; i++)
            Assert.Null(DataSample.Difference(samples[i], DataReader.Read(tracks[i].Data), $"seed {i}"));
    }
}
