using System;

namespace Tracking.Report.Model;

/// <summary>A track as a row of the report's table.</summary>
/// <param name="Store">The store that it is in.</param>
/// <param name="Number">Its number.</param>
/// <param name="TaskId">Its task.</param>
/// <param name="RunId">Its run.</param>
/// <param name="UserName">Its user.</param>
/// <param name="TimeUtc">Its time.</param>
/// <param name="Preview">Its data in one line, shortened.</param>
internal sealed record ReportTrack(
    ReportStore Store, long Number, string TaskId, int RunId, string UserName, DateTime TimeUtc, string Preview);
