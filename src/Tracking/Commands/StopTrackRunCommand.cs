using System;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;

namespace Tracking.Commands;

/// <summary>Stops a run: marks it as finished and takes it out of the current runs.</summary>
/// <remarks>
/// <para>
/// After that its task has no current run, and the next save for the task starts one. What was acknowledged is on the disk when the run's id comes out, unless the store was opened with
/// -Durability OnClose.
/// </para>
/// <para>
/// -Failed and -Unfinished say that it is not done: the run's status is Failed or Stopped, and Invoke-TrackRun -Resume can take it up. -Message is kept with the run, whatever its status.
/// </para>
/// <para>The run that an id names is stopped whatever its task. With nothing to stop there is an error, TrackRunNotFound.</para>
/// </remarks>
/// <inputs cref="Tracking.TrackRun">By their properties' names: a run, as Get-TrackRun gives it.</inputs>
/// <inputs cref="Tracking.TrackTask">A task whose current run is stopped, as Get-TrackTask gives it.</inputs>
/// <outputs cref="int">The run's id.</outputs>
/// <outputs cref="TrackRun">The run itself, with -PassThru.</outputs>
/// <example>
/// <para>Say that a job is done</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 }
/// PS> Stop-TrackRun backup
/// 1
/// PS> (Get-TrackRun -RunId 1).Finished
/// True
/// </code>
/// </example>
/// <example>
/// <para>Tell a job that failed from one that is done</para>
/// <code>
/// PS> try {
/// >>     $null = Save-UserTrack deploy @{ step = 'copy' }
/// >>     throw 'the disk is full'
/// >> } catch {
/// >>     Stop-TrackRun deploy -Failed -Message "$_"
/// >> }
/// 1
/// PS> Get-TrackRun -RunId 1 | Format-List Status, Message
///
/// Status  : Failed
/// Message : the disk is full
///
/// </code>
/// </example>
/// <example>
/// <para>End all current runs that a broken night left behind</para>
/// <code>
/// PS> $null = 'backup', 'report' | ForEach-Object { Save-UserTrack $_ @{ step = 'begin' } }
/// PS> Get-TrackTask | Where-Object CurrentRunId | Stop-TrackRun -Unfinished
/// 1
/// 2
/// PS> Get-TrackTask | Where-Object CurrentRunId
/// </code>
/// </example>
/// <seealso cref="StartTrackRunCommand"/>
/// <seealso cref="GetTrackRunCommand"/>
/// <seealso cref="InvokeTrackRunCommand"/>
/// <seealso cref="SaveUserTrackCommand"/>
/// <seealso href="about_Tracking"/>
/// <seealso href="about_Tracking_Durability"/>
[Cmdlet(VerbsLifecycle.Stop, "TrackRun", SupportsShouldProcess = true, DefaultParameterSetName = FinishedSet)]
[OutputType(typeof(int), typeof(TrackRun))]
public sealed class StopTrackRunCommand : StoreCommand
{
    private const string FinishedSet = "Finished";
    private const string UnfinishedSet = "Unfinished";
    private const string FailedSet = "Failed";

    /// <summary>The task whose current run is stopped, taken literally.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ScalarName]
    [AllowNull]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public string? TaskId { get; set; }

    /// <summary>The run to stop. 0 is the task's current run.</summary>
    /// <value>The task's current run</value>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunCompleter))]
    public int RunId { get; set; }

    /// <summary>Marks the run as Stopped, before it had finished.</summary>
    [Parameter(ParameterSetName = UnfinishedSet, Mandatory = true)]
    public SwitchParameter Unfinished { get; set; }

    /// <summary>Marks the run as Failed: something went wrong.</summary>
    [Parameter(ParameterSetName = FailedSet, Mandatory = true)]
    public SwitchParameter Failed { get; set; }

    /// <summary>What there is to say, up to 8,192 characters: why it failed, or how it ended.</summary>
    /// <value>No message</value>
    [Parameter]
    public string? Message { get; set; }

    /// <summary>When it stops. Its end is never put back.</summary>
    /// <value>Now</value>
    [Parameter]
    public DateTime? TimeStamp { get; set; }

    /// <summary>Returns the run instead of its id.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Try(RunId != 0 ? RunId : TaskId, () =>
    {
        if (!ShouldProcess(RunId != 0 ? $"run {RunId}" : $"current run of task {TaskId}", Failed ? "Stop run as failed" : Unfinished ? "Stop run as not finished" : "Stop run"))
            return;
        var store = StoreOrCurrent(Store);
        var opened = ForChange(store);
        // PowerShell makes a null that is given for a text empty.
        var run = opened.StopRun(string.IsNullOrEmpty(TaskId) ? null : TaskId, RunId, Failed ? RunStatus.Failed : Unfinished ? RunStatus.Stopped : RunStatus.Finished, Message, TimeStamp?.ToUniversalTime());
        WriteWarnings(opened);
        if (IsVerbose)
            WriteVerbose($"Run {run.RunId} of {run.TaskId ?? "no task"} was stopped in '{store}': {run.Status}.");
        WriteObject(PassThru ? new TrackRun(run, store) : run.RunId);
    });
}
