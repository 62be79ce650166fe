using System;
using System.Globalization;

namespace Tracking.Postgres.Schema;

/// <summary>How long statements wait for the locks of others, and who knows who holds them (rule 1.18).</summary>
/// <param name="Patience">How long.</param>
/// <param name="Find">
/// Says for whom a backend waits, as a part of a sentence: empty where it waits for nobody, null where that cannot be found out.
/// </param>
internal sealed record LockWaits(TimeSpan Patience, Func<int, string?> Find)
{
    private static readonly TimeSpan ServerWaitsLonger = TimeSpan.FromSeconds(10);

    /// <summary>How long a statement waits before anyone looks.</summary>
    public static TimeSpan Usual { get; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A limit for the server, in its setting lock_timeout: where a client does not end a wait by itself, which knows for whom it is.
    /// </summary>
    public string Setting =>
        ((long)Math.Min(int.MaxValue, (Patience + ServerWaitsLonger).TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);

    /// <summary>The patience of whoever waits so long for a server: locks are held for a moment by everybody.</summary>
    public static TimeSpan PatienceOf(TimeSpan patience) => patience > Usual ? patience : Usual;
}
