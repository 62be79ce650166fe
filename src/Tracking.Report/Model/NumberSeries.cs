using System;
using System.Collections.Generic;
using System.Linq;

namespace Tracking.Report.Model;

/// <summary>One numeric key of a task's data over time: a line for each step, and for each host where there are several.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Key">The key.</param>
/// <param name="Lines">The lines, in any order.</param>
internal sealed record NumberSeries(string TaskId, string Key, IReadOnlyList<NumberLine> Lines)
{
    private const string NoStep = "outside of steps";

    /// <summary>Whether there are more than <see cref="ReportLimits.NumberLines"/>.</summary>
    public bool HasMoreLines { get; init; }

    /// <summary>How many numbers were read.</summary>
    public long Count { get; } = Lines.Sum(line => line.Count);

    /// <summary>The lines that are drawn, of more than one number each: those that change first, and then those with the most.</summary>
    public IReadOnlyList<NumberLine> Drawn =>
    [
        .. Lines.Where(line => line.Count > 1)
            .OrderByDescending(line => line.Changes).ThenByDescending(line => line.Count).ThenBy(NameOf, StringComparer.OrdinalIgnoreCase)
            .Take(ReportLimits.DrawnLines),
    ];

    private bool HasSteps { get; } = Lines.Any(line => line.Path != null);

    private bool HasHosts { get; } = Lines.Select(line => line.Host ?? "").Distinct(StringComparer.OrdinalIgnoreCase).Count() > 1;

    /// <summary>What a line is of: its step, and its host where there are several. Empty where nothing tells it from others.</summary>
    public string NameOf(NumberLine line)
    {
        var path = HasSteps ? ReportText.ShortenStart(line.Path ?? NoStep, ReportLimits.Path) : "";
        if (!HasHosts)
            return path;
        var host = line.Host is { } known ? ReportText.Shorten(known, ReportLimits.Name) : "host not on record";
        return path.Length == 0 ? host : line.Host == null ? $"{path}, {host}" : $"{path} on {host}";
    }
}

/// <summary>The numbers of one step on one host.</summary>
/// <param name="Path">The path of the step; null outside of steps.</param>
/// <param name="Host">The host; null where it is not on record.</param>
/// <param name="Count">How many numbers were read.</param>
/// <param name="Points">The points, oldest first: one for each number, or fewer when numbers were grouped.</param>
internal sealed record NumberLine(string? Path, string? Host, long Count, IReadOnlyList<NumberPoint> Points)
{
    /// <summary>Whether the numbers differ: a level line says nothing by itself.</summary>
    public bool Changes => Points.Min(point => point.Min) < Points.Max(point => point.Max);

    /// <summary>Whether a point stands for several numbers.</summary>
    public bool IsGrouped => Count > Points.Count;
}

/// <summary>The numbers of one short period.</summary>
/// <param name="FirstUtc">The time of the first number.</param>
/// <param name="Count">How many numbers there are.</param>
/// <param name="Min">The lowest number.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Max">The highest number.</param>
internal readonly record struct NumberPoint(DateTime FirstUtc, long Count, double Min, double Mean, double Max);
