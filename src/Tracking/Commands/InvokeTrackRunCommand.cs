using System.Collections.Generic;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Runs;

namespace Tracking.Commands;

/// <summary>Runs a script block as a run of a task: starts it, does the work, and records how it ended.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "TrackRun", SupportsShouldProcess = true)]
[OutputType(typeof(object))]
public sealed class InvokeTrackRunCommand : BlockCommand
{
    /// <summary>The task.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ScalarName]
    public string TaskId { get; set; } = "";

    /// <summary>The work.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public ScriptBlock ScriptBlock { get; set; } = ScriptBlock.Create("");

    /// <summary>Takes up the task's last run.</summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>The store: an object, or the path of a session file.</summary>
    [Parameter]
    [StorePath]
    [ValidateNotNull]
    public TrackStore? Store { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!ShouldProcess(TaskId, "Run script block"))
            return;
        try
        {
            var (store, run, completed) = (Resume ? TakeUp() : null) ?? Start();
            WriteVerbose($"Run {run.RunId} of {run.TaskId} in '{store}': Running.");
            var former = StoreRegistry.MakeCurrent(store);
            try
            {
                WithRun(store, run, completed, () => Run(ScriptBlock));
            }
            finally
            {
                StoreRegistry.MakeCurrent(former, insteadOf: store);
            }
        }
        catch (TrackingException error)
        {
            Refuse(error, TaskId);
        }
    }

    private (TrackStore Store, RunRecord Run, Dictionary<string, Queue<string?>> Completed) Start()
    {
        var store = StoreOrCurrent(Store);
        var opened = ForChange(store);
        var run = opened.StartRun(TaskId);
        WriteWarnings(opened);
        return (store, run, []);
    }

    /// <summary>Takes up the task's last run; null when it has none, or when that one finished.</summary>
    private (TrackStore Store, RunRecord Run, Dictionary<string, Queue<string?>> Completed)? TakeUp()
    {
        // Opened first, if need be, so that it is among those that are open.
        _ = StoreOrCurrent(Store);
        if (ResumePoint.FindLast(TaskId, Store != null ? [Store] : ResumePoint.AllStores(), WriteWarning) is not { Run.Finished: false } last)
            return null;
        if (ActiveRun.IsAtWork(last.Store, last.Run.RunId))
            throw new TrackingException(TrackingErrorCode.TrackRunInvalid, $"Run {last.Run.RunId} of the task is at work in this process. Wait for its end, or start another one without -Resume.");
        var opened = ForChange(last.Store);
        WriteWarnings(opened);
        var completed = StepTracks.ReadCompleted(opened.Search(new TrackQuery { Tasks = [new NameCriterion(TaskId)], RunIds = [last.Run.RunId] }));
        return (last.Store, opened.ResumeRun(last.Run.RunId), completed);
    }
}
