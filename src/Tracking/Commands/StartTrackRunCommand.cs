using System;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Keys;
using Tracking.Model;
using Tracking.Runs;
using Tracking.Stores;

namespace Tracking.Commands;

/// <summary>Starts a run and makes it the task's current one, which new tracks go to. The previous current run does not change.</summary>
/// <remarks>
/// <para>
/// The first save for a task starts a run by itself; use Start-TrackRun to begin a new one. Run ids count up over all tasks of a store.
/// </para>
/// <para>A run without a task is never a current run: name its id in Save-UserTrack -RunId.</para>
/// </remarks>
/// <inputs cref="Tracking.TrackTask">By property name: a task, as Get-TrackTask returns it.</inputs>
/// <outputs cref="int">The run's id.</outputs>
/// <outputs cref="TrackRun">The run itself, with -PassThru.</outputs>
/// <example>
/// <para>Start a new run every night</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 }
/// PS> Start-TrackRun backup
/// 2
/// PS> $null = Save-UserTrack backup @{ files = 125 }
/// PS> Search-Track backup | ForEach-Object { "run $($_.RunId): $($_.Data.files)" }
/// run 1: 120
/// run 2: 125
/// </code>
/// </example>
/// <example>
/// <para>Put the tracks of several tasks into one run</para>
/// <code>
/// PS> $run = Start-TrackRun
/// PS> $null = Save-UserTrack build @{ warnings = 0 } -RunId $run
/// PS> $null = Save-UserTrack test @{ failed = 2 } -RunId $run
/// PS> Search-Track -RunId $run | ForEach-Object TaskId
/// build
/// test
/// </code>
/// </example>
/// <example>
/// <para>Say when the next run is due</para>
/// <code>
/// PS> $null = Start-TrackRun backup -DueWithin 1.02:00
/// PS> $null = Stop-TrackRun backup
/// PS> Test-TrackTask backup
/// True
/// </code>
/// </example>
/// <example>
/// <para>Import a run from an old log, with its times</para>
/// <code>
/// PS> Start-TrackRun backup -TimeStamp '2026-03-01 02:00' -PassThru
///
/// RunId TaskId                Start                  Duration Status             Message
/// ----- ------                -----                  -------- ------             -------
///     1 backup                2026-03-01 02:00:00     0:00:00 Running
///
/// PS> $null = Save-UserTrack backup @{ files = 120 } -TimeStamp '2026-03-01 02:41'
/// PS> Stop-TrackRun backup -TimeStamp '2026-03-01 02:45'
/// 1
/// PS> (Get-TrackRun -RunId 1).End.ToString('HH:mm')
/// 02:45
/// </code>
/// </example>
/// <seealso cref="StopTrackRunCommand"/>
/// <seealso cref="TestTrackTaskCommand"/>
/// <seealso cref="GetTrackRunCommand"/>
/// <seealso cref="SaveUserTrackCommand"/>
/// <seealso href="about_Tracking"/>
[Cmdlet(VerbsLifecycle.Start, "TrackRun", SupportsShouldProcess = true)]
[OutputType(typeof(int), typeof(TrackRun))]
public sealed class StartTrackRunCommand : StoreCommand
{
    /// <summary>The task. Without it, the run belongs to no task.</summary>
    /// <value>No task</value>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ScalarName]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public string? TaskId { get; set; }

    /// <summary>The start of the run.</summary>
    /// <value>Now</value>
    [Parameter]
    [Time]
    public DateTime? TimeStamp { get; set; }

    /// <summary>
    /// The run outlives this process: it is Open, not Running, until Stop-TrackRun ends it. So is a run in a file that does not stay open.
    /// </summary>
    [Parameter]
    public SwitchParameter Detach { get; set; }

    /// <summary>
    /// How long after a success of the task the next one is due: a time span, as 1.02:00 for 26 hours, or a number of days. It is on
    /// record, and Test-TrackTask says whether it was kept. 0 says that none is due any more.
    /// </summary>
    [Parameter]
    [Days]
    public TimeSpan DueWithin { get; set; }

    /// <summary>Returns the run instead of its id.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord() => Try(TaskId, () =>
    {
        if (!ShouldProcess(TaskId ?? "(no task)", "Start run"))
            return;
        var store = StoreOrCurrent(Store);
        var opened = ForChange(store);
        // Nobody can say that it is at work when its file does not stay open.
        var facts = RunStarter.Facts(CallIdentity.Of(this).Script, store) with
        {
            DueWithin = IsOnCommandLine(nameof(DueWithin)) ? DueWithin : null,
        };
        var draft = new RunDraft(TaskId)
        {
            TimeUtc = TimeStamp?.ToUniversalTime(),
            IsOpen = Detach || store.State != StoreState.Open,
            Facts = facts.ToData(),
        };
        var run = opened.Start(draft, Cancellation);
        WriteWarnings(opened);
        if (IsVerbose)
            WriteVerbose($"Run {run.RunId} of {run.TaskId ?? "no task"} was started in '{store}'.");
        WriteObject(PassThru ? new TrackRun(run, store) : run.RunId);
    });
}
