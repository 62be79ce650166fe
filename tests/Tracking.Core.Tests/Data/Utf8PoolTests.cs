using System.Globalization;
using System.Linq;
using System.Text;
using Tracking.Json;
using Xunit;

namespace Tracking.Tests;

/// <summary>One string for equal bytes, and never one for others.</summary>
public sealed class Utf8PoolTests
{
    [Fact]
    public void Equal_bytes_are_the_same_string_wherever_they_stand()
    {
        var pool = new Utf8Pool();
        var bytes = Encoding.UTF8.GetBytes("xkéy1 kéy1 kéy2");
        var first = pool.Get(bytes, 1, 5);
        Assert.Equal("kéy1", first);
        Assert.Same(first, pool.Get(bytes, 7, 5));
        Assert.Equal("kéy2", pool.Get(bytes, 13, 5));
        Assert.Equal("kéy", pool.Get(bytes, 13, 4));
        Assert.Equal("", pool.Get(bytes, 3, 0));
        Assert.Same(first, Get(pool, "kéy1"));
    }

    [Fact]
    public void Texts_that_look_alike_to_it_stay_apart()
    {
        // Each pair has the same hash.
        var pool = new Utf8Pool();
        foreach (var text in new[] { "dnfqa", "finep", "dnfqn", "fines", "dnfqa", "finep", "dnfqn", "fines" })
            Assert.Equal(text, Get(pool, text));
    }

    [Fact]
    public void Thousands_are_kept_each_as_itself()
    {
        var pool = new Utf8Pool();
        var texts = Enumerable.Range(0, 3000).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToList();
        var first = texts.ConvertAll(text => Get(pool, text));
        Assert.Equal(texts, first);
        var again = texts.ConvertAll(text => Get(pool, text));
        for (var i = 0; i < texts.Count; i++)
            Assert.Same(first[i], again[i]);
    }

    [Fact]
    public void No_more_are_kept_than_asked_for()
    {
        var pool = new Utf8Pool(maxEntries: 2);
        var (a, b, c) = (Get(pool, "a"), Get(pool, "b"), Get(pool, "c"));
        Assert.Same(a, Get(pool, "a"));
        Assert.Same(b, Get(pool, "b"));
        Assert.Equal("c", c);
        Assert.NotSame(c, Get(pool, "c"));
    }

    [Fact]
    public void Long_texts_are_not_kept()
    {
        var pool = new Utf8Pool();
        var (kept, made) = (new string('k', 256), new string('m', 257));
        Assert.Same(Get(pool, kept), Get(pool, kept));
        Assert.Equal(made, Get(pool, made));
        Assert.NotSame(Get(pool, made), Get(pool, made));
    }

    [Fact]
    public void What_is_no_UTF8_is_refused()
    {
        byte[] bytes = [.. "ab"u8, 0xff, .. new byte[300]];
        foreach (var length in new[] { 2, 290 })
        {
            var error = Assert.Throws<JsonSyntaxException>(() => new Utf8Pool().Get(bytes, 1, length));
            Assert.Equal(("the text is not UTF-8", 1), (error.Message, error.Offset));
        }
    }

    private static string Get(Utf8Pool pool, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return pool.Get(bytes, 0, bytes.Length);
    }
}
