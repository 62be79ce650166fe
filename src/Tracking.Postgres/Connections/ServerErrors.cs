using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Connections;

/// <summary>
/// Turns what the server or the network says into errors that tell what to do. They quote no data, and no part of a connection string but
/// host and database.
/// </summary>
internal static class ServerErrors
{
    private const string StatementPooling = "statement pooling";

    private const string StartupParameter = "unsupported startup parameter";

    private static readonly string[] RefusedByPoolers = [StatementPooling, StartupParameter, "authentication failed", "no such "];

    /// <summary>Whether an error comes from the server or the way to it.</summary>
    public static bool IsOfTheServer(Exception error) => error is NpgsqlException or TimeoutException or IOException or SocketException;

    /// <summary>Whether the transaction was rolled back for sure, by no fault of its own, and may be done again.</summary>
    public static bool IsRolledBack(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    /// <summary>Whether the connection is gone, or the server is not there yet: another one may work.</summary>
    public static bool IsOfTheConnection(Exception error) => error switch
    {
        PostgresException { SqlState: var state } =>
            state is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or "57P05"
                or PostgresErrorCodes.TooManyConnections
            || (state.StartsWith("08", StringComparison.Ordinal) && !IsRefusedByAPooler(error)),
        // Of several servers each has its own.
        NpgsqlException { InnerException: AggregateException all } => all.InnerExceptions.Any(IsOfTheConnection),
        // What has no cause in the network is how the two are set up.
        NpgsqlException { InnerException: null } => IsWithoutSuitableHost(error),
        _ => IsOfTheServer(error) && error.GetBaseException() is not AuthenticationException,
    };

    /// <summary>Whether what the client prepared is not what a backend has, which only a pooler brings about.</summary>
    public static bool IsOfAPooler(PostgresException error) =>
        error.SqlState is PostgresErrorCodes.DuplicatePreparedStatement or PostgresErrorCodes.InvalidSqlStatementName;

    /// <summary>Whether a first connection may come if it is waited for. A host that is not known is a wrong name more often.</summary>
    public static bool MayPass(Exception error) =>
        IsOfTheConnection(error) && error.GetBaseException() is not SocketException
        {
            SocketErrorCode: SocketError.HostNotFound or SocketError.NoData
        };

    /// <summary>The error for a server that could not be opened.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="server">The server's name.</param>
    /// <param name="waited">How long it was waited for; zero where that would not have helped.</param>
    public static TrackingException Opening(Exception error, string server, TimeSpan waited)
    {
        var first = error.InnerException is AggregateException { InnerExceptions: [var one, ..] } ? one : error;
        var after = waited > TimeSpan.Zero ? $", also after {waited.TotalSeconds:0} s" : "";
        return first switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } => new(
                TrackingErrorCode.TrackStoreAccessDenied,
                $"'{server}' refuses the user or the password.",
                error,
                ErrorReason.WrongPassword),
            PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification } refused => new(
                TrackingErrorCode.TrackStoreAccessDenied,
                $"'{server}' refuses the user, or does not let it in from here in this way: {refused.MessageText}.",
                error,
                ErrorReason.WrongPassword),
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => NotReached(
                $"There is no database '{server}'. Make it first, by CREATE DATABASE, or correct the connection string.", error),
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => NotReached(
                $"'{server}' has no connection left{after}. Close others, raise max_connections or the limit of the user or database, or "
                    + "put a pooler in front.",
                error),
            PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow } => NotReached(
                $"'{server}' is starting up, shutting down or recovering{after}. Try again later.", error),
            PostgresException rejected when OfPooler(rejected, server) is { } unsuitable => unsuitable,
            PostgresException rejected => NotReached(
                $"'{server}' refuses the connection{after} ({rejected.SqlState}): {Condition(rejected)}", error),
            _ when first.GetBaseException() is AuthenticationException => NotReached(
                $"'{server}' does not prove to be the host that was named: its certificate is not trusted here. Name the authority's "
                    + "certificate by 'Root Certificate=…' in the connection string, or demand less by 'SSL Mode=…'.",
                error),
            _ when first.Message.Contains("No SSL enabled connection", StringComparison.Ordinal) => NotReached(
                $"'{server}' has no certificate, by which it would prove to be the host that was named. Have TLS set up there, or demand "
                    + "less by 'SSL Mode=…' in the connection string.",
                error),
            _ when first.Message.Contains("password has been provided", StringComparison.OrdinalIgnoreCase) => new(
                TrackingErrorCode.TrackStoreAccessDenied, $"'{server}' asks for a password.", error, ErrorReason.NoPassword),
            _ when IsWithoutSuitableHost(first) => NotReached(
                $"No server of '{server}' is what 'Target Session Attributes' demands{after}. See which of them is the primary.", error),
            NpgsqlException { InnerException: null } => NotReached($"'{server}' cannot be used as it is set up: {first.Message}", error),
            _ => NotReached(
                $"'{server}' cannot be reached: {Reason(first)}{after}. See that the server runs there and accepts connections.", error),
        };
    }

    /// <summary>The error for a statement that the server rejected; nothing was changed.</summary>
    public static TrackingException Rejected(PostgresException error, string server) => error.SqlState switch
    {
        PostgresErrorCodes.InsufficientPrivilege => new(
            TrackingErrorCode.TrackStoreAccessDenied,
            // It names what the user has no right to, and quotes no data.
            $"The user of '{server}' may not do this there, and nothing was changed: {error.MessageText}. about_Tracking_Server says which "
                + "rights it takes.",
            error),
        PostgresErrorCodes.ReadOnlySqlTransaction => new(
            TrackingErrorCode.TrackStoreReadOnly, $"'{server}' accepts no changes now: it is a standby, or set to read only.", error),
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled => new(
            TrackingErrorCode.TrackStoreLocked,
            $"'{server}' did not do it in time, and nothing was changed: "
                + (StatementCancelling.BlockersOf(error) is { } blockers
                    ? $"it waits for {blockers}. Try again when that is over."
                    : "others hold what it needs, or it takes long. Try again."),
            error),
        _ => OfPooler(error, server) ?? new(
            TrackingErrorCode.TrackStoreWriteFailed,
            $"'{server}' refused it, and nothing was changed ({error.SqlState}): {Condition(error)}",
            error),
    };

    /// <summary>The error when the connection did not come back.</summary>
    public static TrackingException Lost(Exception error, string server, TimeSpan after) => NotReached(
        $"The connection to '{server}' was lost and did not come back within {after.TotalSeconds:0} s: {Reason(error)}. "
            + "Nothing of this was stored.",
        error);

    /// <summary>The error when others changed what a change was decided by, as often as it was.</summary>
    public static TrackingException Contended(string server, TimeSpan after) => new(
        TrackingErrorCode.TrackStoreLocked,
        $"Others changed the same in '{server}' again and again for {after.TotalSeconds:0} s, and nothing was changed here. Try again.");

    /// <summary>The error when the connection was lost in the middle of an answer.</summary>
    public static TrackingException AnswerLost(Exception error, string server) => NotReached(
        $"The connection to '{server}' was lost while an answer was being read, and the rest of the answer with it. Repeat the query.",
        error);

    /// <summary>The error when it did not come back after a change was on its way.</summary>
    public static TrackingException Unknown(Exception error, string server, TimeSpan after) => new(
        TrackingErrorCode.TrackStoreOutcomeUnknown,
        $"The connection to '{server}' was lost while a change was being stored, and did not come back within {after.TotalSeconds:0} s. "
            + "Whether it was stored cannot be told from here: look when the server is back.",
        error);

    /// <summary>Why a server cannot be reached, as a part of a sentence.</summary>
    public static string Reason(Exception error) => error switch
    {
        NpgsqlException { InnerException: AggregateException { InnerExceptions: [var one, ..] } } => Reason(one),
        _ when IsWithoutSuitableHost(error) => "no server is of the kind that was asked for",
        PostgresException rejected => Condition(rejected).TrimEnd('.'),
        _ when error.GetBaseException() is SocketException socket => socket.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "nothing listens there",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "the host is not known",
            SocketError.TimedOut => "there was no answer in time",
            var other => $"the network says {other}",
        },
        _ when error is TimeoutException || error.InnerException is TimeoutException => "there was no answer in time",
        _ => "the connection broke",
    };

    /// <summary>
    /// Whether a pooler refuses something for good. PgBouncer says all that it says itself by one SQLSTATE, and what it means in words.
    /// </summary>
    private static bool IsRefusedByAPooler(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.ProtocolViolation, MessageText: var said }
        && Array.Exists(RefusedByPoolers, part => said.Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>What a pooler does not do, and a store needs; null where it is something else.</summary>
    private static TrackingException? OfPooler(PostgresException error, string server) => !IsRefusedByAPooler(error)
        ? null
        : error.MessageText.Contains(StatementPooling, StringComparison.OrdinalIgnoreCase) ? new(
            TrackingErrorCode.TrackStorePoolerUnsuitable,
            $"The pooler in front of '{server}' gives each statement another connection, and a store needs transactions. Set its pool_mode "
                + "to transaction, for this database or this user.",
            error)
        : error.MessageText.Contains(StartupParameter, StringComparison.OrdinalIgnoreCase) ? new(
            TrackingErrorCode.TrackStorePoolerUnsuitable,
            $"The pooler in front of '{server}' accepts no settings of a session ({error.MessageText}). Leave them out of the address, or "
                + "set them for the user or the database (ALTER ROLE … SET …).",
            error)
        : null;

    private static bool IsWithoutSuitableHost(Exception error) => error.Message.Contains("suitable host", StringComparison.Ordinal);

    private static TrackingException NotReached(string message, Exception error) =>
        new(TrackingErrorCode.TrackStoreConnectionFailed, message, error);

    /// <summary>What the server says of a condition by its class: its own sentence may quote what was to be stored.</summary>
    private static string Condition(PostgresException error) => error.SqlState[..2] switch
    {
        _ when error.SqlState == PostgresErrorCodes.DiskFull => "its disk is full.",
        _ when error.SqlState == PostgresErrorCodes.OutOfMemory => "its memory is used up.",
        _ when error.SqlState == PostgresErrorCodes.TooManyConnections => "it has no connection left.",
        _ when error.SqlState == PostgresErrorCodes.CannotConnectNow => "it is starting up, shutting down or recovering.",
        _ when error.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => "it is shutting down.",
        _ when error.SqlState is PostgresErrorCodes.UntranslatableCharacter or PostgresErrorCodes.CharacterNotInRepertoire =>
            "a character is none of the database's encoding. A database for a store is made with ENCODING 'UTF8'.",
        // What the server says names the place in its source, and may quote data.
        "08" when error.Routine == null => $"a pooler on the way says '{error.MessageText}'.",
        "23" => "it contradicts what is there.",
        "25" => "the transaction is in the wrong state for it.",
        "28" => "the user is not let in.",
        "53" => "its disk, its memory or its connections are used up.",
        "54" => "it is too large.",
        "57" => "it is shutting down or starting up.",
        "58" or "XX" => "it has a fault of its own; its log says more.",
        _ => "its log says more.",
    };
}
