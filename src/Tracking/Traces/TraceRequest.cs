using System.Collections.Generic;
using System.Linq;
using System.Text;
using Tracking.Data;

namespace Tracking.Traces;

/// <summary>What is sent at once: the spans of one run or of several, or a part of those of a large one.</summary>
internal static class TraceRequest
{
    /// <summary>From how many characters of spans on no further run is added.</summary>
    public const int EnoughCharacters = 1 << 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private static readonly string Version = typeof(TraceRequest).Assembly.GetName().Version!.ToString(3);

    /// <summary>The requests for some runs.</summary>
    public static IEnumerable<byte[]> For(IEnumerable<RunTrace> traces, OtlpSettings settings)
    {
        var text = new StringBuilder();
        foreach (var trace in traces)
        {
            var resource = Resource(trace.Host, settings);
            var rest = trace.Spans.AsEnumerable();
            while (rest.Any())
            {
                var spans = new List<string>();
                var length = text.Length;
                foreach (var span in rest)
                {
                    if (spans.Count > 0 && length + span.Length > EnoughCharacters)
                        break;
                    length += span.Length + 1;
                    spans.Add(span);
                }
                rest = rest.Skip(spans.Count).ToList();
                text.Append(text.Length == 0 ? "{\"resourceSpans\":[" : ",").Append(Part(resource, spans));
                if (text.Length < EnoughCharacters && !rest.Any())
                    continue;
                yield return Utf8.GetBytes(text.Append("]}").ToString());
                text.Clear();
            }
        }
        if (text.Length > 0)
            yield return Utf8.GetBytes(text.Append("]}").ToString());
    }

    private static string Part(string resource, List<string> spans)
    {
        var json = new JsonText().Begin('{').Name("resource").Raw(resource).Name("scopeSpans").Begin('[').Begin('{')
            .Name("scope").Begin('{').Name("name").Text("Tracking").Name("version").Text(Version).End('}').Name("spans").Begin('[');
        foreach (var span in spans)
            json.Raw(span);
        return json.End(']').Name("schemaUrl").Text(SemanticNames.SchemaUrl).End('}').End(']')
            .Name("schemaUrl").Text(SemanticNames.SchemaUrl).End('}').ToString();
    }

    private static string Resource(string? host, OtlpSettings settings)
    {
        var json = new JsonText().Begin('{').Name("attributes").Begin('[');
        var attributes = new AttributeList(json).Add(SemanticNames.ServiceName, settings.ServiceName);
        if (!settings.ResourceAttributes.Any(one => one.Key == SemanticNames.HostName))
            attributes.Add(SemanticNames.HostName, host);
        foreach (var (key, value) in settings.ResourceAttributes.Select(one => (one.Key, one.Value)))
            attributes.Add(key, value);
        return json.End(']').End('}').ToString();
    }
}
