using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using Tracking.Model;
using Tracking.Report.Figures;
using Tracking.Report.Model;

namespace Tracking.Report.Tests;

/// <summary>Contents of reports that are made without reading tracks, and what figures and sections make of them.</summary>
internal static class Models
{
    public static readonly ReportStore Store = new("store.json");

    public static ReportScope Scope { get; } = new()
    {
        Title = "Report",
        MadeUtc = Sample.Start.AddDays(30),
        Zone = TimeZoneInfo.CreateCustomTimeZone("+1", TimeSpan.FromHours(1), "+1", "+1"),
        Stores = [Store],
    };

    public static ReportModel Of(params ReportRun[] runs) => Of(Scope, runs);

    public static ReportModel Of(ReportScope scope, params ReportRun[] runs) => new(scope)
    {
        Span = (Sample.Start, Sample.Start.AddHours(1)),
        Runs = runs,
        Tasks = [.. runs.GroupBy(run => run.TaskId).Select(task => new ReportTask(task.Key, 7, [.. task]))],
        StepCounts = (runs.Sum(run => run.Steps.Count), runs.Sum(run => run.Steps.Count)),
    };

    public static ReportRun Run(
        int id, string? task, double startMinute, double minutes, RunStatus status = RunStatus.Finished, params ReportStep[] steps)
    {
        var start = Sample.Start.AddMinutes(startMinute);
        return new(Store, new RunRecord(id, task, start, start.AddMinutes(minutes), status, false), steps);
    }

    /// <summary>The run as one that has an identity, that continues another, and that was started within another, by their ids.</summary>
    public static ReportRun Known(this ReportRun run, int within = 0, int continues = 0) => run with
    {
        Record = run.Record with
        {
            Identity = new Origin(Guid.Empty, run.Record.RunId),
            Continues = continues == 0 ? null : new Origin(Guid.Empty, continues),
        },
        Around = within == 0 ? null : new Origin(Guid.Empty, within).ToString(),
    };

    /// <summary>A step; each slash in its path makes it one level deeper.</summary>
    public static ReportStep Step(
        string path, double startMinute, double minutes, StepStatus status = StepStatus.Completed, string? error = null)
    {
        var start = Sample.Start.AddMinutes(startMinute);
        return new(path, path.Count(c => c == '/'), status, start, start.AddMinutes(minutes))
        {
            Name = path[(path.LastIndexOf('/') + 1)..],
            Error = error,
        };
    }

    public static string Written(Action<TextWriter, ReportModel> section, ReportModel model)
    {
        using var page = new StringWriter(CultureInfo.InvariantCulture);
        section(page, model);
        return page.ToString();
    }

    public static XElement Drawing(this Figure figure) => XElement.Parse(figure.Svg);

    /// <summary>The tool tips of the elements with the class, in the order in which they are drawn.</summary>
    public static IEnumerable<string?> ToolTips(this XElement svg, string name) =>
        svg.Elements().Where(element => HasClass(element, name)).Select(element => (string?)element.Element("title"));

    public static IEnumerable<XElement> OfClass(this XElement svg, string name) =>
        svg.Elements().Where(element => HasClass(element, name));

    public static XElement ToolTipped(this XElement svg, string toolTip) =>
        svg.Elements().Single(element => (string?)element.Element("title") == toolTip);

    public static IEnumerable<string> Texts(this XElement svg, string name) =>
        svg.OfClass(name).Where(element => element.Name == "text").Select(element => ((XText)element.LastNode!).Value);

    public static double Number(this XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    public static IEnumerable<string> Names(this IReadOnlyList<Column> columns) =>
        columns.Select(column => column.IsNumber ? column.Name + "#" : column.Name);

    public static IEnumerable<string> Lines(this Table table) => table.Rows.Select(row => string.Join("|", row));

    private static bool HasClass(XElement element, string name) => element.Attribute("class")?.Value.Split(' ').Contains(name) == true;
}
