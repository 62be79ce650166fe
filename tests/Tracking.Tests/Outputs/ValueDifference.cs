using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Text.RegularExpressions;

namespace Tracking.Tests.Outputs;

/// <summary>Where two values differ, in type or value, at whatever depth.</summary>
public static class ValueDifference
{
    /// <summary>The place and both values; null when there is none.</summary>
    public static string? Of(object? expected, object? actual, string place = "$")
    {
        if (ReferenceEquals(expected, AutomationNull.Value) || ReferenceEquals(actual, AutomationNull.Value))
            return ReferenceEquals(expected, actual) ? null : $"{place}: nothing";
        var one = expected is PSObject a ? a.BaseObject : expected;
        var other = actual is PSObject b ? b.BaseObject : actual;
        if (one?.GetType() != other?.GetType() && !(one is System.Net.IPAddress && other is System.Net.IPAddress))
            return $"{place}: {one?.GetType()} became {other?.GetType()}";
        return (one, other) switch
        {
            (null, null) => null,
            (PSCustomObject, _) => OfProperties((PSObject)expected!, (PSObject)actual!, place),
            (IDictionary left, IDictionary right) => OfMappings(left, right, place),
            (string or byte[], _) => Equals(Form(one), Form(other)) ? null : $"{place}: '{Form(one)}' became '{Form(other)}'",
            (IEnumerable left, IEnumerable right) => OfLists([.. left.Cast<object?>()], [.. right.Cast<object?>()], place),
            _ => Equals(Form(one), Form(other)) ? null : $"{place}: '{Form(one)}' became '{Form(other)}' ({one!.GetType()})",
        };
    }

    /// <summary>What tells a value from all others of its type.</summary>
    private static object? Form(object? value) => value switch
    {
        double number => BitConverter.DoubleToInt64Bits(number),
        float number => BitConverter.SingleToInt32Bits(number),
        decimal number => string.Join(' ', decimal.GetBits(number)),
        DateTime time => $"{time.Ticks} {time.Kind}",
        DateTimeOffset time => $"{time.Ticks} {time.Offset}",
        Uri uri => $"{uri.OriginalString} {uri.IsAbsoluteUri}",
        Regex regex => $"{regex} {regex.Options} {regex.MatchTimeout}",
        byte[] bytes => Convert.ToHexString(bytes),
        CultureInfo culture => culture.Name,
        System.Net.Mail.MailAddress mail => $"{mail.Address} {mail.DisplayName}",
        _ => value,
    };

    private static string? OfProperties(PSObject one, PSObject other, string place)
    {
        if (!one.TypeNames.SequenceEqual(other.TypeNames))
            return $"{place}: type names {string.Join(',', one.TypeNames)} became {string.Join(',', other.TypeNames)}";
        var left = one.Properties.ToList();
        var right = other.Properties.ToList();
        return left.Select(property => property.Name).SequenceEqual(right.Select(property => property.Name))
            ? left.Zip(right).Select(pair => Of(pair.First.Value, pair.Second.Value, $"{place}.{pair.First.Name}"))
                .FirstOrDefault(found => found != null)
            : $"{place}: other properties";
    }

    private static string? OfMappings(IDictionary one, IDictionary other, string place)
    {
        if (one.Count != other.Count)
            return $"{place}: {one.Count} entries became {other.Count}";
        var isOrdered = one is System.Collections.Specialized.OrderedDictionary;
        if (isOrdered && OfLists([.. one.Keys.Cast<object?>()], [.. other.Keys.Cast<object?>()], place + " keys") is { } found)
            return found;
        foreach (DictionaryEntry entry in one)
        {
            if (!other.Contains(entry.Key))
                return $"{place}: {entry.Key} is missing";
            if (Of(entry.Value, other[entry.Key], $"{place}[{entry.Key}]") is { } difference)
                return difference;
        }
        return null;
    }

    private static string? OfLists(List<object?> one, List<object?> other, string place)
    {
        if (one.Count != other.Count)
            return $"{place}: {one.Count} items became {other.Count}";
        return one.Zip(other).Select((pair, i) => Of(pair.First, pair.Second, $"{place}[{i}]")).FirstOrDefault(found => found != null);
    }
}
