using System;
using System.Collections.Specialized;
using System.Linq;
using System.Numerics;
using System.Text;
using System.Threading;
using Tracking.Data;
using Tracking.Model;
using Xunit;

namespace Tracking.Tests;

/// <summary>Values made from stored data (rules 4.13, 4.14).</summary>
public sealed class DataReaderTests
{
    private const string Id = "6f9619ff-8b86-d011-b42d-00c04fc964ff";

    [Fact]
    public void Each_kind_of_value_has_its_type()
    {
        var data = Read("""{"text":"a\nb","no":null,"yes":true,"not":false,"list":[1,"2",[],{}],"map":{"x":{"y":1}}}""");
        Assert.Equal(["text", "no", "yes", "not", "list", "map"], data.Keys.Cast<string>());
        Assert.Equal("a\nb", data["text"]);
        Assert.Null(data["no"]);
        Assert.Equal(true, data["yes"]);
        Assert.Equal(false, data["not"]);
        var list = Assert.IsType<object?[]>(data["list"]);
        Assert.Equal([1, "2"], list[..2]);
        Assert.Empty(Assert.IsType<object?[]>(list[2]));
        Assert.Empty(Assert.IsType<OrderedDictionary>(list[3]));
        Assert.Equal(1, Assert.IsType<OrderedDictionary>(Assert.IsType<OrderedDictionary>(data["map"])["x"])["y"]);
    }

    [Fact]
    public void Keys_are_found_in_any_case_and_keep_their_spelling()
    {
        var data = Read("""{"Key":{"Inner":1},"e\u0041":2}""");
        Assert.Equal(1, ((OrderedDictionary)data["kEY"]!)["iNNER"]);
        Assert.Equal(2, data["EA"]);
        Assert.Equal(["Key", "eA"], data.Keys.Cast<string>());
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("-1", -1)]
    [InlineData("1234567890", 1234567890)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("-2147483648", int.MinValue)]
    [InlineData("2147483648", 2147483648L)]
    [InlineData("-2147483649", -2147483649L)]
    [InlineData("4294967296", 4294967296L)]
    [InlineData("9999999999", 9999999999L)]
    [InlineData("12345678901", 12345678901L)]
    [InlineData("42949672970", 42949672970L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("0.0", 0.0)]
    [InlineData("1.5", 1.5)]
    [InlineData("1e2", 100.0)]
    [InlineData("1E-2", 0.01)]
    public void A_number_is_of_the_least_type_that_holds_it(string json, object value)
    {
        var read = Read($"{{\"a\":{json}}}")["a"];
        Assert.Equal(value, read);
        Assert.Equal(value.GetType(), read!.GetType());
    }

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("18446744073709551617")]
    [InlineData("184467440737095516170")]
    public void A_larger_integer_is_a_big_one(string json) => Assert.Equal(BigInteger.Parse(json, null), Read($"{{\"a\":{json}}}")["a"]);

    [Fact]
    public void Hints_are_found_at_any_depth_and_under_any_key()
    {
        var data = Read(
            $$"""{"a":[0,["{{Id}}"]],"b/c~d":{"x":"{{Id}}","y":"{{Id}}"},"A":7}""".Replace("\"A\":7", "\"z\":7", StringComparison.Ordinal),
            """{"/a/1/0":"Guid","/b~1c~0d/y":"Guid","/z":"Int64"}""");
        Assert.IsType<Guid>(((object[])((object[])data["a"]!)[1])[0]);
        Assert.IsType<string>(((OrderedDictionary)data["b/c~d"]!)["x"]);
        Assert.IsType<Guid>(((OrderedDictionary)data["b/c~d"]!)["y"]);
        Assert.IsType<long>(data["z"]);
    }

    [Fact]
    public void One_hint_may_stand_for_all_of_a_list()
    {
        var data = Read("""{"a":[1,null,3000000000],"b":{"*":1},"c":[[1,2],["x","y"]]}""",
            """{"/a/*":"Int64","/b/*":"Byte","/c/0/*":"UInt16","/c/1/*":"Char"}""");
        Assert.Equal([1L, null, 3000000000L], (object?[])data["a"]!);
        Assert.Equal((byte)1, ((OrderedDictionary)data["b"]!)["*"]);
        var inner = (object?[])data["c"]!;
        Assert.Equal([(ushort)1, (ushort)2], (object?[])inner[0]!);
        Assert.Equal(['x', 'y'], (object?[])inner[1]!);
    }

    [Theory]
    [InlineData("""{"a":[1,2]}""", """{"/a/*":"Int64","/a/0":"Int64"}""", "a type hint points at nothing")]
    [InlineData("""{"a":[]}""", """{"/a/*":"Int64"}""", "a type hint points at nothing")]
    [InlineData("""{"a":1}""", """{"/a/*":"Int64"}""", "a type hint points at nothing")]
    [InlineData("""{"a":[[1]]}""", """{"/a/*/0":"Int64"}""", "a type hint points at nothing")]
    [InlineData("""{"a":[1,true]}""", """{"/a/*":"Int64"}""", "a type hint points at a value that it does not fit")]
    [InlineData("""{"a":[1,[2]]}""", """{"/a/*":"Int64"}""", "a type hint points at a value that it does not fit")]
    public void Such_a_hint_must_fit(string json, string types, string why) => Assert.Equal(why, Unreadable(json, types));

    [Fact]
    public void A_hint_is_of_the_exact_key() =>
        Assert.Equal("a type hint points at nothing", Unreadable($$"""{"a":"{{Id}}"}""", """{"/A":"Guid"}"""));

