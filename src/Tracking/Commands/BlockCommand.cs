using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using Tracking.Errors;
using Tracking.Model;
using Tracking.Runs;
using Tracking.Seam;
using Tracking.Stores;

namespace Tracking.Commands;

/// <summary>A cmdlet that runs a caller's script block and records how it went.</summary>
public abstract class BlockCommand : TrackingCommand
{
    /// <summary>How long the end of work that was stopped may wait for a server to record it.</summary>
    private static readonly TimeSpan PatienceWhenStopped = TimeSpan.FromSeconds(1);

    /// <summary>Runs the blocks.</summary>
    private protected BlockRunner Blocks { get; }

    /// <summary>Makes the cmdlet.</summary>
    protected BlockCommand() => Blocks = new BlockRunner(this);

    /// <summary>The cmdlet's -ErrorAction; null when it was not given.</summary>
    private protected ActionPreference? GivenErrorAction =>
        MyInvocation.BoundParameters.TryGetValue("ErrorAction", out var given)
            ? LanguagePrimitives.ConvertTo<ActionPreference>(given)
            : null;

    /// <summary>
    /// Does the work of a run and stops it: finished; failed, with what went wrong as a track; or unfinished, when the pipeline is
    /// stopped or left by exit, break or continue.
    /// </summary>
    private protected BlockOutcome InRun(
        TrackStore store, RunRecord run, Dictionary<string, Queue<string?>>? completed, Func<BlockOutcome> work)
    {
        var opened = ForChange(store, keepOpen: true);
        var status = RunStatus.Stopped;
        ErrorRecord? failure = null;
        using var active = ActiveRun.Begin(store, run, completed);
        try
        {
            var outcome = work();
            failure = outcome.FailureRecord;
            status = outcome.End switch
            {
                BlockEnd.Completed => RunStatus.Finished,
                BlockEnd.Failed => RunStatus.Failed,
                _ => RunStatus.Stopped,
            };
            return outcome;
        }
        finally
        {
            StopRun(opened, active, status, failure);
        }
    }

    /// <summary>
    /// Records how work ended that is not done. What ended it goes on to the caller; that it cannot be recorded must not take its place.
    /// </summary>
    /// <param name="work">The work, in words.</param>
    /// <param name="record">Records its end; it has a moment for that when the pipeline is stopped.</param>
    private protected void RecordUnfinished(string work, Action<CancellationToken> record)
    {
        using var moment = new CancellationTokenSource();
        if (Stopping)
            moment.CancelAfter(PatienceWhenStopped);
        try
        {
            record(moment.Token);
        }
        catch (TrackingException error)
        {
            if (!Stopping)
                WriteWarning($"How {work} ended could not be recorded: {Advice.Message(error)}");
        }
        catch (OperationCanceledException) when (moment.IsCancellationRequested)
        {
            // No pipeline is left that could carry a warning.
        }
    }

    /// <summary>Ends the cmdlet by an error: work that cannot be recorded is not done.</summary>
    private protected void EndBy(TrackingException error, object target) => ThrowTerminatingError(ErrorRecords.From(error, target));

    private void StopRun(ITrackStore opened, ActiveRun active, RunStatus status, ErrorRecord? failure)
    {
        if (status == RunStatus.Finished && !Stopping)
            opened.StopRun(null, active.RunId, cancellation: Cancellation);
        else
            RecordUnfinished($"run {active.RunId} of {active.TaskId}", StopUnfinished);
        if (!Stopping)
            WriteVerbose($"Run {active.RunId} of {active.TaskId} in '{active.Store}': {status}.");

        void StopUnfinished(CancellationToken cancellation)
        {
            if (failure != null)
            {
                var draft = new TrackDraft(active.TaskId, SystemUser.Name, StepTracks.OfFailedRun(failure)) { RunId = active.RunId };
                opened.Save(draft, cancellation);
            }
            opened.StopRun(null, active.RunId, status, failure == null ? null : StepTracks.MessageOf(failure), cancellation: cancellation);
        }
    }
}
