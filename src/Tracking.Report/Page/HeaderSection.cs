using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tracking.Report.Model;

namespace Tracking.Report.Page;

/// <summary>What a report is of: title, time, stores, and the counts that matter.</summary>
internal static class HeaderSection
{
    private const int NamedStores = 12;

    public static void Write(TextWriter page, ReportModel model)
    {
        var scope = model.Scope;
        page.Write($"<header>\n<h1 dir=\"auto\">{Html.Text(ReportText.Shorten(scope.Title, ReportLimits.Message))}</h1>\n<p class=\"muted\">");
        page.Write($"Made {ReportText.Time(model.Local(scope.MadeUtc))}. Times are local, {Offset(scope.Zone.GetUtcOffset(scope.MadeUtc))}. ");
        page.Write(Covers(model));
        page.Write("</p>\n<dl class=\"tiles\">\n");
        foreach (var (name, count, isBad) in Counts(model))
            page.Write($"<div{(isBad && count > 0 ? " class=\"bad\"" : "")}><dt>{name}</dt><dd>{ReportText.Count(count)}</dd></div>\n");
        page.Write("</dl>\n</header>\n");
    }

    private static string Offset(TimeSpan offset) => $"UTC{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}";

    /// <summary>What it covers, in words.</summary>
    private static string Covers(ReportModel model)
    {
        var stores = model.Scope.Stores;
        var named = string.Join(", ", stores.Take(NamedStores).Select(store => Html.Foreign(ReportText.Shorten(store.Name, ReportLimits.Message))));
        var rest = stores.Count > NamedStores ? $" and {ReportText.Count(stores.Count - NamedStores, "other")}" : "";
        var asked = model.Scope.Question is { } question ? $" ({Html.Foreign(ReportText.Shorten(question, ReportLimits.Message))})" : "";
        var span = model.Span is { } known ? $", {ReportText.Time(model.Local(known.From))} to {ReportText.Time(model.Local(known.To))}" : "";
        return $"Covers {(stores.Count == 0 ? "no store" : named + rest)}{asked}{span}.";
    }

    private static IEnumerable<(string Name, long Count, bool IsBad)> Counts(ReportModel model)
    {
        long Of(RunStatus status) => model.Runs.Count(run => run.Record.Status == status);

        yield return ("Runs", model.Runs.Count, false);
        yield return ("Finished", Of(RunStatus.Finished), false);
        yield return ("Failed", Of(RunStatus.Failed), true);
        yield return ("Abandoned", Of(RunStatus.Abandoned), true);
        if (Of(RunStatus.Stopped) is > 0 and var stopped)
            yield return ("Stopped", stopped, false);
        if (Of(RunStatus.Running) is > 0 and var running)
            yield return ("Running", running, false);
        yield return ("Tasks", model.Tasks.Count, false);
        yield return ("Tracks", model.TrackCount, false);
    }
}
