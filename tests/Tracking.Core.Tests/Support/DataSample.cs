using System;
using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Mail;
using System.Net.NetworkInformation;
using System.Numerics;
using Tracking.Data;
using Tracking.Model;

namespace Tracking.Tests;

/// <summary>
/// Makes data of all types that come back as what they were (rule 4.14), nested in one another; the same for the same seed.
/// </summary>
/// <param name="seed">The seed.</param>
/// <param name="others">Values of types that only PowerShell has.</param>
internal sealed class DataSample(int seed, params object[] others)
{
    private const int MaxDepth = 5;

    private readonly Random _random = new(seed);

    public OrderedDictionary Next() => Mapping(0);

    /// <summary>Data in their stored form.</summary>
    public static TrackData Write(OrderedDictionary data)
    {
        var builder = new TrackDataBuilder();
        Write(builder, data);
        return builder.Build();
    }

    /// <summary>Where two values differ, in type or value, at whatever depth; null when they do not.</summary>
    public static string? Difference(object? expected, object? actual, string place = "$")
    {
        switch (expected, actual)
        {
            case (OrderedDictionary one, OrderedDictionary other):
                if (!one.Keys.Cast<string>().SequenceEqual(other.Keys.Cast<string>()))
                    return $"{place}: other keys";
                return one.Keys.Cast<string>().Select(key => Difference(one[key], other[key], $"{place}.{key}"))
                    .FirstOrDefault(found => found != null);
            case (object?[] one, object?[] other):
                if (one.Length != other.Length)
                    return $"{place}: {one.Length} items became {other.Length}";
                return one.Select((item, i) => Difference(item, other[i], $"{place}[{i}]")).FirstOrDefault(found => found != null);
            default:
                return Form(expected) == Form(actual) ? null : $"{place}: '{Form(expected)}' became '{Form(actual)}'";
        }
    }

    private static string Form(object? value) => value switch
    {
        null => "null",
        IPAddress address => $"IPAddress {address}",
        double number => $"Double {BitConverter.DoubleToInt64Bits(number)}",
        float number => $"Single {BitConverter.ToInt32(BitConverter.GetBytes(number), 0)}",
        decimal number => $"Decimal {string.Join(" ", decimal.GetBits(number))}",
        DateTime time => $"DateTime {time.Ticks} {time.Kind}",
        DateTimeOffset time => $"DateTimeOffset {time.Ticks} {time.Offset}",
        Uri uri => $"Uri {uri.OriginalString} {uri.IsAbsoluteUri}",
        byte[] bytes => $"Byte[] {Convert.ToBase64String(bytes)}",
        char unit => $"Char {(int)unit}",
        MailAddress mail => $"MailAddress {mail.Address} {mail.DisplayName}",
#if NET7_0_OR_GREATER
        TimeOnly time => $"TimeOnly {time.Ticks}",
        Half half => $"Half {BitConverter.HalfToUInt16Bits(half)}",
#endif
        _ => $"{value.GetType().Name} {Convert.ToString(value, CultureInfo.InvariantCulture)}",
    };

    private static void Write(TrackDataBuilder builder, object? value)
    {
        switch (value)
        {
            case null:
                builder.WriteNull();
                break;
            case bool truth:
                builder.WriteBoolean(truth);
                break;
            case string text:
                builder.WriteText(text);
                break;
            case OrderedDictionary mapping:
                builder.BeginMapping(mapping);
                foreach (DictionaryEntry entry in mapping)
                {
                    builder.BeginMember((string)entry.Key);
                    Write(builder, entry.Value);
                    builder.EndValue();
                }
                builder.EndMapping();
                break;
            case object?[] list:
                builder.BeginList(list);
                for (var i = 0; i < list.Length; i++)
                {
                    builder.BeginItem(i);
                    Write(builder, list[i]);
                    builder.EndValue();
                }
                builder.EndList();
                break;
            default:
                if (!builder.TryWrite(value))
                    throw new InvalidOperationException($"{value.GetType()} is not written.");
                break;
        }
    }

    private OrderedDictionary Mapping(int depth)
    {
        var mapping = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        for (var i = _random.Next(5); i > 0; i--)
            mapping[_random.Next(9) == 0 ? "*" : Text()] = Value(depth + 1);
        return mapping;
    }

    private object? Value(int depth) => depth < MaxDepth ? _random.Next(8) switch
    {
        0 => Mapping(depth),
        1 => Items(() => Value(depth + 1)),
        2 or 3 => OneType(),
        _ => Scalar(_random.Next(Scalars)),
    } : Scalar(_random.Next(Scalars));

    private object?[] Items(Func<object?> next) => [.. Enumerable.Range(0, _random.Next(5)).Select(_ => next())];

