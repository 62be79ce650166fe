using System;
using System.Numerics;

namespace Tracking.Report.Reading;

/// <summary>Which values of data are numbers that can be drawn.</summary>
internal static class NumberData
{
    /// <summary>Beyond it no axis has place, and sums of it run over.</summary>
    private const double Most = 1e100;

    /// <summary>The number; null for what is none, and for what is infinite or all but.</summary>
    public static double? Of(object? value)
    {
        double? number = value switch
        {
            int small => small,
            long large => large,
            double real => real,
            float real => real,
            decimal exact => (double)exact,
            BigInteger huge => (double)huge,
            _ => null,
        };
        return number is { } known && Math.Abs(known) <= Most ? known : null;
    }
}
