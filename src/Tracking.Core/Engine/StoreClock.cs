using System;
using System.Diagnostics;

namespace Tracking.Engine;

/// <summary>
/// Where an engine has the time from: the system's clock, which can be set, and a stopwatch, which cannot, but which counts from nothing in
/// particular and may stand still while the machine sleeps.
/// </summary>
/// <param name="utcNow">Gives the time in UTC.</param>
/// <param name="watch">Gives ticks that count up; null where there is no stopwatch.</param>
internal sealed class StoreClock(Func<DateTime> utcNow, Func<long>? watch)
{
    private static readonly double TicksPerCount = (double)TimeSpan.TicksPerSecond / Stopwatch.Frequency;

    public static StoreClock System { get; } =
        new(() => DateTime.UtcNow, () => (long)(Stopwatch.GetTimestamp() * TicksPerCount));

    /// <summary>The system's clock, or another one, which has no stopwatch beside it.</summary>
    public static StoreClock Of(Func<DateTime>? clock) => clock == null ? System : new StoreClock(clock, watch: null);

    public DateTime UtcNow => utcNow();

    public long? WatchTicks => watch?.Invoke();
}
