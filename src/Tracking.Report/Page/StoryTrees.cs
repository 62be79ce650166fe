using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tracking.Report.Figures;
using Tracking.Report.Model;
using Tracking.Report.Texts;

namespace Tracking.Report.Page;

/// <summary>Writes stories as trees, as many as there is room for.</summary>
/// <param name="page">Where to.</param>
/// <param name="model">The content of the report.</param>
/// <param name="stories">The stories, as they are shown.</param>
internal sealed class StoryTrees(StringWriter page, ReportModel model, IReadOnlyList<ReportStory> stories)
{
    /// <summary>The width of a bar in its own unit.</summary>
    private const double BarWidth = 200;

    /// <summary>The runs within others that stand in a story of their own, since another run of it was started by itself.</summary>
    private readonly Dictionary<(ReportStore Store, int RunId), string> _places = stories
        .SelectMany((story, i) => story.Runs.Select(run => (Run: run, Name: $"story{i + 1}")))
        .Where(one => model.Nesting.Around(one.Run) != null).ToDictionary(one => one.Run.Place, one => one.Name);

    private bool HasRoom => page.GetStringBuilder().Length < ReportLimits.TreeCharacters;

    /// <summary>Writes the stories.</summary>
    /// <returns>How many there was room for.</returns>
    public int WriteAll()
    {
        var shown = 0;
        while (shown < Math.Min(stories.Count, ReportLimits.Stories) && HasRoom)
            WriteStory(stories[shown++]);
        foreach (var name in _places.Values.Except(stories.Take(shown).Select((_, i) => $"story{i + 1}")))
            page.GetStringBuilder().Replace($" href=\"#{name}\"", "");
        return shown;
    }

    private void WriteStory(ReportStory story)
    {
        var name = story.Runs.Where(run => _places.ContainsKey(run.Place)).Select(run => _places[run.Place]).FirstOrDefault();
        page.Write($"<details class=\"story\"{(name == null ? "" : $" id=\"{name}\"")}>");
        WriteSummary(story.Last, RunText.Facts(model, story).Concat(RunText.Inner(model, story.Runs)));
        var shown = 0;
        foreach (var run in story.Runs.TakeWhile(_ => shown == 0 || HasRoom))
        {
            shown++;
            if (story.Runs.Count > 1)
            {
                page.Write($"<h3>Run {run.Record.RunId} {HtmlTable.Status(run.Status)} <span class=\"muted\">");
                page.Write($"{Html.Text(string.Join(", ", RunText.Facts(model, run)))}</span></h3>\n");
            }
            WriteRun(run);
        }
        WriteOthers(story.Runs.Count - shown, "other run");
        page.Write("</details>\n");
    }

    private void WriteSummary(ReportRun run, IEnumerable<string> facts)
    {
        var task = Html.Isolated(ReportText.Shorten(run.TaskId, ReportLimits.FailureName));
        page.Write($"<summary>{HtmlTable.Status(run.Status)} <strong>{task}</strong> ");
        page.Write($"<span class=\"muted\">{Html.Text(string.Join(", ", facts))}</span></summary>\n");
    }

    private void WriteRun(ReportRun run)
    {
        if (run.Message is { } message)
            page.Write($"<p class=\"error\" dir=\"auto\">{Html.Text(ReportText.Shorten(message, ReportLimits.Message))}</p>\n");
        if (run.Steps.Count > 0)
            WriteSteps(run);
        else if (model.Nesting.Within(run).Count == 0)
            page.Write("<p class=\"muted\">No steps.</p>\n");
        WriteOthers(run.Steps.Count - ReportLimits.TreeSteps, "other step");
        WriteInner(run);
    }

    /// <summary>Writes the runs within a run, each with its own steps and runs, or where else it stands.</summary>
    private void WriteInner(ReportRun around)
    {
        var inner = model.Nesting.Within(around);
        var shown = 0;
        foreach (var run in inner.Take(ReportLimits.InnerRuns).TakeWhile(_ => HasRoom))
        {
            shown++;
            if (_places.TryGetValue(run.Place, out var name))
            {
                var task = Html.Isolated(ReportText.Shorten(run.TaskId, ReportLimits.FailureName));
                page.Write($"<p>{HtmlTable.Status(run.Status)} {task} <a href=\"#{name}\">run {run.Record.RunId}</a> ");
                page.Write($"<span class=\"muted\">{Html.Text(string.Join(", ", RunText.Facts(model, run)))}</span></p>\n");
                continue;
            }
            page.Write("<details class=\"story inner\">");
            WriteSummary(run, RunText.Facts(model, new ReportStory([run])).Concat(RunText.Inner(model, [run])));
            WriteRun(run);
            page.Write("</details>\n");
        }
        WriteOthers(inner.Count - shown, "other run", " within it");
    }

    private void WriteOthers(int count, string noun, string where = "")
    {
        if (count > 0)
            page.Write($"<p class=\"muted\">And {ReportText.Count(count, noun)}{where}.</p>\n");
    }

    private void WriteSteps(ReportRun run)
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
            WriteStep(run, step);
        }
        for (; levels.Count > 0; levels.Pop())
            page.Write("</li></ul>");
        page.Write("\n");
    }

    private void WriteStep(ReportRun run, ReportStep step)
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
