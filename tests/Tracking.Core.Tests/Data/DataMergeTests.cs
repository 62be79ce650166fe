using System.Collections.Generic;
using System.Text;
using Tracking.Data;
using Tracking.Json;
using Tracking.Model;
using Xunit;

namespace Tracking.Tests;

/// <summary>New data laid over old, in their stored form (rule 4.4), and the hints beside them.</summary>
public sealed class DataMergeTests
{
    [Theory]
    [InlineData("{}", "{}", "{}")]
    [InlineData("""{"a":1}""", "{}", """{"a":1}""")]
    [InlineData("{}", """{"a":1}""", """{"a":1}""")]
    [InlineData("""{"b":2,"a":"new"}""", """{"a":1,"c":3}""", """{"a":"new","c":3,"b":2}""")]
    [InlineData("""{"KEY":[1,{"x":"]}"}],"l":{}}""", """{"Key":"o\"ld","L":null}""", """{"Key":[1,{"x":"]}"}],"L":{}}""")]
    [InlineData("""{"a":1,"A":2,"b":3,"B":4}""", """{"b":0}""", """{"b":4,"a":2}""")]
    [InlineData("""{"\u0061\"\n":"\u0061"}""", """{"z":true}""", """{"z":true,"a\"\n":"\u0061"}""")]
    [InlineData("""{"a":-1.50e3}""", """{"a":{"b":1},"c":false}""", """{"a":-1.50e3,"c":false}""")]
    public void New_keys_follow_old_ones_which_keep_place_and_spelling(string over, string under, string merged) =>
        Assert.Equal((merged, null), Lay(Json.Data(over), Json.Data(under)));

    [Fact]
    public void Hints_go_with_their_values()
    {
        var over = Json.Data("""{"A":{"x":7},"b/~":7,"n":7}""", """{"/A/x":"Int64","/b~1~0":"Int64"}""");
        var under = Json.Data("""{"a":7,"u":[[7]],"n":7,"v":7}""", """{"/a":"Int64","/u/0/0":"Int64","/n":"Int64","/gone":"Int64"}""");
        Assert.Equal(
            ("""{"a":{"x":7},"u":[[7]],"n":7,"v":7,"b/~":7}""", """{"/a/x":"Int64","/u/0/0":"Int64","/b~1~0":"Int64"}"""),
            Lay(over, under));
    }

    [Fact]
    public void Data_in_a_shared_buffer_are_read_from_their_part_of_it()
    {
        var buffer = Encoding.UTF8.GetBytes("""[{"a":1,"s":"x"}]""");
        var shared = new TrackData(buffer, 1, buffer.Length - 2, null);
        Assert.Equal(("""{"b":2,"a":1,"s":"x"}""", null), Lay(shared, Json.Data("""{"b":2}""")));
        Assert.Equal(("""{"a":1,"s":"x","b":2}""", null), Lay(Json.Data("""{"b":2}"""), shared));
    }

    [Theory]
    [InlineData("""{"a":1""", null)]
    [InlineData("""{"a":01}""", null)]
    [InlineData("""{}""", "[]")]
    public void What_cannot_be_taken_apart_is_an_error_that_says_what_to_do(string json, string? types)
    {
        foreach (var (over, under) in new[] { (Json.Data(json, types), Json.Data("{}")), (Json.Data("{}"), Json.Data(json, types)) })
        {
            var error = Assert.Throws<TrackingException>(() => DataMerge.Merge(over, under));
            Assert.Equal(TrackingErrorCode.TrackDataUnreadable, error.Code);
            Assert.Equal($"The data of the track cannot be merged: {error.InnerException!.Message}.", error.Message);
        }
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("a/b", "a~1b")]
    [InlineData("a~b", "a~0b")]
    [InlineData("~1", "~01")]
    [InlineData("/~0/", "~1~00~1")]
    public void A_key_is_escaped_in_a_pointer(string key, string escaped)
    {
        Assert.Equal(escaped, TypeHints.Escape(key));
        Assert.Equal(key, TypeHints.Unescape(escaped));
    }

    [Fact]
    public void Hints_are_written_in_their_order_and_none_as_nothing()
    {
        Assert.Null(TypeHints.Write([]));
        var hints = new[] { new KeyValuePair<string, string>("/b\"", "Guid"), new KeyValuePair<string, string>("/a/0", "Uri") };
        var written = TypeHints.Write(hints);
        Assert.Equal("""{"/b\"":"Guid","/a/0":"Uri"}""", Encoding.UTF8.GetString(written!));
        Assert.Equal(hints, TypeHints.Read(written));
        Assert.Empty(TypeHints.Read(null));
    }

    [Fact]
    public void A_hint_is_taken_once_from_the_place_it_points_at()
    {
        var tree = new HintTree(TypeHints.Read("""{"/a":"Guid","/a~1/0":"Uri"}"""u8.ToArray()), mostPlaces: 3);
        Assert.Equal(HintTree.Nowhere, tree.Step(HintTree.Root, "b"));
        Assert.Equal(HintTree.Nowhere, tree.Step(HintTree.Root, "0"));
        var (a, slash) = (tree.Step(HintTree.Root, "a"), tree.Step(HintTree.Root, "a/"));
        Assert.Null(tree.Remove(HintTree.Root));
        Assert.Null(tree.Remove(slash));
        Assert.Equal("Guid", tree.Remove(a));
        Assert.Null(tree.Remove(a));
        Assert.True(tree.HasMore);
        Assert.Equal("Uri", tree.Remove(tree.Step(slash, "0")));
        Assert.False(tree.HasMore);
        Assert.Equal("a type hint points at nothing",
            Assert.Throws<JsonSyntaxException>(
            () => new HintTree(TypeHints.Read("""{"/a/b":"Uri"}"""u8.ToArray()), mostPlaces: 1)).Message);
    }

    private static (string Json, string? Types) Lay(TrackData over, TrackData under)
    {
        var merged = DataMerge.Merge(over, under);
        return (Json.Text(merged), Json.Types(merged));
    }
}
