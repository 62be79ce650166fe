using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;
using Tracking.Model;
using Tracking.Report.Model;
using Tracking.Report.Page;
using Tracking.Report.Reading;

namespace Tracking.Report.Tests;

/// <summary>Runs and tracks for a report, with times that are given.</summary>
internal sealed class Sample
{
    public static readonly DateTime Start = new(2026, 3, 1, 2, 0, 0, DateTimeKind.Utc);

    private readonly ReportBuilder _builder;
    private long _tracks;

    public Sample(string title = "Report", string store = "store.json")
    {
        Store = new ReportStore(store);
        _builder = new ReportBuilder(
            new ReportScope { Title = title, MadeUtc = Start.AddDays(30), Zone = TimeZoneInfo.Utc, Stores = [Store] });
    }

    public ReportStore Store { get; }

    public Sample Run(int id, string? task, double startHour, double minutes, RunStatus status = RunStatus.Finished, string? message = null)
    {
        var start = Start.AddHours(startHour);
        _builder.Add(Store, new RunRecord(id, task, start, start.AddMinutes(minutes), status, false, message));
        return this;
    }

    public Sample Track(string task, double hour, object data, int run = 1, string user = "ann", string? types = null)
    {
        var json = new TrackData(JsonSerializer.SerializeToUtf8Bytes(data), types == null ? null : Encoding.UTF8.GetBytes(types));
        _builder.Add(Store, new TrackRecord(++_tracks, task, run, user, Start.AddHours(hour), false, json));
        return this;
    }

    /// <summary>What Invoke-TrackStep saves of a step: that it began, and how it ended.</summary>
    public Sample Step(string task, int run, string step, double startHour, double minutes, string? error = null)
    {
        Track(task, startHour, new Dictionary<string, object> { ["Step"] = step, ["Outcome"] = "Started" }, run);
        var duration = TimeSpan.FromMinutes(minutes).ToString("c", CultureInfo.InvariantCulture);
        var data = new Dictionary<string, object>
        {
            ["Step"] = step,
            ["Outcome"] = error == null ? "Completed" : "Failed",
            ["Duration"] = duration,
            ["Attempt"] = 1,
        };
        if (error != null)
            data["Error"] = error;
        return Track(task, startHour + (minutes / 60), data, run, types: "{\"/Duration\":\"TimeSpan\"}");
    }

    public ReportModel Build() => _builder.Build();

    public string Page()
    {
        using var page = new StringWriter(CultureInfo.InvariantCulture);
        ReportPage.Write(Build(), page);
        return page.ToString();
    }
}
