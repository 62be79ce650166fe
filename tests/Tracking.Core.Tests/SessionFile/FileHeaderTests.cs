using System;
using System.Text;
using Tracking.Json;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>The first line of a session file (format 2).</summary>
public sealed class FileHeaderTests
{
    private const string Line =
        "{\"c\":\"00000000\",\"tracking\": 1,\"answers\": "
            + "1,\"session\":\"6f9619ff-8b86-d011-b42d-00c04fc964ff\",\"generation\":2,\"first\":3,\"kept\":4,"
            + "\"nextTrack\":5,\"nextRun\":6,"
        + "\"clock\":\"2024-01-01T00:00:00.0000001Z\",\"created\":\"2024-01-01T00:00:01.0000000Z\",\"host\":\"h\\\"\",\"user\":\"ü\","
            + "\"process\":7,\"events\":[";

    [Fact]
    public void It_is_written_as_one_line_and_read_back_as_it_was()
    {
        var buffer = new JsonBuffer().Ascii("xx");
        Read(Line).Write(buffer);
        var written = buffer.ToArray();
        Assert.Equal("xx" + Line,
            Encoding.UTF8.GetString(written).Replace(Encoding.ASCII.GetString(written, 8, 8), "00000000", StringComparison.Ordinal));
        foreach (var header in new[] { Read(Line), FileHeaderReader.Read([.. written, .. "yy"u8], 2, written.Length, version: 1) })
        {
            Assert.Equal(
                (new Guid("6f9619ff-8b86-d011-b42d-00c04fc964ff"), 2, 3, 4, 5, 6),
                (header.Session, header.Generation, header.FirstEvent, header.CompactedEvents, header.NextTrack, header.NextRun));
            Assert.Equal((TestClock.Epoch.AddTicks(1), TestClock.At(1)), (header.ClockUtc, header.CreatedUtc));
            Assert.Equal((DateTimeKind.Utc, DateTimeKind.Utc), (header.ClockUtc!.Value.Kind, header.CreatedUtc.Kind));
            Assert.Equal(("h\"", "ü", 7), (header.Host, header.User, header.Process));
        }
        Assert.False(Read(Line).IsChecked);
        Assert.True(FileHeaderReader.Read(written, 2, written.Length, version: 1).IsChecked);
    }

