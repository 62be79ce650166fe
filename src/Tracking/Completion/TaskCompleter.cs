using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Tracking.Completion;

/// <summary>Offers tasks that have tracks or runs, of the user that the line names.</summary>
internal class TaskCompleter : StoreContentCompleter
{
    private const int MostTasks = 1000;

    /// <summary>Of a store with more runs, those without tracks are not looked through: a list of all takes longer than a moment.</summary>
    private const int MostRuns = 5_000;

    protected override IEnumerable<CompletionResult> Complete(CompletionWord word, CommandLine line, StoreAtHand store)
    {
        var users = line.Names("UserName");
        // A user without tracks is a new one: all tasks are offered.
        if (users == null || store.Opened.ListUsers(null, users).Count == 0)
        {
            var tasks = store.Opened.ListTasks([word.ToCriterion(MostTasks)]);
            var ofTracks = from task in tasks
                           select Result(Text(task.TaskId, word), task.TaskId, Describe(task.TaskId, task.TrackCount, task.LastTimeUtc));
            return ofTracks.Concat(
                OfRuns(word, store, new HashSet<string>(tasks.Select(task => task.TaskId), StringComparer.OrdinalIgnoreCase)));
        }
        return from user in store.Opened.ListUsers([word.ToCriterion(MostTasks)], users)
               group user by user.TaskId into task
               let tracks = task.Sum(user => user.TrackCount)
               select Result(Text(task.Key, word), task.Key, Describe(task.Key, tracks, task.Max(user => user.LastTimeUtc)));
    }

    /// <summary>The tasks whose runs have no tracks, as where all that they did is in steps.</summary>
    private IEnumerable<CompletionResult> OfRuns(CompletionWord word, StoreAtHand store, HashSet<string> offered)
    {
        if (store.Opened.Count().Runs > MostRuns)
            return [];
        return from run in store.Opened.ListRuns()
               // One that a save started, and whose tracks were removed, is nothing to offer.
               where run.TaskId != null && run.Status != RunStatus.Open && !offered.Contains(run.TaskId) && word.Matches(run.TaskId)
               group run by run.TaskId!.ToUpperInvariant() into task
               let last = task.Last()
               orderby last.TaskId
               select Result(Text(last.TaskId!, word), last.TaskId!,
                   $"{last.TaskId}: run {last.RunId}, {last.Status}, {Time(last.StartUtc)}");
    }

    /// <summary>The name as this parameter takes it.</summary>
    protected virtual string Text(string name, CompletionWord word) => CompletionText.Argument(name, word.IsQuoted);
}
