using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Data;
using Tracking.Model;
using Tracking.Rules;

namespace Tracking.Runs;

/// <summary>
/// A run or an attempt of a step whose block is at work, and within which steps are told apart. The innermost one follows the flow of
/// execution, so that blocks in parallel, which run elsewhere in the process, find the step that they were started in.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="step">The step; null for the run itself.</param>
/// <param name="parent">The scope around it within the run; null for the run itself.</param>
/// <param name="attempt">Which attempt of the step it is, from 1.</param>
/// <param name="mayRetry">Whether the step is tried again when it fails.</param>
/// <param name="occurrence">What the scope around it knows of the step; null for the run itself.</param>
internal sealed class StepScope(
    ActiveRun run, StepRecord? step, StepScope? parent, int attempt, bool mayRetry, StepOccurrence? occurrence = null)
{
    private static readonly AsyncLocal<StepScope?> Current = new();

    private readonly Dictionary<string, StepOccurrence> _occurrences = new(StringComparer.Ordinal);
    private readonly Dictionary<int, (StepRecord Step, StepRecord Cause)> _failed = [];

    /// <summary>The innermost scope where this is asked; null outside of all runs.</summary>
    public static StepScope? Innermost
    {
        get
        {
            var scope = Current.Value;
            // What outlives a run, as a thread job may, is in none.
            while (scope is { Run.HasEnded: true })
                scope = scope.Run.Around;
            return scope;
        }
    }

    public ActiveRun Run { get; } = run;

    public StepRecord? Step { get; } = step;

    public int StepId => Step?.StepId ?? 0;

    /// <summary>The runspace in which it began.</summary>
    public Guid RunspaceId { get; } = CallSites.RunspaceId;

    /// <summary>How many calls were at work there.</summary>
    public int Depth { get; } = CallSites.Depth;

    private StepScope? Parent { get; } = parent;

    private StepOccurrence? Occurrence { get; } = occurrence;

    public string? Path => Step?.Path;

    /// <summary>The user that was named for what is saved within; null when none was.</summary>
    public string? UserName { get; init; }

    /// <summary>
    /// The user of what is saved where this is asked, unless one is named there: that of the innermost run or step for which one was named,
    /// else the operating system's (rule 3.6).
    /// </summary>
    public static string UserHere
    {
        get
        {
            for (var scope = Innermost; scope != null; scope = scope.Parent ?? scope.Run.Around)
            {
                if (scope.UserName is { } named)
                    return named;
            }
            return SystemUser.Name;
        }
    }

    /// <summary>Whether a step around what is within is tried again, so that what it completed before is not done again.</summary>
    public bool IsRetry => attempt > 1 || Parent?.IsRetry == true;

    /// <summary>Whether a step around what is within may be tried again.</summary>
    public bool MayRetry => mayRetry || Parent?.MayRetry == true;

    /// <summary>Whether a step within failed, or completed with errors, and was not done since.</summary>
    public bool HasFailedSteps
    {
        get
        {
            lock (_failed)
                return _failed.Count > 0;
        }
    }

    /// <summary>The first of those steps, or the step within it that it has its errors from; null when there is none.</summary>
    public StepRecord? FirstFailure
    {
        get
        {
            lock (_failed)
                return _failed.Values.OrderBy(failed => failed.Step.StepId).FirstOrDefault().Cause;
        }
    }

    /// <summary>The innermost scope of a run of the task around the caller; null when there is none.</summary>
    public static StepScope? Find(string taskId)
    {
        var scope = Innermost;
        while (scope != null && !NameRule.IsSame(scope.Run.TaskId, taskId))
            scope = scope.Run.Around;
        return scope;
    }

    /// <summary>Makes this the innermost scope until what is returned is disposed.</summary>
    public IDisposable Enter()
    {
        var before = Current.Value;
        Current.Value = this;
        return new Exit(before);
    }

    /// <summary>A step of the path comes here; <paramref name="isFirst"/> tells whether it is the first one.</summary>
    public StepOccurrence Meet(string path, out bool isFirst)
    {
        lock (_occurrences)
        {
            isFirst = !_occurrences.TryGetValue(path, out var occurrence);
            if (occurrence == null)
                _occurrences.Add(path, occurrence = new StepOccurrence());
            return occurrence;
        }
    }

    /// <summary>Notes that a step within was not run, since the run that is continued completed it.</summary>
    public void NoteCarried()
    {
        for (var scope = this; scope != null; scope = scope.Parent)
        {
            if (scope.Occurrence is { } around)
                around.HasSkipped = true;
        }
    }

    /// <summary>Notes how a step within ended.</summary>
    /// <param name="ended">The step.</param>
    /// <param name="cause">The first step within that one which went wrong; null when none did, or when that is not known.</param>
    public void NoteEnd(StepRecord ended, StepRecord? cause = null)
    {
        lock (_failed)
        {
            if (ended.Status is StepStatus.Failed or StepStatus.CompletedWithErrors)
                _failed[ended.StepId] = (ended, cause == null || StepFacts.Of(ended).Error != null ? ended : cause);
            else
                _failed.Remove(ended.StepId);
        }
    }

    private sealed class Exit(StepScope? before) : IDisposable
    {
        public void Dispose() => Current.Value = before;
    }
}
