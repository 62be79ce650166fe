using System;
using System.Collections.Generic;

namespace Tracking.Report.Model;

/// <summary>One numeric key of a task's data over time.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Key">The key.</param>
/// <param name="Count">How many numbers were read.</param>
/// <param name="Points">The points, oldest first: one for each number, or fewer when numbers were grouped.</param>
internal sealed record NumberSeries(string TaskId, string Key, long Count, IReadOnlyList<NumberPoint> Points);

/// <summary>The numbers of one short period.</summary>
/// <param name="FirstUtc">The time of the first number.</param>
/// <param name="Count">How many numbers there are.</param>
/// <param name="Min">The lowest number.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Max">The highest number.</param>
internal readonly record struct NumberPoint(DateTime FirstUtc, long Count, double Min, double Mean, double Max);
