using System;
using System.Diagnostics;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Model;
using Tracking.Runs;
using Tracking.Stores;

namespace Tracking.Commands;

/// <summary>Runs a script block as a step of a run, and records when it began, how long it took and how it ended.</summary>
/// <remarks>
/// <para>
/// A step saves a track when it begins, with Step and Outcome (Started), and one at the end of each attempt, with Step, Outcome (Completed
/// or Failed), Start, Duration and Attempt. A completed step's track also has its output, as PowerShell serializes objects, up to 64 KiB
/// and 1,000 objects; a failed step's track has Error, ErrorId and Position. The error goes on to the caller and fails the run, unless the
/// script catches it.
/// </para>
/// <para>
/// When Invoke-TrackRun -Resume resumed a run, a step that the run completed is not run again. Its recorded output is returned: values as
/// they were, other objects as jobs return them. If the output was too large to be stored, nothing is returned, with a warning. Several
/// steps may have the same name: each completion counts once, in order.
/// </para>
/// <para>
/// A step belongs to the innermost Invoke-TrackRun of its runspace. If there is none, as in ForEach-Object -Parallel or a thread job, it
/// belongs to the active run of the process; if there are several, -TaskId selects one. Outside of any run, -TaskId sends it to the task's
/// current run, as in Save-UserTrack; without -TaskId, the step is a run of its own, of a task with the step's name.
/// </para>
/// <para>While a step runs, a progress bar shows the task and the step.</para>
/// </remarks>
/// <outputs cref="object">
/// The output of the script block; with -RetryCount, the output of the attempt that succeeded, when the step ends.
/// </outputs>
/// <example>
/// <para>Measure the steps of a script</para>
/// <code>
/// PS> Invoke-TrackRun nightly {
/// >>     Invoke-TrackStep fetch { 'fetched' }
/// >>     Invoke-TrackStep convert { 'converted' }
/// >> }
/// fetched
/// converted
/// PS> Search-Track nightly -Data @{ Outcome = 'Completed' } | Expand-Track | Sort-Object Duration | Format-Table Step, Attempt, Duration
///
/// Step    Attempt Duration
/// ----    ------- --------
/// ...
///
/// </code>
/// </example>
/// <example>
/// <para>Retry a step that may fail</para>
/// <code>
/// PS> $asked = 0
/// PS> Invoke-TrackStep download -RetryCount 3 -RetryDelay 0.01 {
/// >>     $asked++
/// >>     if ($asked -lt 3) { throw 'no answer' }
/// >>     "answered at attempt $asked"
/// >> }
/// WARNING: Step 'download' failed, attempt 1 of 4: no answer
/// WARNING: Step 'download' failed, attempt 2 of 4: no answer
/// answered at attempt 3
/// </code>
/// </example>
/// <example>
/// <para>Process each file once, however often the script is restarted</para>
/// <code>
/// PS> function Send-Log {
/// >>     Invoke-TrackRun logs -Resume {
/// >>         foreach ($name in 'a.log', 'b.log', 'c.log') {
/// >>             $sent = Invoke-TrackStep $name { if ($name -eq $broken) { throw "$name is broken" }; "sent $name" }
/// >>             $sent
/// >>         }
/// >>     }
/// >> }
/// PS> $broken = 'b.log'
/// PS> try { Send-Log } catch { "$_" }
/// sent a.log
/// b.log is broken
/// PS> $broken = ''
/// PS> Send-Log
/// sent a.log
/// sent b.log
/// sent c.log
/// PS> Search-Track logs -Data @{ Step = 'a.log'; Outcome = 'Started' } | Measure-Object | ForEach-Object Count
/// 1
/// </code>
/// </example>
/// <example>
/// <para>Record a single command</para>
/// <code>
/// PS> Invoke-TrackStep 'clean up' { 'removed 3 files' }
/// removed 3 files
/// PS> (Get-TrackRun 'clean up' -All).Status
/// Finished
/// </code>
/// </example>
/// <seealso cref="InvokeTrackRunCommand"/>
/// <seealso cref="SearchTrackCommand"/>
/// <seealso cref="SaveUserTrackCommand"/>
/// <seealso href="about_Tracking_Scripts"/>
[Cmdlet(VerbsLifecycle.Invoke, "TrackStep", SupportsShouldProcess = true)]
[OutputType(typeof(object))]
public sealed class InvokeTrackStepCommand : BlockCommand
{
    /// <summary>The step's name, case-sensitive. A resumed run recognises completed steps by it.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The work. It runs in the scope of the caller.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public ScriptBlock ScriptBlock { get; set; } = ScriptBlock.Create("");

