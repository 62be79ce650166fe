using Tracking.Events;
using Tracking.Model;

namespace Tracking.SessionFile;

/// <summary>With what a session file is read.</summary>
/// <param name="Kinds">The kinds of events that are known.</param>
/// <param name="Meter">Measures the reading; null when nobody waits for it.</param>
internal sealed record ReadContext(EventKinds Kinds, ProgressMeter? Meter)
{
    /// <summary>What this module knows, with nobody waiting.</summary>
    public static ReadContext Default { get; } = new(EventKinds.Current, Meter: null);
}
