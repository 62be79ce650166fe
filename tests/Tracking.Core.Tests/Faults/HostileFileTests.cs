using System;
using System.Linq;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// Files that were made to do harm: a clear error in bounded time and memory that quotes no data,
/// and never a store that cannot go on (format 1.5, 1.6, 7).
/// </summary>
public sealed class HostileFileTests
{
    [Theory]
    [InlineData("\"answers\": 3,", "\"answers\":99999999999999999999999,", TrackingErrorCode.TrackStoreVersionTooNew)]
    [InlineData("\"answers\": 3,", "\"answers\": 5,", TrackingErrorCode.TrackStoreVersionTooNew)]
    [InlineData("\"tracking\": 4,", "\"tracking\":0,", TrackingErrorCode.TrackStoreNotTracking)]
    [InlineData("\"tracking\": 4,", "\"tracking\":-1,", TrackingErrorCode.TrackStoreNotTracking)]
    [InlineData("\"tracking\": 4,", "\"tracking\":1.0,", TrackingErrorCode.TrackStoreNotTracking)]
    [InlineData("\"tracking\": 4,", "\"tracking\":\"1\",", TrackingErrorCode.TrackStoreNotTracking)]
    [InlineData("\"tracking\": 4,", "\"tracking\":{\"$type\":\"SECRET\"},", TrackingErrorCode.TrackStoreNotTracking)]
    [InlineData("\"tracking\": 4,", "\"tracking\":1,\"tracking\":1,", TrackingErrorCode.TrackStoreNotTracking)]
    [InlineData("\"tracking\": 4,", "/* SECRET */\"tracking\":1,", TrackingErrorCode.TrackStoreNotTracking)]
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
    [InlineData(
        "\"n\":1,\"save\":1,\"task\":\"\u00ffSECRET\",\"run\":1,\"starts\":true,\"user\":\"u\",\"at\":\"2024-01-01T00:00:00.0000000Z\","
        + "\"data\":{}}")]
    [InlineData(
        "\"n\":1,\"save\":1,\"task\":\"a\",\"run\":1,\"starts\":true,\"user\":\"SECRET\u00c3\",\"at\":\"2024-01-01T00:00:00.0000000Z\","
        + "\"data\":{}}")]
    [InlineData(
        "\"n\":1,\"save\":1,\"task\":\"\\ud800SECRET\",\"run\":1,\"starts\":true,\"user\":\"u\",\"at\":\"2024-01-01T00:00:00.0000000Z\","
        + "\"data\":{}}")]
    [InlineData("\"n\":1,\"save\":1,\"task\":\"a\",\"run\":1,\"starts\":true,\"user\":\"u\",\"at\":\"SECRET\",\"data\":{}}")]
    [InlineData(
        "\"n\":1,\"save\":1,\"task\":\"a\",\"run\":1,\"starts\":true,\"user\":\"u\",\"at\":\"2024-01-01T00:00:00.0000000Z\","
        + "\"types\":[\"SECRET\"],\"data\":{}}")]
    [InlineData("\"n\":1,\"start\":99999999999,\"task\":\"SECRET\",\"at\":\"2024-01-01T00:00:00Z\"}")]
    [InlineData("\"n\":1,\"start\":010,\"task\":\"SECRET\",\"at\":\"2024-01-01T00:00:00Z\"}")]
    [InlineData("\"n\":1,\"start\":1,\"task\":{\"SECRET\":1},\"at\":\"2024-01-01T00:00:00Z\"}")]
    [InlineData("\"n\":1,\"opened\":\"SECRET\",\"at\":\"2024-01-01T00:00:00Z\",\"process\":1,\"host\":\"h\"}")]
    [InlineData("SECRET")]
    public void A_line_that_is_not_ours_is_damage_though_its_check_value_is_right(string rest)
    {
        var bytes = HostileFile.Of(HostileFile.Line(HostileFile.Bytes(rest), isChecked: true),
            HostileFile.Track(HostileFile.Bytes("{}"), isChecked: true, null, "b", 2));
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
    [InlineData(
        "\"n\":1,\"save\":1,\"task\":\"a\",\"run\":1,\"starts\":true,\"user\":\"u\",\"at\":\"2024-01-01T00:00:00.0000000Z\",\"SECRET\":1,"
        + "\"data\":{}}")]
    [InlineData("\"n\":1,\"SECRET\":\"SECRET\"}")]
    [InlineData("\"n\":1,\"SECRET\":{\"SECRET\":[1,2]},\"at\":\"2024-01-01T00:00:00Z\"}")]
    public void A_line_with_something_unknown_is_of_a_newer_version_where_its_check_value_is_right(string rest)
    {
        var bytes = HostileFile.Of(HostileFile.Line(HostileFile.Bytes(rest), isChecked: true),
            HostileFile.Track(HostileFile.Bytes("{}"), isChecked: true, null, "b", 2));
        foreach (var how in new[] { OpenAs.Writer, OpenAs.Repair })
        {
            var opened = OpenedFile.Open(bytes, how);
            Assert.Equal(TrackingErrorCode.TrackStoreVersionTooNew, opened.Error?.Code);
            Assert.DoesNotContain(HostileFile.Marker, opened.Error!.ToString(), StringComparison.Ordinal);
            Assert.Empty(opened.SetAside);
        }
        var around = OpenedFile.Open(bytes, OpenAs.Reader);
        Assert.Contains("track 0000002", around.State, StringComparison.Ordinal);
        Assert.DoesNotContain(around.Warnings, warning => warning.Contains(HostileFile.Marker, StringComparison.Ordinal));
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
    public void A_header_whose_counters_are_at_their_end_leads_to_errors_and_not_to_a_file_that_cannot_be_read(string old,
        string replacement) =>
        SurvivesUse(HostileFile.WithHeader(old, replacement));

    [Theory]
    [InlineData("\"n\":1,\"start\":2147483646,\"task\":\"a\",\"at\":\"2024-01-01T00:00:00Z\"}")]
    [InlineData("\"n\":1,\"start\":2147483647,\"task\":\"a\",\"at\":\"2024-01-01T00:00:00Z\"}")]
    [InlineData(
        "\"n\":1,\"save\":9223372036854775806,\"task\":\"a\",\"run\":1,\"starts\":true,\"user\":\"u\","
        + "\"at\":\"2024-01-01T00:00:00.0000000Z\",\"data\":{}}")]
    [InlineData(
        "\"n\":1,\"save\":9223372036854775807,\"task\":\"a\",\"run\":1,\"starts\":true,\"user\":\"u\","
        + "\"at\":\"2024-01-01T00:00:00.0000000Z\",\"data\":{}}")]
    [InlineData(
        "\"n\":1,\"save\":999999999999999999,\"task\":\"a\",\"run\":2147483646,\"starts\":true,\"user\":\"u\","
        + "\"at\":\"9999-12-31T23:59:59.9999999Z\",\"data\":{}}")]
    [InlineData(
        "\"n\":1,\"save\":1,\"task\":\"a\",\"run\":1,\"starts\":true,\"user\":\"u\",\"at\":\"0001-01-01T00:00:00.0000000Z\",\"data\":{}}")]
    public void An_id_at_the_end_of_all_ids_leads_to_errors_and_not_to_a_file_that_cannot_be_read(string rest) =>
        SurvivesUse(HostileFile.Of(HostileFile.Line(HostileFile.Bytes(rest), isChecked: true)));

    [Fact]
    public void A_file_of_one_line_without_end_is_refused_after_a_look_at_its_start()
    {
        using var folder = new TempFolder();
        using (var file = System.IO.File.Create(folder.File()))
            file.SetLength(1L << 34);
        foreach (var how in Enum.GetValues<OpenAs>().Except([OpenAs.Repair]))
        {
            Bounds.Keep(8, () =>
            {
                var error =
                    Assert.Throws<TrackingException>(
                    () => FileTrackStore.Open(folder.File(), new FileStoreOptions { ReadOnly = how == OpenAs.Reader }));
                Assert.Equal(TrackingErrorCode.TrackStoreNotTracking, error.Code);
            });
        }
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
            catch (TrackingException error) when (use == uses[0] && error.Code == TrackingErrorCode.TrackStoreDamaged)
            {
                return;
            }
            catch (TrackingException error) when (error.Message.Contains("used up", StringComparison.Ordinal))
            {
                // It can only be read by now.
                Assert.Equal(TrackingErrorCode.TrackStoreWriteFailed, error.Code);
                using var reader = FileTrackStore.Open(disk, SampleFile.Path, new FileStoreOptions { ReadOnly = true }, clock.Read);
                Assert.Empty(reader.DrainWarnings());
                continue;
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

            using var next = FileTrackStore.Open(disk, SampleFile.Path, new FileStoreOptions { ReadOnly = true }, clock.Read);
            Assert.Equal(after, StoreState.Of(next));
            Assert.Empty(next.DrainWarnings());
        }
    }
}
