using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace Tracking.Postgres.Connections;

/// <summary>
/// The keywords that PostgreSQL's own programs know, and the variables of the environment that stand for them: each is translated, or
/// refused with what to do instead. None is passed over.
/// </summary>
internal static partial class LibpqKeywords
{
    private const string LeaveOut = "Leave it out";

    private static readonly Dictionary<string, LibpqKeyword> All = new(StringComparer.OrdinalIgnoreCase)
    {
        ["host"] = new("Host"),
        ["hostaddr"] = new("Host"),
        ["port"] = new("Port"),
        ["dbname"] = new("Database"),
        ["user"] = new("Username"),
        ["password"] = new("Password"),
        ["passfile"] = new("Passfile"),
        ["require_auth"] = new("Require Auth", Methods),
        ["channel_binding"] = new("Channel Binding", OneOf("disable", "prefer", "require")),
        ["connect_timeout"] = new("Timeout", Seconds(zeroIsNone: true)),
        ["client_encoding"] = new(null, OneOf("utf8", "utf-8", "unicode", "auto")) { Advice = "Names and data are sent as UTF8" },
        ["options"] = new("Options", value => SearchPath().IsMatch(value) ? null : value)
        {
            Advice = "A search path in it says nothing here: name the schema by 'Schema=…'",
        },
        ["application_name"] = new("Application Name"),
        ["fallback_application_name"] = new("Application Name") { IsFallback = true },
        ["keepalives"] = new("TCP Keepalive", value => Number(value) is { } n ? (n != 0 ? "true" : "false") : null),
        ["keepalives_idle"] = new("TCP Keepalive Time", Seconds(zeroIsNone: false)),
        ["keepalives_interval"] = new("TCP Keepalive Interval", Seconds(zeroIsNone: false)),
        ["keepalives_count"] = new(null, OneOf("0")) { Advice = $"{LeaveOut}: the system says how many (tcp_keepalive_probes)" },
        ["tcp_user_timeout"] = new(null, OneOf("0")) { Advice = $"{LeaveOut}, and limit statements by 'Command Timeout=…', in seconds" },
        ["gssencmode"] = new("GSS Encryption Mode", OneOf("disable", "prefer", "require")),
        ["krbsrvname"] = new("Kerberos Service Name"),
        ["gsslib"] = new(null, OneOf("gssapi")) { Advice = $"{LeaveOut}: the system says which" },
        ["gssdelegation"] = new(null, OneOf("0")) { Advice = $"{LeaveOut}: nothing is delegated to the server" },
        ["sslmode"] = new("SSL Mode", value =>
            OneOf("disable", "allow", "prefer", "require", "verifyca", "verifyfull")(value.Replace("-", "", StringComparison.Ordinal)))
        {
            Advice = "It is disable, allow, prefer, require, verify-ca or verify-full",
        },
        ["requiressl"] = new(null, OneOf("0")) { Advice = "Write 'sslmode=require'" },
        ["sslnegotiation"] = new("SSL Negotiation", OneOf("postgres", "direct")),
        ["sslcompression"] = new(null, OneOf("0")) { Advice = $"{LeaveOut}: nothing is compressed" },
        ["sslcert"] = new("SSL Certificate"),
        ["sslkey"] = new("SSL Key"),
        ["sslpassword"] = new("SSL Password"),
        ["sslrootcert"] = new("Root Certificate"),
        ["sslcertmode"] = new(null, OneOf("allow")) { Advice = $"{LeaveOut}: a certificate is sent when 'sslcert' names one" },
        ["sslcrl"] = new(null) { Advice = "Write 'Check Certificate Revocation=true': the authority is asked" },
        ["sslcrldir"] = new(null) { Advice = "Write 'Check Certificate Revocation=true': the authority is asked" },
        ["sslsni"] = new(null, OneOf("1")) { Advice = $"{LeaveOut}: the host's name is always sent" },
        ["sslkeylogfile"] = new(null) { Advice = $"{LeaveOut}: keys are not written down" },
        ["requirepeer"] = new(null) { Advice = "Ask for a certificate instead, by a host's name and 'sslmode=verify-full'" },
        ["ssl_min_protocol_version"] = new(null) { Advice = $"{LeaveOut}: the system's policy says which versions of TLS there are" },
        ["ssl_max_protocol_version"] = new(null) { Advice = $"{LeaveOut}: the system's policy says which versions of TLS there are" },
        ["min_protocol_version"] = new(null, OneOf("3.0")) { Advice = $"{LeaveOut}: version 3.0 of the protocol is spoken" },
        ["max_protocol_version"] = new(null, OneOf("3.0", "latest")) { Advice = $"{LeaveOut}: version 3.0 of the protocol is spoken" },
        ["replication"] = new(null, OneOf("false", "off", "no", "0")) { Advice = $"{LeaveOut}: a store needs a usual connection" },
        ["target_session_attrs"] = new(
            "Target Session Attributes",
            OneOf("any", "read-write", "read-only", "primary", "standby", "prefer-primary", "prefer-standby")),
        ["load_balance_hosts"] = new(
            "Load Balance Hosts",
            value => OneOf("disable", "random")(value) is { } known ? (known == "random" ? "true" : "false") : null),
        ["scram_client_key"] = new(null) { Advice = "Give a password, by .pgpass or PGPASSFILE" },
        ["scram_server_key"] = new(null) { Advice = "Give a password, by .pgpass or PGPASSFILE" },
        ["oauth_issuer"] = new(null) { Advice = "Give a password or a certificate: OAuth is not supported" },
        ["oauth_client_id"] = new(null) { Advice = "Give a password or a certificate: OAuth is not supported" },
        ["oauth_client_secret"] = new(null) { Advice = "Give a password or a certificate: OAuth is not supported" },
        ["oauth_scope"] = new(null) { Advice = "Give a password or a certificate: OAuth is not supported" },
        // Of providers, for programs of their own. The first spares a pooler the connection by which it is recognised.
        ["pgbouncer"] = new("Max Auto Prepare", value => OneOf("true", "false")(value) is { } known ? (known == "true" ? "0" : "") : null),
        ["currentSchema"] = new(null) { Advice = "Name the schema by 'Schema=…'" },
        ["Search Path"] = new(null) { Advice = "Name the schema by 'Schema=…'" },
        ["SearchPath"] = new(null) { Advice = "Name the schema by 'Schema=…'" },
        ["Client Encoding"] = new(null, OneOf("utf8", "utf-8")) { Advice = "Names and data are sent as UTF8" },
        ["ClientEncoding"] = new(null, OneOf("utf8", "utf-8")) { Advice = "Names and data are sent as UTF8" },
        ["Encoding"] = new(null, OneOf("utf8", "utf-8")) { Advice = "Names and data are sent as UTF8" },
    };

