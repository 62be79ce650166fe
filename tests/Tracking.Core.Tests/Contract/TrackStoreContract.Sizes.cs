using System;
using System.Collections.Generic;
using Xunit;

namespace Tracking.Tests;

// rule 4.24: the bound of a file's line holds in all stores
public abstract partial class TrackStoreContract
{
    [Fact]
    public void Data_larger_than_a_line_may_be_are_refused_and_nothing_is_stored()
    {
        RequireLargeData();
        var tooLarge = LongText(64 << 20);
        Refused(TrackingErrorCode.TrackDataTooLarge, () => Save(json: tooLarge));
        Save(json: """{"a":1}""");
        Refused(TrackingErrorCode.TrackDataTooLarge, () => Save("a002", json: tooLarge));
        Refused(TrackingErrorCode.TrackDataTooLarge, () => Save(json: tooLarge, mode: SaveMode.Update));
        Refused(TrackingErrorCode.TrackDataTooLarge, () => Save(json: tooLarge, mode: SaveMode.Merge));
        Assert.Equal((2, 2), (Save("a002").Number, Get(2).RunId));
    }

    [Fact]
    public void Data_that_merging_makes_larger_than_a_line_may_be_are_refused()
    {
        RequireLargeData();
        Save(json: LongText(33 << 20, "a"));
        Fails(TrackingErrorCode.TrackDataTooLarge, () => Save(json: LongText(33 << 20, "b"), mode: SaveMode.Merge));
        Assert.Equal(33 << 20, Get(1).Data.Json.Length);
        Save(json: """{"A":1}""", mode: SaveMode.Merge);
        Assert.Equal("""{"a":1}""", Json.Text(Get(1).Data));
    }

    [Fact]
    public void Data_a_little_smaller_than_a_line_may_be_are_saved()
    {
        RequireLargeData();
        var json = LongText(63 << 20);
        Save(json: json);
        Reopen();
        Assert.True(Get(1).Data.Json.AsSpan().SequenceEqual(Json.Data(json).Json));
    }

    [Fact]
    public void In_a_batch_too_the_large_one_is_refused_and_those_before_it_are_saved()
    {
        RequireLargeData();
        List<long> acknowledged = [];
        Fails(
            TrackingErrorCode.TrackDataTooLarge,
            () => Store.Save([Draft(), Draft("a002", json: LongText(64 << 20)), Draft("a003")], t => acknowledged.Add(t.Number)));
        Assert.Equal([1], acknowledged);
        Reopen();
        Assert.Equal([1], FindAll());
        Assert.Equal(1, Store.Count().Runs);
    }

    private void RequireLargeData() =>
        Assert.SkipUnless(TriesLargeData, "Run with -Full. Of this kind of file, FileTrackStoreTests shows it.");

    /// <summary>A JSON object of exactly so many bytes.</summary>
    private static string LongText(int length, string key = "a")
    {
        var empty = $$"""{"{{key}}":""}""";
        return empty.Insert(empty.Length - 2, new string('x', length - empty.Length));
    }
}
