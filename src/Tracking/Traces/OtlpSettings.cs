using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace Tracking.Traces;

/// <summary>
/// Where spans are sent, and how, by the variables of the OTLP exporter specification. One that cannot be followed is refused by name; none
/// is passed over (rule 14.5). No error quotes a header.
/// </summary>
internal sealed class OtlpSettings
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";
    private const string Traces = "TRACES_";
    private const string Endpoint = "ENDPOINT";
    private const string PathOfTraces = "v1/traces";
    private const string DefaultEndpoint = "http://localhost:4318";
    private const string DefaultService = "tracking";
    private const string Json = "http/json";
    private const int DefaultMilliseconds = 10_000;

    private static readonly string[] Followed = [Endpoint, "HEADERS", "PROTOCOL", "TIMEOUT", "COMPRESSION", "CERTIFICATE"];

    // Of other signals, and of OTLP over gRPC alone.
    private static readonly string[] OfOthers = ["METRICS_", "LOGS_", "PROFILES_"];
    private static readonly string[] OfGrpc = ["INSECURE", "TRACES_INSECURE", "SPAN_INSECURE"];

    private static readonly Regex HeaderName = new(@"\A[!#$%&'*+.^_`|~0-9A-Za-z-]+\z", RegexOptions.CultureInvariant);
    private static readonly Regex Pem = new(
        "-----BEGIN CERTIFICATE-----(?<data>[^-]+)-----END CERTIFICATE-----", RegexOptions.CultureInvariant);

    private OtlpSettings(Uri url) => Url = url;

    public Uri Url { get; }

    /// <summary>The address without what may be a secret in it.</summary>
    public string Name => Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; private set; } = [];

    /// <summary>How long each attempt may take.</summary>
    public TimeSpan Timeout { get; private set; }

    public bool IsCompressed { get; private set; }

    /// <summary>The certificates that the server's must descend from; empty for those of the system.</summary>
    public IReadOnlyList<X509Certificate2> Roots { get; private set; } = [];

    public string ServiceName { get; private set; } = DefaultService;

    public IReadOnlyList<KeyValuePair<string, string>> ResourceAttributes { get; private set; } = [];

    /// <summary>Reads them.</summary>
    /// <param name="endpoint">What takes the place of the variables for the endpoint; null for those.</param>
    /// <exception cref="TrackingException">TrackTraceSettingInvalid.</exception>
    public static OtlpSettings Read(string? endpoint)
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).OrderBy(name => name, StringComparer.Ordinal))
        {
            RequireKnown(name);
        }
        RequireProtocol();
        var resource = Pairs("OTEL_RESOURCE_ATTRIBUTES", Environment.GetEnvironmentVariable("OTEL_RESOURCE_ATTRIBUTES"));
        return new OtlpSettings(UrlOf(endpoint))
        {
            Headers = HeadersOf(Find("HEADERS")),
            Timeout = TimeoutOf(Find("TIMEOUT")),
            IsCompressed = IsGzip(Find("COMPRESSION")),
            Roots = RootsOf(Find("CERTIFICATE")),
            ServiceName = Value("OTEL_SERVICE_NAME")
                ?? resource.LastOrDefault(one => one.Key == SemanticNames.ServiceName).Value
                ?? DefaultService,
            ResourceAttributes = [.. resource.Where(one => one.Key != SemanticNames.ServiceName)],
        };
    }

    private static void RequireKnown(string variable)
    {
        var name = variable.Substring(Prefix.Length);
        if (Value(variable) == null || OfGrpc.Contains(name)
            || Array.Exists(OfOthers, other => name.StartsWith(other, StringComparison.Ordinal)))
        {
            return;
        }
        if (name.StartsWith(Traces, StringComparison.Ordinal))
            name = name.Substring(Traces.Length);
        if (name is "CLIENT_KEY" or "CLIENT_CERTIFICATE")
            throw Invalid(variable, "certificates of clients are not supported. Unset it, or send by way of a collector that is near");
        if (!Followed.Contains(name))
            throw Invalid(variable, "there is no such variable that could be followed. Correct its name, or unset it");
    }

    private static void RequireProtocol()
    {
        if (Find("PROTOCOL") is (var variable, var protocol) && protocol != Json)
        {
            throw Invalid(
                variable,
                $"it says '{protocol}', and only {Json} is spoken here. Set $env:{Prefix}{Traces}PROTOCOL to {Json}, and "
                + $"$env:{Prefix}{Traces}{Endpoint} to an address that takes it");
        }
    }

    private static Uri UrlOf(string? given)
    {
        if (given != null)
            return Absolute(given, "-Endpoint");
        if (Value(Prefix + Traces + Endpoint) is { } whole)
            return Absolute(whole, "$env:" + Prefix + Traces + Endpoint);
        var start = Absolute(Value(Prefix + Endpoint) ?? DefaultEndpoint, "$env:" + Prefix + Endpoint);
        return new UriBuilder(start) { Path = start.AbsolutePath.TrimEnd('/') + "/" + PathOfTraces }.Uri;
    }

    private static Uri Absolute(string text, string name) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0 ? url
            : throw new TrackingException(
                TrackingErrorCode.TrackTraceSettingInvalid,
                $"{name} is no address that begins with http:// or https://. Give one, as {DefaultEndpoint}/{PathOfTraces}.");

    private static List<KeyValuePair<string, string>> HeadersOf((string Variable, string Text)? given)
    {
        if (given is not (var variable, var text))
            return [];
        var headers = Pairs(variable, text);
        foreach (var name in headers.Select(header => header.Key))
        {
            if (!HeaderName.IsMatch(name) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
                throw Invalid(variable, "a name in it is none that a header can have here. Write name=value, and commas between");
        }
        if (headers.Any(header => header.Value.IndexOfAny(['\r', '\n', '\0']) >= 0))
            throw Invalid(variable, "a value in it has a line end");
        return headers;
    }

    private static List<KeyValuePair<string, string>> Pairs(string variable, string? text)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var part in (text ?? "").Split(',').Select(part => part.Trim()).Where(part => part.Length > 0))
        {
            var at = part.IndexOf('=');
            if (at <= 0)
                throw Invalid(variable, "a part of it has no name and value. Write name=value, and commas between");
            pairs.Add(new(Uri.UnescapeDataString(part.Substring(0, at).Trim()), Uri.UnescapeDataString(part.Substring(at + 1).Trim())));
        }
        return pairs;
    }

    private static TimeSpan TimeoutOf((string Variable, string Text)? given) =>
        given is not (var variable, var text) ? TimeSpan.FromMilliseconds(DefaultMilliseconds)
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0
            ? TimeSpan.FromMilliseconds(milliseconds)
        : throw Invalid(variable, $"it says '{text}'. Set it to a number of milliseconds, as 10000");

    private static bool IsGzip((string Variable, string Text)? given) => given is (var variable, var text) && text switch
    {
        "gzip" => true,
        "none" => false,
        _ => throw Invalid(variable, $"it says '{text}'. Set it to gzip or none"),
    };

    private static List<X509Certificate2> RootsOf((string Variable, string Text)? given)
    {
        if (given is not (var variable, var path))
            return [];
        try
        {
            var found = Pem.Matches(File.ReadAllText(path)).Cast<Match>()
                .Select(match => new X509Certificate2(Convert.FromBase64String(match.Groups["data"].Value))).ToList();
            return found.Count > 0 ? found : throw Invalid(variable, $"'{path}' has no certificate in PEM form");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or CryptographicException
            or ArgumentException or NotSupportedException)
        {
            throw Invalid(variable, $"'{path}' cannot be read: {error.Message.TrimEnd('.')}");
        }
    }

    // What concerns traces alone goes before what concerns all signals.
    private static (string Variable, string Text)? Find(string name) =>
        Value(Prefix + Traces + name) is { } own ? (Prefix + Traces + name, own)
        : Value(Prefix + name) is { } all ? (Prefix + name, all)
        : null;

    // As the specification has it, an empty one is not set.
    private static string? Value(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { } text && text.Trim().Length > 0 ? text.Trim() : null;

    private static TrackingException Invalid(string variable, string what) =>
        new(TrackingErrorCode.TrackTraceSettingInvalid, $"$env:{variable} cannot be followed: {what}.");
}
