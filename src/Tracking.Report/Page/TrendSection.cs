using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Tracking.Report.Model;

namespace Tracking.Report.Page;

/// <summary>What is slower than usual, and what fails how often (rule 11.6).</summary>
internal static class TrendSection
{
    public static void WriteSlower(TextWriter page, ReportModel model)
    {
        var slower = ReportTrend.OfRuns(model).Select(one => one.Trend).Concat(ReportTrend.OfSteps(model))
            .Where(trend => trend.Slower != null).OrderByDescending(trend => trend.Slower!.Value.Run.Record.StartUtc).ToList();
        if (slower.Count == 0)
            return;
        Begin(page, "slower", "Slower than usual", "The last time against the median of the times before.", slower.Count);
        foreach (var trend in slower.Take(ReportLimits.Trends))
        {
            var (run, duration, usual) = trend.Slower!.Value;
            page.Write($"<li>{Name(trend.TaskId, trend.Path, trend.Host)}: {ReportText.Duration(duration)} in run {run.Record.RunId}, ");
            page.Write($"usually {ReportText.Duration(usual)} ({Times(duration, usual)} as long)</li>\n");
        }
        page.Write("</ul>\n</section>\n");
    }

    public static void WriteRates(TextWriter page, ReportModel model)
    {
        var rates = FailureRate.Of(model);
        if (rates.Count == 0)
            return;
        var note = model.StepCounts is var (all, shown) && all > shown
            ? $"Of steps, the newest {ReportText.Count(shown)} of {ReportText.Count(all)} count."
            : "Failed, abandoned or with errors, of those that ended.";
        Begin(page, "rates", "What fails how often", note, rates.Count);
        foreach (var rate in rates.Take(ReportLimits.Trends))
        {
            var noun = rate.Path == null ? "run" : "time";
            page.Write($"<li>{Name(rate.TaskId, rate.Path, null)}: {ReportText.Count(rate.Failed)} of {ReportText.Count(rate.All, noun)} ");
            page.Write($"({rate.Share.ToString("0.# %", CultureInfo.InvariantCulture)}){Bar(rate.Share)}</li>\n");
        }
        page.Write("</ul>\n</section>\n");
    }

    private static void Begin(TextWriter page, string id, string heading, string note, int count)
    {
        var first = count > ReportLimits.Trends ? $" The first {ReportLimits.Trends} of {ReportText.Count(count)}." : "";
        page.Write($"<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{heading}</h2>\n");
        page.Write($"<p class=\"muted\">{note}{first}</p>\n<ul class=\"tree\">\n");
    }

    private static string Name(string taskId, string? path, string? host)
    {
        var task = $"<strong>{Html.Isolated(ReportText.Shorten(taskId, ReportLimits.FailureName))}</strong>";
        var step = path == null ? "" : $" › {Html.Isolated(ReportText.ShortenStart(path, ReportLimits.FailurePath))}";
        var place = host == null ? "" : $" on {Html.Isolated(ReportText.Shorten(host, ReportLimits.Name))}";
        return task + step + place;
    }

    private static string Times(TimeSpan duration, TimeSpan usual) => usual.Ticks == 0
        ? "many times"
        : (duration.Ticks / (double)usual.Ticks).ToString("0.0", CultureInfo.InvariantCulture) + " times";

    private static string Bar(double share) =>
        "<svg class=\"bar\" viewBox=\"0 0 200 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
        + "<rect class=\"f-runback\" width=\"200\" height=\"6\"/>"
        + FormattableString.Invariant($"<rect class=\"f-failed\" width=\"{Math.Max(200 * share, 1):0.#}\" height=\"6\"/></svg>");
}
