using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Connections;

/// <summary>
/// Where a database is and how it is spoken to: what an address says, then the service that it names, then the environment, then what is
/// usual here (rule 1.12). What goes wrong quotes no value: any may be a password.
/// </summary>
internal sealed class ServerAddress
{
    private const string SchemaKeyword = "Schema";
    private const string PatienceKeyword = "Patience";
    private const string SpoolKeyword = "Spool";

    private readonly NpgsqlConnectionStringBuilder _builder = [];
    private StoreSchema? _schema;
    private bool _isRequireOfLibpq;
    private bool _trustsSystem;
    private bool _namesApplication;

    private ServerAddress()
    {
    }

    /// <summary>What Npgsql takes; the password is in it.</summary>
    public string ConnectionString => _builder.ConnectionString;

    /// <summary>Host and database, for people, and the schema where it is not the usual one.</summary>
    public string Name { get; private set; } = "";

    /// <summary>User, host, database and schema: what is one store in a process.</summary>
    public string Identity { get; private set; } = "";

    /// <summary>Where the tables are.</summary>
    public StoreSchema Schema => _schema ?? StoreSchema.Default;

    /// <summary>How long a server that is away is waited for; null where the address does not say it.</summary>
    public TimeSpan? Patience { get; private set; }

    /// <summary>Whether what is said is fit for a pooler as it is.</summary>
    public bool IsForPooler => _builder is { MaxAutoPrepare: 0, NoResetOnClose: true };

    /// <summary>Whether what is saved there goes to a spool first; false where the address does not say it (rule 15.1).</summary>
    public bool IsSpooled { get; private set; }

    /// <param name="text">The address.</param>
    /// <param name="credential">User and password, which count before all others; null for none.</param>
    /// <param name="environment">The environment's variables; null for those of this process.</param>
    /// <exception cref="TrackingException">TrackStoreConnectionInvalid.</exception>
    public static ServerAddress Parse(string text, NetworkCredential? credential = null, Func<string, string?>? environment = null)
    {
        environment ??= Environment.GetEnvironmentVariable;
        var address = new ServerAddress();
        address.Fill(Read(text), credential, name => environment(name) is { Length: > 0 } value ? value : null);
        address.SetDefaults();
        return address;
    }

