using System.Collections.Generic;
using Tracking.Model;

namespace Tracking.Report.Model;

/// <summary>A run and those that continue it, one after the other: one piece of work (rule 11.4).</summary>
/// <param name="Runs">The runs, by start time; one or more.</param>
internal sealed record ReportStory(IReadOnlyList<ReportRun> Runs)
{
    public ReportRun First => Runs[0];

    /// <summary>The run that says how the work stands.</summary>
    public ReportRun Last => Runs[Runs.Count - 1];

    /// <summary>The stories that runs make, by the start of their first run.</summary>
    /// <param name="runs">The runs, by start time. One whose predecessor is not among them begins a story.</param>
    public static IReadOnlyList<ReportStory> Of(IEnumerable<ReportRun> runs)
    {
        var stories = new List<List<ReportRun>>();
        var byRun = new Dictionary<Origin, List<ReportRun>>();
        foreach (var run in runs)
        {
            if (run.Record.Continues is not { } former || !byRun.TryGetValue(former, out var story))
                stories.Add(story = []);
            story.Add(run);
            byRun[run.Record.Identity] = story;
        }
        return stories.ConvertAll(story => new ReportStory(story));
    }
}
