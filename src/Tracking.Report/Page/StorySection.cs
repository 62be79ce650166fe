using System.Globalization;
using System.IO;
using System.Linq;
using Tracking.Report.Model;

namespace Tracking.Report.Page;

/// <summary>
/// Runs and their steps as trees; runs that continue one another are one story, and runs within a run stand under it (rule 11.4).
/// </summary>
internal static class StorySection
{
    public static void Write(TextWriter page, ReportModel model)
    {
        var all = ReportStory.Of(model.Runs);
        var stories = all.Where(story => story.Runs.Any(run => model.Nesting.Around(run) == null))
            .OrderByDescending(story => story.Last.Record.StartUtc).ThenByDescending(story => story.Last.Record.RunId).ToList();
        if (stories.Count == 0)
            return;
        var trees = new StringWriter(CultureInfo.InvariantCulture);
        var shown = new StoryTrees(trees, model, stories).WriteAll();
        page.Write("<section aria-labelledby=\"runs\">\n<h2 id=\"runs\">Runs and steps</h2>\n<p class=\"muted\">");
        page.Write(shown < stories.Count
            ? $"The newest {ReportText.Count(shown)} of {ReportText.Count(stories.Count)}. "
            : "Newest first. ");
        page.Write("Runs that continue one another are one entry. ");
        page.Write(all.Count > stories.Count ? "Runs within a run stand under it. " : "");
        page.Write("A bar shows when in its run a step was at work.");
        page.Write(model.StepCounts is var (read, held) && read > held
            ? $" Only the newest {ReportText.Count(held)} of {ReportText.Count(read)} steps are here.</p>\n"
            : "</p>\n");
        page.Write(trees.ToString());
        page.Write("</section>\n");
    }
}
