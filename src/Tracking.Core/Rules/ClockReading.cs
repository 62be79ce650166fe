namespace Tracking.Rules;

/// <summary>What the clock of a store gives to a change (rule 4.5).</summary>
/// <param name="Ticks">The time, in ticks of UTC.</param>
/// <param name="BehindTicks">By how much the system's clock is behind it; 0 when it is not, or by no more than a slip.</param>
/// <param name="News">What the user is to be told.</param>
internal readonly record struct ClockReading(long Ticks, long BehindTicks, ClockNews News);

/// <summary>What a user is to be told of the system's clock.</summary>
internal enum ClockNews
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It was set back; times go on from the last one.</summary>
    SetBack,

    /// <summary>It was set back so far that it is believed.</summary>
    Believed,
}
