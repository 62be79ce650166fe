using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Tracking.Completion;

/// <summary>Offers users that have tracks, of the task that the line names.</summary>
internal class UserCompleter : StoreContentCompleter
{
    private const int MostUsers = 1000;

    protected override IEnumerable<CompletionResult> Complete(CompletionWord word, CommandLine line, StoreAtHand store)
    {
        var tasks = line.Names("TaskId");
        // A task without tracks is a new one: for it all users are as good.
        if (tasks != null && store.Opened.ListTasks(tasks).Count == 0)
            tasks = null;
        var users = from ofTask in store.Opened.ListUsers(tasks, [word.ToCriterion()]).ToLookup(u => u.UserName, StringComparer.OrdinalIgnoreCase)
                    orderby ofTask.Key.ToUpperInvariant()
                    let last = ofTask.Aggregate((a, b) => b.LastTimeUtc > a.LastTimeUtc ? b : a)
                    select Result(Text(last.UserName, word), last.UserName, $"{last.UserName}: {Count(ofTask.Sum(u => u.TrackCount))}, last {Time(last.LastTimeUtc)}");
        return users.Take(MostUsers);
    }

    /// <summary>The name as this parameter takes it.</summary>
    protected virtual string Text(string name, CompletionWord word) => CompletionText.Argument(name, word.IsQuoted);
}
