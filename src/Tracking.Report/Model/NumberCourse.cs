using System;
using System.Collections.Generic;

namespace Tracking.Report.Model;

/// <summary>The course of one numeric key of a task's data.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Key">The key.</param>
/// <param name="Count">How many numbers there were.</param>
/// <param name="Points">By time; as many as there were numbers, or fewer.</param>
internal sealed record NumberCourse(string TaskId, string Key, long Count, IReadOnlyList<NumberPoint> Points);

/// <summary>The numbers of a short time.</summary>
/// <param name="FirstUtc">The time of the first of them.</param>
/// <param name="Count">How many.</param>
/// <param name="Least">The least.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Most">The greatest.</param>
internal readonly record struct NumberPoint(DateTime FirstUtc, long Count, double Least, double Mean, double Most);
