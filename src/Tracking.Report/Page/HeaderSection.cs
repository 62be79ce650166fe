using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tracking.Report.Figures;
using Tracking.Report.Model;

namespace Tracking.Report.Page;

/// <summary>The head of a report: title and time; and behind what failed, what it covers and the main counts.</summary>
internal static class HeaderSection
{
    private const int NamedStores = 12;

    public static void Write(TextWriter page, ReportModel model)
    {
        var scope = model.Scope;
        page.Write($"<header>\n<h1 dir=\"auto\">{Html.Text(ReportText.Shorten(scope.Title, ReportLimits.Preview))}</h1>\n");
        page.Write($"<p class=\"muted\">Created {ReportText.Time(model.Local(scope.MadeUtc))}. ");
        page.Write($"Times are local, {Offset(scope.Zone.GetUtcOffset(scope.MadeUtc))}.</p>\n</header>\n");
    }

    /// <summary>Writes what the report covers, and the main counts: behind what failed, which is to be on the first screen.</summary>
    public static void WriteCounts(TextWriter page, ReportModel model)
    {
        page.Write("<section aria-labelledby=\"counts\">\n<h2 id=\"counts\">In numbers</h2>\n");
        page.Write($"<p class=\"muted\">{Coverage(model)}</p>\n<dl class=\"tiles\">\n");
        foreach (var (name, count, isBad) in Counts(model))
            page.Write($"<div{(isBad ? " class=\"bad\"" : "")}><dt>{name}</dt><dd>{ReportText.Count(count)}</dd></div>\n");
        page.Write("</dl>\n</section>\n");
    }

    private static string Offset(TimeSpan offset) => $"UTC{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}";

    /// <summary>Which stores, which tracks and which period the report covers, as markup.</summary>
    private static string Coverage(ReportModel model)
    {
        var stores = model.Scope.Stores;
        var named = string.Join(", ", stores.Take(NamedStores).Select(store => Shortened(store.Name)));
        var others = stores.Count > NamedStores ? $" and {ReportText.Count(stores.Count - NamedStores, "other")}" : "";
        var query = model.Scope.Question is { } question ? $" ({Shortened(question)})" : "";
        var span = model.Span is { } known
            ? $", {ReportText.Time(model.Local(known.From))} to {ReportText.Time(model.Local(known.To))}"
            : "";
        return $"Covers {(stores.Count == 0 ? "no store" : named + others)}{query}{span}.";
    }

    private static string Shortened(string text) => Html.Isolated(ReportText.Shorten(text, ReportLimits.Message));

    private static IEnumerable<(string Name, long Count, bool IsBad)> Counts(ReportModel model)
    {
        yield return ("Runs", model.Runs.Count, false);
        foreach (var status in StatusMark.Present(model, RunStatus.Finished, RunStatus.Failed, RunStatus.Abandoned))
        {
            var runs = model.Runs.Where(run => run.Status == status).ToList();
            yield return (StatusMark.NameOf(status), runs.Count, runs.Exists(run => run.IsProblem));
        }
        yield return ("Tasks", model.Tasks.Count, false);
        yield return ("Tracks", model.TrackCount, false);
    }
}
