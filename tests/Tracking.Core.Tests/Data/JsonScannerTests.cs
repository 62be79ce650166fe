using System.Collections.Generic;
using System.Text;
using Tracking.Json;
using Xunit;

namespace Tracking.Tests;

/// <summary>JSON exactly as RFC 8259 has it: which tokens it gives, and where and why it is refused.</summary>
public sealed class JsonScannerTests
{
    [Theory]
    [InlineData("{}", "ObjectStart,ObjectEnd")]
    [InlineData("[]", "ArrayStart,ArrayEnd")]
    [InlineData("\"\"", "String()")]
    [InlineData("0", "Number(0)")]
    [InlineData("true", "True")]
    [InlineData("false", "False")]
    [InlineData("null", "Null")]
    [InlineData(" \t\r\n1 \t\r\n", "Number(1)")]
    [InlineData("[1,2]", "ArrayStart,Number(1),Number(2),ArrayEnd")]
    [InlineData(" [ 1 , 2 ] ", "ArrayStart,Number(1),Number(2),ArrayEnd")]
    [InlineData("[\n1\t,\r2\n]", "ArrayStart,Number(1),Number(2),ArrayEnd")]
    [InlineData("[true,false,null]", "ArrayStart,True,False,Null,ArrayEnd")]
    [InlineData("{\"a\":1}", "ObjectStart,Name(a),Number(1),ObjectEnd")]
    [InlineData("{\"a\" : {} , \"b\" : [ ] }", "ObjectStart,Name(a),ObjectStart,ObjectEnd,Name(b),ArrayStart,ArrayEnd,ObjectEnd")]
    [InlineData("{\"a\":[{\"b\":\"c\"},[]],\"d\":1}",
        "ObjectStart,Name(a),ArrayStart,ObjectStart,Name(b),String(c),ObjectEnd,ArrayStart,ArrayEnd,ArrayEnd,Name(d),Number(1),ObjectEnd")]
    [InlineData("[\"\\n\",10]", "ArrayStart,String(\n),Number(10),ArrayEnd")]
    [InlineData("{\"\\u0061\":\"b\"}", "ObjectStart,Name(a),String(b),ObjectEnd")]
    public void Its_tokens_are_told_one_by_one(string json, string tokens) => Assert.Equal(tokens, Tokens(json));