    /// <summary>A list of one type, perhaps with nothing among it.</summary>
    private object?[] OneType()
    {
        var kind = _random.Next(Scalars);
        var hasNull = _random.Next(3) == 0;
        return Items(() => hasNull && _random.Next(3) == 0 ? null : Scalar(kind));
    }

#if NET7_0_OR_GREATER
    private const int Scalars = 42;
#else
    private const int Scalars = 36;
#endif

    private object? Scalar(int kind) => kind switch
    {
        0 => null,
        1 => _random.Next(2) == 0,
        2 => (byte)_random.Next(256),
        3 => (sbyte)_random.Next(-128, 128),
        4 => (short)_random.Next(short.MinValue, short.MaxValue + 1),
        5 => (ushort)_random.Next(ushort.MaxValue + 1),
        6 => _random.Next(int.MinValue, int.MaxValue),
        7 => (uint)Bits(),
        8 or 9 => _random.Next(2) == 0 ? Bits() : _random.Next(99),
        10 => (ulong)Bits(),
        11 or 12 => BitConverter.ToSingle(BitConverter.GetBytes((int)Bits()), 0) is var single && float.IsNaN(single) ? float.NaN : single,
        13 or 14 => BitConverter.Int64BitsToDouble(Bits()) is var real && double.IsNaN(real) ? double.NaN : real,
        15 => (double)_random.Next(-9, 9),
        16 => new decimal(_random.Next(), _random.Next(), _random.Next(), _random.Next(2) == 0, (byte)_random.Next(29)),
        17 => BigInteger.Pow(_random.Next(-9, 9), _random.Next(100)),
        18 => new DateTime((long)(_random.NextDouble() * DateTime.MaxValue.Ticks), (DateTimeKind)_random.Next(2)),
        19 => DateTime.Today.AddTicks(_random.Next()),
        20 => new DateTimeOffset(new DateTime(2024, 1, 1).AddTicks(_random.Next()), TimeSpan.FromMinutes(_random.Next(-840, 840))),
        21 => new TimeSpan(Bits()),
        22 => new Guid([.. Enumerable.Range(0, 16).Select(_ => (byte)_random.Next(256))]),
        23 => new Version(_random.Next(99), _random.Next(99)),
        24 => new Version(1, 2, _random.Next(99), 4),
        25 => new Uri("https://example.org/ä?q=%20#" + _random.Next(9)),
        26 => new Uri("/tmp/" + _random.Next(9), UriKind.Relative),
        27 => new Uri("/tmp/" + _random.Next(9), Environment.NewLine == "\n" ? UriKind.Absolute : UriKind.Relative),
        28 => Enumerable.Range(0, _random.Next(9)).Select(_ => (byte)_random.Next(256)).ToArray(),
        29 => (char)_random.Next(char.MaxValue + 1),
        30 => _random.Next(2) == 0 ? IPAddress.Loopback : IPAddress.Parse("fe80::1%" + _random.Next(1, 9)),
        31 => new IPEndPoint(_random.Next(2) == 0 ? IPAddress.IPv6Loopback : IPAddress.Any, _random.Next(65536)),
        32 => new PhysicalAddress([1, 2, 3, 4, 5, (byte)_random.Next(256)]),
        33 => new MailAddress("me@example.org", _random.Next(2) == 0 ? "Me, \"My\"self" : ""),
        34 => others.Length > 0 ? others[_random.Next(others.Length)] : null,
        35 => Text(),
#if NET7_0_OR_GREATER
        36 => new DateOnly(_random.Next(1, 10000), _random.Next(1, 13), _random.Next(1, 29)),
        37 => new TimeOnly(_random.NextInt64(TimeSpan.TicksPerDay)),
        38 or 39 => BitConverter.UInt16BitsToHalf((ushort)_random.Next(65536)) is var half && Half.IsNaN(half) ? Half.NaN : half,
        40 => Int128.MinValue + _random.Next(),
        _ => UInt128.MaxValue - (UInt128)_random.Next(),
#else
        _ => null,
#endif
    };

    private long Bits() => ((long)_random.Next(int.MinValue, int.MaxValue) << 32) ^ _random.Next(int.MinValue, int.MaxValue);

    private string Text() => string.Concat(Enumerable.Range(0, _random.Next(7)).Select(_ => _random.Next(9) switch
    {
        0 => char.ConvertFromUtf32(_random.Next(0xE000, 0x110000)),
        1 => "~1/",
        2 => "\r\n\0",
        3 => "😀",
        4 => "'\"\\",
        5 => "*",
        _ => ((char)('a' + _random.Next(26))).ToString(),
    }));
}
