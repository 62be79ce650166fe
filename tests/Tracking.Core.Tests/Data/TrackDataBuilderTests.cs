using System;
using System.Linq;
using System.Text;
using Tracking.Data;
using Xunit;

namespace Tracking.Tests;

/// <summary>What is built value by value: the hints of lists (format 3.5), and JSON that is given as text.</summary>
public sealed class TrackDataBuilderTests
{
    private static readonly Guid Id = new("6f9619ff-8b86-d011-b42d-00c04fc964ff");

    public static TheoryData<string, object?[], string?> Lists => new()
    {
        { "of one type", [1L, 2L, 3L], """{"/k/*":"Int64"}""" },
        { "of one type, some of it without a hint of its own", [1L, 3000000000L, 2L], """{"/k/*":"Int64"}""" },
        { "of one type and nothing", [null, Id, null, Id], """{"/k/*":"Guid"}""" },
        { "of one item", [1L], """{"/k/0":"Int64"}""" },
        { "of which one item needs a hint", [1L, 3000000000L], """{"/k/0":"Int64"}""" },
        { "of two types", [1L, Id], """{"/k/0":"Int64","/k/1":"Guid"}""" },
        { "that begins with plain JSON", ["x", 1L, 2L], """{"/k/1":"Int64","/k/2":"Int64"}""" },
        { "that ends with plain JSON", [1L, 2L, 3], """{"/k/0":"Int64","/k/1":"Int64"}""" },
        { "with a list in it", [1L, 2L, new object?[] { 3L, 4L }], """{"/k/0":"Int64","/k/1":"Int64","/k/2/*":"Int64"}""" },
        { "of lists", [new object?[] { 'a', 'b' }, new object?[] { 1L }], """{"/k/0/*":"Char","/k/1/0":"Int64"}""" },
        { "that needs none", [1, 2, 3], null },
        { "of nothing", [], null },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void One_hint_stands_for_a_list(string what, object?[] list, string? types)
    {
        Assert.NotEmpty(what);
        var data = Build(list);
        Assert.Equal(types, data.Types == null ? null : Encoding.UTF8.GetString(data.Types));
        Assert.Equal(list, (object?[])DataReader.Read(data)["k"]!);
    }

    [Fact]
    public void A_list_of_a_hundred_thousand_has_one_hint_too()
    {
        var list = Enumerable.Range(0, 100_000).Select(i => (object?)(byte)i).ToArray();
        var data = Build(list);
        Assert.Equal("""{"/k/*":"Byte"}""", Encoding.UTF8.GetString(data.Types!));
        Assert.Equal(list, (object?[])DataReader.Read(data)["k"]!);
    }

    [Theory]
    [InlineData("""{"a":1,"b":[true,null,"x\u00e9\n",1.50,-0,1e3],"c":{}}""", """{"a":1,"b":[true,null,"xé\n",1.50,-0,1e3],"c":{}}""")]
    [InlineData(""" [ 1 , 2 ] """, "[1,2]")]
    [InlineData("3", "3")]
    [InlineData("null", "null")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    public void JSON_is_what_it_is(string json, string expected)
    {
        var builder = new TrackDataBuilder();
        Assert.Equal($$"""{"k":{{expected}}}""", Encoding.UTF8.GetString(BuildJson(builder, json).Json));
        Assert.Null(builder.Build().Types);
    }

    [Theory]
    [InlineData("""{"a":1,"A":2}""", "Data.k.A: two keys differ in nothing but case; rename one. Nothing was saved.")]
    [InlineData("[1", "Data.k: it is no JSON: it ends in the middle. Nothing was saved.")]
    [InlineData("NaN", "Data.k: it is no JSON: a value is none of JSON's. Nothing was saved.")]
    [InlineData("[1e400]", "Data.k[0]: a number is too large. Nothing was saved.")]
    [InlineData("1 2", "Data.k: it is no JSON: there is something behind the value. Nothing was saved.")]
    [InlineData("\"\\ud800\"", "Data.k: it is no JSON: a string holds half of a surrogate pair. Nothing was saved.")]
    [InlineData("half", "Data.k: the text holds half of a surrogate pair, which no file can keep. Nothing was saved.")]
    public void JSON_that_cannot_be_stored_says_why(string json, string message)
    {
        var error = Assert.Throws<TrackingException>(() => BuildJson(new TrackDataBuilder(), json == "half" ? "\"\ud800\"" : json));
        Assert.Equal((TrackingErrorCode.TrackDataInvalid, message), (error.Code, error.Message));
    }

    [Fact]
    public void JSON_has_as_many_levels_as_data()
    {
        BuildJson(new TrackDataBuilder(), new string('[', 59) + new string(']', 59));
        var error = Assert.Throws<TrackingException>(() =>
            BuildJson(new TrackDataBuilder(), new string('[', 60) + new string(']', 60)));
        Assert.Contains("the data have more than 60 levels", error.Message, StringComparison.Ordinal);
    }

    private static Model.TrackData BuildJson(TrackDataBuilder builder, string json)
    {
        builder.BeginMapping(new object());
        builder.BeginMember("k");
        builder.WriteJson(json);
        builder.EndValue();
        builder.EndMapping();
        return builder.Build();
    }

    private static Model.TrackData Build(object?[] list)
    {
        var builder = new TrackDataBuilder();
        builder.BeginMapping(new object());
        builder.BeginMember("k");
        Add(builder, list);
        builder.EndValue();
        builder.EndMapping();
        return builder.Build();
    }

    private static void Add(TrackDataBuilder builder, object? value)
    {
        switch (value)
        {
            case null:
                builder.WriteNull();
                break;
            case string text:
                builder.WriteText(text);
                break;
            case object?[] list:
                builder.BeginList(list);
                for (var i = 0; i < list.Length; i++)
                {
                    builder.BeginItem(i);
                    Add(builder, list[i]);
                    builder.EndValue();
                }
                builder.EndList();
                break;
            default:
                Assert.True(builder.TryWrite(value));
                break;
        }
    }
}
