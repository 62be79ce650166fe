using System;

namespace Tracking.Tests;

/// <summary>How much the tests do: TRACKING_TEST_FULL=1 asks for more.</summary>
internal static class TestScale
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("TRACKING_TEST_FULL") == "1";
}
