using System.Collections.Generic;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Model;
using Tracking.Runs;
using Tracking.Stores;

namespace Tracking.Commands;

/// <summary>Runs a script block as a run of a task: starts the run, runs the block, and records how it ended.</summary>
/// <remarks>
/// <para>
/// The run is Finished when the block ends. When the block throws, the run is Failed, with the error's message, and a track of it records
/// Error, ErrorId and Position; the error goes on to the caller. Ctrl+C, exit, and a pipeline that is complete early, as with Select-Object
/// -First, leave the run Stopped. The run of a process that was killed is Abandoned. An error after which PowerShell continues, as it does
/// unless $ErrorActionPreference is Stop, does not fail the run.
/// </para>
/// <para>
/// The block runs in the caller's scope, and its output is returned as it is produced. While it runs, the run's store is the current one;
/// afterwards the previous store is current again. Put work that can be skipped when it was done before into Invoke-TrackStep.
/// </para>
/// <para>
/// With -Resume, the task's last run is resumed if it has not finished, from any of your session files and of the stores that are open
/// here. The script runs from its beginning, but steps that the run completed are not run again. If the last run finished, or if there is
/// none, a new run starts, even if an older run never finished. A run that is still active is not resumed: if it is in this process, the
/// error is TrackRunInvalid; if it is in another one, the error is TrackStoreLocked, which names the process.
/// </para>
/// </remarks>
/// <outputs cref="object">The output of the script block.</outputs>
/// <example>
/// <para>Record when a job ran, and how it ended</para>
/// <code>
/// PS> Invoke-TrackRun backup { 'copied 120 files' }
/// copied 120 files
/// PS> Get-TrackRun backup -All | Format-Table RunId, TaskId, Status
///
/// RunId TaskId   Status
/// ----- ------   ------
///     1 backup Finished
///
/// </code>
/// </example>
/// <example>
/// <para>Resume a script where it stopped</para>
/// <code>
/// PS> function Update-Site([string] $Disk) {
/// >>     Invoke-TrackRun deploy -Resume {
/// >>         Invoke-TrackStep build { 'built' }
/// >>         Invoke-TrackStep upload { if ($Disk -eq 'full') { throw 'the disk is full' }; 'uploaded' }
/// >>     }
/// >> }
/// PS> try { Update-Site full } catch { "$_" }
/// built
/// the disk is full
/// PS> Update-Site empty
/// built
/// uploaded
/// PS> Search-Track deploy -Data @{ Outcome = 'Completed', 'Failed' } | ForEach-Object { "$($_.Data.Step) $($_.Data.Outcome)" }
/// build Completed
/// upload Failed
///  Failed
/// upload Completed
/// </code>
/// <para>The second time, build is not run, and its recorded output is returned. The track without a step is the run's.</para>
/// </example>
/// <example>
/// <para>See why a run failed</para>
/// <code>
/// PS> try { Invoke-TrackRun report { $pages = 0; 100 / $pages } } catch [DivideByZeroException] { 'no pages' }
/// no pages
/// PS> Get-TrackRun report -All | Format-List Status, Message
///
/// Status  : Failed
/// Message : Attempted to divide by zero.
///
/// PS> (Get-LastUserTrack report -RunId 1).Data.ErrorId
/// RuntimeException
/// </code>
/// </example>
/// <example>
/// <para>Store the progress of a script in its own file</para>
/// <code>
/// PS> Invoke-TrackRun import -Store import.json {
/// >>     $null = Save-UserTrack import @{ rows = 4000 }
/// >>     'done'
/// >> }
/// done
/// PS> Search-Track import -Store import.json | ForEach-Object { $_.Data.rows }
/// 4000
/// </code>
/// </example>
/// <seealso cref="InvokeTrackStepCommand"/>
/// <seealso cref="GetTrackRunCommand"/>
/// <seealso cref="StartTrackRunCommand"/>
/// <seealso cref="StopTrackRunCommand"/>
/// <seealso href="about_Tracking_Scripts"/>
/// <seealso href="about_Tracking"/>
[Cmdlet(VerbsLifecycle.Invoke, "TrackRun", SupportsShouldProcess = true)]
[OutputType(typeof(object))]
public sealed class InvokeTrackRunCommand : BlockCommand
{
    /// <summary>The task, taken literally.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ScalarName]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public string TaskId { get; set; } = "";

    /// <summary>The work. It runs in the scope of the caller.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public ScriptBlock ScriptBlock { get; set; } = ScriptBlock.Create("");

    /// <summary>
    /// Resumes the task's last run if it has not finished. Steps that it completed are not run again, and return their recorded output.
    /// </summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>
    /// The store of the run: an object, or the path of a session file, which is created if it does not exist. With -Resume, only this store
    /// is searched for a run to resume.
    /// </summary>
    /// <value>The current store</value>
    [Parameter]
    [StorePath]
    [ArgumentCompleter(typeof(StoreCompleter))]
    [ValidateNotNull]
    public TrackStore? Store { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        if (!ShouldProcess(TaskId, "Run script block"))
            return;
        try
        {
            var (store, run, completed) = (Resume ? ResumeLast() : null) ?? Start();
            WriteVerbose($"Run {run.RunId} of {run.TaskId} in '{store}': Running.");
            var options = new BlockOptions { ErrorAction = GivenErrorAction };
            BlockOutcome outcome;
            var former = StoreRegistry.Instance.MakeCurrent(store);
            try
            {
                outcome = InRun(store, run, completed, () => Blocks.Run(ScriptBlock, options));
            }
            finally
            {
                StoreRegistry.Instance.MakeCurrent(former, insteadOf: store);
            }
            Blocks.Conclude(outcome, options);
        }
        catch (TrackingException error)
        {
            EndBy(error, TaskId);
        }
    }

    private (TrackStore Store, RunRecord Run, Dictionary<string, Queue<string?>> Completed) Start()
    {
        var store = StoreOrCurrent(Store);
        var opened = ForChange(store);
        var run = opened.StartRun(TaskId, cancellation: Cancellation);
        WriteWarnings(opened);
        return (store, run, []);
    }

    /// <summary>Takes up the task's last run; null when it has none, or when that one finished.</summary>
    private (TrackStore Store, RunRecord Run, Dictionary<string, Queue<string?>> Completed)? ResumeLast()
    {
        // Opened first, if need be, so that it is among those that are open.
        _ = StoreOrCurrent(Store);
        if (new ResumePoint(WriteWarning, Cancellation).FindLast(TaskId, Store) is not { Run.Finished: false } last)
            return null;
        if (ActiveRun.IsAtWork(last.Store, last.Run.RunId))
        {
            throw new TrackingException(
                TrackingErrorCode.TrackRunInvalid,
                $"Run {last.Run.RunId} of the task is at work in this process. Wait for its end, or start another one without -Resume.");
        }
        var opened = ForChange(last.Store);
        WriteWarnings(opened);
        var tracks = new TrackQuery { Tasks = [new NameCriterion(TaskId)], RunIds = [last.Run.RunId] };
        var completed = StepTracks.ReadCompleted(opened.Search(tracks, Cancellation));
        return (last.Store, opened.ResumeRun(last.Run.RunId, Cancellation), completed);
    }
}
