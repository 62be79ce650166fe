using System;

namespace Tracking.Rules;

/// <summary>
/// The time that a store's clock gives to a change: never before the last time that it gave, at the pace at which time goes by, unless the
/// clock was set back so far that it is believed (rule 4.5).
/// </summary>
public static class ClockRule
{
    /// <summary>The largest step back that counts as a correction of the clock, in ticks; a larger one is believed.</summary>
    public const long MaxCorrectionTicks = TimeSpan.TicksPerDay;

    /// <summary>What clocks differ by without being set, in ticks: it is neither told nor kept.</summary>
    internal const long SlipTicks = TimeSpan.TicksPerSecond;

    /// <summary>Of how much time that went by one part may be a slip more: stopwatches are not that exact.</summary>
    private const long SlipPart = 1000;

    /// <summary>The ticks of a change to a store of which every writer has the same clock.</summary>
    /// <param name="nowTicks">What the clock reads, in UTC.</param>
    /// <param name="lastTicks">What the clock gave last in this store; 0 when it gave nothing.</param>
    /// <param name="steppedBack">Whether the clock is believed although it was set back; the user is to be warned.</param>
    public static long Read(long nowTicks, long lastTicks, out bool steppedBack)
    {
        steppedBack = lastTicks - nowTicks > MaxCorrectionTicks;
        return steppedBack || nowTicks >= lastTicks ? nowTicks : lastTicks;
    }

    /// <summary>
    /// The time of a change. While the stopwatch can say how long ago the last time was given, a clock that shows less than that was set
    /// back; one that shows more was set forward, or the machine slept, and is believed. From one process to the next, the difference
    /// that was found stands in for the stopwatch until the clock has passed the last time.
    /// </summary>
    /// <param name="nowTicks">What the clock reads, in UTC.</param>
    /// <param name="lastTicks">What was given last in this store; 0 when nothing was.</param>
    /// <param name="behindTicks">By how much the clock was behind then, as the store has it.</param>
    /// <param name="elapsedTicks">How long ago that was, by the stopwatch; null when it was before this process.</param>
    internal static ClockReading Read(long nowTicks, long lastTicks, long behindTicks, long? elapsedTicks)
    {
        var isSlow = nowTicks < lastTicks;
        var expected = elapsedTicks is { } elapsed ? lastTicks + elapsed
            : isSlow ? Math.Max(lastTicks, nowTicks + behindTicks)
            : nowTicks;
        expected = Math.Min(expected, DateTime.MaxValue.Ticks);
        var behind = expected - nowTicks;
        var slip = SlipTicks + ((elapsedTicks ?? 0) / SlipPart);
        if (behind > MaxCorrectionTicks)
            return new ClockReading(nowTicks, 0, ClockNews.Believed);
        if (behind <= 0 || (!isSlow && behind <= slip))
            return new ClockReading(nowTicks, 0, ClockNews.None);
        return new ClockReading(
            expected, behind > slip ? behind : 0, behind > behindTicks + slip ? ClockNews.SetBack : ClockNews.None);
    }

    /// <summary>Whether two differences are so far apart that the store is to have the new one.</summary>
    internal static bool Differ(long behindTicks, long otherTicks) =>
        (behindTicks == 0) != (otherTicks == 0) || Math.Abs(behindTicks - otherTicks) > SlipTicks;
}