    /// <summary>The variables that stand for a keyword where nothing else says it.</summary>
    public static IReadOnlyList<(string Variable, string Keyword)> Variables { get; } =
    [
        ("PGHOST", "host"), ("PGHOSTADDR", "hostaddr"), ("PGPORT", "port"), ("PGDATABASE", "dbname"), ("PGUSER", "user"),
        ("PGPASSWORD", "password"), ("PGPASSFILE", "passfile"), ("PGREQUIREAUTH", "require_auth"), ("PGCHANNELBINDING", "channel_binding"),
        ("PGCONNECT_TIMEOUT", "connect_timeout"), ("PGCLIENTENCODING", "client_encoding"), ("PGOPTIONS", "options"),
        ("PGAPPNAME", "application_name"), ("PGGSSENCMODE", "gssencmode"), ("PGKRBSRVNAME", "krbsrvname"), ("PGGSSLIB", "gsslib"),
        ("PGGSSDELEGATION", "gssdelegation"), ("PGSSLMODE", "sslmode"), ("PGREQUIRESSL", "requiressl"),
        ("PGSSLNEGOTIATION", "sslnegotiation"), ("PGSSLCOMPRESSION", "sslcompression"), ("PGSSLCERT", "sslcert"), ("PGSSLKEY", "sslkey"),
        ("PGSSLROOTCERT", "sslrootcert"), ("PGSSLCERTMODE", "sslcertmode"), ("PGSSLCRL", "sslcrl"), ("PGSSLCRLDIR", "sslcrldir"),
        ("PGSSLSNI", "sslsni"), ("PGREQUIREPEER", "requirepeer"), ("PGSSLMINPROTOCOLVERSION", "ssl_min_protocol_version"),
        ("PGSSLMAXPROTOCOLVERSION", "ssl_max_protocol_version"), ("PGMINPROTOCOLVERSION", "min_protocol_version"),
        ("PGMAXPROTOCOLVERSION", "max_protocol_version"), ("PGTARGETSESSIONATTRS", "target_session_attrs"),
        ("PGLOADBALANCEHOSTS", "load_balance_hosts"),
    ];

    /// <summary>What a keyword means here; null where it is none of PostgreSQL's.</summary>
    public static LibpqKeyword? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>Ways to prove who one is, each of which may be negated.</summary>
    private static string? Methods(string value)
    {
        var methods = value.Split(',').Select(method => method.Trim())
            .Select(method => (Not: method.StartsWith('!') ? "!" : "", Name: Of(method))).ToList();
        return methods.TrueForAll(method => method.Name != null)
            ? string.Join(',', methods.Select(method => method.Not + method.Name))
            : null;

        static string? Of(string method) => method.TrimStart('!') switch
        {
            "password" => "Password",
            "md5" => "MD5",
            "gss" => "GSS",
            "sspi" => "SSPI",
            "scram-sha-256" => "ScramSHA256",
            "none" => "None",
            _ => null,
        };
    }

    private static Func<string, string?> OneOf(params string[] values) =>
        value => values.FirstOrDefault(known => known.Equals(value.Trim(), StringComparison.OrdinalIgnoreCase));

    /// <param name="zeroIsNone">Whether zero and less mean that there is no limit; else it is what the system has.</param>
    private static Func<string, string?> Seconds(bool zeroIsNone) => value => Number(value) switch
    {
        null => null,
        <= 0 => zeroIsNone ? "0" : "",
        // As many as there can be.
        { } seconds => Math.Min(seconds, 1024).ToString(CultureInfo.InvariantCulture),
    };

    private static int? Number(string value) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex("search[_-]path", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SearchPath();
}

/// <summary>What a keyword of PostgreSQL's programs means here.</summary>
/// <param name="Name">What a connection string calls it; null where it asks for what is done anyway, or cannot be done.</param>
/// <param name="Read">
/// Turns its value into one of a connection string, or "" where that is to say nothing; gives null for one that cannot be. Null where
/// each value is as it should be, or, without a name, none.
/// </param>
internal sealed record LibpqKeyword(string? Name, Func<string, string?>? Read = null)
{
    /// <summary>What to do where the value cannot be; without it the value alone is wrong.</summary>
    public string? Advice { get; init; }

    /// <summary>Whether another keyword with this name counts before it.</summary>
    public bool IsFallback { get; init; }

    /// <summary>The value for a connection string; null for one that cannot be.</summary>
    public string? Translate(string value) => Read != null ? Read(value) : Name == null ? null : value;
}
