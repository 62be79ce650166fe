using System;
using System.Collections.Generic;
using System.Management.Automation;
using Tracking.Errors;
using Tracking.Model;
using Tracking.Runs;
using Tracking.Seam;
using Tracking.Stores;

namespace Tracking.Commands;

/// <summary>A cmdlet that runs a caller's script block and records how it went.</summary>
public abstract class BlockCommand : TrackingCommand
{
    // Dot-sourced: the block runs in the caller's scope, as ForEach-Object's does. What it gives out comes out at once.
    private static readonly ScriptBlock Plain = ScriptBlock.Create("param($block) . $block");
    private static readonly ScriptBlock Tapped = ScriptBlock.Create("param($block, $tap, $output, $hold) . $block | & $tap -Output $output -Hold:$hold");
    private static readonly CmdletInfo Tap = new("Copy-StepOutput", typeof(CopyStepOutputCommand));

    /// <summary>Runs a block; what it gives out is this cmdlet's output.</summary>
    private protected void Run(ScriptBlock block) => Run(Plain, [block]);

    /// <summary>Runs a block and takes note of what it gives out.</summary>
    /// <param name="block">The block.</param>
    /// <param name="output">Takes note.</param>
    /// <param name="hold">Whether nothing comes out for now.</param>
    private protected void Run(ScriptBlock block, StepOutput output, bool hold) => Run(Tapped, [block, Tap, output, hold]);

    /// <summary>Does the work of a run and stops it: finished; failed, with what went wrong as a track; or unfinished, when the pipeline is stopped or left by exit, break or continue.</summary>
    private protected void WithRun(TrackStore store, RunRecord run, Dictionary<string, Queue<string?>>? completed, Action work)
    {
        var opened = ForChange(store, keepOpen: true);
        var status = RunStatus.Stopped;
        ErrorRecord? failure = null;
        using var active = ActiveRun.Begin(store, run, completed);
        try
        {
            work();
            status = RunStatus.Finished;
        }
        catch (Exception error) when (FailureOf(error) is { } record)
        {
            status = RunStatus.Failed;
            failure = record;
            throw;
        }
        finally
        {
            Stop(opened, active, status, failure);
        }
    }

    /// <summary>The error that a block ended with; null for what ends more than the block: Ctrl+C, exit, a pipeline that has enough.</summary>
    private protected static ErrorRecord? FailureOf(Exception error) => error is PipelineStoppedException ? null : (error as IContainsErrorRecord)?.ErrorRecord;

    /// <summary>Records how work ended that is not done. What ended it goes on to the caller; that it cannot be recorded must not take its place.</summary>
    private protected void TryRecord(string work, Action record)
    {
        try
        {
            record();
        }
        catch (TrackingException error)
        {
            if (!Stopping)
                WriteWarning($"How {work} ended could not be recorded: {Advice.Message(error)}");
        }
    }

    /// <summary>Ends the cmdlet by an error: work that cannot be recorded is not done.</summary>
    private protected void Refuse(TrackingException error, object target) => ThrowTerminatingError(ErrorRecords.From(error, target));

    private void Stop(ITrackStore opened, ActiveRun active, RunStatus status, ErrorRecord? failure)
    {
        if (status == RunStatus.Finished)
            opened.StopRun(null, active.RunId);
        else
            TryRecord($"run {active.RunId} of {active.TaskId}", StopUnfinished);
        if (!Stopping)
            WriteVerbose($"Run {active.RunId} of {active.TaskId} in '{active.Store}': {status}.");

        void StopUnfinished()
        {
            if (failure != null)
                opened.Save(new TrackDraft(active.TaskId, SystemUser.Name, StepTracks.OfFailedRun(failure)) { RunId = active.RunId });
            opened.StopRun(null, active.RunId, status, failure == null ? null : StepTracks.MessageOf(failure));
        }
    }

    private void Run(ScriptBlock wrapper, object[] arguments)
    {
        using var pipeline = wrapper.GetSteppablePipeline(CommandOrigin.Internal, arguments);
        try
        {
            pipeline.Begin(this);
            pipeline.End();
        }
        catch (RuntimeException error)
        {
            // Else PowerShell makes an error of this cmdlet of it, with this cmdlet's name in its id and this cmdlet's place in the script.
            error.WasThrownFromThrowStatement = true;
            throw;
        }
    }
}
