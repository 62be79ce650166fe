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
        // A user without tracks is a new one: for him all tasks are as good.
        if (users == null || store.Opened.ListUsers(null, users).Count == 0)
            return store.Opened.ListTasks([word.ToCriterion(MostTasks)]).Select(task => Result(Text(task.TaskId, word), task.TaskId, $"{task.TaskId}: {Count(task.TrackCount)}, last {Time(task.LastTimeUtc)}"));
        return from user in store.Opened.ListUsers([word.ToCriterion(MostTasks)], users)
               group user by user.TaskId into task
               select Result(Text(task.Key, word), task.Key, $"{task.Key}: {Count(task.Sum(user => user.TrackCount))}, last {Time(task.Max(user => user.LastTimeUtc))}");
    }

    /// <summary>The name as this parameter takes it.</summary>
    protected virtual string Text(string name, CompletionWord word) => CompletionText.Argument(name, word.IsQuoted);
}
