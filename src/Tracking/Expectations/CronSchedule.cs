using System;
using Cronos;
using Tracking.Rules;

namespace Tracking.Expectations;

/// <summary>
/// Times as a line of cron says them: minute, hour, day of month, month, day of week. Where the clocks go forward, what falls into the gap
/// runs at its end; where they go back, a fixed time runs once (rule 12.3).
/// </summary>
internal sealed class CronSchedule : ISchedule
{
    private const int DayOfMonth = 2;
    private const int DayOfWeek = 4;

    /// <summary>How far is looked back: most have a time within the last day, and the 29th of February comes within 8 years.</summary>
    private static readonly int[] DaysBack = [1, 32, 367, 3000];

    private static readonly DateTime Earliest = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly string _text;
    private readonly CronExpression _expression;
    private readonly TimeZoneInfo _zone;

    /// <summary>Reads a schedule.</summary>
    /// <param name="text">The five fields, or a macro as <c>@daily</c>.</param>
    /// <param name="zone">The time zone that they are of.</param>
    /// <exception cref="TrackingException">TrackExpectationInvalid.</exception>
    public CronSchedule(string text, TimeZoneInfo zone)
    {
        _text = text;
        _zone = zone;
        var fields = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5 && !(fields.Length == 1 && fields[0][0] == '@'))
        {
            throw Invalid(
                "A schedule has five fields, as '0 2 * * *' for every night at two: minute, hour, day of month, month, day of week");
        }
        // In cron one of the two is enough, here both would have to hold.
        if (fields.Length == 5 && !IsAny(fields[DayOfMonth]) && !IsAny(fields[DayOfWeek]))
            throw Invalid("Name a day of the month or a day of the week, not both: cron and others understand that differently");
        try
        {
            _expression = CronExpression.Parse(string.Join(" ", fields), CronFormat.Standard);
        }
        catch (MissingSeedException)
        {
            throw Invalid("H stands for no certain time");
        }
        catch (CronFormatException error)
        {
            throw Invalid(Reason(error.Message));
        }
    }

    /// <inheritdoc/>
    /// <remarks>Cronos looks back as well, but places what falls into a gap of the clocks a second before its end.</remarks>
    public DateTime? LastUtc(DateTime utc)
    {
        foreach (var days in DaysBack)
        {
            if (utc < Earliest.AddDays(days))
                return null;
            DateTime? last = null;
            var next = _expression.GetNextOccurrence(utc.AddDays(-days), _zone, inclusive: true);
            for (; next <= utc; next = NextUtc(next.Value))
                last = next;
            if (last != null)
                return last;
        }
        return null;
    }

    /// <inheritdoc/>
    public DateTime? NextUtc(DateTime utc) => _expression.GetNextOccurrence(utc, _zone, inclusive: false);

    /// <summary>As it was given.</summary>
    public override string ToString() => _text;

    private static bool IsAny(string field) => field is "*" or "?";

    /// <summary>What Cronos says is wrong, without that something is.</summary>
    private static string Reason(string message)
    {
        const string Lead = "The given cron expression has an invalid format. ";
        return (message.StartsWith(Lead, StringComparison.Ordinal) ? message.Substring(Lead.Length) : message).TrimEnd('.');
    }

    private TrackingException Invalid(string why) =>
        new(TrackingErrorCode.TrackExpectationInvalid, $"'{TrackView.Shorten(TrackView.OneLine(_text))}' is no schedule. {why}.");
}
