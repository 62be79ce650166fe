using System;

namespace Tracking.Tests;

/// <summary>
/// How much the tests do: TRACKING_TEST_FULL=1 asks for more, and against mutants, each of which meets all of them, they do less.
/// </summary>
internal static class TestScale
{
    /// <summary>Of so many like cases one is tried.</summary>
#if MUTATION
    public const int Stride = 101;
#else
    public const int Stride = 1;
#endif

    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("TRACKING_TEST_FULL") == "1";
}