    [Theory]
    [InlineData("", "it ends in the middle", 0)]
    [InlineData(" ", "it ends in the middle", 1)]
    [InlineData("[", "it ends in the middle", 1)]
    [InlineData("[1", "it ends in the middle", 2)]
    [InlineData("[1,", "it ends in the middle", 3)]
    [InlineData("[1, ", "it ends in the middle", 4)]
    [InlineData("{\"a\":", "it ends in the middle", 5)]
    [InlineData("1 2", "there is something behind the value", 2)]
    [InlineData("{}}", "there is something behind the value", 2)]
    [InlineData("01", "there is something behind the value", 1)]
    [InlineData("-01", "there is something behind the value", 2)]
    [InlineData("\"\"\"", "there is something behind the value", 2)]
    [InlineData("[1 2]", "a comma is missing", 3)]
    [InlineData("{\"a\":1 \"b\":2}", "a comma is missing", 7)]
    [InlineData("[1,]", "a comma stands before the end of a list", 3)]
    [InlineData("{\"a\":1,}", "a comma stands before the end of a list", 7)]
    [InlineData("]", "a bracket closes nothing", 0)]
    [InlineData("}", "a bracket closes nothing", 0)]
    [InlineData("[}", "a bracket closes nothing", 1)]
    [InlineData("{]", "a bracket closes nothing", 1)]
    [InlineData("[1}", "a bracket closes nothing", 2)]
    [InlineData("{\"a\":1]", "a bracket closes nothing", 6)]
    [InlineData("{\"a\":}", "a bracket closes nothing", 5)]
    [InlineData("{1:2}", "a key is missing", 1)]
    [InlineData("{,}", "a key is missing", 1)]
    [InlineData("{\"a\":1,2}", "a key is missing", 7)]
    [InlineData("{\"a\" 1}", "a colon is missing", 5)]
    [InlineData("{\"a\"", "a colon is missing", 4)]
    [InlineData("[,1]", "a value is none of JSON's", 1)]
    [InlineData("trux", "a value is none of JSON's", 0)]
    [InlineData("[fals_]", "a value is none of JSON's", 1)]
    [InlineData("nul1", "a value is none of JSON's", 0)]
    [InlineData("tru", "it ends in the middle", 0)]
    [InlineData("[tru", "it ends in the middle", 1)]
    [InlineData("x", "a value is none of JSON's", 0)]
    [InlineData("+1", "a value is none of JSON's", 0)]
    [InlineData(".5", "a value is none of JSON's", 0)]
    [InlineData("-", "a value is none of JSON's", 1)]
    [InlineData("-x", "a value is none of JSON's", 1)]
    [InlineData("1.", "a value is none of JSON's", 2)]
    [InlineData("1.e1", "a value is none of JSON's", 2)]
    [InlineData("1e", "a value is none of JSON's", 2)]
    [InlineData("1e+", "a value is none of JSON's", 3)]
    [InlineData("1/", "there is something behind the value", 1)]
    [InlineData("1:", "there is something behind the value", 1)]
    [InlineData("\"", "it ends in the middle of a string", 1)]
    [InlineData("\"abc", "it ends in the middle of a string", 1)]
    [InlineData("\"a\u001fb\"", "a string holds a control character", 2)]
    [InlineData("\"a\0\"", "a string holds a control character", 2)]
    [InlineData("\"\\", "it ends in the middle of a string", 1)]
    [InlineData("\"\\x\"", "a string has an unknown escape", 1)]
    [InlineData("\"a\\'\"", "a string has an unknown escape", 2)]
    [InlineData("\"\\u00", "it ends in the middle of a string", 1)]
    [InlineData("\"\\u004", "it ends in the middle of a string", 1)]
    [InlineData("\"\\u0041", "it ends in the middle of a string", 1)]
    [InlineData("\"\\u00/0\"", "a string has an unknown escape", 1)]
    [InlineData("\"\\u00:0\"", "a string has an unknown escape", 1)]
    [InlineData("\"\\u00`0\"", "a string has an unknown escape", 1)]
    [InlineData("\"\\u00g0\"", "a string has an unknown escape", 1)]
    [InlineData("\"\\u00@0\"", "a string has an unknown escape", 1)]
    [InlineData("\"\\u00G0\"", "a string has an unknown escape", 1)]
    [InlineData("\"\\udc00\"", "a string holds half of a surrogate pair", 1)]
    [InlineData("\"\\udc00\\ud800\"", "a string holds half of a surrogate pair", 1)]
    [InlineData("\"\\ud800\"", "a string holds half of a surrogate pair", 1)]
    [InlineData("\"\\ud800", "a string holds half of a surrogate pair", 1)]
    [InlineData("\"\\ud800\\", "a string holds half of a surrogate pair", 1)]
    [InlineData("\"\\ud800-u0041\"", "a string holds half of a surrogate pair", 1)]
    [InlineData("\"\\ud800\\n\"", "a string holds half of a surrogate pair", 1)]
    [InlineData("\"\\ud800\\u0041\"", "a string holds half of a surrogate pair", 1)]
    [InlineData("\"\\ud800\\ud800\"", "a string holds half of a surrogate pair", 1)]
    [InlineData("\"\\ud800\\u", "it ends in the middle of a string", 1)]
    [InlineData("\"\\ud800\\udc0", "it ends in the middle of a string", 1)]
    [InlineData("\"\\ud800\\udc00", "it ends in the middle of a string", 1)]
    public void What_is_no_JSON_is_refused_with_its_place(string json, string why, int offset) =>
        Refused(Encoding.UTF8.GetBytes(json), why, offset);

