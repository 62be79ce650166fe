using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Mail;
using System.Net.NetworkInformation;
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

    public static TheoryData<object, string, string> More => new()
    {
        { (sbyte)-128, "-128", "SByte" },
        { (byte)255, "255", "Byte" },
        { (short)-7, "-7", "Int16" },
        { (ushort)7, "7", "UInt16" },
        { 7U, "7", "UInt32" },
        { uint.MaxValue, "4294967295", "UInt32" },
        { 7UL, "7", "UInt64" },
        { ulong.MaxValue, "18446744073709551615", "UInt64" },
        { 'x', "\"x\"", "Char" },
        { '5', "\"5\"", "Char" },
        { '\0', "\"\\u0000\"", "Char" },
        { '\ud83d', "55357", "Char" },
        { '\udfff', "57343", "Char" },
        { new DateOnly(2024, 1, 31), "\"2024-01-31\"", "DateOnly" },
        { DateOnly.MaxValue, "\"9999-12-31\"", "DateOnly" },
        { new TimeOnly(3, 4, 5, 6).Add(new TimeSpan(7)), "\"03:04:05.0060007\"", "TimeOnly" },
        { (Half)1.5, "1.5", "Half" },
        { (Half)2, "2.0", "Half" },
        { Half.NegativeZero, "-0.0", "Half" },
        { Half.NaN, "\"NaN\"", "Half" },
        { Half.NegativeInfinity, "\"-Infinity\"", "Half" },
        { Int128.MinValue, "-170141183460469231731687303715884105728", "Int128" },
        { (UInt128)7, "7", "UInt128" },
        { IPAddress.Parse("127.0.0.2"), "\"127.0.0.2\"", "IPAddress" },
        { IPAddress.Loopback, "\"127.0.0.1\"", "IPAddress" },
        { IPAddress.Parse("fe80::1%3"), "\"fe80::1%3\"", "IPAddress" },
        { new IPEndPoint(IPAddress.IPv6Loopback, 80), "\"[::1]:80\"", "IPEndPoint" },
        { new IPEndPoint(IPAddress.Parse("10.0.0.1"), 65535), "\"10.0.0.1:65535\"", "IPEndPoint" },
        { new PhysicalAddress([0, 10, 255, 1, 2, 3]), "\"000AFF010203\"", "PhysicalAddress" },
        { new MailAddress("me@example.org"), "\"me@example.org\"", "MailAddress" },
        { new MailAddress("me@example.org", "Me, \"My\"self"), "\"me@example.org\\nMe, \\\"My\\\"self\"", "MailAddress" },
        { new Uri("/tmp/x", UriKind.Relative), "\"/tmp/x\"", "Uri" },
        { new Uri("/tmp/x", UriKind.Absolute), "\"/tmp/x\"", "AbsoluteUri" },
        { new Uri("//host/x", UriKind.Relative), "\"//host/x\"", HintOf("//host/x", UriKind.Relative) },
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
    [MemberData(nameof(More))]
    public void So_is_one_of_a_type_that_came_later(object value, string json, string hint)
    {
        Assert.Equal((json, hint), Write(value));
        var read = Read(json, hint);
        Assert.Equal(value, read);
        Assert.True(value.GetType() == read!.GetType() || value is IPAddress);
        if (value is Half half)
            Assert.Equal(BitConverter.HalfToUInt16Bits(half), BitConverter.HalfToUInt16Bits((Half)read));
        if (value is MailAddress mail)
            Assert.Equal(mail.DisplayName, ((MailAddress)read).DisplayName);
        if (value is Uri uri)
            Assert.Equal(uri.IsAbsoluteUri, ((Uri)read).IsAbsoluteUri);
    }

    [Theory]
    [InlineData("1.2.3-beta.4+build.5", "\"1.2.3-beta.4+build.5\"")]
    [InlineData("17", "17")]
    public void A_type_that_is_not_here_is_what_plain_JSON_says(string expected, string json) =>
        // No assembly of PowerShell is loaded.
        Assert.Equal(expected, Convert.ToString(Read(json, "SemanticVersion"), CultureInfo.InvariantCulture));

    [Theory]
    [InlineData(true)]
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
            var all = Scalars.Select(row => row.Data).Concat(More.Select(row => ((object, string, string?))row.Data));
            foreach (var (value, json, hint) in all)
            {
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
    [InlineData("Byte", "256")]
    [InlineData("Byte", "1.0")]
    [InlineData("SByte", "128")]
    [InlineData("UInt16", "-1")]
    [InlineData("UInt64", "1,000")]
    [InlineData("Char", "")]
    [InlineData("Char", "xy")]
    [InlineData("Char", "65536")]
    [InlineData("DateOnly", "01/31/2024")]
    [InlineData("DateOnly", "2024-1-31")]
    [InlineData("TimeOnly", "03:04")]
    [InlineData("Half", "1,000")]
    [InlineData("Int128", "1.0")]
    [InlineData("UInt128", "-1")]
    [InlineData("IPAddress", "10.0.0.256")]
    [InlineData("IPEndPoint", "10.0.0.1")]
    [InlineData("IPEndPoint", "80")]
    [InlineData("IPEndPoint", "10.0.0.1:65536")]
    [InlineData("PhysicalAddress", "xx")]
    [InlineData("MailAddress", "me")]
    [InlineData("RelativeUri", "https://example.org/")]
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

    [Fact]
    public void A_text_that_no_file_can_keep_is_refused()
    {
        var error = Assert.Throws<FormatException>(() => Write(new Uri("a\ud800", UriKind.Relative)));
        Assert.Equal("the text holds half of a surrogate pair, which no file can keep", error.Message);
    }

    // Which of both a text is taken for depends on the system.
    private static string HintOf(string text, UriKind kind) =>
        new Uri(text, UriKind.RelativeOrAbsolute).IsAbsoluteUri == new Uri(text, kind).IsAbsoluteUri ? "Uri" : $"{kind}Uri";

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
