using System.Collections.Generic;

namespace Tracking.Report.Figures;

/// <summary>A table: its columns, and the texts of its cells, which come from anyone.</summary>
internal sealed record Table(IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>A column of a table.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="IsNumber">Whether it is aligned and sorted as numbers.</param>
internal sealed record Column(string Name, bool IsNumber = false);
