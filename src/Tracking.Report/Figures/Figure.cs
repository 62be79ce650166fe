using System.Collections.Generic;

namespace Tracking.Report.Figures;

/// <summary>A figure of a report, and its numbers for those who cannot see it.</summary>
/// <param name="Caption">What it shows, in a sentence or two.</param>
/// <param name="Svg">The drawing.</param>
/// <param name="Numbers">The numbers that are drawn.</param>
internal sealed record Figure(string Caption, string Svg, Table Numbers)
{
    /// <summary>Its subject, where there are several figures of a kind: a task, a key.</summary>
    public string? Heading { get; init; }

    /// <summary>The drawing for a narrow screen, of a figure that takes the whole width of the page; null for any other.</summary>
    public string? Narrow { get; init; }

    /// <summary>A sample of each line as a drawing, and what the line is of, not escaped yet; empty where there is one line.</summary>
    public IReadOnlyList<(string Svg, string Name)> Legend { get; init; } = [];
}
