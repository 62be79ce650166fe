using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// The arrays that the data of a store's tracks lie in have at most half as many bytes again as the data (rule 9.3). They are counted,
/// since what a process has in memory is also that of other tests.
/// </summary>
public sealed class DataMemoryTests
{
    private const string Path = "/home/me/store.json";
    private const int Tracks = 200;
    private const int Updates = 40;

    /// <summary>What is left of a last array.</summary>
    private const int Spare = 64 * 1024;

    private readonly SimulatedDisk _disk = new();

    public DataMemoryTests() => _disk.CreateFolder("/home/me");

    public static TheoryData<string> Histories => ["one after another", "in turns", "removed", "runs removed"];

    [Theory]
    [MemberData(nameof(Histories))]
    public void What_was_replaced_or_removed_takes_none_after_opening(string history)
    {
        using (var store = FileTrackStore.Open(_disk, Path, new FileStoreOptions { Durability = Durability.OnClose }, null))
            Fill(store, history);
        using (var again = FileTrackStore.Open(_disk, Path, null, null))
        {
            AssertSmall(again);
            again.Optimize();
        }
        using var optimized = FileTrackStore.Open(_disk, Path, null, null);
        AssertSmall(optimized);
    }

    [Theory]
    [InlineData("one after another")]
    [InlineData("in turns")]
    public void What_was_replaced_takes_none_in_the_store_that_replaced_it(string history)
    {
        using var store = new MemoryTrackStore();
        Fill(store, history);
        AssertSmall(store);
    }

    [Fact]
    public void A_follower_that_reads_track_by_track_holds_little_more_than_the_tracks()
    {
        using var store = FileTrackStore.Open(_disk, Path, new FileStoreOptions { Durability = Durability.OnClose }, null);
        using var follower = store.Follow();
        var heard = new List<TrackRecord>();
        for (var i = 0; i < Tracks; i++)
        {
            store.Save(Draft(i, i, SaveMode.Add));
            heard.AddRange(follower.Read().Select(change => change.Track).OfType<TrackRecord>());
        }
        Assert.Equal(Tracks, heard.Count);
        AssertSmall(heard, spare: 0);
    }

    private static void Fill(ITrackStore store, string history)
    {
        // As a pipeline does it: all data come from one array.
        var texts = Enumerable.Range(0, Tracks * Updates).Select(i => Encoding.UTF8.GetBytes(Text(i))).ToList();
        var shared = texts.SelectMany(text => text).ToArray();
        var (at, index) = (0, 0);
        TrackDraft Next(int task, SaveMode mode)
        {
            var length = texts[index++].Length;
            at += length;
            return new TrackDraft("t" + task.ToString(CultureInfo.InvariantCulture), "u", new TrackData(shared, at - length, length, null))
            {
                Mode = mode,
            };
        }
        if (history == "in turns")
        {
            for (var update = 0; update < Updates; update++)
            {
                for (var task = 0; task < Tracks; task++)
                    store.Save(Next(task, SaveMode.Update));
            }
            return;
        }
        for (var task = 0; task < Tracks; task++)
        {
            for (var update = 0; update < Updates; update++)
                store.Save(Next(task, history == "one after another" ? SaveMode.Update : SaveMode.Add));
            var tracks = store.Search(new TrackQuery { Tasks = [new("t" + task.ToString(CultureInfo.InvariantCulture))] }).ToList();
            if (history == "removed")
                tracks.Skip(1).ToList().ForEach(track => store.Remove(track.Number));
            else if (history == "runs removed" && task % 10 != 0)
                store.RemoveRun(tracks[0].RunId);
        }
    }

    private static string Text(int i) => $$"""{"number":{{i.ToString(CultureInfo.InvariantCulture)}},"text":"{{new string('x', 80)}}"}""";

    private static TrackDraft Draft(int task, int number, SaveMode mode) =>
        new("t" + task.ToString(CultureInfo.InvariantCulture), "u", Json.Data(Text(number))) { Mode = mode };

    private static void AssertSmall(ITrackStore store) => AssertSmall([.. store.Search(new TrackQuery())], Spare);

    private static void AssertSmall(List<TrackRecord> tracks, int spare)
    {
        var bytes = tracks.Sum(track => (long)track.Data.Length);
        var arrays = tracks.Select(track => track.Data.Buffer).Distinct<object>(ReferenceEqualityComparer.Instance)
            .Sum(array => ((byte[])array).Length);
        Assert.True(arrays <= (bytes * 3 / 2) + spare, $"{arrays} bytes hold {bytes} bytes of {tracks.Count} tracks.");
    }
}
