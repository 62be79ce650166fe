using System;
using Npgsql;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Connections;

/// <summary>
/// Compares the tables with what this client knows: when it opens them, and again whenever a statement fails, since they may be migrated
/// while it has them open.
/// </summary>
/// <param name="server">The server's name, for people.</param>
/// <param name="client">The client's version.</param>
internal sealed class SchemaCheck(string server, int client)
{
    private const string Advice = "Install a newer version of the module.";

    /// <summary>The versions that do not let this client write; null when it may.</summary>
    private SchemaVersions? _unwritable;

    /// <summary>What the user is to know about newer tables; null when there is nothing.</summary>
    public string? Warning { get; private set; }

    /// <summary>Whether the client may write.</summary>
    public bool IsWritable => _unwritable == null;

    /// <summary>Reads the tables' versions when the store is opened.</summary>
    /// <exception cref="TrackingException">TrackStoreSchemaMissing, TrackStoreSchemaTooOld, TrackStoreSchemaTooNew.</exception>
    public void RequireReadable(NpgsqlConnection connection)
    {
        var versions = SchemaVersions.Read(connection);
        switch (versions.FitFor(client))
        {
            case SchemaFit.Full:
                break;
            case SchemaFit.AnswersOnly:
                _unwritable = versions;
                Warning = $"{NewerTables(versions)} It answers with what it knows of them, and writes nothing. {Advice}";
                break;
            case var fit:
                throw Error(fit, versions);
        }
    }

    /// <exception cref="TrackingException">TrackStoreSchemaTooNew.</exception>
    public void RequireWritable()
    {
        if (_unwritable is { } versions)
            throw Error(SchemaFit.AnswersOnly, versions);
    }

    /// <summary>
    /// The error for a statement that failed because the tables are not those that the client knows; null when that is not the reason.
    /// </summary>
    /// <param name="rejected">What the server said.</param>
    /// <param name="connect">Makes another connection: the one of the failed statement may be in a transaction that failed with it.</param>
    public TrackingException? Explain(PostgresException rejected, Func<NpgsqlConnection> connect)
    {
        // Of other classes are faults of the server, of the network and of the data.
        if (rejected.SqlState[..2] is not ("0A" or "23" or "3F" or "42"))
            return null;
        try
        {
            using var connection = connect();
            var versions = SchemaVersions.Read(connection);
            var fit = versions.FitFor(client);
            // Whoever migrated the tables meant this client to go on, but the statement shows that it cannot.
            if (fit == SchemaFit.Full && versions.Current > client && IsMissingOrChanged(rejected))
                fit = SchemaFit.TooNew;
            return fit == SchemaFit.Full ? null : Error(fit, versions, rejected);
        }
        catch (Exception error) when (ServerErrors.IsOfTheServer(error) || error is ObjectDisposedException)
        {
            // The versions cannot be read either: what the server said first is the error.
            return null;
        }
    }

    /// <summary>Whether what a statement names is not there, or is of another kind, which is no matter of data or of rights.</summary>
    private static bool IsMissingOrChanged(PostgresException error) =>
        !error.SqlState.StartsWith("23", StringComparison.Ordinal) && error.SqlState != PostgresErrorCodes.InsufficientPrivilege;

    private TrackingException Error(SchemaFit fit, SchemaVersions versions, Exception? cause = null) => fit switch
    {
        SchemaFit.Missing => new(TrackingErrorCode.TrackStoreSchemaMissing, $"'{server}' holds no tracking store yet.", cause),
        SchemaFit.TooOld => new(
            TrackingErrorCode.TrackStoreSchemaTooOld,
            $"The tables of '{server}' are of version {versions.Current}; this module works with {client}.",
            cause),
        SchemaFit.AnswersOnly => new(
            TrackingErrorCode.TrackStoreSchemaTooNew,
            $"{NewerTables(versions)} It writes nothing to them. {Advice}",
            cause),
        _ => new(TrackingErrorCode.TrackStoreSchemaTooNew, $"{NewerTables(versions)} {Advice}", cause),
    };

    private string NewerTables(SchemaVersions versions) =>
        $"The tables of '{server}' are of version {versions.Current}, and this module knows {client} at most.";
}
