using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Tracking.Completion;

/// <summary>Offers tasks that have tracks, of the user that the line names.</summary>
internal class TaskCompleter : StoreContentCompleter
{
    private const int MostTasks = 1000;

    protected override IEnumerable<CompletionResult> Complete(CompletionWord word, CommandLine line, StoreAtHand store)
    {
        var users = line.Names("UserName");
        // A user without tracks is a new one: all tasks are offered.
        if (users == null || store.Opened.ListUsers(null, users).Count == 0)
        {
            return from task in store.Opened.ListTasks([word.ToCriterion(MostTasks)])
                   select Result(Text(task.TaskId, word), task.TaskId, Describe(task.TaskId, task.TrackCount, task.LastTimeUtc));
        }
        return from user in store.Opened.ListUsers([word.ToCriterion(MostTasks)], users)
               group user by user.TaskId into task
               let tracks = task.Sum(user => user.TrackCount)
               select Result(Text(task.Key, word), task.Key, Describe(task.Key, tracks, task.Max(user => user.LastTimeUtc)));
    }

    /// <summary>The name as this parameter takes it.</summary>
    protected virtual string Text(string name, CompletionWord word) => CompletionText.Argument(name, word.IsQuoted);
}
