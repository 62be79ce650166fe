using System;
using System.Collections.Generic;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Seam;

namespace Tracking.Commands;

/// <summary>Stops a run: sets its status to Finished and removes it from the current runs.</summary>
/// <remarks>
/// <para>
/// After that its task has no current run, and the next save for the task starts one. Everything that was acknowledged is on the disk when
/// the run's id is returned, unless the store was opened with -Durability OnClose.
/// </para>
/// <para>
/// With -Failed and -Unfinished, the run's status is Failed or Stopped, and Invoke-TrackRun -Resume can resume it. -Message is stored with
/// the run, whatever its status.
/// </para>
/// <para>
/// A run that is named by its id is stopped whatever its task, also one that has ended. A piped run that has ended stays as it is: the
/// error is TrackRunInvalid. If there is nothing to stop, it is TrackRunNotFound.
/// </para>
/// </remarks>
/// <inputs cref="Tracking.TrackRun">By property name: a run, as Get-TrackRun returns it.</inputs>
/// <inputs cref="Tracking.TrackTask">A task whose current run is stopped, as Get-TrackTask returns it.</inputs>
/// <outputs cref="int">The run's id.</outputs>
/// <outputs cref="TrackRun">The run itself, with -PassThru.</outputs>
/// <example>
/// <para>Mark a job as finished</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 }
/// PS> Stop-TrackRun backup
/// 1
/// PS> (Get-TrackRun -RunId 1).Finished
/// True
/// </code>
/// </example>
/// <example>
/// <para>Distinguish a failed job from a finished one</para>
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
/// <para>Stop all current runs that were left behind</para>
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

    private readonly HashSet<(TrackStore Store, int RunId)> _stopped = [];

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

    /// <summary>Sets the status to Stopped: the run had not finished.</summary>
    [Parameter(ParameterSetName = UnfinishedSet, Mandatory = true)]
    public SwitchParameter Unfinished { get; set; }

    /// <summary>Sets the status to Failed: something went wrong.</summary>
    [Parameter(ParameterSetName = FailedSet, Mandatory = true)]
    public SwitchParameter Failed { get; set; }

    /// <summary>A text of up to 8,192 characters: why the run failed, or how it ended.</summary>
    /// <value>No message</value>
    [Parameter]
    public string? Message { get; set; }

    /// <summary>The time of the stop. A run's end never moves back.</summary>
    /// <value>Now</value>
    [Parameter]
    [Time]
    public DateTime? TimeStamp { get; set; }

    /// <summary>Returns the run instead of its id.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord() => Try(RunId != 0 ? RunId : TaskId, () =>
    {
        var action = Failed ? "Stop run as failed" : Unfinished ? "Stop run as not finished" : "Stop run";
        if (!ShouldProcess(RunId != 0 ? $"run {RunId}" : $"current run of task {TaskId}", action))
            return;
        var store = StoreOrCurrent(Store);
        var opened = ForChange(store);
        var isPiped = RunId != 0 && !IsOnCommandLine(nameof(RunId));
        // Several tracks of one run name it several times.
        if (isPiped && _stopped.Contains((store, RunId)))
            return;
        if (isPiped)
            RequireNotEnded(opened);
        // PowerShell makes a null that is given for a text empty.
        var task = string.IsNullOrEmpty(TaskId) ? null : TaskId;
        var status = Failed ? RunStatus.Failed : Unfinished ? RunStatus.Stopped : RunStatus.Finished;
        var run = opened.StopRun(task, RunId, status, Message, TimeStamp?.ToUniversalTime(), Cancellation);
        _stopped.Add((store, run.RunId));
        WriteWarnings(opened);
        if (IsVerbose)
            WriteVerbose($"Run {run.RunId} of {run.TaskId ?? "no task"} was stopped in '{store}': {run.Status}.");
        WriteObject(PassThru ? new TrackRun(run, store) : run.RunId);
    });

    /// <summary>What is piped is often all runs of a task, and those that ended stay as they ended.</summary>
    private void RequireNotEnded(ITrackStore opened)
    {
        if (opened.FindRun(RunId, Cancellation) is { HasEnded: true } run)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackRunInvalid,
                $"Run {RunId} has ended already: it is {run.Status}, and stays so. Stop-TrackRun -RunId {RunId} stops it again.");
        }
    }
}
