using System;
using System.Security;

namespace Tracking.Expectations;

/// <summary>Time zones by their names.</summary>
internal static class TimeZoneName
{
    /// <summary>The zone of a name; that of this machine for none.</summary>
    /// <exception cref="TrackingException">TrackExpectationInvalid.</exception>
    public static TimeZoneInfo Find(string? name)
    {
        if (name == null)
            return TimeZoneInfo.Local;
        try
        {
            // A name that is a path would be looked for as a file.
            if (name.Length > 0 && name[0] != '/' && name.IndexOf("..", StringComparison.Ordinal) < 0 && name.IndexOf('\0') < 0)
                return TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (Exception error) when (error is TimeZoneNotFoundException or InvalidTimeZoneException or SecurityException
            or UnauthorizedAccessException or ArgumentException)
        {
            // It is said below.
        }
        throw new TrackingException(
            TrackingErrorCode.TrackExpectationInvalid,
            $"'{TrackView.Shorten(TrackView.OneLine(name))}' is no time zone of this system. "
                + "Get-TimeZone -ListAvailable lists those that are; UTC is always one.");
    }
}
