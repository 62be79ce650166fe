using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// A file that was cut off, or whose end was lost: all events that are whole are there, and the rest is set aside (format 7.2, 7.3).
/// </summary>
public sealed class TornFileTests
{
    private static SampleFile Sample => SampleFile.Shared;

    [Fact]
    public void Cut_at_every_byte_it_opens_with_the_events_that_are_whole() => EachCut((bytes, whole) =>
    {
        var opened = OpenedFile.Open(bytes, OpenAs.Writer);
        Assert.Null(opened.Error);
        Assert.Equal(Sample.States[whole], opened.State);
        var isClosed = bytes.Length == Sample.Bytes.Length - 1;
        Assert.Equal(isClosed ? 0 : 1, opened.Warnings.Count);
        var end = EndOf(whole);
        // There is nothing to set aside where nothing stands, or nothing but a part of the closing brackets.
        Assert.Equal(whole == Sample.Lines.Count - 2 || bytes.Length - end < 2 ? [] : [bytes[end..]], opened.SetAside);
        Assert.Equal(bytes[..end], opened.Bytes[..end]);
        JsonDocument.Parse(opened.Bytes).Dispose();
        if (bytes.Length % 5 == 0)
            opened.GoesOn();
    });

    [Fact]
    public void Cut_at_every_byte_a_reader_sees_the_events_that_are_whole_and_changes_nothing() => EachCut((bytes, whole) =>
    {
        var opened = OpenedFile.Open(bytes, OpenAs.Reader);
        Assert.Null(opened.Error);
        Assert.Equal(Sample.States[whole], opened.State);
        Assert.Equal(bytes.Length == Sample.Bytes.Length - 1 ? 0 : 1, opened.Warnings.Count);
        opened.IsUntouched(bytes);
    });

    [Fact]
    public void Cut_at_every_byte_repairing_keeps_the_original_and_the_events_that_are_whole() => EachCut((bytes, whole) =>
    {
        var opened = OpenedFile.Open(bytes, OpenAs.Repair);
        Assert.Null(opened.Error);
        Assert.Equal(Sample.States[whole], opened.State);
        Assert.All(opened.SetAside, original => Assert.Equal(bytes, original));
        if (bytes.Length % 5 == 0)
            opened.GoesOn();
    });

    [Fact]
    public void Cut_in_its_header_it_is_no_store_and_stays_as_it_is()
    {
        var header = Encoding.UTF8.GetByteCount(Sample.Lines[0]);
        for (var length = 1; length < header; length++)
        {
            foreach (var how in Enum.GetValues<OpenAs>())
            {
                var opened = OpenedFile.Open(Sample.Bytes[..length], how);
                Assert.Equal(TrackingErrorCode.TrackStoreNotTracking, opened.Error?.Code);
                Assert.Contains(SampleFile.Path, opened.Error!.Message, StringComparison.Ordinal);
                opened.IsUntouched(Sample.Bytes[..length]);
            }
        }
    }

    [Theory]
    [InlineData(OpenAs.Writer)]
    [InlineData(OpenAs.Repair)]
    public void What_is_set_aside_outlives_the_power(object how)
    {
        var opened = OpenedFile.Open(Sample.Bytes[..^(40 + Sample.ClosingLength)], (OpenAs)how);
        Assert.Single(opened.SetAside);
        foreach (var loss in Enum.GetValues<PageLoss>())
            Assert.Equal(opened.SetAside, OpenedFile.SetAsideOn(opened.Disk.LosePower(loss, losesNames: true)));
    }

    [Fact]
    public void What_is_set_aside_has_the_owner_and_mode_of_the_file()
    {
        var disk = new SimulatedDisk(4096);
        disk.Put(SampleFile.Path, Sample.Bytes[..^(40 + Sample.ClosingLength)]);
        (disk.File(SampleFile.Path).Owner, disk.File(SampleFile.Path).Mode) = ("another", 0x1A0);
        FileTrackStore.Open(disk, SampleFile.Path, new FileStoreOptions(), new TestClock().Read).Dispose();
        var aside = disk.File(Assert.Single(disk.Files, path => path.Contains(".torn-", StringComparison.Ordinal)));
        Assert.Equal(("another", 0x1A0), (aside.Owner, aside.Mode));
    }

