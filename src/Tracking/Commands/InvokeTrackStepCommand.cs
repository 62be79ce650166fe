using System;
using System.Diagnostics;
using System.Management.Automation;
using System.Threading;
using Tracking.Binding;
using Tracking.Runs;

namespace Tracking.Commands;

/// <summary>Runs a script block as a step of a run, and records when it began, how long it took and how it ended.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "TrackStep", SupportsShouldProcess = true)]
[OutputType(typeof(object))]
public sealed class InvokeTrackStepCommand : BlockCommand
{
    private readonly ManualResetEventSlim _stopping = new();

    /// <summary>The step's name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The work.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public ScriptBlock ScriptBlock { get; set; } = ScriptBlock.Create("");

    /// <summary>The task.</summary>
    [Parameter]
    [ScalarName]
    [ValidateNotNullOrEmpty]
    public string? TaskId { get; set; }

    /// <summary>How many times a step that fails is tried again.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue - 1)]
    public int RetryCount { get; set; }

    /// <summary>How many seconds to wait before each of these times.</summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    public double RetryDelay { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!ShouldProcess(Name, "Run step"))
            return;
        try
        {
            if (ActiveRun.Find(TaskId) is { } run)
                Do(run.Store, run.TaskId, run.RunId, run);
            else if (TaskId != null)
                Do(StoreOrCurrent(null), TaskId, runId: 0, run: null);
            else
                DoAlone();
        }
        catch (TrackingException error)
        {
            Refuse(error, Name);
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopping.Set();

    /// <summary>A step that belongs to no run is one of its own.</summary>
    private void DoAlone()
    {
        var store = StoreOrCurrent(null);
        var run = ForChange(store).StartRun(Name);
        WithRun(store, run, [], () => Do(store, Name, run.RunId, run: null));
    }

    private void Do(TrackStore store, string taskId, int runId, ActiveRun? run)
    {
        if (run != null && run.TakeCompleted(Name, out var kept))
        {
            GiveAgain(kept);
            return;
        }
        var bar = new ProgressRecord(Math.Max(runId, 1), taskId, Name);
        WriteProgress(bar);
        try
        {
            Try(store, taskId, runId);
        }
        finally
        {
            bar.RecordType = ProgressRecordType.Completed;
            if (!Stopping)
                WriteProgress(bar);
        }
    }

    private void GiveAgain(string? kept)
    {
        WriteVerbose($"Step '{Name}' was completed before and is not run again.");
        if (kept == null)
            WriteWarning($"Step '{Name}' was completed before. Its output was too large to be kept, and does not come out again.");
        else
            WriteObject(StepOutput.Parse(kept), enumerateCollection: true);
    }

    private void Try(TrackStore store, string taskId, int runId)
    {
        var opened = ForChange(store);
        var begun = opened.Save(Draft(StepTracks.OfStart(Name)));
        WriteWarnings(opened);
        WriteVerbose($"Step '{Name}' of run {begun.RunId} of {taskId} in '{store}' begins.");
        // The run that the step began in stays its run, though another one may be current when it ends.
        runId = begun.RunId;
        var output = new StepOutput();
        for (var attempt = 1; ; attempt++)
        {
            var start = DateTime.Now;
            var watch = Stopwatch.StartNew();
            try
            {
                Run(ScriptBlock, output, hold: RetryCount > 0);
                opened.Save(Draft(StepTracks.OfCompletion(Name, start, watch.Elapsed, attempt, output.ToText())));
                break;
            }
            catch (Exception error) when (error is not (PipelineStoppedException or TrackingException) && error is IContainsErrorRecord)
            {
                var record = ((IContainsErrorRecord)error).ErrorRecord;
                opened.Save(Draft(StepTracks.OfFailure(Name, start, watch.Elapsed, attempt, record)));
                if (attempt > RetryCount)
                    throw;
                WriteWarning($"Step '{Name}' failed, attempt {attempt} of {RetryCount + 1}: {record}");
            }
            output.Clear();
            if (_stopping.Wait(TimeSpan.FromSeconds(RetryDelay)))
                throw new PipelineStoppedException();
        }
        if (RetryCount > 0)
            WriteObject(output.Objects, enumerateCollection: true);

        TrackDraft Draft(TrackData data) => new(taskId, SystemUser.Name, data) { RunId = runId };
    }
}
