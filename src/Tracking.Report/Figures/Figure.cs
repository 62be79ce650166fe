using System.Collections.Generic;

namespace Tracking.Report.Figures;

/// <summary>A figure of a report, and its numbers for those who cannot see it.</summary>
/// <param name="Caption">What it shows, in a sentence or two.</param>
/// <param name="Svg">The drawing.</param>
/// <param name="Numbers">The numbers that it draws.</param>
internal sealed record Figure(string Caption, string Svg, Table Numbers)
{
    /// <summary>What it is of, where there are several of a kind: a task, a key.</summary>
    public string? Heading { get; init; }

    /// <summary>Whether its text needs the whole width of the page.</summary>
    public bool IsWide { get; init; }
}

/// <summary>A table: its columns, and the texts of its cells, which are anyone's.</summary>
internal sealed record Table(IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>A column of a table.</summary>
/// <param name="Name">What stands above it.</param>
/// <param name="IsNumber">Whether it is aligned and sorted as numbers are.</param>
internal sealed record Column(string Name, bool IsNumber = false);
