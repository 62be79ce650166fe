using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Tracking.Completion;

/// <summary>Offers the names of steps, those of the newest first.</summary>
internal sealed class StepNameCompleter : StoreContentCompleter
{
    protected override IEnumerable<CompletionResult> Complete(CompletionWord word, CommandLine line, StoreAtHand store) =>
        from step in store.Opened.ListSteps().Reverse()
        where word.Matches(step.Name)
        group step by step.Name into same
        let last = same.First()
        select Result(CompletionText.Argument(same.Key, word.IsQuoted), same.Key, $"{last.Path}: {last.Status}, {Time(last.StartUtc)}");
}
