using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Data;
using Tracking.Model;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// Data that no store would write. With the right check value the file opens, since the line is whole, and
/// reading the data is a clear error; without one a person wrote it, and the file is damaged. Either way in
/// bounded time and memory, and no message quotes anything of the data.
/// </summary>
public sealed class HostileDataTests
{
    private const string M = "\"m\":\"" + HostileFile.Marker + "\"";
    private const int Levels = 100_000 / TestScale.Stride;
    private const int Digits = 1_000_000 / (1 + (TestScale.Stride / 2));

    private static readonly Dictionary<string, string> WickedData = new()
    {
        ["100,000 levels of lists"] = "{" + M + ",\"a\":" + new string('[', Levels) + new string(']', Levels) + "}",
        ["100,000 levels of mappings"] = "{" + M + ",\"a\":" + string.Concat(Enumerable.Repeat("{\"a\":", Levels)) + "1"
            + new string('}', Levels + 1),
        ["61 levels"] = "{" + M + ",\"a\":" + new string('[', 60) + new string(']', 60) + "}",
        ["a number of a million digits"] = "{" + M + ",\"a\":" + new string('7', Digits) + "}",
        ["a fraction of a million digits"] = "{" + M + ",\"a\":0." + new string('7', Digits) + "}",
        ["a number beyond all"] = "{" + M + ",\"a\":1e400}",
        ["a key twice"] = "{" + M + "," + M + "}",
        ["a key twice but for case"] = "{" + M + ",\"M\":1}",
        ["a key twice by an escape"] = "{" + M + ",\"\\u006d\":1}",
        ["a key twice further down"] = "{" + M + ",\"a\":[{\"x\":1,\"X\":2}]}",
        ["a leading zero"] = "{" + M + ",\"a\":010}",
        ["a hexadecimal number"] = "{" + M + ",\"a\":0x1F}",
        ["a plus sign"] = "{" + M + ",\"a\":+1}",
        ["NaN"] = "{" + M + ",\"a\":NaN}",
        ["a comment"] = "{" + M + "/* " + HostileFile.Marker + " */}",
        ["single quotes"] = "{" + M + ",'a':'" + HostileFile.Marker + "'}",
        ["a bare key"] = "{" + M + ",a:1}",
        ["a trailing comma"] = "{" + M + ",}",
        ["a missing comma"] = "{" + M + "\"a\":1}",
        ["a missing value"] = "{" + M + ",\"a\":}",
        ["an open string"] = "{" + M + ",\"a\":\"" + HostileFile.Marker + "}",
        ["something behind the data"] = "{},\"m\":{" + M + "}",
        ["an open list"] = "{" + M + ",\"a\":[}",
        ["half a surrogate pair"] = "{" + M + ",\"a\":\"\\ud800\"}",
        ["the other half"] = "{" + M + ",\"a\":\"\\udc00" + HostileFile.Marker + "\"}",
        ["an unknown escape"] = "{" + M + ",\"a\":\"\\x41\"}",
        ["a control character"] = "{" + M + ",\"a\":\"\u0001\"}",
        ["a tab"] = "{" + M + ",\"a\":\"\t\"}",
        ["a zero"] = "{" + M + ",\"a\":\"\0\"}",
        ["a lone byte"] = "{" + M + ",\"a\":\"\u00ff\"}",
        ["a byte that goes on from nothing"] = "{" + M + ",\"a\":\"\u0080\"}",
        ["a text that is cut in a character"] = "{" + M + ",\"a\":\"\u00c3\"}",
        ["an overlong form"] = "{" + M + ",\"a\":\"\u00c0\u00af\"}",
        ["a surrogate in UTF-8"] = "{" + M + ",\"a\":\"\u00ed\u00a0\u0080\"}",
        ["a character beyond Unicode"] = "{" + M + ",\"a\":\"\u00f4\u0090\u0080\u0080\"}",
        ["a key that is not UTF-8"] = "{" + M + ",\"\u00fe\":1}",
    };

