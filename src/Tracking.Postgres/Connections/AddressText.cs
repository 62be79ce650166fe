using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Linq;
using System.Text.RegularExpressions;

namespace Tracking.Postgres.Connections;

/// <summary>One keyword and its value, as someone wrote them.</summary>
/// <param name="Name">The keyword.</param>
/// <param name="Value">Its value, which may be a password.</param>
/// <param name="Shown">How an error calls it; null where it may be a part of a password.</param>
internal readonly record struct AddressSetting(string Name, string Value, string? Shown);

/// <summary>
/// Reads the three forms of an address: <c>postgres://user@host/database?keyword=value</c>, <c>keyword=value keyword=value</c> as for psql,
/// and <c>Keyword=value;Keyword=value</c>.
/// </summary>
internal static partial class AddressText
{
    /// <exception cref="FormatException">It is none of them.</exception>
    public static IReadOnlyList<AddressSetting> Read(string text) =>
        UriForm().Match(text) is { Success: true } uri ? FromUri(uri)
        : ConninfoForm().Match(text) is { Success: true } conninfo ? FromConninfo(conninfo)
        : FromConnectionString(text);

    private static List<AddressSetting> FromUri(Match uri)
    {
        var settings = new List<AddressSetting>();
        var hosts = uri.Groups["hosts"].Value;
        if (!Array.TrueForAll(hosts.Split(','), host => HostForm().IsMatch(host)))
            throw new FormatException();
        // One host's port is a keyword of its own; of several each has its own.
        if (PortAtEnd().Match(hosts) is { Success: true } port && !hosts.Contains(',', StringComparison.Ordinal))
        {
            hosts = hosts[..port.Index];
            Add("port", port.Value[1..]);
        }
        Add("host", Uri.UnescapeDataString(hosts).Trim('[', ']'));
        Add("dbname", Uri.UnescapeDataString(uri.Groups["database"].Value));
        Add("user", Uri.UnescapeDataString(uri.Groups["user"].Value));
        Add("password", Uri.UnescapeDataString(uri.Groups["password"].Value));
        var pairs = new List<(string Name, string Value)>();
        foreach (var setting in uri.Groups["settings"].Value.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            // What is said by a word alone.
            if (setting.Equals("spool", StringComparison.OrdinalIgnoreCase))
            {
                pairs.Add((setting, "true"));
                continue;
            }
            pairs.Add(setting.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
                ? (Uri.UnescapeDataString(setting[..at]), Uri.UnescapeDataString(setting[(at + 1)..]))
                : throw new FormatException());
        }
        settings.AddRange(Shown(pairs));
        return settings;

        void Add(string keyword, string value)
        {
            if (value.Length > 0)
                settings.Add(new AddressSetting(keyword, value, keyword));
        }
    }

    private static List<AddressSetting> FromConninfo(Match conninfo)
    {
        var names = conninfo.Groups["name"].Captures.Select(name => name.Value);
        var values = conninfo.Groups["value"].Captures.Select(value =>
            EscapedCharacter().Replace(value.Value.StartsWith('\'') ? value.Value[1..^1] : value.Value, "$1"));
        return Shown([.. names.Zip(values)]);
    }

    private static List<AddressSetting> FromConnectionString(string text)
    {
        var builder = new DbConnectionStringBuilder { ConnectionString = text };
        return Shown([.. builder.Keys.Cast<string>().Select(name => (name, (string)builder[name]))]);
    }

    /// <summary>
    /// What looks like a keyword may be the rest of a password that was not quoted. So an unknown one is shown only where there is none.
    /// </summary>
    private static List<AddressSetting> Shown(IReadOnlyList<(string Name, string Value)> pairs)
    {
        var hasSecret = pairs.Any(pair => Secret().IsMatch(pair.Name));
        return
        [
            .. pairs.Select(pair => new AddressSetting(
                pair.Name,
                pair.Value,
                LibpqKeywords.Find(pair.Name) != null || (!hasSecret && KeywordForm().IsMatch(pair.Name)) ? pair.Name : null)),
        ];
    }

    /// <summary>A port behind a host's name or address.</summary>
    [GeneratedRegex(@"(?<=^[^:]*|\]):\d+$", RegexOptions.CultureInvariant)]
    public static partial Regex PortAtEnd();

    [GeneratedRegex(
        @"^postgres(ql)?://((?<user>[^:@/]*)(:(?<password>[^@/]*))?@)?(?<hosts>[^/?]*)(/(?<database>[^?]*))?(\?(?<settings>.*))?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UriForm();

    /// <summary>A semicolon in a value that is not quoted shows the other form.</summary>
    [GeneratedRegex(
        @"^\s*((?<name>[A-Za-z_]\w*)\s*=\s*(?<value>'([^'\\]|\\.)*'|([^'\\\s;]|\\.)*)(\s+|$))+$",
        RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex ConninfoForm();

    [GeneratedRegex(@"\\(.)", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex EscapedCharacter();

    [GeneratedRegex(@"^(\[[^\]]*\]|[^:]*)(:\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex HostForm();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_ -]{0,40}$", RegexOptions.CultureInvariant)]
    private static partial Regex KeywordForm();

    [GeneratedRegex("^(password|psw|pwd|ssl ?password)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Secret();
}
