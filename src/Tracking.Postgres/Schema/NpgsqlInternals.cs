using System;
using System.Net.Sockets;
using System.Reflection;
using Npgsql;

namespace Tracking.Postgres.Schema;

/// <summary>
/// What Npgsql does for itself alone: to ask the server to end a statement without holding what the statement's own thread needs to give
/// up, and to leave a connection in the middle of one. Its public Cancel holds that for as long as nobody answers, which a pooler that
/// queues may not do for long. Where a version of it lacks a member, <see cref="IsKnown"/> is false, and Cancel stands in.
/// </summary>
internal sealed class NpgsqlInternals
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    private static readonly PropertyInfo? ConnectorOf = typeof(NpgsqlConnection).GetProperty("Connector", Hidden);
    private static readonly Type? ConnectorType = ConnectorOf?.PropertyType;
    private static readonly FieldInfo? SocketOf = ConnectorType?.GetField("_socket", Hidden);
    private static readonly PropertyInfo? BackendOf = ConnectorType?.GetProperty("BackendProcessId", Hidden);
    private static readonly FieldInfo? SecretOf = ConnectorType?.GetField("_backendSecretKey", Hidden);
    private static readonly MethodInfo? SendCancel = ConnectorType?.GetMethod("DoCancelRequest", Hidden, [typeof(int), typeof(int)]);

    private static readonly ConstructorInfo? NewConnector =
        ConnectorType?.GetConstructor(Hidden, binder: null, [ConnectorType], modifiers: null);

    private readonly object _connector;
    private readonly Socket _socket;

    private NpgsqlInternals(object connector, Socket socket) => (_connector, _socket) = (connector, socket);

    /// <summary>Whether this version of Npgsql has all of it.</summary>
    public static bool IsKnown { get; } =
        SocketOf?.FieldType == typeof(Socket) && BackendOf?.PropertyType == typeof(int) && SecretOf?.FieldType == typeof(int)
        && SendCancel != null && NewConnector != null;

    /// <summary>An open connection; null where it is not open, or the version is not known.</summary>
    public static NpgsqlInternals? Of(NpgsqlConnection connection) =>
        IsKnown && ConnectorOf!.GetValue(connection) is { } connector && SocketOf!.GetValue(connector) is Socket socket
            ? new NpgsqlInternals(connector, socket)
            : null;

    /// <summary>Asks the server to end the statement, and waits until whoever is asked has hung up.</summary>
    public void RequestCancel()
    {
        try
        {
            SendCancel!.Invoke(NewConnector!.Invoke([_connector]), [BackendOf!.GetValue(_connector), SecretOf!.GetValue(_connector)]);
        }
        catch (TargetInvocationException)
        {
            // The server cannot be reached, or the connection was lost meanwhile.
        }
    }

    /// <summary>Ends the connection, whatever is being sent or waited for on it.</summary>
    public void Break()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It has ended.
        }
    }
}