    [Fact]
    public void What_it_may_lack_is_empty()
    {
        var header = Read(Line.Replace("\"clock\":\"2024-01-01T00:00:00.0000001Z\",", "", StringComparison.Ordinal)
            .Replace("\"host\":\"h\\\"\",\"user\":\"ü\",", "", StringComparison.Ordinal)
            .Replace("{\"c\":\"00000000\",", "{", StringComparison.Ordinal));
        Assert.Equal((null, "", "", false), (header.ClockUtc, header.Host, header.User, header.IsChecked));
        var buffer = new JsonBuffer();
        header.Write(buffer);
        Assert.DoesNotContain("clock", Encoding.UTF8.GetString(buffer.ToArray()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"generation\":2", "\"generation\":0")]
    [InlineData("\"generation\":2", "\"generation\":2147483647")]
    [InlineData("\"first\":3", "\"first\":1")]
    [InlineData("\"first\":3", "\"first\":4611686018427387903")]
    [InlineData("\"kept\":4", "\"kept\":0")]
    [InlineData("\"kept\":4", "\"kept\":4611686018427387903")]
    [InlineData("\"nextTrack\":5", "\"nextTrack\":0")]
    [InlineData("\"nextTrack\":5", "\"nextTrack\":9223372036854775807")]
    [InlineData("\"nextRun\":6", "\"nextRun\":0")]
    [InlineData("\"nextRun\":6", "\"nextRun\":2147483647")]
    [InlineData("\"process\":7", "\"process\":0")]
    [InlineData("\"process\":7", "\"process\":2147483647")]
    [InlineData("01.0000000Z", "01Z")]
    public void A_value_may_be_the_least_or_the_greatest(string old, string value) => Assert.NotNull(Read(Changed(old, value)));

    [Theory]
    [InlineData("\"session\":\"6f", "\"session\":\"{6f")]
    [InlineData("\"session\":\"6f9619ff-8b86-d011-b42d-00c04fc964ff\",", "")]
    [InlineData("\"session\":\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"", "\"session\":[]")]
    [InlineData("\"generation\":2", "\"generation\":-1")]
    [InlineData("\"generation\":2", "\"generation\":2147483648")]
    [InlineData("\"generation\":2", "\"generation\":\"2\"")]
    [InlineData("\"generation\":2,", "")]
    [InlineData("\"first\":3", "\"first\":0")]
    [InlineData("\"first\":3", "\"first\":4611686018427387904")]
    [InlineData("\"first\":3", "\"first\":99999999999999999999")]
    [InlineData("\"kept\":4", "\"kept\":-1")]
    [InlineData("\"kept\":4", "\"kept\":4611686018427387904")]
    [InlineData("\"nextTrack\":5", "\"nextTrack\":-1")]
    [InlineData("\"nextRun\":6", "\"nextRun\":-1")]
    [InlineData("\"nextRun\":6", "\"nextRun\":2147483648")]
    [InlineData("\"process\":7", "\"process\":-1")]
    [InlineData("\"process\":7", "\"process\":2147483648")]
    [InlineData("\"clock\":\"2024-01-01T00:00:00.0000001Z\"", "\"clock\":\"2024-01-01\"")]
    [InlineData("\"clock\":\"2024-01-01T00:00:00.0000001Z\"", "\"clock\":[]")]
    [InlineData("\"created\":\"2024-01-01T00:00:01.0000000Z\",", "")]
    [InlineData("\"host\":\"h\\\"\"", "\"host\":{}")]
    public void A_value_of_the_wrong_kind_is_damage(string old, string value)
    {
        var error = Assert.Throws<TrackingException>(() => Read(Changed(old, value)));
        Assert.Equal(TrackingErrorCode.TrackStoreDamaged, error.Code);
        Assert.Equal("Line 1, byte 0: the header has a value of the wrong kind, or lacks one.", error.Message);
        Assert.Null(error.InnerException);
    }

    [Theory]
    [InlineData("\"answers\": 2", "2")]
    [InlineData("\"answers\":98", "98")]
    [InlineData("\"answers\":99", "99 or later")]
    [InlineData("\"answers\":100", "99 or later")]
    [InlineData("\"answers\":99999999999999999999", "99 or later")]
    public void A_file_that_only_a_newer_version_may_answer_from_is_told(string value, string version)
    {
        var error = Assert.Throws<TrackingException>(() => Read(Changed("\"answers\": 1", value)));
        Assert.Equal(TrackingErrorCode.TrackStoreVersionTooNew, error.Code);
        Assert.Equal($"It has format version {version}; this module knows up to version 1. Update the module.", error.Message);
    }

    [Theory]
    [InlineData("\"tracking\": 2", 2)]
    [InlineData("\"tracking\":98", 98)]
    [InlineData("\"tracking\":1000000000", 99)]
    [InlineData("\"tracking\":99999999999999999999", 99)]
    public void A_file_that_only_a_newer_version_may_write_to_is_read(string value, int version) =>
        Assert.Equal(version, Read(Changed("\"tracking\": 1", value)).WriteVersion);

    [Fact]
    public void A_header_that_cannot_be_read_is_too_new_and_not_damaged_where_a_newer_version_wrote_it()
    {
        var line = Changed("\"tracking\": 1", "\"tracking\": 2").Replace("\"generation\":2,", "", StringComparison.Ordinal);
        Assert.Equal(TrackingErrorCode.TrackStoreVersionTooNew, Assert.Throws<TrackingException>(() => Read(line)).Code);
    }

    [Theory]
    [InlineData("\"tracking\": 1,\"answers\": 1,", 1, 1, true)]
    [InlineData("\"tracking\": 1,\"answers\": 1,", 12, 11, true)]
    [InlineData("\"tracking\":1,", 9, 3, true)]
    [InlineData("\"tracking\":1,", 9, 4, false)]
    [InlineData("\"tracking\":1,", 3, 3, true)]
    [InlineData("\"tracking\":1,", 10, 1, false)]
    [InlineData("\"tracking\":1,", 2, 2, false)]
    [InlineData("\"tracking\": 1,", 2, 1, false)]
    [InlineData("\"tracking\": 1,\"answers\":1,", 2, 1, false)]
    [InlineData("\"answers\": 1,\"tracking\": 1,", 2, 1, false)]
    public void It_is_raised_in_place_where_there_is_room(string versions, int write, int answer, bool canBeRaised)
    {
        var line = Encoding.UTF8.GetBytes(Changed("\"tracking\": 1,\"answers\": 1,", versions));
        LineCheck.Set(line, 0, line.Length);
        var header = FileHeaderReader.Read(line, 0, line.Length, version: 1);
        var needs = new FormatNeeds(write, answer);
        Assert.Equal(canBeRaised, header.CanBeRaised(needs));
        if (!header.CanBeRaised(needs))
            return;
        var before = (byte[])line.Clone();
        var changed = header.RaiseBytes(line, line.Length, needs);
        Assert.Equal(before[changed..], line[changed..]);
        var raised = FileHeaderReader.Read(line, 0, line.Length, version: 99);
        Assert.Equal((write, answer, true), (raised.WriteVersion, raised.AnswerVersion, raised.IsChecked));
        Assert.Equal(before.Length, line.Length);
        Assert.True(needs.AreMetBy(header.RaisedTo(needs)));
    }

    [Fact]
    public void A_header_that_was_edited_is_not_raised()
    {
        Assert.False(Read(Line).CanBeRaised(new FormatNeeds(2, 1)));
    }

    [Theory]
    [InlineData("\"tracking\": 1,", "")]
    [InlineData("\"tracking\": 1", "\"tracking\":0")]
    [InlineData("\"tracking\": 1", "\"tracking\":-1")]
    [InlineData("\"tracking\": 1", "\"tracking\":\"1\"")]
    [InlineData("\"tracking\": 1", "\"tracking\":1.0")]
    public void Other_JSON_is_no_store(string old, string value)
    {
        var error = Assert.Throws<TrackingException>(() => Read(Changed(old, value)));
        Assert.Equal((TrackingErrorCode.TrackStoreNotTracking, "It holds JSON, but no tracking store. Name another file."),
            (error.Code, error.Message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData(",\"events\":[")]
    [InlineData("{\"tracking\":1,\"events\":[]")]
    [InlineData("{\"tracking\":1,\"tracking\":1,\"events\":[")]
    [InlineData("{'tracking':1,\"events\":[")]
    [InlineData("{\"tracking\":01,\"events\":[")]
    [InlineData("[{\"tracking\":1,\"events\":[")]
    public void Anything_else_is_no_store(string line)
    {
        var error = Assert.Throws<TrackingException>(() => Read(line));
        Assert.Equal((TrackingErrorCode.TrackStoreNotTracking, "It holds no tracking store. Name another file."),
            (error.Code, error.Message));
        Assert.NotNull(error.InnerException);
    }

    [Fact]
    public void Both_ways_to_close_the_file_are_as_long() => Assert.Equal(FileHeader.Closing.Length, FileHeader.FlushedClosing.Length);

    private static string Changed(string old, string value)
    {
        Assert.Contains(old, Line, StringComparison.Ordinal);
        return Line.Replace(old, value, StringComparison.Ordinal);
    }

    private static FileHeader Read(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        return FileHeaderReader.Read(bytes, 0, bytes.Length, version: 1);
    }
}
