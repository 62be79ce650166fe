using System;
using System.Globalization;
using System.Numerics;
using System.Text;
using Tracking.Data;
using Tracking.Json;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// The .NET types that data keep: how each is written, which hint stands beside it, and that it comes back as it was (rule 4.14).
/// </summary>
public sealed class DataTypesTests
{
    public static TheoryData<object, string, string?> Scalars => new()
    {
        { 0, "0", null },
        { int.MinValue, "-2147483648", null },
        { int.MaxValue, "2147483647", null },
        { 7L, "7", "Int64" },
        { (long)int.MinValue, "-2147483648", "Int64" },
        { (long)int.MaxValue, "2147483647", "Int64" },
        { int.MinValue - 1L, "-2147483649", null },
        { int.MaxValue + 1L, "2147483648", null },
        { long.MinValue, "-9223372036854775808", null },
        { long.MaxValue, "9223372036854775807", null },
        { new BigInteger(7), "7", "BigInteger" },
        { new BigInteger(long.MinValue), "-9223372036854775808", "BigInteger" },
        { new BigInteger(long.MaxValue), "9223372036854775807", "BigInteger" },
        { new BigInteger(long.MinValue) - 1, "-9223372036854775809", null },
        { new BigInteger(long.MaxValue) + 1, "9223372036854775808", null },
        { 1.5, "1.5", null },
        { 2.0, "2.0", null },
        { -0.0, "-0.0", null },
        { 1e300, "1E+300", null },
        { 0.1 + 0.2, "0.30000000000000004", null },
        { double.NaN, "\"NaN\"", "Double" },
        { double.PositiveInfinity, "\"Infinity\"", "Double" },
        { double.NegativeInfinity, "\"-Infinity\"", "Double" },
        { 1.5f, "1.5", "Single" },
        { 2f, "2.0", "Single" },
        { 1e30f, "1E+30", "Single" },
        { float.NaN, "\"NaN\"", "Single" },
        { float.PositiveInfinity, "\"Infinity\"", "Single" },
        { float.NegativeInfinity, "\"-Infinity\"", "Single" },
        { 1.10m, "1.10", "Decimal" },
        { -7m, "-7", "Decimal" },
        { decimal.MaxValue, "79228162514264337593543950335", "Decimal" },
        { new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(7), "\"2026-01-02T03:04:05.0000007Z\"", "DateTime" },
        { new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Unspecified), "\"2026-01-02T03:04:05.0000000\"", "DateTime" },
        { new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(-7.5)), "\"2026-01-02T03:04:05.0000000-07:30\"", "DateTimeOffset" },
        { new TimeSpan(1, 2, 3, 4, 5), "\"1.02:03:04.0050000\"", "TimeSpan" },
        { -TimeSpan.FromSeconds(1), "\"-00:00:01\"", "TimeSpan" },
        { new Guid("6f9619ff-8b86-d011-b42d-00c04fc964ff"), "\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"", "Guid" },
        { new Uri("http://example.org/a b?c=%20#d"), "\"http://example.org/a b?c=%20#d\"", "Uri" },
        { new Uri("a/b", UriKind.Relative), "\"a/b\"", "Uri" },
        { new Version(1, 2), "\"1.2\"", "Version" },
        { new Version(1, 2, 3, 4), "\"1.2.3.4\"", "Version" },
        { Array.Empty<byte>(), "\"\"", "Byte[]" },
        { new byte[] { 0, 255, 7 }, "\"AP8H\"", "Byte[]" },
    };

    public static TheoryData<object, string, object> Integers => new()
    {
        { (sbyte)-128, "-128", -128 },
        { (byte)255, "255", 255 },
        { (short)-7, "-7", -7 },
        { (ushort)7, "7", 7 },
        { uint.MaxValue, "4294967295", (long)uint.MaxValue },
        { 7UL, "7", 7 },
        { ulong.MaxValue, "18446744073709551615", new BigInteger(ulong.MaxValue) },
    };

    [Theory]
    [MemberData(nameof(Scalars))]
    public void A_scalar_is_written_with_its_hint_and_comes_back_as_it_was(object value, string json, string? hint)
    {
        Assert.Equal((json, hint), Write(value));
        var read = Read(json, hint);
        Assert.Equal(value, read);
        Assert.Equal(value.GetType(), read!.GetType());
        if (value is DateTime time)
            Assert.Equal(time.Kind, ((DateTime)read).Kind);
        if (value is double real)
            Assert.Equal(BitConverter.DoubleToInt64Bits(real), BitConverter.DoubleToInt64Bits((double)read));
    }

    [Theory]
    [MemberData(nameof(Integers))]
    public void Other_integers_come_back_as_the_least_type_that_holds_them(object value, string json, object comesBack)
    {
        Assert.Equal((json, null), Write(value));
        Assert.Equal(comesBack, Read(json, null));
    }

    [Theory]
    [InlineData('c')]
    [InlineData("text")]
    [InlineData(DayOfWeek.Monday)]
    public void Nothing_else_is_written(object value)
    {
        var buffer = new JsonBuffer();
        Assert.Null(DataTypes.Write(buffer, value, out var known));
        Assert.False(known);
        Assert.Equal(0, buffer.Length);
    }

    [Fact]
    public void The_language_of_the_thread_changes_nothing()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE") { NumberFormat = { NegativeSign = "~" } };
            foreach (var row in Scalars)
            {
                var (value, json, hint) = row.Data;
                Assert.Equal((json, hint), Write(value));
                Assert.Equal(value, Read(json, hint));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void An_integer_of_more_than_ten_thousand_characters_is_refused()
    {
        var most = BigInteger.Pow(10, 9_999);
        Assert.Equal((most.ToString(CultureInfo.InvariantCulture), null), Write(most));
        var error = Assert.Throws<FormatException>(() => Write(most * 10));
        Assert.Equal("a number has more than 10000 digits", error.Message);
        Assert.Equal(most, DataTypes.Read("BigInteger", most.ToString(CultureInfo.InvariantCulture)));
        error = Assert.Throws<FormatException>(() => DataTypes.Read("BigInteger", (most * 10).ToString(CultureInfo.InvariantCulture)));
        Assert.Equal("a value is none of the type that its hint names", error.Message);
    }

    [Theory]
    [InlineData("Int64", "1.0")]
    [InlineData("Int64", " 1")]
    [InlineData("Int64", "1,000")]
    [InlineData("BigInteger", "1.0")]
    [InlineData("BigInteger", "1 ")]
    [InlineData("Double", "1,5")]
    [InlineData("Single", "(1)")]
    [InlineData("Decimal", "1,5")]
    [InlineData("DateTime", "2026-01-02 03:04:05Z")]
    [InlineData("DateTime", "2026-01-02T03:04:05Z")]
    [InlineData("DateTimeOffset", "2026-01-02T03:04:05+00:00")]
    [InlineData("TimeSpan", "01:02:03,5")]
    [InlineData("Guid", "{6f9619ff-8b86-d011-b42d-00c04fc964ff}")]
    [InlineData("Uri", null)]
    [InlineData("Version", "1")]
    [InlineData("Version", "-1.2")]
    [InlineData("Byte[]", "AP8")]
    public void A_text_that_is_none_of_the_types_is_refused(string type, string? text)
    {
        var error = Assert.Throws<FormatException>(() => DataTypes.Read(type, text!));
        Assert.Equal("a value is none of the type that its hint names", error.Message);
        Assert.Null(error.InnerException);
    }

    [Theory]
    [InlineData("String")]
    [InlineData("int64")]
    [InlineData("")]
    public void A_type_that_is_not_on_the_list_is_refused(string type) =>
        Assert.Equal("a type hint names a type that is not on the list",
            Assert.Throws<FormatException>(() => DataTypes.Read(type, "1")).Message);

    private static (string Json, string? Hint) Write(object value)
    {
        var buffer = new JsonBuffer();
        var hint = DataTypes.Write(buffer, value, out var known);
        Assert.True(known);
        return (Encoding.UTF8.GetString(buffer.ToArray()), hint);
    }

    private static object? Read(string json, string? hint) =>
        DataReader.Read(Json.Data($"{{\"a\":{json}}}", hint == null ? null : $"{{\"/a\":\"{hint}\"}}"))["a"];
}