    [Theory]
    [InlineData("0", true)]
    [InlineData("-0", true)]
    [InlineData("109", true)]
    [InlineData("-1234567890123456789012345678901234567890", true)]
    [InlineData("1.0", false)]
    [InlineData("0.09", false)]
    [InlineData("1e5", false)]
    [InlineData("1E5", false)]
    [InlineData("1e+5", false)]
    [InlineData("-1.5E-09", false)]
    public void A_number_keeps_its_text_and_tells_whether_it_is_whole(string text, bool isInteger)
    {
        var scanner = Scan("[" + text + "]");
        scanner.Read();
        Assert.Equal(JsonToken.Number, scanner.Read());
        Assert.Equal((text, isInteger, 1, text.Length), (scanner.GetText(), scanner.IsInteger, scanner.Start, scanner.Length));
        Assert.Equal(JsonToken.ArrayEnd, scanner.Read());
    }

    [Fact]
    public void A_number_may_have_ten_thousand_characters()
    {
        Assert.Equal($"Number({new string('7', 10_000)})", Tokens(new string('7', 10_000)));
        Refused(Encoding.ASCII.GetBytes(new string('7', 10_001)), "a number has too many digits", 10_001);
    }

    [Theory]
    [InlineData("C280")]
    [InlineData("DFBF")]
    [InlineData("E0A080")]
    [InlineData("E0BFBF")]
    [InlineData("E18080")]
    [InlineData("ECBFBF")]
    [InlineData("ED8080")]
    [InlineData("ED9FBF")]
    [InlineData("EE8080")]
    [InlineData("EFBFBF")]
    [InlineData("F0908080")]
    [InlineData("F0BFBFBF")]
    [InlineData("F1808080")]
    [InlineData("F3BFBFBF")]
    [InlineData("F4808080")]
    [InlineData("F48FBFBF")]
    [InlineData("7F")]
    [InlineData("20")]
    public void Every_character_of_Unicode_is_read(string hex)
    {
        var bytes = Quoted(hex, close: true);
        var scanner = new JsonScanner();
        scanner.Reset(bytes, 0, bytes.Length);
        Assert.Equal(JsonToken.String, scanner.Read());
        Assert.Equal(System.Convert.FromHexString(hex), Encoding.UTF8.GetBytes(scanner.GetText()));
        Assert.Equal(JsonToken.End, scanner.Read());
        Refused(Quoted(hex, close: false), "it ends in the middle of a string", 1);
    }

    [Theory]
    [InlineData("80")]
    [InlineData("BF80")]
    [InlineData("C080")]
    [InlineData("C1BF")]
    [InlineData("C27F")]
    [InlineData("C2C0")]
    [InlineData("E09F80")]
    [InlineData("E0C080")]
    [InlineData("E17F80")]
    [InlineData("E1C080")]
    [InlineData("E1807F")]
    [InlineData("E180C0")]
    [InlineData("EDA080")]
    [InlineData("EFC080")]
    [InlineData("F08F8080")]
    [InlineData("F0C08080")]
    [InlineData("F1807F80")]
    [InlineData("F180C080")]
    [InlineData("F180807F")]
    [InlineData("F18080C0")]
    [InlineData("F4908080")]
    [InlineData("F5808080")]
    [InlineData("FF")]
    public void What_is_no_UTF8_is_refused(string hex) => Refused(Quoted("61" + hex, close: true), "the text is not UTF-8", 2);

    [Theory]
    [InlineData("C2")]
    [InlineData("E1")]
    [InlineData("E180")]
    [InlineData("F1")]
    [InlineData("F18080")]
    public void A_character_that_is_cut_is_refused(string hex) => Refused(Quoted(hex, close: false), "the text is not UTF-8", 1);

