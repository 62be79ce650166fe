using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Tracking.Tests.Scripts;

namespace Tracking.Tests.Traces;

/// <summary>A test of Send-TrackTrace, with a receiver on loopback that the variables name.</summary>
public abstract class TraceTest : ScriptTest
{
    private static readonly string[] Variables =
    [
        "TRACEPARENT", "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_PROTOCOL",
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_TIMEOUT", "OTEL_EXPORTER_OTLP_COMPRESSION",
        "OTEL_EXPORTER_OTLP_CERTIFICATE", "OTEL_EXPORTER_OTLP_CLIENT_KEY", "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL",
        "OTEL_EXPORTER_OTLP_INSECURE", "OTEL_EXPORTER_OTLP_TRACE_ENDPOINT",
    ];

    private readonly LoopbackServer _server;

    protected TraceTest()
    {
        Clear();
        _server = new LoopbackServer(request => Answer(request));
        SetVariable("OTEL_EXPORTER_OTLP_ENDPOINT", _server.Address);
    }

    /// <summary>What the receiver answers.</summary>
    protected Func<LoopbackRequest, LoopbackAnswer> Answer { get; set; } = _ => new LoopbackAnswer(200, "{}");

    protected string Address => _server.Address;

    protected IReadOnlyList<LoopbackRequest> Requests => _server.Requests;

    /// <summary>The spans of all requests, in order.</summary>
    protected IReadOnlyList<JsonElement> Spans =>
    [
        .. Requests.SelectMany(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("resourceSpans").EnumerateArray())
            .SelectMany(resource => resource.GetProperty("scopeSpans").EnumerateArray())
            .SelectMany(scope => scope.GetProperty("spans").EnumerateArray()),
    ];

    protected static void SetVariable(string name, string? value) => Environment.SetEnvironmentVariable(name, value);

    /// <summary>A property of a span as text; null when it has none.</summary>
    protected static string? Text(JsonElement span, string name) =>
        span.TryGetProperty(name, out var value) ? value.ToString() : null;

    /// <summary>An attribute as its JSON; null when there is none.</summary>
    protected static string? Attribute(JsonElement owner, string key) =>
        owner.GetProperty("attributes").EnumerateArray().Where(one => one.GetProperty("key").GetString() == key)
            .Select(one => one.GetProperty("value").GetRawText()).SingleOrDefault();

    protected override void Verify()
    {
        _server.Dispose();
        Clear();
    }

    private static void Clear()
    {
        foreach (var name in Variables)
            SetVariable(name, null);
    }
}
