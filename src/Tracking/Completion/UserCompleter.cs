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
        // A task without tracks is a new one: all users are offered.
        if (tasks != null && store.Opened.ListTasks(tasks).Count == 0)
            tasks = null;
        var byName = store.Opened.ListUsers(tasks, [word.ToCriterion()]).ToLookup(user => user.UserName, StringComparer.OrdinalIgnoreCase);
        var users = from ofTask in byName
                    orderby ofTask.Key.ToUpperInvariant()
                    let last = ofTask.Aggregate((a, b) => b.LastTimeUtc > a.LastTimeUtc ? b : a)
                    let tracks = ofTask.Sum(user => user.TrackCount)
                    select Result(Text(last.UserName, word), last.UserName, Describe(last.UserName, tracks, last.LastTimeUtc));
        return users.Take(MostUsers);
    }

    /// <summary>The name as this parameter takes it.</summary>
    protected virtual string Text(string name, CompletionWord word) => CompletionText.Argument(name, word.IsQuoted);
}
