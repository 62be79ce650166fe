using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Commands;

/// <summary>Removes runs permanently, with their steps and tracks. Their ids are never given again.</summary>
/// <remarks>
/// <para>
/// A run, its steps and its tracks are removed as one change, also the tracks of other tasks that were saved to it. Piped runs are removed
/// from the stores that they come from, whichever store is current.
/// </para>
/// <para>
/// A run that is at work is not removed: stop it first, by Stop-TrackRun. Nor is one that Invoke-TrackRun -Resume may be about to continue,
/// because a run of the same task and key is at work. Either is the error TrackRunClaimed, and the next run is processed. An id that no run
/// has is an error too.
/// </para>
/// <para>
/// A run that continues a removed one still says so by Continues, as text; ContinuedBy and FixedBy name only runs that are there.
/// Optimize-TrackStore frees the space in a session file. Limit-TrackHistory removes old runs by rules.
/// </para>
/// <para>
/// Once a run was removed, a session file cannot be used by versions of the module before the one that has this cmdlet: they would answer
/// with what is gone.
/// </para>
/// </remarks>
/// <inputs cref="Tracking.TrackRun">Runs, as Get-TrackRun returns them.</inputs>
/// <example>
/// <para>Look before you remove</para>
/// <code>
/// PS> $null = Save-UserTrack test @{ try = 1 }
/// PS> $null = Save-UserTrack test @{ try = 2 }
/// PS> Remove-TrackRun test -WhatIf
/// What if: Performing the operation "Remove run" on target "run 1 of task test in ...".
/// PS> Remove-TrackRun test
/// PS> Search-Track test
/// PS> Get-TrackRun
/// </code>
/// </example>
/// <example>
/// <para>Remove what ended more than a year ago</para>
/// <code>
/// PS> $null = Start-TrackRun backup -TimeStamp '2020-03-01 02:00'
/// PS> $null = Stop-TrackRun backup -TimeStamp '2020-03-01 02:45'
/// PS> $null = Save-UserTrack backup @{ files = 120 }
/// PS> Remove-TrackRun -Before (Get-Date).AddYears(-1)
/// PS> Get-TrackRun | ForEach-Object RunId
/// 2
/// </code>
/// </example>
/// <example>
/// <para>Remove the runs that failed and were fixed by a later run</para>
/// <code>
/// PS> $null = Start-TrackRun deploy
/// PS> $null = Stop-TrackRun deploy -Failed -Message 'no network'
/// PS> $null = Start-TrackRun deploy
/// PS> $null = Stop-TrackRun deploy
/// PS> Get-TrackRun deploy -Status Failed | Where-Object FixedBy | Remove-TrackRun
/// PS> Get-TrackRun deploy | ForEach-Object { "$($_.RunId) $($_.Status)" }
/// 2 Finished
/// </code>
/// </example>
/// <example>
/// <para>Remove runs by their ids, all tasks that begin with test, too</para>
/// <code>
/// PS> 1..4 | ForEach-Object { $null = Save-UserTrack "test$_" @{ number = $_ } }
/// PS> Remove-TrackRun -RunId 1, 2
/// PS> Get-TrackTask | ForEach-Object TaskId
/// test3
/// test4
/// PS> Remove-TrackRun test*
/// PS> Get-TrackTask
/// </code>
/// </example>
/// <seealso cref="LimitTrackHistoryCommand"/>
/// <seealso cref="GetTrackRunCommand"/>
/// <seealso cref="StopTrackRunCommand"/>
/// <seealso cref="RemoveTrackCommand"/>
/// <seealso cref="OptimizeTrackStoreCommand"/>
/// <seealso href="about_Tracking"/>
[Cmdlet(VerbsCommon.Remove, "TrackRun", DefaultParameterSetName = ByRun, SupportsShouldProcess = true)]
public sealed class RemoveTrackRunCommand : RunRemovalCommand
{
    private const string ByRun = "Run";
    private const string ById = "RunId";
    private const string ByTask = "TaskId";
    private const string ByTime = "Before";

    /// <summary>The runs, as Get-TrackRun returns them. Each is removed from its own store.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByRun, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public TrackRun?[]? Run { get; set; }

    /// <summary>Run ids.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(RunCompleter))]
    public int[]? RunId { get; set; }

    /// <summary>Tasks, all of whose runs are removed; wildcards are allowed. They are the tasks that runs were started for.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByTask, Position = 0)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ScalarName(Many = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TaskPatternCompleter))]
    public string?[]? TaskId { get; set; } = NotGiven.Names;

    /// <summary>
    /// Only runs that ended before this time. One that nobody stopped, as an open or abandoned one, ended with its last track or step; one
    /// that is at work has not ended.
    /// </summary>
    /// <value>With a task: runs of any time</value>
    [Parameter(ParameterSetName = ByTask)]
    [Parameter(Mandatory = true, ParameterSetName = ByTime)]
    [Time]
    public DateTime Before { get; set; }

    /// <summary>The store that the runs are in: an object, or the path of a session file. Piped runs do not need it.</summary>
    /// <value>The current store</value>
    [Parameter]
    [StorePath]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public TrackStore? Store { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        if (ParameterSetName == ByRun)
        {
            foreach (var run in Run?.OfType<TrackRun>() ?? [])
                Try(run, () => RemovePiped(run));
            return;
        }
        Try(Store, () =>
        {
            var store = StoreOrCurrent(Store);
            foreach (var run in Find(ForQuestion(store)))
                Try(new TrackRun(run, store), () => Remove(store, run));
        });
    }

    private void RemovePiped(TrackRun run)
    {
        if (IsOnCommandLine(nameof(Store)) && Store?.IsSame(run.Store) != true)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackOfOtherStore,
                $"Run {run.RunId} is not of the store that -Store names. Leave out -Store: each run is removed from its own.");
        }
        // It may stand otherwise by now.
        if (FindRun(ForQuestion(run.Store), run.RunId) is { } found)
            Remove(run.Store, found);
    }

    private List<RunRecord> Find(ITrackStore opened)
    {
        if (ParameterSetName == ById)
            return [.. (RunId ?? []).Distinct().Select(id => FindRun(opened, id)).OfType<RunRecord>()];
        var tasks = NameCriteria.From(TaskId, isLiteral: false);
        var before = GivenUtc(nameof(Before), Before);
        return
        [
            .. opened.ListRuns(taskId: null, Cancellation).Where(run =>
                NameCriterion.AnyMatches(tasks, run.TaskId)
                && (before == null || (run.Status != RunStatus.Running && run.EndUtc < before))),
        ];
    }
}
