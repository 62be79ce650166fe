using System;

namespace Tracking.Tests;

/// <summary>A clock that shows what the test sets it to.</summary>
public sealed class TestClock
{
    /// <summary>Where every test's clock starts.</summary>
    public static readonly DateTime Epoch = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>What the clock shows.</summary>
    public DateTime UtcNow { get; set; } = Epoch;

    /// <summary>The time so many seconds after <see cref="Epoch"/>.</summary>
    public static DateTime At(double seconds) => Epoch.AddSeconds(seconds);

    /// <summary>The clock as a store takes it.</summary>
    public DateTime Read() => UtcNow;

    /// <summary>Lets it go on, or back.</summary>
    public void Advance(TimeSpan by) => UtcNow += by;
}
