using System;
using System.Management.Automation;
using Tracking.Binding;

namespace Tracking.Commands;

/// <summary>Starts a run and makes it the task's current one, which new tracks go to. The former current run stays as it is.</summary>
[Cmdlet(VerbsLifecycle.Start, "TrackRun", SupportsShouldProcess = true)]
[OutputType(typeof(int), typeof(TrackRun))]
public sealed class StartTrackRunCommand : StoreCommand
{
    /// <summary>The task; the run belongs to none when left out.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ScalarName]
    [ValidateNotNullOrEmpty]
    public string? TaskId { get; set; }

    /// <summary>When it starts; now when left out.</summary>
    [Parameter]
    public DateTime? TimeStamp { get; set; }

    /// <summary>Returns the run instead of its id.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Try(TaskId, () =>
    {
        if (!ShouldProcess(TaskId ?? "(no task)", "Start run"))
            return;
        var store = StoreOrCurrent(Store);
        var opened = ForChange(store);
        var run = opened.StartRun(TaskId, TimeStamp?.ToUniversalTime());
        WriteWarnings(opened);
        WriteObject(PassThru ? new TrackRun(run, store) : run.RunId);
    });
}
