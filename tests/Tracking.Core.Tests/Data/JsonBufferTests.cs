using System;
using System.Linq;
using System.Text;
using Tracking.Json;
using Xunit;

namespace Tracking.Tests;

/// <summary>JSON as it is written: compact, in UTF-8, with the escapes that JSON must have and no others.</summary>
public sealed class JsonBufferTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain text", "plain text")]
    [InlineData("\"\\/", "\\\"\\\\/")]
    [InlineData("\b\f\n\r\t", "\\b\\f\\n\\r\\t")]
    [InlineData("\0\u0001\u000b\u001f\u007f", "\\u0000\\u0001\\u000b\\u001f\u007f")]
    [InlineData("é\u0080x\uffff", "é\u0080x\uffff")]
    [InlineData("\u0080", "\u0080")]
    [InlineData("a\U0001F600b\U0001F600\U0001F600", "a\U0001F600b\U0001F600\U0001F600")]
    [InlineData("\né\n", "\\né\\n")]
    public void A_text_is_quoted_and_escaped_wherever_it_stands(string text, string written)
    {
        // Wherever the buffer has to grow, it does.
        for (var before = 0; before < 1100; before++)
            Assert.Equal(new string('7', before) + "\"" + written + "\"", Written(Filled(before).Text(text)));
    }

    [Fact]
    public void A_text_that_grows_as_it_is_escaped_has_room()
    {
        foreach (var length in new[] { 85, 86, 100, 170, 171, 300, 1000 })
        {
            Assert.Equal("\"" + string.Concat(Enumerable.Repeat("\\u0001", length)) + "\"",
                Written(new JsonBuffer().Text(new string('\u0001', length))));
            Assert.Equal("\"" + string.Concat(Enumerable.Repeat("\\u0001€", length)) + "\"",
                Written(new JsonBuffer().Text(string.Concat(Enumerable.Repeat("\u0001€", length)))));
            Assert.Equal(
                "\"\\u0001" + new string('€', length) + "\"", Written(new JsonBuffer().Text("\u0001" + new string('€', length))));
            Assert.Equal("\"" + new string('€', length) + "x\"", Written(new JsonBuffer().Text(new string('€', length) + "x")));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(-1)]
    [InlineData(-10)]
    [InlineData(1234567890123)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_number_is_its_digits(long value)
    {
        for (var before = 480; before < 520; before++)
            Assert.Equal(new string('7', before) + value, Written(Filled(before).Number(value)));
    }

    [Fact]
    public void A_time_has_all_its_digits()
    {
        var time = new DateTime(2026, 1, 4, 3, 9, 5, DateTimeKind.Utc).AddTicks(70);
        for (var before = 480; before < 520; before++)
            Assert.Equal(new string('7', before) + "\"2026-01-04T03:09:05.0000070Z\"", Written(Filled(before).Time(time)));
        Assert.Equal("\"9999-12-31T23:59:59.9999999Z\"", Written(new JsonBuffer().Time(DateTime.MaxValue)));
        Assert.Equal("\"0001-01-01T00:00:00.0000000Z\"", Written(new JsonBuffer().Time(DateTime.MinValue)));
    }

    [Fact]
    public void Other_bytes_are_written_as_they_are()
    {
        Assert.Equal("[12]é", Written(new JsonBuffer().Byte('[').Ascii("12").Byte(']').Raw(Encoding.UTF8.GetBytes("é"))));
        Assert.Equal("cd", Written(new JsonBuffer().Raw(Encoding.ASCII.GetBytes("abcdef"), 2, 2)));
        for (var before = 500; before < 520; before++)
        {
            var filled = new string('7', before);
            Assert.Equal(filled + "abc", Written(Filled(before).Ascii("abc")));
            Assert.Equal(filled + "bc", Written(Filled(before).Raw(Encoding.ASCII.GetBytes("abc"), 1, 2)));
            Assert.Equal(filled + filled, Written(Filled(before).Ascii(filled)));
        }
    }

    [Fact]
    public void A_buffer_that_was_cleared_is_used_again()
    {
        var buffer = Filled(600);
        var bytes = buffer.Bytes;
        buffer.Clear();
        Assert.Equal(0, buffer.Length);
        Assert.Equal("ab", Written(buffer.Ascii("ab")));
        Assert.Same(bytes, buffer.Bytes);
    }

    [Fact]
    public void It_grows_by_doubling()
    {
        var buffer = Filled(512);
        Assert.Equal(512, buffer.Bytes.Length);
        buffer.Byte('7');
        Assert.Equal(1024, buffer.Bytes.Length);
        buffer.Ascii(new string('7', 5000));
        Assert.Equal(5513, buffer.Bytes.Length);
    }

    private static JsonBuffer Filled(int length)
    {
        var buffer = new JsonBuffer();
        for (var i = 0; i < length; i++)
            buffer.Byte('7');
        return buffer;
    }

    private static string Written(JsonBuffer buffer)
    {
        var written = Encoding.UTF8.GetString(buffer.ToArray());
        Assert.Equal(buffer.Length, buffer.ToArray().Length);
        Assert.Equal(written, Encoding.UTF8.GetString(buffer.Bytes, 0, buffer.Length));
        return written;
    }
}
