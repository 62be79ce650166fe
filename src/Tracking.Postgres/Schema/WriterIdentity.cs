using System;
using Tracking.Model;

namespace Tracking.Postgres.Schema;

/// <summary>Who writes: one store object, and the machine that it is on (rule 4.26).</summary>
/// <param name="host">The machine; null for the one that rule 8.5 says at the time.</param>
internal sealed class WriterIdentity(string? host)
{
    /// <summary>What it is in the tables.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>Its machine.</summary>
    public string Host => host ?? HostName.Current;

    /// <summary>Its machine, as names are compared.</summary>
    public string HostKey => NameKey.Of(Host);
}
