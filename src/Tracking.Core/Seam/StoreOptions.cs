using System;
using System.Net;

namespace Tracking.Seam;

/// <summary>How a store is opened. A kind passes over what is not for it.</summary>
public sealed class StoreOptions
{
    /// <summary>When what was acknowledged also survives the machine; null for what is usual.</summary>
    public Durability? Durability { get; init; }

    /// <summary>Sets a damaged file aside and opens what can be read of it.</summary>
    public bool Repair { get; init; }

    /// <summary>Makes a missing file, and its folder, at the first change and not on opening.</summary>
    public bool CreateLater { get; init; }

    /// <summary>Whether one cmdlet opens the store for itself and closes it again.</summary>
    public bool IsLease { get; init; }

    /// <summary>A folder where what a file held goes when its own folder takes nothing any more; null for none.</summary>
    public string? FallbackFolder { get; init; }

    /// <summary>The folder whose files are compacted by themselves; null for none (format 9.9).</summary>
    public string? CompactionFolder { get; init; }

    /// <summary>Makes the tables of a database, or brings them up to date.</summary>
    public bool Initialize { get; init; }

    /// <summary>User and password; null when the location or a password file says them.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>
    /// Receives how much is read, 0 to 1, on the thread that opens the store. One that is an <c>IProgress&lt;string&gt;</c> as well
    /// receives there why a server is still waited for.
    /// </summary>
    public IProgress<double>? Progress { get; init; }
}
