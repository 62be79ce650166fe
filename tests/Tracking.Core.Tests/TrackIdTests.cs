using Tracking.Model;
using Xunit;

namespace Tracking.Tests;

// rules 3.7 and 4.1
public sealed class TrackIdTests
{
    [Theory]
    [InlineData(1, "0000001")]
    [InlineData(9999999, "9999999")]
    [InlineData(10000000, "10000000")]
    [InlineData(long.MaxValue, "9223372036854775807")]
    public void An_id_prints_with_at_least_seven_digits_and_reads_back(long number, string id)
    {
        Assert.Equal(id, TrackId.Format(number));
        Assert.True(TrackId.TryParse(id, out var read));
        Assert.Equal(number, read);
    }

    [Theory]
    [InlineData("3", 3)]
    [InlineData("03", 3)]
    [InlineData("00000000003", 3)]
    public void An_id_reads_with_any_number_of_leading_zeros(string id, long number)
    {
        Assert.True(TrackId.TryParse(id, out var read));
        Assert.Equal(number, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0000000")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1.0")]
    [InlineData("1,000")]
    [InlineData("1e3")]
    [InlineData("0x1F")]
    [InlineData("\u0663")]
    [InlineData("9223372036854775808")]
    [InlineData("abc")]
    public void What_is_no_positive_number_is_no_id(string? id) => Assert.False(TrackId.TryParse(id, out _));
}
