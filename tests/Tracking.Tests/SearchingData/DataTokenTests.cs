using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Numerics;
using Tracking.Data;
using Tracking.Model;
using Xunit;

namespace Tracking.Tests.SearchingData;

/// <summary>The tokens by which a database finds what may match: none of what matches is lost (rule 1.17).</summary>
public sealed class DataTokenTests
{
    private static readonly string Long = new('a', 100);

    /// <summary>Stored, and asked for.</summary>
    private static readonly object?[] Values =
    [
        "", " ", "a", "A", "failed", "FAILED", "fa\u00ADiled", "failed\0", "5", "5.0", " 5 ", "0x5", "5kb", "5.4", "1e3", "-0",
        "é", "e\u0301",
        "É", "ſ", "s", "S", "\u212A", "k", "K", "True", "false", "NaN", "2026-01-01", "2026-01-01T00:00:00", "Friday", "1.2",
        "https://a.b/", "x'y", "a=sb", "*", "{*}", Long, Long + "b", Long.ToUpperInvariant(), "1", "0", "_b", "５",
        0, 1, -1, 5, 5120, 1000, 97, 53, int.MaxValue, long.MaxValue, 9007199254740993L, 9007199254740992L, 5L, 0.0, -0.0, 5.0, 5.4, 0.1,
        0.1f, 0.1m, 0.3m, 0.30000000000000004, 0.3, 1.0 / 3, 1m / 3, 1e300, 1e-300, double.NaN, double.PositiveInfinity, 9007199254740992.0,
        decimal.MaxValue, BigInteger.Pow(10, 30), 1e30, (byte)5, (sbyte)-1, (short)5, 5u, 5ul, ulong.MaxValue, (Half)5, 'a', '5', 'A', true,
        false, null, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Guid.Empty, TimeSpan.FromSeconds(5), TimeSpan.FromTicks(5), new Version(1, 2), new Uri("https://a.b/"), DayOfWeek.Friday,
        // Equal as decimals, and on both sides of where their tokens part.
        1.000000000005m, Math.BitIncrement(1.000000000005), Math.BitDecrement(1.000000000005), 1.000000000015m,
        Math.BitIncrement(1.000000000015), Math.BitDecrement(1.000000000015), 1.000000000025m, Math.BitIncrement(1.000000000025),
        Math.BitDecrement(1.000000000025),
        new byte[] { 5 }, new DateOnly(2026, 1, 1), new SemanticVersion(1, 2, 0),
    ];

    private static readonly string[] Keys =
        ["a", "A", "b", "a.b", "a.b.c", "b.c", "c", "größe", "ſ", "s", "\u212A", "k", "a=s", Long, Long + "x"];

    [Fact]
    public void Whatever_is_equal_to_a_value_has_its_token_wherever_it_stands()
    {
        var matches = 0;
        foreach (var stored in Values)
        {
            TrackRecord[] records =
            [
                Record(new Hashtable { ["k"] = stored }),
                Record(new Hashtable { ["K"] = new[] { "other", stored } }),
                Record(new Hashtable { ["k"] = new object?[] { new Hashtable { ["In"] = stored } } }),
                Record(new Hashtable { ["k.in"] = stored }),
            ];
            foreach (var wanted in Values)
            {
                matches += records.Sum(record => Check(record, new Hashtable { ["k"] = wanted }));
                matches += records.Sum(record => Check(record, new Hashtable { ["K"] = new[] { wanted, "zzz" } }));
                matches += records.Sum(record => Check(record, new Hashtable { ["k"] = new Hashtable { ["in"] = wanted } }));
                matches += records.Sum(record => Check(record, new Hashtable { ["k.IN"] = wanted }));
            }
        }
        Assert.True(matches > 1000, $"{matches} matched.");
    }

    [Fact]
    public void No_condition_made_by_chance_loses_a_match()
    {
        var random = new Random(19);
        var (matches, candidates, all) = (0, 0, 0);
        for (var i = 0; i < 4_000; i++)
        {
            var data = Mapping(random, 3);
            var record = Record(data);
            for (var n = 0; n < 5; n++)
            {
                var wanted = Wanted(random, data, 3);
                var isMatch = Check(record, wanted);
                matches += isMatch;
                candidates += IsCandidate(record, new DataFilter(wanted)) ? 1 : 0;
                all++;
            }
        }
        // And they leave out most of what does not match.
        Assert.True(matches > 2000, $"{matches} of {all} matched.");
        Assert.InRange(candidates - matches, 0, (all - matches) / 2);
    }

