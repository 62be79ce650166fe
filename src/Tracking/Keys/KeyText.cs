using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Tracking.Data;

namespace Tracking.Keys;

/// <summary>
/// The text of a key, by which runs of one task and steps of one name are told apart: a single value as <see cref="ParameterText"/> has
/// it, several as <c>(a, b)</c>, a mapping as <c>disk=a; host=b</c> with its names in lower case and in order.
/// </summary>
internal static class KeyText
{
    private const string Advice = "Give a single value, or a mapping of single values like @{ server = 'web1'; disk = 1 }.";

    /// <exception cref="TrackingException">TrackNameInvalid: it is no key.</exception>
    public static string Of(object? key)
    {
        var value = Checked(key, "the key");
        if (ParameterText.OfScalar(value) is { } scalar)
            return scalar;
        return value switch
        {
            IDictionary mapping => OfMapping(EntriesOf(mapping)),
            PSCustomObject => OfMapping(EntriesOf((PSObject)key!)),
            ICollection list => OfList(list, "the key"),
            _ => OfObject(value, "the key"),
        };
    }

    private static IEnumerable<(string Name, object? Value)> EntriesOf(IDictionary mapping)
    {
        for (var entries = mapping.GetEnumerator(); entries.MoveNext();)
            yield return (ParameterText.OfScalar(entries.Key) ?? throw Bad("a name in the key is no single value"), entries.Value);
    }

    private static IEnumerable<(string Name, object? Value)> EntriesOf(PSObject custom) =>
        custom.Properties.Where(property => property.MemberType is PSMemberTypes.NoteProperty or PSMemberTypes.Property)
            .Select(property => (property.Name, (object?)property.Value));

    private static string OfMapping(IEnumerable<(string Name, object? Value)> entries)
    {
        var parts = entries.Select(entry => (Name: entry.Name.ToLowerInvariant(), entry.Value))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => $"{Quoted(entry.Name)}={OfPart(entry.Value, $"{entry.Name} in the key")}").ToList();
        return parts.Count > 0 ? string.Join("; ", parts) : throw Bad("the key is an empty mapping");
    }

    private static string OfPart(object? part, string place)
    {
        if (PowerShellValue.Unwrap(part) == null)
            return "$null";
        var value = Checked(part, place);
        if (ParameterText.OfScalar(value) is { } scalar)
            return Quoted(scalar);
        return value switch
        {
            IDictionary or PSCustomObject => throw Bad($"{place} is a mapping within a mapping"),
            ICollection list => OfList(list, place),
            _ => OfObject(value, place),
        };
    }

    private static string OfList(ICollection list, string place)
    {
        if (list.Count == 0)
            throw Bad($"{place} is an empty list");
        var items = list.Cast<object?>().Select(item =>
            ParameterText.OfScalar(Checked(item, place)) is { } scalar
                ? Quoted(scalar)
                : throw Bad($"{place} is a list of something else than single values"));
        return $"({string.Join(", ", items)})";
    }

    // What has no text of its own has that of its type, as all others of it.
    private static string OfObject(object value, string place)
    {
        var text = ParameterText.IsOfScript(value) ? null : value.ToString();
        return string.IsNullOrEmpty(text) || text == value.GetType().ToString()
            ? throw Bad($"{place} is a {value.GetType().Name}, which has no text that tells it from others")
            : text!;
    }

    private static object Checked(object? given, string place) => PowerShellValue.Unwrap(given) switch
    {
        null => throw Bad($"{place} is empty"),
        var value when Secrets.Is(value) => throw Bad($"{place} is a secret"),
        ScriptBlock => throw Bad($"{place} is a script block"),
        var value => value,
    };

    private static string Quoted(string text) =>
        text.Length == 0 || text[0] is '$' or '\'' or '(' || text.Trim().Length != text.Length
            || text.IndexOfAny([';', '=', ',', ')', '\n']) >= 0
            ? $"'{text.Replace("'", "''")}'"
            : text;

    private static TrackingException Bad(string what) =>
        new(TrackingErrorCode.TrackNameInvalid, $"{char.ToUpperInvariant(what[0])}{what.Substring(1)}. {Advice}");
}
