using System.Collections.Generic;
using Tracking.Json;
using Tracking.Model;

namespace Tracking.Data;

/// <summary>Writes facts as a JSON object. What is null, false or empty is left out.</summary>
internal sealed class FactsWriter
{
    private readonly JsonBuffer _json = new();

    /// <summary>The facts that were added; null when there are none.</summary>
    public TrackData? ToData() => _json.Length == 0 ? null : new TrackData(_json.Byte('}').ToArray());

    public FactsWriter Add(string key, string? value)
    {
        if (value != null)
            Key(key).Text(UnicodeText.MakeWellFormed(value));
        return this;
    }

    public FactsWriter Add(string key, bool value)
    {
        if (value)
            Key(key).Ascii("true");
        return this;
    }

    public FactsWriter Add(string key, long? value)
    {
        if (value is { } number)
            Key(key).Number(number);
        return this;
    }

    public FactsWriter Add(string key, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
            return this;
        Key(key);
        for (var i = 0; i < values.Count; i++)
            _json.Byte(i == 0 ? '[' : ',').Text(UnicodeText.MakeWellFormed(values[i]));
        _json.Byte(']');
        return this;
    }

    public FactsWriter Add(string key, IEnumerable<KeyValuePair<string, string>> values)
    {
        var isFirst = true;
        foreach (var pair in values)
        {
            if (isFirst)
                Key(key);
            _json.Byte(isFirst ? '{' : ',').Text(UnicodeText.MakeWellFormed(pair.Key)).Byte(':')
                .Text(UnicodeText.MakeWellFormed(pair.Value));
            isFirst = false;
        }
        if (!isFirst)
            _json.Byte('}');
        return this;
    }

    private JsonBuffer Key(string key) => _json.Byte(_json.Length == 0 ? '{' : ',').Byte('"').Ascii(key).Ascii("\":");
}
