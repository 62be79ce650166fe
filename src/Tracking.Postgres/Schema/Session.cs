using System.Runtime.CompilerServices;
using System.Threading;
using Npgsql;
using Tracking.Model;

namespace Tracking.Postgres.Schema;

/// <summary>What all statements on a connection have in common, from when it is taken until it is given back.</summary>
/// <param name="Schema">Where the tables are.</param>
/// <param name="HostKey">The machine that this is, as names are compared.</param>
/// <param name="Waits">How long statements wait for the locks of others; null where nobody looks.</param>
/// <param name="Cancellation">Ends a statement that is being executed.</param>
internal sealed record Session(StoreSchema Schema, string HostKey, LockWaits? Waits, CancellationToken Cancellation)
{
    private static readonly ConditionalWeakTable<NpgsqlConnection, Session> All = [];

    private static readonly Session Default = new(StoreSchema.Default, NameKey.Of(HostName.Current), Waits: null, CancellationToken.None);

    public static Session Of(NpgsqlConnection connection) => All.TryGetValue(connection, out var session) ? session : Default;

    public void Begin(NpgsqlConnection connection) => All.AddOrUpdate(connection, this);
}
