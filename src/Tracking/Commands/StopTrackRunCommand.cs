using System;
using System.Management.Automation;
using Tracking.Binding;

namespace Tracking.Commands;

/// <summary>Stops a run: marks it as finished and takes it out of the current runs.</summary>
/// <remarks>The run that an id names is stopped whatever its task, as in the seed. With nothing to stop there is an error, TrackRunNotFound.</remarks>
[Cmdlet(VerbsLifecycle.Stop, "TrackRun", SupportsShouldProcess = true)]
[OutputType(typeof(int), typeof(TrackRun))]
public sealed class StopTrackRunCommand : StoreCommand
{
    /// <summary>The task whose current run is stopped.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ScalarName]
    [AllowNull]
    public string? TaskId { get; set; }

    /// <summary>The run to stop; 0 or left out for the task's current run.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int RunId { get; set; }

    /// <summary>Marks the run as not finished.</summary>
    [Parameter]
    public SwitchParameter Unfinished { get; set; }

    /// <summary>When it stops; now when left out. Its end is never put back.</summary>
    [Parameter]
    public DateTime? TimeStamp { get; set; }

    /// <summary>Returns the run instead of its id.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Try(RunId != 0 ? RunId : TaskId, () =>
    {
        if (!ShouldProcess(RunId != 0 ? $"run {RunId}" : $"current run of task {TaskId}", Unfinished ? "Stop run as not finished" : "Stop run"))
            return;
        var store = StoreOrCurrent(Store);
        var opened = ForChange(store);
        // PowerShell makes a null that is given for a text empty.
        var run = opened.StopRun(string.IsNullOrEmpty(TaskId) ? null : TaskId, RunId, !Unfinished, TimeStamp?.ToUniversalTime());
        WriteWarnings(opened);
        WriteObject(PassThru ? new TrackRun(run, store) : run.RunId);
    });
}
