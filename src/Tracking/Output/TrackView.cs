using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Tracking.Data;
using Tracking.Output;
using Tracking.Stores;

namespace Tracking;

/// <summary>How things look in the views of <c>Tracking.Format.ps1xml</c>.</summary>
public static class TrackView
{
    private const int MostCharacters = 500;
    private const int FewCharacters = 60;
    private const int NameCharacters = 16;

    /// <summary>
    /// A track's data in one line: <c>{step=copy, count=3}</c>. Data that cannot be read say so, as a view must not fail.
    /// </summary>
    public static string Preview(Track track)
    {
        try
        {
            return Shorten(Value(track?.Data), MostCharacters);
        }
        catch (TrackingException)
        {
            return "(unreadable)";
        }
    }

    /// <summary>A time to the second, the same in every culture: <c>2026-03-01 02:00:00</c>; empty for none.</summary>
    public static string Time(DateTime? time) => time?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A span of time to the second: <c>0:00:07</c>, <c>1:02:03</c>, <c>2d 03:04:05</c>.</summary>
    public static string Duration(TimeSpan span) =>
        span.ToString(span.Days == 0 ? @"h\:mm\:ss" : @"d\d\ hh\:mm\:ss", CultureInfo.InvariantCulture);

    /// <summary>A run's status, coloured where the host shows colours.</summary>
    public static string Status(TrackRun run)
    {
        if (run == null)
            return "";
        var name = run.Status.ToString();
        return run.Status switch
        {
            RunStatus.Running => HostStyle.Paint(name, "FormatAccent"),
            RunStatus.Failed => HostStyle.Paint(name, "Error"),
            RunStatus.Abandoned or RunStatus.FinishedWithErrors or RunStatus.Unknown => HostStyle.Paint(name, "Warning"),
            _ => name,
        };
    }

    /// <summary>A step's status, coloured where the host shows colours.</summary>
    public static string StepStatus(TrackStep step)
    {
        if (step == null)
            return "";
        var name = step.Status.ToString();
        return step.Status switch
        {
            Tracking.StepStatus.Running => HostStyle.Paint(name, "FormatAccent"),
            Tracking.StepStatus.Failed => HostStyle.Paint(name, "Error"),
            Tracking.StepStatus.Abandoned or Tracking.StepStatus.CompletedWithErrors => HostStyle.Paint(name, "Warning"),
            _ => name,
        };
    }

    /// <summary>
    /// The status of a run or step in a table: as it is, and with a mark that can be told without colours where it did not come to its end.
    /// </summary>
    public static string MarkedStatus(object shown) => PowerShellValue.Unwrap(shown) switch
    {
        TrackRun run => Marked(run.Status is RunStatus.Failed or RunStatus.Abandoned, Status(run)),
        TrackStep step => Marked(step.Status is Tracking.StepStatus.Failed or Tracking.StepStatus.Abandoned, StepStatus(step)),
        _ => "",
    };

    /// <summary>Why a task is on time or not, in a table: with a mark that can be told without colours where it is not.</summary>
    public static string TaskReason(TaskCheck check)
    {
        if (check == null)
            return "";
        var name = check.Reason.ToString();
        return Marked(!check.IsOnTime, check.IsOnTime ? name
            : HostStyle.Paint(name, check.Reason is Tracking.TaskReason.Running ? "Warning" : "Error"));
    }

    /// <summary>When a track or run that Watch-Track gave changed, local.</summary>
    public static DateTime ChangeTime(object change) => PowerShellValue.Unwrap(change) switch
    {
        Track track => track.TimeStamp,
        TrackRun { Status: RunStatus.Running or RunStatus.Open } run => run.Start,
        TrackStep step => step.End ?? step.Start,
        TrackRun run => run.End,
        _ => default,
    };

    /// <summary>What is to be said of a track or run that Watch-Track gave: the track's data, or the run's status.</summary>
    public static string Change(object change) => PowerShellValue.Unwrap(change) switch
    {
        Track track => Preview(track),
        TrackRun { Message: { } message } run => $"{Status(run)}: {OneLine(message)}",
        TrackRun run => Status(run),
        TrackStep { Error: { } error } step => $"{step.Path} {StepStatus(step)}: {OneLine(error)}",
        TrackStep step => $"{step.Path} {StepStatus(step)}",
        _ => "",
    };

    /// <summary>
    /// The store of a row of all sessions, short enough for a table: of a file that a session made for itself its date and time, of
    /// others the name, and how many there are besides.
    /// </summary>
    public static string StoreName(object row)
    {
        var stores = PowerShellValue.Unwrap(row) switch
        {
            Track track => [track.Store],
            TrackRun run => [run.Store],
            TrackStep step => [step.Store],
            TrackTask task => task.Stores,
            TrackUser user => user.Stores,
            _ => (IReadOnlyList<TrackStore>)[],
        };
        if (stores.Count == 0)
            return "";
        // 20260301-020000-4711-0b5a8f0e.json: the rest tells those apart that began in the same second.
        const int DateAndTime = 15;
        var name = stores[0].Name;
        var shown = SessionStore.IsOfSession(name) ? name.Substring(0, DateAndTime) : Name(name);
        return stores.Count == 1 ? shown : $"{shown} +{stores.Count - 1}";
    }

    /// <summary>A name as a table shows it that has more to say: its first characters.</summary>
    public static string Name(string? name) => Shorten(OneLine(name), NameCharacters);

    /// <summary>A text in one line, without what a terminal would take for a command.</summary>
    public static string OneLine(string? text) =>
        text != null && text.Any(char.IsControl) ? new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]) : text ?? "";

    internal static string ShortValue(object? value) => Shorten(Value(value), FewCharacters);

    internal static string Shorten(string text) => Shorten(text, FewCharacters);

    private static string Marked(bool isMarked, string status) => isMarked ? "! " + status : status;

    private static string Shorten(string text, int most) => text.Length <= most ? text : text.Substring(0, most) + "…";

    private static string Value(object? value) => value switch
    {
        null => "",
        IDictionary mapping => "{" + string.Join(", ", mapping.Keys.Cast<object>().Select(key => $"{key}={Value(mapping[key])}")) + "}",
        byte[] bytes => $"({bytes.Length} bytes)",
        DateTime { Kind: DateTimeKind.Utc } time => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        DateTime time => Time(time),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:sszzz", CultureInfo.InvariantCulture),
        object?[] list => "(" + string.Join(", ", list.Select(Value)) + ")",
        _ when ScalarType.Of(value.GetType()) is { Name: "DateOnly" or "TimeOnly" } type => type.Write(value),
        _ => OneLine((string)LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture)),
    };
}
