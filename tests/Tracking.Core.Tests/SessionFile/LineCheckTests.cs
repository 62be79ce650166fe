using System.Text;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>The check value of a line. Files of today are read by every later version, so that the values stand here.</summary>
public class LineCheckTests
{
    public static TheoryData<string, string> Values { get; } = new()
    {
        { "", "f379bd46" },
        { "}", "db9c3fcf" },
        { "\"n\":1}", "14df774e" },
        { "\"n\":12}", "b9e4aedf" },
        { "\"n\":1,\"save\":1,\"task\":\"a\"}", "89cc1cd8" },
    };

    /// <summary>A machine of the other byte order reads a word the wrong way round, and turns it.</summary>
    [Theory]
    [InlineData(0x0102030405060708, 0x0807060504030201)]
    [InlineData(0x00000000000000FF, 0xFF00000000000000)]
    [InlineData(0x8000000000000000, 0x0000000000000080)]
    public void A_word_is_reversed_byte_by_byte(ulong word, ulong reversed)
    {
        Assert.Equal(reversed, LineCheck.Reverse(word));
        Assert.Equal(word, LineCheck.Reverse(reversed));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void A_line_has_one_right_value(string rest, string value)
    {
        var line = Encoding.UTF8.GetBytes("before" + LineCheck.Opening + rest + "behind");
        var end = line.Length - "behind".Length;
        LineCheck.Set(line, "before".Length, end);
        Assert.Equal($"before{{\"c\":\"{value}\",{rest}behind", Encoding.UTF8.GetString(line));
        Assert.True(LineCheck.IsRight(line, "before".Length, end));
        for (var at = "before".Length; at < end; at++)
        {
            line[at] ^= 1;
            Assert.False(LineCheck.IsRight(line, "before".Length, end), $"{at}");
            line[at] ^= 1;
        }
        Assert.False(LineCheck.IsRight(line, "before".Length, end - 1));
        Assert.False(LineCheck.IsRight(line, "before".Length, end + 1));
    }

    [Fact]
    public void What_is_shorter_than_the_value_with_its_key_has_none()
    {
        var line = Encoding.UTF8.GetBytes(LineCheck.Opening);
        LineCheck.Set(line, 0, line.Length);
        Assert.True(LineCheck.IsRight(line, 0, line.Length));
        for (var end = 0; end < line.Length; end++)
            Assert.False(LineCheck.IsRight(line, 0, end));
        Assert.False(LineCheck.IsRight([], 0, 0));
    }
}