    /// <summary>
    /// The task, taken literally. It selects the active run that the step belongs to; outside of any run, the task whose current run the
    /// step belongs to.
    /// </summary>
    /// <value>The task of the active run; outside of any, the step's name</value>
    [Parameter]
    [ScalarName]
    [ArgumentCompleter(typeof(TaskCompleter))]
    [ValidateNotNullOrEmpty]
    public string? TaskId { get; set; }

    /// <summary>How many times a failed step is retried. Output is returned only when an attempt has succeeded.</summary>
    /// <value>0</value>
    [Parameter]
    [ValidateRange(0, int.MaxValue - 1)]
    public int RetryCount { get; set; }

    /// <summary>How many seconds to wait before each retry, up to a day; 0.5 is half a second.</summary>
    /// <value>0</value>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    public double RetryDelay { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        if (!ShouldProcess(Name, "Run step"))
            return;
        try
        {
            if (ActiveRun.Find(TaskId) is { } run)
                InvokeStep(run.Store, run.TaskId, run.RunId, run);
            else if (TaskId != null)
                InvokeStep(StoreOrCurrent(null), TaskId, runId: 0, run: null);
            else
                InvokeLoneStep();
        }
        catch (TrackingException error)
        {
            EndBy(error, Name);
        }
    }

    /// <summary>A step that belongs to no run is one of its own.</summary>
    private void InvokeLoneStep()
    {
        var store = StoreOrCurrent(null);
        var run = ForChange(store).StartRun(Name, cancellation: Cancellation);
        InRun(store, run, completed: null, () => InvokeStep(store, Name, run.RunId, run: null));
    }

    private void InvokeStep(TrackStore store, string taskId, int runId, ActiveRun? run)
    {
        if (run != null && run.DequeueCompleted(Name, out var recorded))
        {
            WriteRecordedOutput(recorded);
            return;
        }
        WriteProgress(Bar(ProgressRecordType.Processing));
        try
        {
            InvokeAttempts(store, taskId, runId);
        }
        finally
        {
            if (!Stopping)
                WriteProgress(Bar(ProgressRecordType.Completed));
        }

        // One each time: who draws them keeps them.
        ProgressRecord Bar(ProgressRecordType type) => new(runId, taskId, Name) { RecordType = type };
    }

    private void WriteRecordedOutput(string? recorded)
    {
        WriteVerbose($"Step '{Name}' was completed before and is not run again.");
        if (recorded == null)
            WriteWarning($"Step '{Name}' was completed before. Its output was too large to be kept, and does not come out again.");
        else
            WriteObject(StepOutput.Restore(recorded), enumerateCollection: true);
    }

    private void InvokeAttempts(TrackStore store, string taskId, int runId)
    {
        var opened = ForChange(store);
        var begun = opened.Save(Draft(StepTracks.OfStart(Name)), Cancellation);
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
                Blocks.Invoke(ScriptBlock, output, hold: RetryCount > 0);
                opened.Save(Draft(StepTracks.OfCompletion(Name, start, watch.Elapsed, attempt, output.Keep(StepOutput.MaxBytes).Text)), Cancellation);
                break;
            }
            catch (Exception error) when (BlockInvoker.FailureOf(error) is { } failure)
            {
                var data = StepTracks.OfFailure(Name, start, watch.Elapsed, attempt, failure);
                RecordUnfinished($"step '{Name}'", cancellation => opened.Save(Draft(data), cancellation));
                if (attempt > RetryCount)
                    throw;
                WriteWarning($"Step '{Name}' failed, attempt {attempt} of {RetryCount + 1}: {failure}");
            }
            output.Clear();
            if (Cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(RetryDelay)))
                throw new PipelineStoppedException();
        }
        if (RetryCount > 0)
            WriteObject(output.Objects, enumerateCollection: true);

        TrackDraft Draft(TrackData data) => new(taskId, SystemUser.Name, data) { RunId = runId };
    }
}
