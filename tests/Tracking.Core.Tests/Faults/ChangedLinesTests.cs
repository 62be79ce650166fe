using System;
using System.Linq;
using System.Text;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// What editors, copies and careless hands do to a file: what means the same opens, and what does not is told by line and byte (format 7).
/// </summary>
public sealed class ChangedLinesTests
{
    private static SampleFile Sample => SampleFile.Shared;

    [Theory]
    [InlineData(OpenAs.Writer)]
    [InlineData(OpenAs.Reader)]
    [InlineData(OpenAs.Repair)]
    public void With_line_breaks_of_Windows_it_opens_unchanged(object how) =>
        OpensUnchanged(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Sample.Bytes).Replace("\n", "\r\n", StringComparison.Ordinal)),
            (OpenAs)how);

    [Theory]
    [InlineData("\n\n  \n\t\n")]
    [InlineData("          ")]
    public void With_white_space_around_its_end_it_opens_unchanged(string space)
    {
        OpensUnchanged([.. Sample.Bytes, .. Encoding.UTF8.GetBytes(space)], OpenAs.Writer);
        var lines = Sample.Lines;
        lines.Insert(lines.Count - 1, string.Concat(Enumerable.Repeat(space, 40)));
        lines.Insert(3, space);
        OpensUnchanged(SampleFile.Join(lines), OpenAs.Writer);
    }

    [Fact]
    public void With_the_closing_brackets_alone_it_opens_unchanged()
    {
        var lines = Sample.Lines;
        lines[^1] = "]}";
        OpensUnchanged(SampleFile.Join(lines), OpenAs.Writer);
        OpensUnchanged(SampleFile.Join(lines), OpenAs.Reader);
    }

    [Fact]
    public void With_a_byte_order_mark_it_opens_with_a_warning_that_tells_how_to_lose_it()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Sample.Bytes];
        foreach (var how in new[] { OpenAs.Writer, OpenAs.Reader })
        {
            var opened = OpenedFile.Open(bytes, how);
            Assert.Equal(Sample.States[^1], opened.State);
            Assert.Contains("Line 1: the file begins with a byte order mark", Assert.Single(opened.Warnings), StringComparison.Ordinal);
        }

        using var store = FileTrackStore.Open(DiskWith(bytes), SampleFile.Path, null, null);
        store.Optimize();
        store.DrainWarnings();
    }

    [Fact]
    public void Two_documents_in_one_file_are_damage() => IsDamage([.. Sample.Bytes, .. Sample.Bytes], Sample.Lines.Count + 1);

    [Fact]
    public void A_document_of_another_kind_behind_it_is_set_aside()
    {
        var other = Encoding.UTF8.GetBytes("{\"some\":\"thing\"}\n");
        var opened = OpenedFile.Open([.. Sample.Bytes, .. other], OpenAs.Writer);
        Assert.Equal(Sample.States[^1], opened.State);
        Assert.True(Assert.Single(opened.SetAside).AsSpan().EndsWith(other));
        opened.GoesOn();
    }

    [Fact]
    public void A_line_that_stands_twice_is_damage_wherever_the_second_stands()
    {
        for (var line = 1; line < Sample.Lines.Count - 1; line++)
        {
            for (var to = line + 1; to < Sample.Lines.Count; to += 2 * TestScale.Stride)
            {
                var lines = Sample.Lines;
                lines.Insert(to, WithComma(lines[line]));
                IsDamage(SampleFile.Join(lines), to + 1);
            }
        }
    }

    [Fact]
    public void A_line_that_is_missing_is_damage()
    {
        for (var line = 1; line < Sample.Lines.Count - 2; line++)
        {
            var lines = Sample.Lines;
            lines.RemoveAt(line);
            lines[1] = lines[1].TrimStart(',');
            IsDamage(SampleFile.Join(lines), line + 1);
        }
    }

    [Fact]
    public void Lines_that_changed_places_are_damage()
    {
        for (var line = 2; line < Sample.Lines.Count - 2; line++)
        {
            var lines = Sample.Lines;
            (lines[line], lines[line + 1]) = (lines[line + 1], lines[line]);
            IsDamage(SampleFile.Join(lines), line + 1);
        }
    }

    [Fact]
    public void Zeros_over_a_block_in_the_middle_are_damage()
    {
        for (var start = Sample.Lines[0].Length + 40; start < Sample.Bytes.Length - Sample.ClosingLength - 134;
            start += 17 * TestScale.Stride)
        {
            var bytes = (byte[])Sample.Bytes.Clone();
            Array.Clear(bytes, start, 60);
            IsDamage(bytes, 1 + Sample.Bytes[..start].Count(b => b == '\n'));
        }
    }

    [Theory]
    [InlineData("no comma stands before the event")]
    [InlineData("a comma stands before the first event")]
    [InlineData("something stands behind the closing brackets")]
    public void What_no_other_reader_would_take_is_damage(string why)
    {
        var lines = Sample.Lines;
        switch (why[0])
        {
            case 'n':
                lines[5] = lines[5][1..];
                IsDamage(SampleFile.Join(lines), 6, why);
                break;
            case 'a':
                lines[1] = "," + lines[1];
                IsDamage(SampleFile.Join(lines), 2, why);
                break;
            default:
                lines.Insert(5, "]}");
                IsDamage(SampleFile.Join(lines), 7, why);
                break;
        }
    }

    [Fact]
    public void A_line_that_was_edited_is_read_with_a_warning_that_names_it_with_its_old_check_value_or_none()
    {
        var lines = Sample.Lines;
        var edited = lines[3].Replace("two", "by hand", StringComparison.Ordinal);
        Assert.NotEqual(lines[3], edited);
        foreach (var line in new[] { edited, SampleFile.Unchecked(edited) })
        {
            lines[3] = line;
            foreach (var how in Enum.GetValues<OpenAs>())
            {
                var opened = OpenedFile.Open(SampleFile.Join(lines), how);
                Assert.Equal(Sample.States[^1], opened.State);
                Assert.Contains("Line 4, byte", Assert.Single(opened.Warnings), StringComparison.Ordinal);
                Assert.Empty(opened.SetAside);
            }
        }
    }

    [Fact]
    public void What_an_edited_line_says_counts()
    {
        var lines = Sample.Lines;
        lines[7] = SampleFile.Unchecked(lines[7]).Replace("2024-01-01", "2023-12-31", StringComparison.Ordinal)
            .Replace("\"user\":\"u\"", "\"user\": \"w\"", StringComparison.Ordinal);
        var opened = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Writer);
        Assert.Contains("\"w\" 2023-12-31T00:00:06.0000000Z {\"when\":\"2023-12-31\"", opened.State, StringComparison.Ordinal);
        Assert.Single(opened.Warnings);
        opened.GoesOn();
    }

    [Theory]
    [InlineData("\"n\":5", "\"n\":05")]
    [InlineData("\"n\":5", "'n':5")]
    [InlineData("\"n\":5", "\"n\":5,\"n\":5")]
    [InlineData("\"n\":5", "\"n\":5,\"extra\":1")]
    [InlineData("\"n\":5", "\"n\":5.0")]
    [InlineData("\"n\":5", "\"n\":\"5\"")]
    [InlineData("\"n\":5,", "")]
    [InlineData("\"user\":\"v\"", "\"user\":\"\"")]
    [InlineData("\"user\":\"v\",", "")]
    [InlineData("\"user\":\"v\"", "\"user\":null")]
    [InlineData("00:00:04.0000000Z", "00:00:04.00000000Z")]
    [InlineData("00:00:04.0000000Z", "00:00:60Z")]
    [InlineData("00:00:04.0000000Z", "00:00:04+01:00")]
    [InlineData("2024-01-01T", "2023-02-29T")]
    [InlineData("\"data\":{\"k\":\"new\"}", "\"data\":[\"new\"]")]
    [InlineData("\"data\":{\"k\":\"new\"}", "\"data\":{\"k\":\"new\",\"K\":1}")]
    [InlineData("\"data\":{\"k\":\"new\"}", "\"data\":{\"k\":new}")]
    [InlineData("\"data\":", "\"types\":{\"/k\":\"System.IO.FileInfo\"},\"data\":")]
    [InlineData("\"data\":", "\"types\":{\"/x\":\"Guid\"},\"data\":")]
    [InlineData("\"data\":", "\"types\":{\"/k\":\"Guid\"},\"data\":")]
    [InlineData("\"data\":{\"k\":\"new\"}", "\"data\":{\"k\":\"new\"} // edited")]
    public void An_edit_that_leaves_no_event_is_damage(string old, string edit)
    {
        var lines = Sample.Lines;
        lines[5] = SampleFile.Unchecked(lines[5]).Replace(old, edit, StringComparison.Ordinal);
        Assert.Contains(edit, lines[5], StringComparison.Ordinal);
        IsDamage(SampleFile.Join(lines), 6);
    }

    [Fact]
    public void The_header_may_be_edited_with_a_warning()
    {
        var lines = Sample.Lines;
        lines[0] = lines[0].Replace("\"user\":\"", "\"user\":\"someone ", StringComparison.Ordinal);
        foreach (var how in Enum.GetValues<OpenAs>())
        {
            var opened = OpenedFile.Open(SampleFile.Join(lines), how);
            Assert.Equal(Sample.States[^1], opened.State);
            Assert.Contains("Line 1: the header", Assert.Single(opened.Warnings), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_empty_file_is_a_new_store()
    {
        Assert.Equal(Sample.States[0], OpenedFile.Open([], OpenAs.Reader).State);
        var opened = OpenedFile.Open([], OpenAs.Writer);
        Assert.Equal(Sample.States[0], opened.State);
        opened.GoesOn();
    }

    private static void OpensUnchanged(byte[] bytes, OpenAs how)
    {
        var opened = OpenedFile.Open(bytes, how);
        Assert.Null(opened.Error);
        Assert.Equal(Sample.States[^1], opened.State);
        Assert.Empty(opened.Warnings);
        Assert.Empty(opened.SetAside);
        if (how != OpenAs.Reader)
            opened.GoesOn();
    }

    /// <summary>
    /// A writer refuses it by file, line and byte; a reader passes over what is wrong with a
    /// warning, and so does repairing, which keeps the original.
    /// </summary>
    private static void IsDamage(byte[] bytes, int line, string why = "")
    {
        var refused = OpenedFile.Open(bytes, OpenAs.Writer);
        Assert.Equal(TrackingErrorCode.TrackStoreDamaged, refused.Error?.Code);
        Assert.Contains(SampleFile.Path, refused.Error!.Message, StringComparison.Ordinal);
        Assert.Contains($"Line {line}, byte {OffsetOf(bytes, line)}: {why}", refused.Error.Message, StringComparison.Ordinal);
        refused.IsUntouched(bytes);
        var read = OpenedFile.Open(bytes, OpenAs.Reader);
        Assert.NotEmpty(read.Warnings);
        read.IsUntouched(bytes);
        var repaired = OpenedFile.Open(bytes, OpenAs.Repair);
        Assert.NotEmpty(repaired.Warnings);
        Assert.Equal(bytes, Assert.Single(repaired.SetAside));
        Assert.Equal(read.State, repaired.State);
        repaired.GoesOn();
    }

    private static int OffsetOf(byte[] bytes, int line)
    {
        var offset = 0;
        for (var i = 1; i < line; i++)
            offset = Array.IndexOf(bytes, (byte)'\n', offset) + 1;
        return offset;
    }

    private static string WithComma(string line) => line[0] == ',' ? line : "," + line;

    private static SimulatedDisk DiskWith(byte[] bytes)
    {
        var disk = new SimulatedDisk(4096);
        disk.Put(SampleFile.Path, bytes);
        return disk;
    }
}