    [Fact]
    public void Escapes_become_the_characters_they_stand_for()
    {
        var scanner = Scan("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u00E9\\uD83D\\ude00 é\\u0000x\"");
        Assert.Equal(JsonToken.String, scanner.Read());
        Assert.True(scanner.HasEscapes);
        Assert.Equal("\"\\/\b\f\n\r\té\u00e9\U0001F600 é\0x", scanner.GetText());
    }

    [Fact]
    public void A_hexadecimal_digit_is_any_of_either_case()
    {
        var scanner = Scan("\"\\u0123\\u4567\\u89ab\\ucdef\\uABCD\\uCDEF\"");
        scanner.Read();
        Assert.Equal("\u0123\u4567\u89ab\ucdef\uabcd\ucdef", scanner.GetText());
    }

    [Fact]
    public void A_string_after_one_with_escapes_has_none()
    {
        var scanner = Scan("[\"\\n\",\"n\"]");
        scanner.Read();
        scanner.Read();
        Assert.True(scanner.HasEscapes);
        scanner.Read();
        Assert.False(scanner.HasEscapes);
        Assert.Equal("n", scanner.GetText());
    }

    [Fact]
    public void Nothing_outside_of_its_part_of_the_buffer_is_read()
    {
        var bytes = Encoding.ASCII.GetBytes("9[1]9");
        var scanner = new JsonScanner();
        scanner.Reset(bytes, 1, 4);
        Assert.Equal("ArrayStart,Number(1),ArrayEnd", Tokens(scanner));
        scanner.Reset(bytes, 1, 3);
        scanner.Read();
        scanner.Read();
        Assert.Equal("it ends in the middle", Assert.Throws<JsonSyntaxException>(() => scanner.Read()).Message);
        scanner.Reset(Encoding.ASCII.GetBytes("123456"), 0, 3);
        scanner.Read();
        Assert.Equal("123", scanner.GetText());
    }

    [Fact]
    public void It_starts_anew_after_a_document_that_was_left_in_the_middle()
    {
        var scanner = Scan("{\"a\":[1");
        for (var i = 0; i < 4; i++)
            scanner.Read();
        foreach (var (json, tokens) in new[] { ("[1]", "ArrayStart,Number(1),ArrayEnd"), ("{}", "ObjectStart,ObjectEnd"),
            ("1", "Number(1)") })
        {
            var bytes = Encoding.ASCII.GetBytes(json);
            scanner.Reset(bytes, 0, bytes.Length);
            Assert.Equal((JsonToken.None, 0), (scanner.Token, scanner.Depth));
            Assert.Equal(tokens, Tokens(scanner));
        }
        scanner.Reset([(byte)'{'], 0, 1);
        scanner.Read();
        scanner.Reset([(byte)'1'], 0, 1);
        Assert.Equal("Number(1)", Tokens(scanner));
    }

    [Theory]
    [InlineData(2, "[[]]", null)]
    [InlineData(2, "{\"a\":{}}", null)]
    [InlineData(2, "[[[]]]", "it is nested too deeply")]
    [InlineData(2, "{\"a\":[{}]}", "it is nested too deeply")]
    public void It_is_nested_as_deeply_as_allowed(int most, string json, string? why)
    {
        var bytes = Encoding.ASCII.GetBytes(json);
        var scanner = new JsonScanner();
        scanner.Reset(bytes, 0, bytes.Length, most);
        Assert.Equal(why, (Record.Exception(() => Tokens(scanner)) as JsonSyntaxException)?.Message);
    }

    [Fact]
    public void Of_its_own_it_allows_one_level_more_than_data_have()
    {
        Tokens(new string('[', 61) + new string(']', 61));
        Refused(Encoding.ASCII.GetBytes(new string('[', 62) + new string(']', 62)), "it is nested too deeply", 61);
    }

