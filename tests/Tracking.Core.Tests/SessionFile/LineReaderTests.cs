using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Disk;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>Lines of any length, each with its number and place, wherever the buffer ends.</summary>
public sealed class LineReaderTests
{
    private const int Step = 1 << 20;
    private const int Most = 64 << 20;

    [Theory]
    [InlineData("")]
    [InlineData("\n", "")]
    [InlineData("a", "a")]
    [InlineData("a\n", "a")]
    [InlineData("a\nbc", "a", "bc")]
    [InlineData("\n\na\n", "", "", "a")]
    [InlineData("a\r\n\r\nb\r", "a", "", "b")]
    [InlineData("a\rb\n\r\r\n", "a\rb", "\r")]
    public void A_text_is_read_line_by_line(string text, params string[] lines)
    {
        var reader = new LineReader(new TextFile(i => (byte)text[(int)i], text.Length), text.Length);
        var offset = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            Assert.True(reader.Read());
            Assert.Equal((lines[i], i + 1, offset, false),
                (System.Text.Encoding.ASCII.GetString(reader.Buffer, reader.Start, reader.End - reader.Start), reader.Number,
                reader.Offset, reader.IsTooLong));
            offset = text.IndexOf('\n', offset) + 1;
        }
        Assert.False(reader.Read());
        Assert.False(reader.Read());
    }

    [Fact]
    public void What_was_written_behind_the_length_is_not_read()
    {
        var reader = new LineReader(new TextFile(_ => (byte)'x', 100), 7);
        Assert.True(reader.Read());
        Assert.Equal(7, reader.End - reader.Start);
        Assert.False(reader.Read());
    }

    [Fact]
    public void A_file_that_became_shorter_ends_where_it_ends()
    {
        var reader = new LineReader(new TextFile(_ => (byte)'x', 5), 7);
        Assert.True(reader.Read());
        Assert.Equal(5, reader.End - reader.Start);
        Assert.False(reader.Read());
    }

    [Theory]
    [InlineData(Step - 1, 1, Step - 1, Step, 2)]
    [InlineData(Step, Step + 1, 5, Step - 2, Step - 1)]
    [InlineData(Step / 2, (Step / 2) - 1, Step / 2, (Step / 2) + 1, 3 * Step)]
    [InlineData(3, (2 * Step) + 1, 0, (4 * Step) - 1, 7)]
    public void Lines_are_whole_wherever_the_buffer_ends(params int[] lengths) => Check(lengths);

    [Fact]
    public void A_line_may_have_64_MiB_and_one_that_has_more_is_passed_over()
    {
        Check(3, Most, 4, Most + 1, 5);
        Check(Most + 1, 3 * Most, 6);
        Check(2, Most + (5 * Step));
    }

    [Fact]
    public void Memory_is_bounded_by_the_longest_line_that_is_allowed()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Check(3 * Most, 1);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, Most, 200L << 20);
    }

    /// <summary>Reads a file of lines of such lengths, without a break behind the last.</summary>
    private static void Check(params int[] lengths)
    {
        var starts = new List<long> { 0 };
        foreach (var length in lengths)
            starts.Add(starts[^1] + length + 1);
        var breaks = starts.Skip(1).Select(start => start - 1).ToArray();
        var total = starts[^1] - 1;
        var reader = new LineReader(new BreaksFile(breaks, total), total);
        for (var i = 0; i < lengths.Length; i++)
        {
            Assert.True(reader.Read());
            Assert.Equal((i + 1, starts[i]), (reader.Number, reader.IsTooLong ? starts[i] : reader.Offset));
            Assert.Equal(lengths[i] > Most, reader.IsTooLong);
            if (reader.IsTooLong)
                continue;
            Assert.Equal(lengths[i], reader.End - reader.Start);
            Assert.Equal(-1, reader.Buffer.AsSpan(reader.Start, lengths[i]).IndexOfAnyExcept((byte)'x'));
        }
        Assert.False(reader.Read());
    }

    /// <summary>A file that only tells bytes.</summary>
    private abstract class ReadFile(long length) : IDiskFile
    {
        public long Length { get; } = length;

        public int LinkCount => 1;

        public int Read(long offset, byte[] buffer, int start, int count)
        {
            Assert.InRange(start, 0, buffer.Length);
            Assert.InRange(count, 0, buffer.Length - start);
            count = (int)Math.Min(count, Math.Max(0, Length - offset));
            Fill(offset, buffer.AsSpan(start, count));
            return count;
        }

        public void Write(long offset, byte[] buffer, int start, int count) => throw new NotSupportedException();

        public void SetLength(long length) => throw new NotSupportedException();

        public void Flush() => throw new NotSupportedException();

        public void CopyAccess(IDiskFile original) => throw new NotSupportedException();

        public FileIdentity Identity => throw new NotSupportedException();

        public FileStamp Stamp => throw new NotSupportedException();

        public string? CurrentPath => throw new NotSupportedException();

        public bool TryLock(long offset) => throw new NotSupportedException();

        public void Unlock(long offset) => throw new NotSupportedException();

        public bool IsLockedElsewhere(long offset, long count) => throw new NotSupportedException();

        public void Dispose()
        {
        }

        protected abstract void Fill(long offset, Span<byte> span);
    }

    private sealed class TextFile(Func<long, byte> at, long length) : ReadFile(length)
    {
        protected override void Fill(long offset, Span<byte> span)
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = at(offset + i);
        }
    }

    /// <summary>A file of x, with a line break at each of some places.</summary>
    private sealed class BreaksFile(long[] breaks, long length) : ReadFile(length)
    {
        protected override void Fill(long offset, Span<byte> span)
        {
            span.Fill((byte)'x');
            foreach (var place in breaks)
            {
                if (place >= offset && place < offset + span.Length)
                    span[(int)(place - offset)] = (byte)'\n';
            }
        }
    }
}