    private static readonly Dictionary<string, (string Types, string Data)> WickedHints = new()
    {
        ["an unknown type"] = ("{\"/a\":\"" + HostileFile.Marker + "\"}", "{\"a\":\"x\"}"),
        ["a file"] = ("{\"/a\":\"System.IO.FileInfo\"}", "{\"a\":\"" + HostileFile.Marker + "\"}"),
        ["a process"] = ("{\"/a\":\"System.Diagnostics.Process, System.Diagnostics.Process\"}", "{\"a\":\"" + HostileFile.Marker + "\"}"),
        ["a type by another case"] = ("{\"/a\":\"guid\"}", "{\"a\":\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"}"),
        ["a type by its full name"] = ("{\"/a\":\"System.Guid\"}", "{\"a\":\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"}"),
        ["the hint of a gadget"] =
            ("{\"/$type\":\"Guid\"}", "{\"$type\":\"System.Windows.Data.ObjectDataProvider, " + HostileFile.Marker + "\"}"),
        ["a hint at nothing"] = ("{\"/b\":\"Guid\"}", "{\"a\":\"" + HostileFile.Marker + "\"}"),
        ["a hint at the whole"] = ("{\"\":\"Guid\"}", "{\"a\":\"" + HostileFile.Marker + "\"}"),
        ["a hint without its slash"] = ("{\"a\":\"Guid\"}", "{\"a\":\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"}"),
        ["a hint with a bad escape"] = ("{\"/~2\":\"Guid\"}", "{\"~2\":\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"}"),
        ["a hint at a place with a leading zero"] = ("{\"/a/00\":\"Guid\"}", "{\"a\":[\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"]}"),
        ["a hint at a mapping"] = ("{\"/a\":\"Guid\"}", "{\"a\":{" + M + "}}"),
        ["a hint at a list"] = ("{\"/a\":\"Byte[]\"}", "{\"a\":[1,2]}"),
        ["a hint at null"] = ("{\"/a\":\"Uri\"}", "{\"a\":null}"),
        ["a hint twice"] = ("{\"/a\":\"Uri\",\"/a\":\"Guid\"}", "{\"a\":\"x\"}"),
        ["a hint that is a number"] = ("{\"/a\":1}", "{\"a\":\"" + HostileFile.Marker + "\"}"),
        ["hints that are a deep thing"] = ("{\"/a\":" + new string('[', 60) + new string(']', 60) + "}", "{\"a\":\"x\"}"),
        ["an integer of words"] = ("{\"/a\":\"Int64\"}", "{\"a\":\"" + HostileFile.Marker + "\"}"),
        ["an integer that is too large"] = ("{\"/a\":\"Int64\"}", "{\"a\":9223372036854775808}"),
        ["an integer of too many digits"] = ("{\"/a\":\"BigInteger\"}", "{\"a\":\"" + new string('7', Digits) + "\"}"),
        ["a big integer of words"] = ("{\"/a\":\"BigInteger\"}", "{\"a\":\"" + HostileFile.Marker + "\"}"),
        ["a real of words"] = ("{\"/a\":\"Double\"}", "{\"a\":\"" + HostileFile.Marker + "\"}"),
        ["a real beyond all"] = ("{\"/a\":\"Double\"}", "{\"a\":1e999}"),
        ["a small real beyond all"] = ("{\"/a\":\"Single\"}", "{\"a\":1e99}"),
        ["a decimal beyond all"] = ("{\"/a\":\"Decimal\"}", "{\"a\":1e99}"),
        ["a decimal of words"] = ("{\"/a\":\"Decimal\"}", "{\"a\":\"" + HostileFile.Marker + "\"}"),
        ["a time of words"] = ("{\"/a\":\"DateTime\"}", "{\"a\":\"" + HostileFile.Marker + "\"}"),
        ["a time of another form"] = ("{\"/a\":\"DateTimeOffset\"}", "{\"a\":\"01/02/2024 " + HostileFile.Marker + "\"}"),
        ["a span of words"] = ("{\"/a\":\"TimeSpan\"}", "{\"a\":\"" + HostileFile.Marker + "\"}"),
        ["a span beyond all"] = ("{\"/a\":\"TimeSpan\"}", "{\"a\":\"99999999999.00:00:00\"}"),
        ["an id of words"] = ("{\"/a\":\"Guid\"}", "{\"a\":\"" + HostileFile.Marker + "\"}"),
        ["a version of words"] = ("{\"/a\":\"Version\"}", "{\"a\":\"" + HostileFile.Marker + "\"}"),
        ["a version of one part"] = ("{\"/a\":\"Version\"}", "{\"a\":\"1\"}"),
        ["a version beyond all"] = ("{\"/a\":\"Version\"}", "{\"a\":\"1.99999999999\"}"),
        ["bytes that are none"] = ("{\"/a\":\"Byte[]\"}", "{\"a\":\"" + HostileFile.Marker + "!\"}"),
        ["an address that is none"] = ("{\"/a\":\"Uri\"}", "{\"a\":\"http://[" + HostileFile.Marker + "\"}"),
    };

    public static TheoryData<string> EachData => [.. WickedData.Keys];

    public static TheoryData<string> EachHint => [.. WickedHints.Keys];

    [Theory]
    [MemberData(nameof(EachData))]
    public void Data_that_are_not_ours_are_an_error_that_quotes_nothing(string what) =>
        IsClearError(HostileFile.Bytes(WickedData[what]), null);

    [Theory]
    [MemberData(nameof(EachHint))]
    public void A_type_hint_that_is_not_ours_is_an_error_that_quotes_nothing(string what) =>
        IsClearError(HostileFile.Bytes(WickedHints[what].Data), HostileFile.Bytes(WickedHints[what].Types));

    [Theory]
    [MemberData(nameof(EachData))]
    public void Optimising_keeps_such_data_byte_for_byte_or_names_the_track_and_leaves_the_file_as_it_is(string what)
    {
        var data = HostileFile.Bytes(WickedData[what]);
        var bytes = HostileFile.Of(HostileFile.Track(data, isChecked: true),
            HostileFile.Track(HostileFile.Bytes("{}"), isChecked: true, null, "b", 2));
        var disk = new SimulatedDisk(1 << 16);
        disk.Put(SampleFile.Path, bytes);
        using (var store = Open())
        {
            bytes = disk.ReadAll(SampleFile.Path);
            if (Record.Exception(() => store.Optimize()) is { } refusal)
            {
                var error = Assert.IsType<TrackingException>(refusal);
                Assert.Equal(TrackingErrorCode.TrackDataUnreadable, error.Code);
                Assert.Contains("0000001", error.Message, StringComparison.Ordinal);
                QuotesNothing(error);
                Assert.Equal(bytes, disk.ReadAll(SampleFile.Path));
                Assert.Equal([SampleFile.Path], disk.Files);
                // A number without end is JSON, but for no reader that is careful, and so is what is no data but makes a line that is.
                Assert.True(!Json.IsDocument(bytes) || what.Contains("million digits", StringComparison.Ordinal)
                    || what == "something behind the data");
            }
            else
            {
                Assert.True(Json.IsDocument(disk.ReadAll(SampleFile.Path)));
            }
        }

        using (var store = Open())
        {
            Assert.Equal(data, store.Search(new TrackQuery { Numbers = [1] }).Single().Data.Json);
            Assert.Equal(2, store.Count().Tracks);
            store.Remove(1);
            store.Optimize();
            Assert.True(Json.IsDocument(disk.ReadAll(SampleFile.Path)));
        }

        FileTrackStore Open() =>
            FileTrackStore.Open(disk, SampleFile.Path, new FileStoreOptions { Durability = Durability.OnClose }, new TestClock().Read);
    }

    [Fact]
    public void A_rewrite_that_has_to_be_keeps_data_that_are_no_json()
    {
        var data = HostileFile.Bytes(WickedData["a trailing comma"]);
        var disk = new SimulatedDisk(1 << 16);
        disk.Put(SampleFile.Path, HostileFile.Of(HostileFile.Track(data, isChecked: true)));
        var store = Open();
        disk.FlushesToFail = 1;
        Assert.Throws<TrackingException>(store.Dispose);
        using var next = Open();
        Assert.Equal(2, next.Generation);
        Assert.Equal(data, next.Search(new TrackQuery()).Single().Data.Json);

        FileTrackStore Open() =>
            FileTrackStore.Open(disk, SampleFile.Path, new FileStoreOptions { Durability = Durability.OnClose }, new TestClock().Read);
    }

    private static void IsClearError(byte[] data, byte[]? types)
    {
        var edited = OpenedFile.Open(HostileFile.Of(HostileFile.Track(data, isChecked: false, types)), OpenAs.Writer);
        Assert.Equal(TrackingErrorCode.TrackStoreDamaged, edited.Error?.Code);
        Assert.Contains("Line 2, byte", edited.Error!.Message, StringComparison.Ordinal);
        QuotesNothing(edited.Error);

        // An opened file with such a line stays of use.
        var good = HostileFile.Track(HostileFile.Bytes("{}"), isChecked: true, null, "b", 2);
        var bytes = HostileFile.Of(HostileFile.Track(data, isChecked: true, types), good);
        Bounds.Keep(() =>
        {
            var disk = new SimulatedDisk(1 << 16);
            disk.Put(SampleFile.Path, bytes);
            FileTrackStore store;
            try
            {
                store = FileTrackStore.Open(disk, SampleFile.Path, new FileStoreOptions { Durability = Durability.OnClose },
                    new TestClock().Read);
            }
            catch (TrackingException error)
            {
                Assert.Equal(TrackingErrorCode.TrackStoreDamaged, error.Code);
                QuotesNothing(error);
                return;
            }

            using (store)
            {
                var track = store.Search(new TrackQuery { Numbers = [1] }).Single();
                var unreadable = Assert.Throws<TrackingException>(() => DataReader.Read(track.Data));
                Assert.Equal(TrackingErrorCode.TrackDataUnreadable, unreadable.Code);
                QuotesNothing(unreadable);
                // Merging refuses what it cannot take apart, and drops hints that point at nothing.
                if (Record.Exception(() => store.Save(Draft(SaveMode.Merge))) is { } merging)
                    QuotesNothing(Assert.IsType<TrackingException>(merging));
                if (Record.Exception(() => DataReader.Read(store.Search(new TrackQuery { Numbers = [1] }).Single().Data)) is { } reading)
                    QuotesNothing(Assert.IsType<TrackingException>(reading));
                store.Save(Draft(SaveMode.Update));
                Assert.Equal(1, DataReader.Read(store.Search(new TrackQuery { Numbers = [1] }).Single().Data)["new"]);
            }
        });

        static TrackDraft Draft(SaveMode mode) => new("a", "u", Json.Data("""{"new":1}""")) { Mode = mode };
    }

    private static void QuotesNothing(Exception error) =>
        Assert.DoesNotContain(HostileFile.Marker, error.ToString(), StringComparison.Ordinal);
}
