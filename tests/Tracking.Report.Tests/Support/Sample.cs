using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;
using Tracking.Data;
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
    private readonly Dictionary<int, string> _paths = [];
    private long _tracks;

    public Sample(string title = "Report", string store = "store.json")
    {
        Store = new ReportStore(store);
        _builder = new ReportBuilder(
            new ReportScope { Title = title, MadeUtc = Start.AddDays(30), Zone = TimeZoneInfo.Utc, Stores = [Store] });
    }

    public ReportStore Store { get; }

    public Sample Run(
        int id, string? task, double startHour, double minutes, RunStatus status = RunStatus.Finished, string? message = null,
        string? host = null)
    {
        var start = Start.AddHours(startHour);
        _builder.Add(Store, new RunRecord(id, task, start, start.AddMinutes(minutes), status, false, message)
        {
            Facts = new RunFacts { Host = host }.ToData(),
        });
        return this;
    }

    public Sample Track(
        string task, double hour, object data, int run = 1, string user = "ann", string? types = null, int step = 0, string? host = null)
    {
        var json = new TrackData(JsonSerializer.SerializeToUtf8Bytes(data), types == null ? null : Encoding.UTF8.GetBytes(types));
        _builder.Add(Store, TrackRecord.Of(++_tracks, task, run, user, Start.AddHours(hour), false, json, 0, step, host));
        return this;
    }

    /// <summary>A step; ids count up from 1, and a step of a run itself has 0 for its parent.</summary>
    public Sample Step(
        int run, string step, double startHour, double? minutes, StepStatus status = StepStatus.Completed, string? error = null,
        int parent = 0, string? key = null)
    {
        var id = _paths.Count + 1;
        _paths[id] = StepRecord.PathOf(parent == 0 ? null : _paths[parent], step, key);
        return Step(new StepRecord(id, run, step, key, parent, _paths[id])
        {
            Status = status,
            StartUtc = Start.AddHours(startHour),
            EndUtc = minutes is { } known ? Start.AddHours(startHour).AddMinutes(known) : null,
            Facts = new StepFacts { Error = error }.ToData(),
        });
    }

    public Sample Step(StepRecord step)
    {
        _builder.Add(Store, step);
        return this;
    }

    public ReportModel Build() => _builder.Build();

    public string Page()
    {
        using var page = new StringWriter(CultureInfo.InvariantCulture);
        ReportPage.Write(Build(), page);
        return page.ToString();
    }
}
