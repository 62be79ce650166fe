using System.Globalization;

namespace Tracking.Model;

/// <summary>How track numbers are printed and read: at least seven digits (rule 4.1).</summary>
public static class TrackId
{
    /// <summary>Prints a number: <c>3</c> is <c>0000003</c>.</summary>
    public static string Format(long number) => number.ToString("D7", CultureInfo.InvariantCulture);

    /// <summary>Reads <c>0000003</c> or <c>3</c>; false for anything but the decimal digits of a positive number.</summary>
    public static bool TryParse(string? text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