    [Theory]
    [InlineData("]", false)]
    [InlineData("],\"flushed\":false", false)]
    [InlineData("],\"flushed\":true", false)]
    [InlineData("],\"flu\"", true)]
    [InlineData("],\"flu\n,{", true)]
    [InlineData("],\"flu\n],\"flu", true)]
    [InlineData("],\"flushed\":false}\n],\"flu", true)]
    public void A_part_of_the_closing_brackets_is_worth_no_file_but_anything_else_is(string end, bool isSetAside)
    {
        byte[] bytes = [.. SampleFile.Join(Sample.Lines.SkipLast(1)), .. Encoding.UTF8.GetBytes(end)];
        var opened = OpenedFile.Open(bytes, OpenAs.Writer);
        Assert.Equal(Sample.States[^1], opened.State);
        Assert.Equal(isSetAside ? 1 : 0, opened.SetAside.Count);
        Assert.Contains(isSetAside ? "was kept as" : "lacked its end", Assert.Single(opened.Warnings), StringComparison.Ordinal);
        opened.GoesOn();
        Assert.Contains(isSetAside ? "was not read" : "lacks its end", Assert.Single(OpenedFile.Open(bytes, OpenAs.Reader).Warnings),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(5000)]
    public void Zeros_behind_the_end_are_set_aside(int count)
    {
        byte[] bytes = [.. Sample.Bytes, .. new byte[count]];
        var opened = OpenedFile.Open(bytes, OpenAs.Writer);
        Assert.Equal(Sample.States[^1], opened.State);
        Assert.Contains($"Line {Sample.Lines.Count + 1}, byte {Sample.Bytes.Length}", Assert.Single(opened.Warnings),
            StringComparison.Ordinal);
        Assert.Single(opened.SetAside);
        opened.GoesOn();
    }

    [Fact]
    public void Zeros_in_the_place_of_its_last_bytes_are_set_aside_unless_they_are_of_the_summary()
    {
        var summary = Encoding.UTF8.GetString(Sample.Bytes).LastIndexOf("\"summary\"", StringComparison.Ordinal);
        for (var end = EndOf(0) + 1; end < Sample.Bytes.Length; end += 3 * TestScale.Stride)
        {
            byte[] bytes = [.. Sample.Bytes[..end], .. new byte[Sample.Bytes.Length - end]];
            var opened = OpenedFile.Open(bytes, OpenAs.Writer);
            Assert.Null(opened.Error);
            Assert.Contains(opened.State, new[] { Sample.States[Whole(end)], Sample.States[Math.Max(0, Whole(end) - 1)] });
            if (end >= summary)
                Assert.Empty(opened.SetAside);
            else
                Assert.Equal(bytes[^10..], Assert.Single(opened.SetAside)[^10..]);
        }
    }

    [Fact]
    public void What_no_later_line_vouches_for_is_torn_though_whole_lines_stand_behind_it()
    {
        var lines = Sample.Lines;
        lines[4] = lines[4][..20] + new string('\0', 30) + lines[4][50..];
        lines[^1] = lines[^1].Replace("true ", "false", StringComparison.Ordinal);
        var bytes = SampleFile.Join(lines);
        var opened = OpenedFile.Open(bytes, OpenAs.Writer);
        Assert.Equal(Sample.States[3], opened.State);
        Assert.Contains("Line 5, byte", Assert.Single(opened.Warnings), StringComparison.Ordinal);
        Assert.Equal(bytes[EndOf(3)..], Assert.Single(opened.SetAside));
        opened.GoesOn();
        Assert.Equal(Sample.States[3], OpenedFile.Open(bytes, OpenAs.Reader).State);
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    public void What_a_later_line_vouches_for_is_damage(long flushed, bool isDamage)
    {
        var lines = Sample.Lines;
        lines[4] = lines[4].Replace("\"task\"", "\"tsak\"", StringComparison.Ordinal);
        lines[6] = SampleFile.Checked(lines[6].Replace("\"n\":6,", $"\"n\":6,\"flushed\":{flushed},", StringComparison.Ordinal));
        lines[^1] = "]}";
        var opened = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Writer);
        Assert.Equal(isDamage, opened.Error?.Code == TrackingErrorCode.TrackStoreDamaged);
        Assert.Equal(isDamage ? null : Sample.States[3], opened.State);
    }

    /// <summary>Every file that is cut behind its header, and how many events of it are whole.</summary>
    private static void EachCut(Action<byte[], int> check) => Parallel.ForEach(
        Enumerable.Range(EndOf(0), Sample.Bytes.Length - EndOf(0)).Where(length => length % TestScale.Stride == 0),
        new ParallelOptions { MaxDegreeOfParallelism = 8 },
        length =>
        {
            try
            {
                check(Sample.Bytes[..length], Whole(length));
            }
            catch (Exception error)
            {
                throw new InvalidOperationException(
                    $"Cut at byte {length}, behind \"{Encoding.UTF8.GetString(Sample.Bytes[Math.Max(0, length - 30)..length])}\": "
                    + $"{error.Message}", error);
            }
        });

    /// <summary>How many events are whole in so many bytes.</summary>
    private static int Whole(int length) => Enumerable.Range(0, Sample.Lines.Count - 1).Last(events => EndOf(events) <= length);

    /// <summary>Where the header and so many events end.</summary>
    private static int EndOf(int events) => Encoding.UTF8.GetByteCount(string.Join('\n', Sample.Lines.Take(events + 1)));
}
