using System;
using System.Globalization;
using Tracking.Rules;

namespace Tracking.Expectations;

/// <summary>What is expected of a task, as parameters and files say it.</summary>
internal sealed record ExpectationWords
{
    private static readonly TimeSpan UsualGrace = TimeSpan.FromHours(1);

    /// <summary>How long ago the last success may have ended; null where a schedule says it.</summary>
    public TimeSpan? Within { get; init; }

    /// <summary>When it is to run, as a line of cron; null where there is no schedule.</summary>
    public string? Schedule { get; init; }

    /// <summary>How long a scheduled run may take; null for an hour.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>The time zone of the schedule; null for that of this machine.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Whether a run that finished with errors is a success.</summary>
    public bool AllowErrors { get; init; }

    /// <summary>What they mean.</summary>
    /// <exception cref="TrackingException">TrackExpectationInvalid.</exception>
    public Expectation Read()
    {
        if ((Within == null) == (Schedule == null))
            throw Invalid("Either Within or Schedule says when a success is expected.");
        if (Schedule == null && (Grace != null || TimeZone != null))
            throw Invalid("Grace and TimeZone belong to a Schedule.");
        var expectation = Schedule == null
            ? Expectation.Within(Within!.Value)
            : Expectation.OnSchedule(new CronSchedule(Schedule, TimeZoneName.Find(TimeZone)), Grace ?? UsualGrace);
        return AllowErrors ? expectation.WithErrorsAllowed() : expectation;
    }

    /// <summary>The span that a text says, as <c>1.02:00</c>; a text that is a number is one of days.</summary>
    /// <exception cref="TrackingException">TrackExpectationInvalid.</exception>
    public static TimeSpan Span(string text) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span)
        ? span
        : throw Invalid($"'{TrackView.Shorten(TrackView.OneLine(text))}' is no span of time, as '1.02:00' for 26 hours.");

    /// <summary>A number of days.</summary>
    /// <exception cref="TrackingException">TrackExpectationInvalid.</exception>
    public static TimeSpan Days(double days) => days is > -10_000_000 and < 10_000_000
        ? TimeSpan.FromDays(days)
        : throw Invalid("There are not that many days.");

    private static TrackingException Invalid(string message) => new(TrackingErrorCode.TrackExpectationInvalid, message);
}
