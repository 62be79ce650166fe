using System;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using Tracking.Data;

namespace Tracking.Binding;

/// <summary>
/// Reads times in the same way in every culture (rule 10.1): ISO text first, since a compiled cmdlet would read it by the culture's own
/// calendar, then the culture's patterns in the Gregorian calendar, then the invariant ones.
/// </summary>
internal static class TimeText
{
    /// <summary>What is expected of a time, and how one is made of a number.</summary>
    public const string Expected =
        "A time is expected here, as 2026-03-01, '2026-03-01 02:00' or 2026-03-01T02:00:00.123+01:00. "
        + "[DateTimeOffset]::FromUnixTimeSeconds() makes one of a number of seconds.";

    private static readonly Regex Iso = new(
        @"^\s*(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
        + @"(?:[ Tt](?<minute>[0-9]{2}:[0-9]{2})(?::(?<second>[0-9]{2})(?:[.,](?<fraction>[0-9]+))?)?"
        + @"\s?(?:(?<utc>[Zz])|(?<offset>[+-][0-9]{2}:?[0-9]{2}))?)?\s*$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    /// <summary>The time that is meant; null when it is none. Without Z or an offset it is local, as its kind says.</summary>
    /// <param name="given">A DateTime, a DateTimeOffset, a DateOnly, or text.</param>
    public static DateTime? Read(object? given) => PowerShellValue.Unwrap(given) switch
    {
        DateTime time => time,
        DateTimeOffset time => time.UtcDateTime,
        string text => ReadText(text),
        IFormattable day when day.GetType().FullName == "System.DateOnly" =>
            ReadText(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        _ => null,
    };

    /// <summary>A time as it is told by -Verbose: local, with the offset.</summary>
    public static string Local(DateTime time) =>
        // What is local without saying so would count as UTC.
        time.ToUniversalTime().ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF zzz", CultureInfo.InvariantCulture);

    private static DateTime? ReadText(string text)
    {
        if (Iso.Match(text) is { Success: true } match)
            return ReadIso(match);
        return Gregorian(CultureInfo.CurrentCulture) is { } culture && DateTime.TryParse(text, culture, DateTimeStyles.None, out var read)
            ? read
            : DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out read) ? read : null;
    }

    /// <summary>A culture's patterns with the Gregorian calendar; null for a culture that has none.</summary>
    private static CultureInfo? Gregorian(CultureInfo culture)
    {
        if (culture.DateTimeFormat.Calendar is GregorianCalendar)
            return culture;
        if (culture.OptionalCalendars.OfType<GregorianCalendar>().FirstOrDefault() is not { } calendar)
            return null;
        var clone = (CultureInfo)culture.Clone();
        clone.DateTimeFormat.Calendar = calendar;
        return clone;
    }

    private static DateTime? ReadIso(Match match)
    {
        var minute = match.Groups["minute"].Success ? match.Groups["minute"].Value : "00:00";
        var second = match.Groups["second"].Success ? match.Groups["second"].Value : "00";
        if (!DateTime.TryParseExact(
            $"{match.Groups["day"].Value} {minute}:{second}", "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None,
            out var time))
        {
            return null;
        }
        // Other tools write nanoseconds, and a time has 100 of them.
        var fraction = match.Groups["fraction"].Value.PadRight(7, '0').Substring(0, 7);
        time = time.AddTicks(long.Parse(fraction, CultureInfo.InvariantCulture));
        if (match.Groups["utc"].Success)
            return DateTime.SpecifyKind(time, DateTimeKind.Utc);
        return match.Groups["offset"].Success ? At(time, match.Groups["offset"].Value.Replace(":", "")) : time;
    }

    /// <summary>The moment at which it is that time where clocks have an offset; null where the offset or the moment is none.</summary>
    private static DateTime? At(DateTime time, string offset)
    {
        var minutes = int.Parse(offset.Substring(3), CultureInfo.InvariantCulture);
        var span = new TimeSpan(int.Parse(offset.Substring(1, 2), CultureInfo.InvariantCulture), minutes, 0);
        var ticks = time.Ticks - (offset[0] == '-' ? -span.Ticks : span.Ticks);
        return minutes < 60 && span <= TimeSpan.FromHours(14) && ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
            ? new DateTime(ticks, DateTimeKind.Utc) : null;
    }
}