    [Theory]
    [InlineData("""[]""", null, "data are no object")]
    [InlineData("""1""", null, "data are no object")]
    [InlineData("""{"a":1,"A":2}""", null, "a key stands twice")]
    [InlineData("""{"a":[1""", null, "it ends in the middle")]
    [InlineData("""{"a":1}{}""", null, "there is something behind the value")]
    [InlineData("""{"a":1e400}""", null, "a number is too large")]
    [InlineData("""{"a":-1e400}""", null, "a number is too large")]
    [InlineData("""{"a":1e400}""", """{"/a":"Double"}""", "a number is too large")]
    [InlineData("""{"a":-1e400}""", """{"/a":"Double"}""", "a number is too large")]
    [InlineData("""{"a":1e40}""", """{"/a":"Single"}""", "a number is too large")]
    [InlineData("""{"a":-1e40}""", """{"/a":"Single"}""", "a number is too large")]
    [InlineData("""{"a":[]}""", """{"/a":"Guid"}""", "a type hint points at a value that it does not fit")]
    [InlineData("""{"a":true}""", """{"/a":"Guid"}""", "a type hint points at a value that it does not fit")]
    [InlineData("""{"a":[1]}""", """{"/a/1":"Int64"}""", "a type hint points at nothing")]
    [InlineData("""{"a":1}""", """{"/a":"Int64","/a/b":"Int64"}""", "a type hint points at nothing")]
    [InlineData("""{"a":1}""", """{"/a/b/c/d/e/f/g/h/i":"Int64"}""", "a type hint points at nothing")]
    [InlineData("""{"a":1}""", """[]""", "type hints are no object")]
    [InlineData("""{"a":1}""", """{"/a":1}""", "a type hint is malformed")]
    [InlineData("""{"a":1}""", """{"a":"Int64"}""", "a type hint is malformed")]
    [InlineData("""{"a":1}""", """{"":"Int64"}""", "a type hint is malformed")]
    [InlineData("""{"a":1}""", """{"/a~":"Int64"}""", "a type hint is malformed")]
    [InlineData("""{"a":1}""", """{"/~2":"Int64"}""", "a type hint is malformed")]
    [InlineData("""{"a":1}""", """{"/a":"Int64","/a":"Int64"}""", "a type hint is malformed")]
    [InlineData("""{"a":1}""", """{"/a":"Int64"} 1""", "there is something behind the value")]
    [InlineData("""{"a":1}""", """{"/a":"Int32"}""", "a type hint names a type that is not on the list")]
    public void What_is_not_ours_is_unreadable_and_says_why(string json, string? types, string why) =>
        Assert.Equal(why, Unreadable(json, types));

    [Fact]
    public void Data_have_sixty_levels_at_most()
    {
        Read("{\"a\":" + new string('[', 59) + new string(']', 59) + "}");
        Assert.Equal("it is nested too deeply", Unreadable("{\"a\":" + new string('[', 60) + new string(']', 60) + "}"));
    }

    [Fact]
    public void A_hint_leads_down_sixty_levels_at_most()
    {
        var deepest = string.Concat(Enumerable.Repeat("{\"a\":", 60)) + "7" + new string('}', 60);
        var read = Read(deepest, $"{{\"{string.Concat(Enumerable.Repeat("/a", 60))}\":\"Int64\"}}");
        for (var i = 0; i < 59; i++)
            read = (OrderedDictionary)read["a"]!;
        Assert.Equal(7L, read["a"]);
        Assert.Equal("a type hint is malformed", Unreadable(deepest, $"{{\"{string.Concat(Enumerable.Repeat("/a", 61))}\":\"Int64\"}}"));
    }

    [Fact]
    public void Data_are_read_from_their_part_of_a_shared_buffer()
    {
        var buffer = Encoding.UTF8.GetBytes("""xx{"key":"é","n":12}yy""");
        var data = DataReader.Read(new TrackData(buffer, 2, buffer.Length - 4, null));
        Assert.Equal(["key", "n"], data.Keys.Cast<string>());
        Assert.Equal("é", data["key"]);
        Assert.Equal(12, data["n"]);
    }

    [Fact]
    public void Data_are_made_anew_each_time_and_share_their_keys()
    {
        var stored = Json.Data("""{"a key":[1]}""");
        OrderedDictionary one = [], other = [];
        // Each thread keeps a limited number of keys, and other tests may have given this one as many.
        var fresh = new Thread(() => (one, other) = (DataReader.Read(stored), DataReader.Read(stored)));
        fresh.Start();
        fresh.Join();
        Assert.NotSame(one, other);
        Assert.NotSame(one["a key"], other["a key"]);
        Assert.Same(one.Keys.Cast<string>().Single(), other.Keys.Cast<string>().Single());
    }

    [Fact]
    public void Data_that_were_unreadable_leave_nothing_behind()
    {
        Unreadable("""{"a":{"b":[1""", """{"/a/b/1":"Int64"}""");
        Assert.Equal(1, Read("""{"a":1}""")["a"]);
    }

    private static OrderedDictionary Read(string json, string? types = null) => DataReader.Read(Json.Data(json, types));

    /// <summary>Why data cannot be read.</summary>
    private static string Unreadable(string json, string? types = null)
    {
        var error = Assert.Throws<TrackingException>(() => Read(json, types));
        Assert.Equal(TrackingErrorCode.TrackDataUnreadable, error.Code);
        Assert.NotNull(error.InnerException);
        Assert.Equal($"The data of the track cannot be read: {error.InnerException.Message}.", error.Message);
        return error.InnerException.Message;
    }
}
