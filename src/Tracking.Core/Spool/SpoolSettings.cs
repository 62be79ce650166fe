using System;
using System.Threading;
using Tracking.Seam;

namespace Tracking.Spool;

/// <summary>Where the spools of one server lie, and how they are sent.</summary>
public sealed class SpoolSettings
{
    /// <summary>The folder of the spools.</summary>
    public string Folder { get; init; } = "";

    /// <summary>With what the names of all spools of this server begin.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The server's name for people.</summary>
    public string Server { get; init; } = "";

    /// <summary>The kind of the files.</summary>
    public IFileStoreKind Kind { get; init; } = null!;

    /// <summary>
    /// Opens the store on the server, which the forwarder closes. What it gives receives why the server is still waited for.
    /// </summary>
    public Func<IProgress<double>, CancellationToken, ITrackStore> Connect { get; init; } = null!;

    /// <summary>How long changes are collected before they are sent.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest time between two attempts to reach the server.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a connection that is not used is left open.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often is looked for what dead processes left, and whether the server has what was sent.</summary>
    public TimeSpan LookAgain { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a spool is retained when everything in it was sent.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(3);

    /// <summary>How long after a refusal a change is sent again.</summary>
    public TimeSpan RefusedAgain { get; init; } = TimeSpan.FromDays(1);
}
