using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Tracking.Postgres.Schema;
using Xunit;

namespace Tracking.Tests;

// rule 4.10
public sealed class NameKeyTests
{
    [Fact]
    public void Every_character_has_the_same_key_as_those_that_it_equals_without_case_and_no_others()
    {
        var byKey = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var byComparison = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var differing = new List<string>();
        for (var code = 1; code <= 0x10ffff; code++)
        {
            if (code is >= 0xd800 and <= 0xdfff)
                continue;
            var character = new Rune(code).ToString();
            var key = NameKey.Of(character);
            if (byComparison.TryGetValue(character, out var known) ? known != key : byKey.ContainsKey(key))
                differing.Add($"U+{code:X}");
            byComparison.TryAdd(character, key);
            if (!byKey.TryGetValue(key, out var same))
                byKey.Add(key, same = []);
            same.Add(character);
        }
        Assert.Empty(differing);
        Assert.Equal(byComparison.Count, byKey.Count);
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("\0")]
    [InlineData("a\U0010ffffb")]
    [InlineData("\U0010ffff0\0\U0010ffff1")]
    [InlineData("plain")]
    public void Any_text_comes_back_from_a_text_without_nul(string name)
    {
        Assert.DoesNotContain('\0', NameKey.ToText(name));
        Assert.Equal(name, NameKey.FromText(NameKey.ToText(name)));
    }

    [Fact]
    public void Texts_that_differ_stay_different()
    {
        string[] names = ["\0", "\U0010ffff", "\U0010ffff0", "\U0010ffff1", "0", "1", "\0" + "1"];
        Assert.Equal(names.Length, names.Select(NameKey.ToText).Distinct().Count());
        Assert.Equal(names.Length, names.Select(NameKey.Of).Distinct().Count());
    }

    [Fact]
    public void Long_names_have_short_keys_that_differ_where_the_names_do()
    {
        var name = new string('x', 5000);
        var key = NameKey.Of(name);
        Assert.InRange(Encoding.UTF8.GetByteCount(key), 1, 1200);
        Assert.Equal(key, NameKey.Of(name.ToUpperInvariant()));
        string[] others = [name + "x", name[1..], name[..4999] + "y", key, new string('x', 200), new string('x', 201)];
        Assert.Equal(others.Length + 1, others.Append(name).Select(NameKey.Of).Distinct().Count());
    }

    [Fact]
    public void A_surrogate_pair_is_not_cut() =>
        new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(NameKey.Of("x" + string.Concat(Enumerable.Repeat("😀", 500))));
}
