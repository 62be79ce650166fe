using System;
using System.Diagnostics;
using System.Linq;
using System.Text;
using Xunit;

namespace Tracking.Tests;

/// <summary>Files that were made to do harm: a clear error in bounded time and memory that quotes no data, and never a store that cannot go on (design.md 5).</summary>
public sealed class HostileFileTests
{
    private static readonly byte[] Good = HostileFile.Track(HostileFile.Bytes("{}"), isChecked: true, null, "b", 1);

    [Theory]
    [InlineData("\"tracking\":1,", "\"tracking\":99999999999999999999999,", TrackingErrorCode.TrackStoreVersionTooNew)]
    [InlineData("\"tracking\":1,", "\"tracking\":2,", TrackingErrorCode.TrackStoreVersionTooNew)]
    [InlineData("\"tracking\":1,", "\"tracking\":0,", TrackingErrorCode.TrackStoreNotTracking)]
    [InlineData("\"tracking\":1,", "\"tracking\":-1,", TrackingErrorCode.TrackStoreNotTracking)]
    [InlineData("\"tracking\":1,", "\"tracking\":1.0,", TrackingErrorCode.TrackStoreNotTracking)]
    [InlineData("\"tracking\":1,", "\"tracking\":\"1\",", TrackingErrorCode.TrackStoreNotTracking)]
    [InlineData("\"tracking\":1,", "\"tracking\":{\"$type\":\"SECRET\"},", TrackingErrorCode.TrackStoreNotTracking)]
    [InlineData("\"tracking\":1,", "\"tracking\":1,\"tracking\":1,", TrackingErrorCode.TrackStoreNotTracking)]
    [InlineData("\"tracking\":1,", "/* SECRET */\"tracking\":1,", TrackingErrorCode.TrackStoreNotTracking)]
    [InlineData("\"generation\":1,", "\"generation\":\"SECRET\",", TrackingErrorCode.TrackStoreDamaged)]
    [InlineData("\"generation\":1,", "\"generation\":-1,", TrackingErrorCode.TrackStoreDamaged)]
    [InlineData("\"generation\":1,", "\"generation\":99999999999999999999,", TrackingErrorCode.TrackStoreDamaged)]
    [InlineData("\"generation\":1,", "", TrackingErrorCode.TrackStoreDamaged)]
    [InlineData("\"first\":1,", "\"first\":0,", TrackingErrorCode.TrackStoreDamaged)]
    [InlineData("\"first\":1,", "\"first\":9223372036854775807,", TrackingErrorCode.TrackStoreDamaged)]
    [InlineData("\"first\":1,", "\"first\":[[[[[[\"SECRET\"]]]]]],", TrackingErrorCode.TrackStoreDamaged)]
    [InlineData("\"kept\":0,", "\"kept\":9223372036854775807,", TrackingErrorCode.TrackStoreDamaged)]
    [InlineData("\"nextTrack\":1,", "\"nextTrack\":9223372036854775808,", TrackingErrorCode.TrackStoreDamaged)]
    [InlineData("\"nextRun\":1,", "\"nextRun\":2147483648,", TrackingErrorCode.TrackStoreDamaged)]
    [InlineData("\"created\":\"", "\"created\":\"SECRET", TrackingErrorCode.TrackStoreDamaged)]
    [InlineData("\"session\":\"", "\"session\":\"SECRET", TrackingErrorCode.TrackStoreDamaged)]
    [InlineData("\"host\":\"", "\"host\":[\"SECRET\"],\"was\":\"", TrackingErrorCode.TrackStoreDamaged)]
    [InlineData("\"kept\":0,", "\"kept\":0,\"clock\":\"SECRET\",", TrackingErrorCode.TrackStoreDamaged)]
    [InlineData("\"kept\":0,", "\"kept\":0,\"clock\":null,", TrackingErrorCode.TrackStoreDamaged)]
    public void A_header_that_is_not_ours_is_a_clear_error(string old, string replacement, TrackingErrorCode code)
    {
        foreach (var how in Enum.GetValues<OpenAs>())
        {
            var opened = OpenedFile.Open(HostileFile.WithHeader(old, replacement), how);
            Assert.Equal(code, opened.Error?.Code);
            Assert.Contains(SampleFile.Path, opened.Error!.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(HostileFile.Marker, opened.Error.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("\"n\":1,\"save\":1,\"task\":\"\u00ffSECRET\",\"run\":1,\"starts\":true,\"user\":\"u\",\"at\":\"2024-01-01T00:00:00.0000000Z\",\"data\":{}}")]
    [InlineData("\"n\":1,\"save\":1,\"task\":\"a\",\"run\":1,\"starts\":true,\"user\":\"SECRET\u00c3\",\"at\":\"2024-01-01T00:00:00.0000000Z\",\"data\":{}}")]
    [InlineData("\"n\":1,\"save\":1,\"task\":\"\\ud800SECRET\",\"run\":1,\"starts\":true,\"user\":\"u\",\"at\":\"2024-01-01T00:00:00.0000000Z\",\"data\":{}}")]
    [InlineData("\"n\":1,\"save\":1,\"task\":\"a\",\"run\":1,\"starts\":true,\"user\":\"u\",\"at\":\"SECRET\",\"data\":{}}")]
    [InlineData("\"n\":1,\"save\":1,\"task\":\"a\",\"run\":1,\"starts\":true,\"user\":\"u\",\"at\":\"2024-01-01T00:00:00.0000000Z\",\"SECRET\":1,\"data\":{}}")]
    [InlineData("\"n\":1,\"save\":1,\"task\":\"a\",\"run\":1,\"starts\":true,\"user\":\"u\",\"at\":\"2024-01-01T00:00:00.0000000Z\",\"types\":[\"SECRET\"],\"data\":{}}")]
    [InlineData("\"n\":1,\"start\":99999999999,\"task\":\"SECRET\",\"at\":\"2024-01-01T00:00:00Z\"}")]
    [InlineData("\"n\":1,\"start\":010,\"task\":\"SECRET\",\"at\":\"2024-01-01T00:00:00Z\"}")]
    [InlineData("\"n\":1,\"start\":1,\"task\":{\"SECRET\":1},\"at\":\"2024-01-01T00:00:00Z\"}")]
    [InlineData("\"n\":1,\"opened\":\"SECRET\",\"at\":\"2024-01-01T00:00:00Z\",\"process\":1,\"host\":\"h\"}")]
    [InlineData("\"n\":1,\"SECRET\":\"SECRET\"}")]
    [InlineData("SECRET")]
    public void A_line_that_is_not_ours_is_damage_though_its_check_value_is_right(string rest)
    {
        var bytes = HostileFile.Of(HostileFile.Line(HostileFile.Bytes(rest), isChecked: true), HostileFile.Track(HostileFile.Bytes("{}"), isChecked: true, null, "b", 2));
        var opened = OpenedFile.Open(bytes, OpenAs.Writer);
        Assert.Equal(TrackingErrorCode.TrackStoreDamaged, opened.Error?.Code);
        Assert.Contains("Line 2, byte", opened.Error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(HostileFile.Marker, opened.Error.ToString(), StringComparison.Ordinal);
        foreach (var how in new[] { OpenAs.Reader, OpenAs.Repair })
        {
            var around = OpenedFile.Open(bytes, how);
            Assert.Contains("track 0000002", around.State, StringComparison.Ordinal);
            Assert.DoesNotContain(around.Warnings, warning => warning.Contains(HostileFile.Marker, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("\"generation\":1,", "\"generation\":2147483647,")]
    [InlineData("\"first\":1,", "\"first\":9223372036854775806,")]
    [InlineData("\"first\":1,", "\"first\":4611686018427387903,")]
    [InlineData("\"kept\":0,", "\"kept\":9223372036854775806,")]
    [InlineData("\"nextTrack\":1,", "\"nextTrack\":9223372036854775807,")]
    [InlineData("\"nextTrack\":1,", "\"nextTrack\":9223372036854775806,")]
    [InlineData("\"nextRun\":1,", "\"nextRun\":2147483647,")]
    [InlineData("\"nextRun\":1,", "\"nextRun\":2147483646,")]
    public void A_header_whose_counters_are_at_their_end_leads_to_errors_and_not_to_a_file_that_cannot_be_read(string old, string replacement) =>
        SurvivesUse(HostileFile.WithHeader(old, replacement));

    [Theory]
    [InlineData("\"n\":1,\"start\":2147483646,\"task\":\"a\",\"at\":\"2024-01-01T00:00:00Z\"}")]
    [InlineData("\"n\":1,\"start\":2147483647,\"task\":\"a\",\"at\":\"2024-01-01T00:00:00Z\"}")]
    [InlineData("\"n\":1,\"save\":9223372036854775806,\"task\":\"a\",\"run\":1,\"starts\":true,\"user\":\"u\",\"at\":\"2024-01-01T00:00:00.0000000Z\",\"data\":{}}")]
    [InlineData("\"n\":1,\"save\":9223372036854775807,\"task\":\"a\",\"run\":1,\"starts\":true,\"user\":\"u\",\"at\":\"2024-01-01T00:00:00.0000000Z\",\"data\":{}}")]
    [InlineData("\"n\":1,\"save\":999999999999999999,\"task\":\"a\",\"run\":2147483646,\"starts\":true,\"user\":\"u\",\"at\":\"9999-12-31T23:59:59.9999999Z\",\"data\":{}}")]
    [InlineData("\"n\":1,\"save\":1,\"task\":\"a\",\"run\":1,\"starts\":true,\"user\":\"u\",\"at\":\"0001-01-01T00:00:00.0000000Z\",\"data\":{}}")]
    public void An_id_at_the_end_of_all_ids_leads_to_errors_and_not_to_a_file_that_cannot_be_read(string rest) =>
        SurvivesUse(HostileFile.Of(HostileFile.Line(HostileFile.Bytes(rest), isChecked: true)));

    [Fact]
    public void A_line_of_200_MB_is_refused_without_being_kept()
    {
        using var folder = new TempFolder();
        WriteFile(folder.File(), Good, 200 << 20);
        foreach (var how in Enum.GetValues<OpenAs>())
        {
            // A pass over the file takes as much as the longest line that is allowed three times; a reader looks twice at what is damaged, and so does repairing.
            Bounded(how == OpenAs.Writer ? 220 : 850, () =>
            {
                try
                {
                    using var store = FileTrackStore.Open(folder.File(), new FileStoreOptions { ReadOnly = how == OpenAs.Reader, Repair = how == OpenAs.Repair });
                    Assert.NotEqual(OpenAs.Writer, how);
                    Assert.Equal(2, store.Count().Tracks);
                    Assert.Contains(store.TakeWarnings(), warning => warning.Contains("the line has more than 64 MiB", StringComparison.Ordinal));
                }
                catch (TrackingException error)
                {
                    Assert.Equal((OpenAs.Writer, TrackingErrorCode.TrackStoreDamaged), (how, error.Code));
                    Assert.Contains("Line 3, byte", error.Message, StringComparison.Ordinal);
                    Assert.Contains("64 MiB", error.Message, StringComparison.Ordinal);
                }
            });
        }
    }

    [Fact]
    public void A_line_may_have_64_MiB_and_not_a_byte_more()
    {
        using var folder = new TempFolder();
        WriteFile(folder.File(), Good, 64 << 20);
        using (var store = FileTrackStore.Open(folder.File(), new FileStoreOptions { ReadOnly = true }))
            Assert.Equal(3, store.Count().Tracks);
        WriteFile(folder.File(), Good, (64 << 20) + 1);
        using (var store = FileTrackStore.Open(folder.File(), new FileStoreOptions { ReadOnly = true }))
            Assert.Equal(2, store.Count().Tracks);
    }

    [Fact]
    public void A_file_of_one_line_without_end_is_refused_after_a_look_at_its_start()
    {
        using var folder = new TempFolder();
        using (var file = System.IO.File.Create(folder.File()))
            file.SetLength(1L << 34);
        foreach (var how in Enum.GetValues<OpenAs>().Except([OpenAs.Repair]))
        {
            Bounded(8, () =>
            {
                var error = Assert.Throws<TrackingException>(() => FileTrackStore.Open(folder.File(), new FileStoreOptions { ReadOnly = how == OpenAs.Reader }));
                Assert.Equal(TrackingErrorCode.TrackStoreNotTracking, error.Code);
            });
        }
    }

    [Fact]
    public void Bad_lines_without_number_take_no_memory()
    {
        byte[] bytes = [.. HostileFile.Of(Good)[..^21], .. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("\nx", 50_000))), .. HostileFile.Of(Good)[^21..]];
        // Each is thrown once and told of once; what stays is the first few.
        Bounded(700, () =>
        {
            var opened = OpenedFile.Open(bytes, OpenAs.Reader);
            Assert.Equal(20, opened.Warnings.Count);
        });
    }

    private static void Bounded(long megabytes, Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var time = Stopwatch.StartNew();
        work();
        Assert.InRange(time.Elapsed.TotalSeconds, 0, 30);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, megabytes << 20);
    }

    /// <summary>The file is refused, or the store does what it can: whatever it acknowledges is there when it is opened again.</summary>
    private static void SurvivesUse(byte[] bytes)
    {
        var disk = new SimulatedDisk(4096);
        disk.Put(SampleFile.Path, bytes);
        var clock = new TestClock();
        Action<FileTrackStore>[] uses =
        [
            store => store.Save(new TrackDraft("x", "u", Json.Data("{}"))),
            store => store.Save(new TrackDraft("x", "u", Json.Data("{}"))),
            store => store.StartRun("y"),
            store => store.StartRun("y"),
            store => store.Save(new TrackDraft("y", "u", Json.Data("{}"))),
            store => store.Optimize(),
            store => store.Optimize(),
            store => store.StartRun("z"),
            store => store.Save(new TrackDraft("z", "u", Json.Data("{}"))),
        ];
        foreach (var use in uses)
        {
            FileTrackStore store;
            try
            {
                store = FileTrackStore.Open(disk, SampleFile.Path, new FileStoreOptions { Durability = Durability.OnClose }, clock.Read);
            }
            catch (TrackingException error) when (use == uses[0])
            {
                Assert.Equal(TrackingErrorCode.TrackStoreDamaged, error.Code);
                return;
            }

            string after;
            using (store)
            {
                var before = StoreState.Of(store);
                if (Record.Exception(() => use(store)) is { } error)
                {
                    Assert.IsType<TrackingException>(error);
                    Assert.Equal(before, StoreState.Of(store));
                }
                after = StoreState.Of(store);
            }

            using var reader = FileTrackStore.Open(disk, SampleFile.Path, new FileStoreOptions { ReadOnly = true }, clock.Read);
            Assert.Equal(after, StoreState.Of(reader));
            Assert.Empty(reader.TakeWarnings());
        }
    }

    /// <summary>Writes a file with a good track, one in a line of so many bytes, its comma among them, and another good one.</summary>
    private static void WriteFile(string path, byte[] good, int longLine)
    {
        var empty = HostileFile.Track(HostileFile.Bytes("{\"a\":\"\"}"), isChecked: true, null, "c", 2);
        var text = new byte[longLine - 1 - empty.Length];
        text.AsSpan().Fill((byte)'x');
        var line = HostileFile.Track([.. HostileFile.Bytes("{\"a\":\""), .. text, .. HostileFile.Bytes("\"}")], isChecked: true, null, "c", 2);
        System.IO.File.WriteAllBytes(path, HostileFile.Of(good, line, HostileFile.Track(HostileFile.Bytes("{}"), isChecked: true, null, "d", 3)));
    }
}
