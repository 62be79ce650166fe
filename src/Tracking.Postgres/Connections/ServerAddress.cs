using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text.RegularExpressions;
using Npgsql;
using Tracking.Model;

namespace Tracking.Postgres.Connections;

/// <summary>
/// Where a database is and how it is spoken to, read from a connection string or a postgres:// URI. What goes wrong quotes nothing:
/// anything in it may be a password.
/// </summary>
internal sealed partial class ServerAddress
{
    /// <summary>What a URI, as libpq reads it, calls otherwise than a connection string.</summary>
    private static readonly Dictionary<string, string> UriNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["application_name"] = "Application Name",
        ["connect_timeout"] = "Timeout",
        ["target_session_attrs"] = "Target Session Attributes",
        ["options"] = "Options",
        ["passfile"] = "Passfile",
    };

    private ServerAddress(NpgsqlConnectionStringBuilder builder)
    {
        ConnectionString = builder.ConnectionString;
        var port = builder.Port == NpgsqlConnection.DefaultPort ? "" : ":" + builder.Port.ToString(CultureInfo.InvariantCulture);
        Name = $"{builder.Host}{port}/{builder.Database}";
        Identity = $"{builder.Username}@{builder.Host}:{builder.Port.ToString(CultureInfo.InvariantCulture)}/{builder.Database}";
    }

    /// <summary>What Npgsql takes; the password is in it.</summary>
    public string ConnectionString { get; }

    /// <summary>Host and database, for people.</summary>
    public string Name { get; }

    /// <summary>User, host and database: what is one store in a process.</summary>
    public string Identity { get; }

    /// <exception cref="TrackingException">TrackStoreConnectionInvalid.</exception>
    public static ServerAddress Parse(string text, NetworkCredential? credential = null)
    {
        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = new NpgsqlConnectionStringBuilder(UriForm().Match(text) is { Success: true } uri ? FromUri(uri) : text);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException or InvalidCastException
            or KeyNotFoundException or NotSupportedException)
        {
            // Not as the inner error: it names what it could not read.
            throw Invalid(
                "The connection string cannot be read: a keyword or a value in it is unknown. "
                + "Its form is 'Host=…;Database=…;Username=…', or postgres://user@host:port/database.");
        }
        if (string.IsNullOrEmpty(builder.Host))
            throw Invalid("The connection string names no server. Add Host=… to it.");
        if (string.IsNullOrEmpty(builder.Database))
            throw Invalid("The connection string names no database. Add Database=… to it.");
        if (credential != null)
        {
            builder.Username = credential.UserName;
            builder.Password = credential.Password;
        }
        builder.Username ??= Environment.GetEnvironmentVariable("PGUSER") ?? SystemUser.Name;
        SetDefaults(builder);
        return new ServerAddress(builder);
    }

    private static void SetDefaults(NpgsqlConnectionStringBuilder builder)
    {
        if (!Says(builder, "SSL Mode") && !builder.Host!.Split(',').All(IsLocal))
            builder.SslMode = SslMode.VerifyFull;
        if (!Says(builder, "Max Auto Prepare"))
            builder.MaxAutoPrepare = 64;
        if (!Says(builder, "Application Name"))
            builder.ApplicationName = "Tracking";
        // No statement leaves anything behind in its session, and the seven that would reset it are a quarter of what a query costs.
        if (!Says(builder, "No Reset On Close"))
            builder.NoResetOnClose = true;
        // Looking for Kerberos costs each connection a round trip, and prints where the system lacks it.
        if (!Says(builder, "GSS Encryption Mode"))
            builder.GssEncryptionMode = GssEncryptionMode.Disable;
        // Neither the password nor what is saved comes out again.
        builder.PersistSecurityInfo = false;
        builder.IncludeErrorDetail = false;
        builder.IncludeFailedBatchedCommand = false;
        builder.LogParameters = false;
        // A transaction of the caller's is none of ours.
        builder.Enlist = false;
    }

    private static bool Says(NpgsqlConnectionStringBuilder builder, string keyword) => builder.ShouldSerialize(keyword);

    private static bool IsLocal(string host)
    {
        var name = PortAtEnd().Replace(host.Trim(), "").Trim('[', ']');
        return name.StartsWith('/')
            || name.StartsWith('@')
            || name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }

    private static string FromUri(Match uri)
    {
        var builder = new NpgsqlConnectionStringBuilder { Host = uri.Groups["hosts"].Value };
        if (!Array.TrueForAll(builder.Host!.Split(','), host => HostForm().IsMatch(host)))
            throw new FormatException();
        // One host's port is a keyword of its own; of several each has its own.
        if (PortAtEnd().Match(builder.Host!) is { Success: true } port && !builder.Host!.Contains(',', StringComparison.Ordinal))
        {
            builder.Host = builder.Host[..port.Index];
            builder.Port = int.Parse(port.ValueSpan[1..], NumberStyles.None, CultureInfo.InvariantCulture);
        }
        builder.Host = Uri.UnescapeDataString(builder.Host!).Trim('[', ']');
        builder.Database = Part("database");
        builder.Username = Part("user");
        builder.Password = Part("password");
        foreach (var setting in uri.Groups["settings"].Value.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = setting.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
                ? (Uri.UnescapeDataString(setting[..at]), Uri.UnescapeDataString(setting[(at + 1)..]))
                : throw new FormatException();
            // libpq's verify-full is Npgsql's VerifyFull.
            if (name.Equals("sslmode", StringComparison.OrdinalIgnoreCase))
                value = value.Replace("-", "", StringComparison.Ordinal);
            builder[UriNames.GetValueOrDefault(name, name)] = value;
        }
        return builder.ConnectionString;

        string? Part(string name) => uri.Groups[name] is { Success: true, Length: > 0 } part ? Uri.UnescapeDataString(part.Value) : null;
    }

    private static TrackingException Invalid(string message) => new(TrackingErrorCode.TrackStoreConnectionInvalid, message);

    [GeneratedRegex(
        @"^postgres(ql)?://((?<user>[^:@/]*)(:(?<password>[^@/]*))?@)?(?<hosts>[^/?]*)(/(?<database>[^?]*))?(\?(?<settings>.*))?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UriForm();

    [GeneratedRegex(@"^(\[[^\]]*\]|[^:]*)(:\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex HostForm();

    [GeneratedRegex(@"(?<=^[^:]*|\]):\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex PortAtEnd();
}
