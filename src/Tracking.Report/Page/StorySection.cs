using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Tracking.Report.Figures;
using Tracking.Report.Model;
using Tracking.Report.Texts;

namespace Tracking.Report.Page;

/// <summary>Runs and their steps as trees; runs that continue one another are one story (rule 11.4).</summary>
internal static class StorySection
{
    /// <summary>The width of a bar in its own unit.</summary>
    private const double BarWidth = 200;

    public static void Write(TextWriter page, ReportModel model)
    {
        var stories = ReportStory.Of(model.Runs).OrderByDescending(story => story.Last.Record.StartUtc)
            .ThenByDescending(story => story.Last.Record.RunId).ToList();
        if (stories.Count == 0)
            return;
        var trees = new StringWriter(CultureInfo.InvariantCulture);
        var shown = 0;
        while (shown < Math.Min(stories.Count, ReportLimits.Stories) && trees.GetStringBuilder().Length < ReportLimits.TreeCharacters)
            WriteStory(trees, model, stories[shown++]);
        page.Write("<section aria-labelledby=\"runs\">\n<h2 id=\"runs\">Runs and steps</h2>\n<p class=\"muted\">");
        page.Write(shown < stories.Count
            ? $"The newest {ReportText.Count(shown)} of {ReportText.Count(stories.Count)}. "
            : "Newest first. ");
        page.Write("Runs that continue one another are one entry. A bar shows when in its run a step was at work.");
        page.Write(model.StepCounts is var (all, held) && all > held
            ? $" Only the newest {ReportText.Count(held)} of {ReportText.Count(all)} steps are here.</p>\n"
            : "</p>\n");
        page.Write(trees.ToString());
        page.Write("</section>\n");
    }

    private static void WriteStory(TextWriter page, ReportModel model, ReportStory story)
    {
        var task = Html.Isolated(ReportText.Shorten(story.Last.TaskId, ReportLimits.FailureName));
        page.Write($"<details class=\"story\"><summary>{HtmlTable.Status(story.Last.Status)} <strong>{task}</strong> ");
        page.Write($"<span class=\"muted\">{Html.Text(string.Join(", ", RunText.Facts(model, story)))}</span></summary>\n");
        foreach (var run in story.Runs)
            WriteRun(page, model, run, story.Runs.Count > 1);
        page.Write("</details>\n");
    }

    private static void WriteRun(TextWriter page, ReportModel model, ReportRun run, bool isOneOfSeveral)
    {
        if (isOneOfSeveral)
        {
            page.Write($"<h3>Run {run.Record.RunId} {HtmlTable.Status(run.Status)} <span class=\"muted\">");
            page.Write($"{Html.Text(string.Join(", ", RunText.Facts(model, run)))}</span></h3>\n");
        }
        if (run.Message is { } message)
            page.Write($"<p class=\"error\" dir=\"auto\">{Html.Text(ReportText.Shorten(message, ReportLimits.Message))}</p>\n");
        if (run.Steps.Count == 0)
            page.Write("<p class=\"muted\">No steps.</p>\n");
        else
            WriteSteps(page, run);
        if (run.Steps.Count > ReportLimits.TreeSteps)
            page.Write($"<p class=\"muted\">And {ReportText.Count(run.Steps.Count - ReportLimits.TreeSteps, "other step")}.</p>\n");
    }

    private static void WriteSteps(TextWriter page, ReportRun run)
    {
        // One list for each level that is open; a step whose outer one is missing stands a level deeper than the one before it at most.
        var levels = new Stack<int>();
        foreach (var step in run.Steps.Take(ReportLimits.TreeSteps))
        {
            if (levels.Count == 0 || step.Depth > levels.Peek())
            {
                page.Write("<ul class=\"tree\">");
                levels.Push(step.Depth);
            }
            else
            {
                page.Write("</li>");
                while (levels.Count > 1 && step.Depth < levels.Peek())
                {
                    page.Write("</ul></li>");
                    levels.Pop();
                }
            }
            WriteStep(page, run, step);
        }
        for (; levels.Count > 0; levels.Pop())
            page.Write("</li></ul>");
        page.Write("\n");
    }

    private static void WriteStep(TextWriter page, ReportRun run, ReportStep step)
    {
        var name = Html.Isolated(ReportText.Shorten(step.Name, ReportLimits.FailureName));
        page.Write($"\n<li>{HtmlTable.Status(step)} {name} <span class=\"muted\">");
        page.Write($"{Html.Text(string.Join(", ", RunText.Facts(step)))}</span>");
        if (step.TookTime && run.Duration.Ticks > 0)
            page.Write(Bar(run, step));
        if (step.Error is { } error)
        {
            var position = step.Position is { } place ? $" <span class=\"muted\">at {Html.Isolated(place)}</span>" : "";
            page.Write($"<p class=\"error\" dir=\"auto\">{Html.Text(ReportText.Shorten(error, ReportLimits.Message))}{position}</p>");
        }
    }

    private static string Bar(ReportRun run, ReportStep step)
    {
        double At(DateTime timeUtc) =>
            Math.Min(Math.Max((timeUtc - run.Record.StartUtc).Ticks / (double)run.Duration.Ticks, 0), 1) * BarWidth;

        var (from, to) = (At(step.StartUtc), At(step.EndUtc));
        // A short step can be seen too.
        var width = Math.Max(to - from, 1);
        var left = Math.Min(from, BarWidth - width);
        return $"<svg class=\"bar\" viewBox=\"0 0 {BarWidth} 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
            + $"<rect class=\"f-runback\" width=\"{BarWidth}\" height=\"6\"/><rect class=\"f-{Ink.NameOf(StepInk.Of(step.Status))}\" "
            + FormattableString.Invariant($"x=\"{left:0.#}\" width=\"{width:0.#}\" height=\"6\"/></svg>");
    }
}