    /// <summary>Makes what connects there, which looks at nothing yet.</summary>
    /// <param name="isPooled">Whether a pooler stands there, behind which nothing of a session lasts.</param>
    /// <param name="application">What the connections are called on the server, unless the address says it.</param>
    /// <exception cref="TrackingException">TrackStoreConnectionInvalid.</exception>
    public NpgsqlDataSource CreateConnections(bool isPooled, string application)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(ConnectionString);
            if (isPooled)
                (builder.MaxAutoPrepare, builder.NoResetOnClose) = (0, true);
            if (!_namesApplication)
                builder.ApplicationName = application;
            return NpgsqlDataSource.Create(builder);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw Invalid($"What the connection string says does not go together: {error.Message.TrimEnd('.')}.");
        }
    }

    internal static TrackingException Invalid(string message) => new(TrackingErrorCode.TrackStoreConnectionInvalid, message);

    private static IReadOnlyList<AddressSetting> Read(string text)
    {
        try
        {
            return AddressText.Read(text);
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            // Not as the inner error: it names what it could not read.
            throw Invalid(
                "The connection string cannot be read. Its form is 'Host=…;Database=…;Username=…', 'host=… dbname=… user=…' as for psql, "
                + "or postgres://user@host:port/database.");
        }
    }

    private static bool IsNamed(AddressSetting setting, string keyword) =>
        setting.Name.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    private static TrackingException Refused(AddressSetting setting, string advice) => Invalid(setting.Shown == null
        ? $"A keyword of the connection string is not understood. {advice}"
        : $"'{setting.Shown}' of the connection is not understood. {advice}");

    private static bool IsLocal(string host)
    {
        var name = AddressText.PortAtEnd().Replace(host.Trim(), "").Trim('[', ']');
        return name.StartsWith('/')
            || name.StartsWith('@')
            || name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }

    private void Fill(IReadOnlyList<AddressSetting> settings, NetworkCredential? credential, Func<string, string?> environment)
    {
        AddAll(settings, "the connection string");
        if (credential != null)
        {
            _builder.Username = credential.UserName;
            _builder.Password = credential.Password;
        }
        var service = Value("service") ?? environment("PGSERVICE");
        if (service != null)
            AddAll(ServiceFile.Read(service, Value("servicefile"), environment), "the service");
        AddAll(
            [
                .. LibpqKeywords.Variables
                    .Select(known => new AddressSetting(known.Keyword, environment(known.Variable) ?? "", known.Variable))
                    .Where(setting => setting.Value.Length > 0),
            ],
            "the environment");
        if (string.IsNullOrEmpty(_builder.Host))
            throw Invalid("The connection string names no server. Add Host=… to it, or set PGHOST.");
        if (string.IsNullOrEmpty(_builder.Database))
            throw Invalid("The connection string names no database. Add Database=… to it, or set PGDATABASE.");
        _builder.Username ??= SystemUser.Name;

        string? Value(string keyword) =>
            settings.Where(setting => IsNamed(setting, keyword)).Select(setting => setting.Value).LastOrDefault();
    }

    /// <summary>Adds what one source says, where none before it said the same.</summary>
    private void AddAll(IReadOnlyList<AddressSetting> settings, string source)
    {
        var said = _builder.Keys.Cast<string>().Where(Says).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (_schema != null)
            said.Add(SchemaKeyword);
        if (Patience != null)
            said.Add(PatienceKeyword);
        string? hosts = null, addresses = null, ports = null;
        foreach (var setting in settings.OrderBy(setting => LibpqKeywords.Find(setting.Name)?.IsFallback ?? false))
        {
            if (IsNamed(setting, "host"))
                hosts = setting.Value;
            else if (IsNamed(setting, "hostaddr"))
                addresses = setting.Value;
            else if (IsNamed(setting, "port") && setting.Value.Contains(',', StringComparison.Ordinal))
                ports = setting.Value;
            else if (!IsNamed(setting, "service") && !IsNamed(setting, "servicefile"))
                Add(setting, said);
        }
        if (said.Contains("Host"))
            return;
        if (hosts != null && addresses != null)
            throw Invalid($"'host' and 'hostaddr' in {source} are not understood together. Leave out 'hostaddr'.");
        if ((hosts ?? addresses) is { } host)
            _builder.Host = WithPorts(host, ports);
    }

    private static string WithPorts(string hosts, string? ports)
    {
        if (ports == null)
            return hosts;
        var (each, own) = (hosts.Split(','), ports.Split(','));
        if (own.Length != each.Length)
            throw Invalid("'port' of the connection is not understood. Give one port, or as many as there are hosts.");
        return string.Join(',', each.Zip(own, (host, port) => port.Length == 0 ? host : $"{host}:{port}"));
    }

    private void Add(AddressSetting setting, HashSet<string> said)
    {
        if (IsNamed(setting, SchemaKeyword))
        {
            var schema = StoreSchema.Of(setting.Value) ?? throw Invalid(
                "'Schema' of the connection cannot be the name of a schema: it has 1 to 63 bytes, no quote, dot, dollar, percent sign or "
                + "backslash, no blank at an end, and does not begin with pg_.");
            if (!said.Contains(SchemaKeyword))
                _schema = schema;
            return;
        }
        if (IsNamed(setting, PatienceKeyword))
        {
            var patience = int.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? TimeSpan.FromSeconds(seconds)
                : throw Invalid("'Patience' of the connection is not understood. It is a number of seconds, 0 for none.");
            if (!said.Contains(PatienceKeyword))
                Patience = patience;
            return;
        }
        if (IsNamed(setting, SpoolKeyword))
        {
            IsSpooled = setting.Value.ToUpperInvariant() switch
            {
                "TRUE" or "ON" or "YES" or "1" => true,
                "FALSE" or "OFF" or "NO" or "0" => false,
                _ => throw Invalid("'Spool' of the connection is not understood. It is true or false."),
            };
            return;
        }
        var keyword = LibpqKeywords.Find(setting.Name);
        if (keyword == null && !_builder.ContainsKey(setting.Name))
            throw Refused(setting, "Correct it or leave it out; about_Tracking_Server lists what there is.");
        var value = keyword == null ? setting.Value : keyword.Translate(setting.Value) ?? throw Refused(
            setting, $"{keyword.Advice ?? "Its value is none that there is"}.");
        var name = keyword == null ? setting.Name : keyword.Name;
        if (name == null || value.Length == 0 || said.Contains(name) || (keyword is { IsFallback: true } && Says(name)))
            return;
        if (name == "Root Certificate" && value == "system")
        {
            _trustsSystem = true;
            return;
        }
        try
        {
            _builder[name] = value;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException or InvalidCastException
            or KeyNotFoundException or NotSupportedException)
        {
            // Not as the inner error: it names what it could not read.
            throw Refused(setting with { Shown = keyword == null ? name : setting.Shown }, "Its value is none that there is.");
        }
        if (name == "SSL Mode")
            _isRequireOfLibpq = keyword != null && _builder.SslMode == SslMode.Require;
    }

    private void SetDefaults()
    {
        var builder = _builder;
        if (_trustsSystem && Says("SSL Mode") && builder.SslMode != SslMode.VerifyFull)
            throw Invalid("'sslrootcert=system' of the connection goes with 'sslmode=verify-full' alone.");
        if (!Says("SSL Mode") && (_trustsSystem || !builder.Host!.Split(',').All(IsLocal)))
            builder.SslMode = SslMode.VerifyFull;
        // As PostgreSQL's own programs read it: who names an authority wants it checked.
        if (_isRequireOfLibpq && Says("Root Certificate"))
            builder.SslMode = SslMode.VerifyCA;
        // An attempt takes no longer than all of them may.
        if (!Says("Timeout") && Patience is { } patience)
            builder.Timeout = (int)Math.Clamp(patience.TotalSeconds, 1, builder.Timeout);
        if (!Says("Max Auto Prepare"))
            builder.MaxAutoPrepare = 64;
        // Hundreds of machines that wait for their next job hold nothing.
        if (!Says("Connection Idle Lifetime") && !Says("Connection Pruning Interval"))
            builder.ConnectionIdleLifetime = 30;
        _namesApplication = Says("Application Name");
        // No statement leaves anything behind in its session, and the seven that would reset it are a quarter of what a query costs.
        if (!Says("No Reset On Close"))
            builder.NoResetOnClose = true;
        // Looking for Kerberos costs each connection a round trip, and prints where the system lacks it.
        if (!Says("GSS Encryption Mode"))
            builder.GssEncryptionMode = GssEncryptionMode.Disable;
        // Neither the password nor what is saved comes out again.
        builder.PersistSecurityInfo = false;
        builder.IncludeErrorDetail = false;
        builder.IncludeFailedBatchedCommand = false;
        builder.LogParameters = false;
        // A transaction of the caller's is none of ours.
        builder.Enlist = false;
        if (!Says("TCP Keepalive Time") && Says("TCP Keepalive Interval"))
            builder.TcpKeepAliveTime = 7200;
        SetNames();
        // Npgsql looks at a server's state where there are several only. The name of a single one stands twice.
        if (Says("Target Session Attributes") && !builder.Host!.Contains(',', StringComparison.Ordinal))
            builder.Host = $"{builder.Host},{builder.Host}";
    }

    private bool Says(string keyword) => _builder.ShouldSerialize(keyword);

    private void SetNames()
    {
        var port = _builder.Port == NpgsqlConnection.DefaultPort ? "" : ":" + _builder.Port.ToString(CultureInfo.InvariantCulture);
        var schema = Schema == StoreSchema.Default ? "" : $" (schema {Schema.Name})";
        Name = $"{_builder.Host}{port}/{_builder.Database}{schema}";
        Identity = $"{_builder.Username}@{string.Join(',', _builder.Host!.Split(',').Select(Place))}/{_builder.Database}#{Schema.Name}";
    }

    /// <summary>A host with its port, spelled in one way.</summary>
    private string Place(string host)
    {
        var port = AddressText.PortAtEnd().Match(host.Trim());
        var name = (port.Success ? host.Trim()[..port.Index] : host.Trim()).Trim('[', ']');
        var number = port.Success ? port.Value[1..] : _builder.Port.ToString(CultureInfo.InvariantCulture);
        // Names of hosts have no case; those of folders do.
        return $"{(name.StartsWith('/') || name.StartsWith('@') ? name : name.ToLowerInvariant())}:{number}";
    }
}