    [Fact]
    public void Its_depth_is_how_many_brackets_are_open()
    {
        var scanner = Scan("[{\"a\":[]}]");
        var depths = new List<int>();
        while (scanner.Read() != JsonToken.End)
            depths.Add(scanner.Depth);
        Assert.Equal([1, 2, 2, 3, 2, 1, 0], depths);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("\"a\"")]
    [InlineData("[]")]
    [InlineData("[[1,2],{\"a\":[3]}]")]
    [InlineData("{\"a\":{\"b\":[]},\"c\":1}")]
    public void A_value_is_passed_over_as_a_whole(string value)
    {
        var scanner = Scan("{\"k\":" + value + ",\"l\":7}");
        scanner.Read();
        scanner.Read();
        scanner.Read();
        scanner.SkipValue();
        Assert.Equal(5 + value.Length, scanner.Position);
        Assert.Equal((JsonToken.Name, "l"), (scanner.Read(), scanner.GetText()));
    }

    [Theory]
    [InlineData("0", 100, 0)]
    [InlineData("7", 100, 7)]
    [InlineData("100", 100, 100)]
    [InlineData("9223372036854775806", long.MaxValue - 1, long.MaxValue - 1)]
    public void A_count_is_a_whole_number_up_to_a_bound(string json, long most, long count)
    {
        var scanner = Scan(json);
        scanner.Read();
        Assert.Equal(count, scanner.GetCount(most));
    }

    [Theory]
    [InlineData("101", 100, "a number is too large")]
    [InlineData("110", 100, "a number is too large")]
    [InlineData("200", 100, "a number is too large")]
    [InlineData("9223372036854775807", long.MaxValue - 1, "a number is too large")]
    [InlineData("9999999999999999999", long.MaxValue - 1, "a number is too large")]
    [InlineData("10000000000000000000", long.MaxValue - 1, "a whole number is expected")]
    [InlineData("-1", 100, "a whole number is expected")]
    [InlineData("1.0", 100, "a whole number is expected")]
    [InlineData("1e1", 100, "a whole number is expected")]
    [InlineData("\"1\"", 100, "a whole number is expected")]
    [InlineData("null", 100, "a whole number is expected")]
    public void What_is_no_count_is_refused(string json, long most, string why)
    {
        var scanner = Scan(json);
        scanner.Read();
        Assert.Equal(why, Assert.Throws<JsonSyntaxException>(() => scanner.GetCount(most)).Message);
    }

    private static JsonScanner Scan(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var scanner = new JsonScanner();
        scanner.Reset(bytes, 0, bytes.Length);
        return scanner;
    }

    private static byte[] Quoted(string hex, bool close) => [(byte)'"', .. System.Convert.FromHexString(hex), .. close ? "\""u8 : []];

    private static string Tokens(string json) => Tokens(Scan(json));

    private static string Tokens(JsonScanner scanner)
    {
        var tokens = new List<string>();
        while (scanner.Read() is var token && token != JsonToken.End)
        {
            Assert.Equal(token, scanner.Token);
            tokens.Add(token is JsonToken.Name or JsonToken.String or JsonToken.Number ? $"{token}({scanner.GetText()})" : $"{token}");
        }
        Assert.Equal(JsonToken.End, scanner.Token);
        return string.Join(',', tokens);
    }

    private static void Refused(byte[] json, string why, int offset)
    {
        // What lies behind its end must not be looked at, whatever it is.
        foreach (var behind in (byte[][])[[.. "\"\"\"\""u8], [.. "xxxx"u8], [.. "\\udc00\""u8], [.. "udc00\""u8], [0x80, 0x80, 0x80, 0x80]])
        {
            var scanner = new JsonScanner();
            scanner.Reset([.. json, .. behind, .. new byte[20]], 0, json.Length);
            var error = Assert.Throws<JsonSyntaxException>(() => Tokens(scanner));
            Assert.Equal((why, offset), (error.Message, error.Offset));
        }
    }
}
