using System;

namespace Tracking.State;

/// <summary>
/// Tells work that waits for something outside this process, a server above all, whether anyone still waits for it. Said for the thread that does the work, since a store is
/// shared by many pipelines of which only one may be stopped.
/// </summary>
internal static class LongWait
{
    [ThreadStatic]
    private static Action? _check;

    /// <summary>Says what this thread's work is ended by.</summary>
    /// <param name="check">Throws when the work is to end; null when nothing ends it.</param>
    public static void EndBy(Action? check) => _check = check;

    /// <summary>Called by the work while it waits, a few times a second.</summary>
    public static void Check() => _check?.Invoke();
}
