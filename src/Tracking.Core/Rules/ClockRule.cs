using System;

namespace Tracking.Rules;

/// <summary>
/// The time that a store's clock gives to a change: not before the last time that it gave, unless it was set back so far that it is
/// believed (rule 4.5).
/// </summary>
public static class ClockRule
{
    /// <summary>The largest step back that counts as a correction of the clock, in ticks; a larger one is believed.</summary>
    public const long MaxCorrectionTicks = TimeSpan.TicksPerDay;

    /// <summary>The ticks of a change.</summary>
    /// <param name="nowTicks">What the clock reads, in UTC.</param>
    /// <param name="lastTicks">What the clock gave last in this store; 0 when it gave nothing.</param>
    /// <param name="steppedBack">Whether the clock is believed although it was set back; the user is to be warned.</param>
    public static long Read(long nowTicks, long lastTicks, out bool steppedBack)
    {
        steppedBack = lastTicks - nowTicks > MaxCorrectionTicks;
        return steppedBack || nowTicks >= lastTicks ? nowTicks : lastTicks;
    }
}
