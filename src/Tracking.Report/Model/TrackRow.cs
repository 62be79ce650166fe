using System;

namespace Tracking.Report.Model;

/// <summary>A track as the table shows it.</summary>
internal sealed record TrackRow(ReportStore Store, long Number, string TaskId, int RunId, string UserName, DateTime TimeUtc, string Preview);
