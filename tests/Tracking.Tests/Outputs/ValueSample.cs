using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Net;
using System.Net.Mail;
using System.Net.NetworkInformation;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Tracking.Tests.Outputs;

/// <summary>Makes values of all types that come back as what they were, nested in one another; the same for the same seed.</summary>
/// <param name="seed">The seed.</param>
internal sealed class ValueSample(int seed)
{
    private const int MaxDepth = 6;

    private readonly Random _random = new(seed);

    public List<object?> Next() => [.. Enumerable.Range(0, _random.Next(6)).Select(_ => Value(0))];

    private object? Value(int depth) => depth < MaxDepth && _random.Next(3) > 0 ? Container(depth + 1) : Scalar();

    private object Container(int depth) => _random.Next(13) switch
    {
        0 or 1 => Items(depth).ToArray(),
        2 => new ArrayList(Items(depth)),
        3 => new List<object?>(Items(depth)),
        4 or 5 => Fill(new Hashtable(StringComparer.OrdinalIgnoreCase), depth),
        6 or 7 => Fill(new OrderedDictionary(StringComparer.OrdinalIgnoreCase), depth),
        8 or 9 => Custom(depth),
        10 => Fill(new Dictionary<string, object?>(), depth),
        11 => PSObject.AsPSObject(Items(depth).ToArray()),
        _ => TypedArray(),
    };

    private List<object?> Items(int depth) => [.. Enumerable.Range(0, _random.Next(5)).Select(_ => Value(depth))];

    private IDictionary Fill(IDictionary mapping, int depth)
    {
        for (var i = _random.Next(5); i > 0; i--)
            mapping[mapping is Dictionary<string, object?> || _random.Next(3) > 0 ? Text() : _random.Next(100)] = Value(depth);
        return mapping;
    }

    private PSObject Custom(int depth)
    {
        var custom = new PSObject();
        if (_random.Next(3) == 0)
            custom.TypeNames.Insert(0, "My." + _random.Next(9));
        for (var i = _random.Next(5); i > 0; i--)
        {
            var name = "p" + Text();
            if (custom.Properties[name] == null)
                custom.Properties.Add(new PSNoteProperty(name, Value(depth)));
        }
        return custom;
    }

    private Array TypedArray() => _random.Next(8) switch
    {
        0 => Enumerable.Range(0, _random.Next(5)).ToArray(),
        1 => Enumerable.Range(0, _random.Next(5)).Select(_ => Text()).ToArray(),
        2 => new byte[_random.Next(9)],
        3 => new[] { DayOfWeek.Friday, DayOfWeek.Monday },
        4 => new[] { new[] { 1, 2 }, [], [_random.Next()] },
        5 => new[] { DateOnly.MaxValue },
        6 => new object?[] { null },
        _ => new[] { double.NaN, -0.0, double.Epsilon },
    };

    private object? Scalar() => _random.Next(42) switch
    {
        0 => null,
        1 => AutomationNull.Value,
        2 => _random.Next(2) == 0,
        3 => (byte)_random.Next(256),
        4 => (sbyte)_random.Next(-128, 128),
        5 => (short)_random.Next(short.MinValue, short.MaxValue + 1),
        6 => (ushort)_random.Next(ushort.MaxValue + 1),
        7 => _random.Next(int.MinValue, int.MaxValue),
        8 => (uint)_random.NextInt64(uint.MaxValue),
        9 => _random.NextInt64(long.MinValue, long.MaxValue),
        10 => (ulong)_random.NextInt64() * 2 + 1,
        11 => BitConverter.Int32BitsToSingle(_random.Next()) is var single && float.IsNaN(single) ? float.PositiveInfinity : single,
        12 => BitConverter.Int64BitsToDouble(_random.NextInt64()) is var real && double.IsNaN(real) ? double.NegativeInfinity : real,
        13 => new decimal(_random.Next(), _random.Next(), _random.Next(), _random.Next(2) == 0, (byte)_random.Next(29)),
        14 => BigInteger.Pow(_random.Next(-9, 9), _random.Next(300)),
        15 => new DateTime(_random.NextInt64(DateTime.MaxValue.Ticks), (DateTimeKind)_random.Next(2)),
        16 => DateTime.Today.AddTicks(_random.NextInt64(TimeSpan.TicksPerDay)),
        17 => new DateTimeOffset(
            _random.NextInt64(DateTime.MaxValue.Ticks / 2) + TimeSpan.TicksPerDay, TimeSpan.FromMinutes(_random.Next(-840, 840))),
        18 => new TimeSpan(_random.NextInt64(long.MinValue, long.MaxValue)),
        19 => new DateOnly(_random.Next(1, 10000), _random.Next(1, 13), _random.Next(1, 29)),
        20 => new TimeOnly(_random.NextInt64(TimeSpan.TicksPerDay)),
        21 => Guid.NewGuid(),
        22 => new Version(_random.Next(99), _random.Next(99)),
        23 => new Version(1, 2, _random.Next(99), 4),
        24 => SemanticVersion.Parse($"{_random.Next(9)}.0.1-beta.2+build{_random.Next(9)}"),
        25 => new Uri("https://example.org/ä?q=%20#x"),
        26 => new Uri("/tmp/" + _random.Next(9), UriKind.Relative),
        27 => IPAddress.Loopback,
        28 => IPAddress.Parse("fe80::1%" + _random.Next(1, 9)),
        29 => new IPEndPoint(IPAddress.IPv6Loopback, _random.Next(65536)),
        30 => new MailAddress("me@example.org", _random.Next(2) == 0 ? "Me, \"My\"self" : ""),
        31 => (char)_random.Next(char.MaxValue + 1),
        32 => (DayOfWeek)_random.Next(9),
        33 => (AttributeTargets)_random.Next(99),
        34 => CultureInfo.GetCultureInfo(_random.Next(2) == 0 ? "de-CH" : ""),
        35 => new Regex("a<b>?\n", RegexOptions.IgnoreCase | RegexOptions.Multiline, TimeSpan.FromSeconds(_random.Next(1, 9))),
        36 => new SwitchParameter(_random.Next(2) == 0),
        37 => (Half)_random.NextDouble(),
        38 => Int128.MaxValue - _random.Next(),
        39 => new PhysicalAddress([1, 2, 3, 4, 5, (byte)_random.Next(256)]),
        40 => DBNull.Value,
        _ => Text(),
    };

    private string Text() => string.Concat(Enumerable.Range(0, _random.Next(9)).Select(_ => _random.Next(8) switch
    {
        0 => ((char)_random.Next(char.MaxValue + 1)).ToString(),
        1 => "_x0041_",
        2 => "<SS>",
        3 => "\r\n",
        4 => "😀",
        5 => " ",
        6 => "'\"&]]>_x",
        _ => ((char)('a' + _random.Next(26))).ToString(),
    }));
}
