using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Tracking.Json;

namespace Tracking.Data;

/// <summary>The condition that Search-Track -Data names: keys that must be there, with values that must be equal as PowerShell compares them (design.md 4.9).</summary>
internal sealed class DataFilter(IDictionary? wanted)
{
    public bool Matches(TrackRecord record) => wanted is { Count: > 0 } && HoldsAll(DataReader.Read(record.Data), wanted);

    private static bool HoldsAll(IDictionary stored, IDictionary wanted) =>
        wanted.Cast<DictionaryEntry>().All(entry => Unwrap(entry.Key) is string key && stored.Contains(key) && Holds(stored[key], Unwrap(entry.Value)));

    private static bool Holds(object? stored, object? wanted) => wanted switch
    {
        IDictionary mapping => Any(stored, item => item is IDictionary inner && HoldsAll(inner, mapping)),
        byte[] bytes => Any(stored, item => item is byte[] own && own.SequenceEqual(bytes)),
        string => Any(stored, item => AreEqual(item, wanted)),
        IEnumerable alternatives => alternatives.Cast<object?>().Any(alternative => Holds(stored, Unwrap(alternative))),
        _ => Any(stored, item => AreEqual(item, wanted)),
    };

    private static bool Any(object? stored, System.Func<object?, bool> condition) => stored is object?[] list ? list.Any(condition) : condition(stored);

    private static bool AreEqual(object? stored, object? wanted) => LanguagePrimitives.Equals(stored, wanted, ignoreCase: true, CultureInfo.InvariantCulture);

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