    [Fact]
    public void Data_that_are_too_large_or_have_too_many_values_may_match_whatever_is_asked()
    {
        var many = Record(new Hashtable { ["l"] = Enumerable.Range(0, 1000).ToArray(), ["k"] = "x" });
        Assert.Equal([DataTokens.Everything], DataTokens.Of(many.Data));
        var large = Record(new Hashtable { ["t"] = new string('a', 300_000), ["k"] = "x" });
        Assert.Equal([DataTokens.Everything], DataTokens.Of(large.Data));
        Assert.Equal(1, Check(many, new Hashtable { ["k"] = "x" }));
        Assert.Equal(1, Check(large, new Hashtable { ["k"] = "x" }));
        Assert.Equal([DataTokens.Everything], DataTokens.Of(new TrackData("{\"k\":"u8.ToArray())));
    }

    [Fact]
    public void A_value_says_what_it_is_and_a_condition_what_it_may_be()
    {
        var record = Record(new Hashtable { ["State"] = "Failed", ["n"] = 5, ["when"] = DateTime.UnixEpoch, ["ok"] = true });
        var tokens = DataTokens.Of(record.Data);
        Assert.Equal(["n=n5.00000000000E+000", "ok=*", "state=sfailed", "when=*"], tokens.Order(StringComparer.Ordinal));
        Assert.Equal([["state=*", "state=sfailed"]], new DataFilter(new Hashtable { ["state"] = "FAILED" }).Tokens);
        Assert.Empty(new DataFilter(new Hashtable { ["größe"] = 5 }).Tokens);
        Assert.Empty(new DataFilter(new Hashtable { ["k"] = "größe" }).Tokens);
        Assert.Empty(new DataFilter(new Hashtable { ["k"] = ScriptBlock.Create("$true") }).Tokens);
        Assert.Empty(new DataFilter(new Hashtable { ["k"] = new object[] { 5, ScriptBlock.Create("$true") } }).Tokens);
        Assert.Single(new DataFilter(new Hashtable { ["k"] = ScriptBlock.Create("$true"), ["n"] = 5 }).Tokens);
    }

    private static TrackRecord Record(object data) =>
        TrackRecord.Of(1, "t", 1, "u", DateTime.UnixEpoch, false, DataWriter.Write(data), 0, 0);

    /// <summary>One where the track matches, and then has the tokens too; else none.</summary>
    private static int Check(TrackRecord record, Hashtable wanted)
    {
        var filter = new DataFilter(wanted);
        if (!filter.Matches(record))
            return 0;
        Assert.True(
            IsCandidate(record, filter),
            $"{Json(record.Data)} matches, has [{string.Join(' ', DataTokens.Of(record.Data))}], and none of "
                + string.Join(" and ", filter.Tokens.Select(list => $"[{string.Join(' ', list)}]")));
        return 1;
    }

    private static bool IsCandidate(TrackRecord record, DataFilter filter)
    {
        var tokens = DataTokens.Of(record.Data);
        return filter.Tokens.All(list => list.Append(DataTokens.Everything).Intersect(tokens).Any());
    }

    private static string Json(TrackData data) => System.Text.Encoding.UTF8.GetString(data.Json);

    private static T One<T>(Random random, IReadOnlyList<T> of) => of[random.Next(of.Count)];

    private static Hashtable Mapping(Random random, int depth)
    {
        var mapping = new Hashtable(StringComparer.OrdinalIgnoreCase);
        for (var i = random.Next(4); i >= 0; i--)
            mapping[One(random, Keys)] = Value(random, depth);
        return mapping;
    }

    private static object? Value(Random random, int depth) => depth == 0 ? One(random, Values) : random.Next(6) switch
    {
        0 => Mapping(random, depth - 1),
        1 => Enumerable.Range(0, random.Next(3)).Select(_ => Value(random, depth - 1)).ToArray(),
        _ => One(random, Values),
    };

    /// <summary>Something of what is stored, now and then changed or asked for in another way.</summary>
    private static Hashtable Wanted(Random random, IDictionary stored, int depth)
    {
        var wanted = new Hashtable();
        foreach (DictionaryEntry entry in stored)
        {
            if (random.Next(2) == 0)
                continue;
            var key = (string)entry.Key;
            var value = random.Next(8) == 0 ? One(random, Values) : entry.Value;
            if (value is object?[] list)
                value = list.Length == 0 || random.Next(4) == 0 ? One(random, Values) : One(random, list);
            if (value is object?[])
                value = One(random, Values);
            if (value is IDictionary inner && random.Next(2) == 0 && inner.Count > 0)
            {
                var first = inner.Keys.Cast<string>().First();
                key = $"{key}.{first}";
                value = inner[first] is IDictionary or Array ? One(random, Values) : inner[first];
            }
            else if (value is IDictionary mapping)
            {
                value = depth == 0 ? new Hashtable() : Wanted(random, mapping, depth - 1);
            }
            if (value is not (IDictionary or null or byte[]) && random.Next(4) == 0)
                value = new[] { value, One(random, Values) };
            wanted[random.Next(3) == 0 ? key.ToUpperInvariant() : key] = value;
        }
        if (wanted.Count == 0)
            wanted[One(random, Keys)] = One(random, Values);
        return wanted;
    }
}
