using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Tracking.Data;
using Tracking.Runs;

namespace Tracking.Completion;

/// <summary>Offers the keys that were given to the runs of the task that the line names, those of the newest first.</summary>
internal sealed class RunKeyCompleter : StoreContentCompleter
{
    protected override IEnumerable<CompletionResult> Complete(CompletionWord word, CommandLine line, StoreAtHand store) =>
        from run in RunsOfTasks.List(store.Opened, line.Names("TaskId"), default).OrderByDescending(run => run.RunId)
        where run.Key is { Length: > 0 } && RunFacts.Of(run).IsKeyGiven && word.Matches(run.Key)
        group run by run.Key into same
        let last = same.First()
        select Result(
            CompletionText.Argument(same.Key, word.IsQuoted),
            same.Key,
            $"{last.TaskId}, run {last.RunId}: {last.Status}, {Time(last.StartUtc)}");
}
