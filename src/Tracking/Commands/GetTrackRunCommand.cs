using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Tracking.Binding;

namespace Tracking.Commands;

/// <summary>Gets runs: those with the ids, a task's current run, with -All every run of a task, or all runs.</summary>
/// <remarks>
/// <para>An id that no run has is an error; a task without a current run gives nothing.</para>
/// <para>A run's end is its start at first; each save to it raises the end to the track's time, and so does stopping it.</para>
/// <para>
/// Status says how a run stands: Running; Finished; Stopped, before it had finished; Failed; or Abandoned, when it was never stopped and no living process holds its file. Message is what was
/// said when it was stopped, Duration the time from its start to its end, and Finished whether its status is that.
/// </para>
/// </remarks>
/// <inputs cref="Tracking.Track">By their properties' names: the run of a track, as Search-Track gives it.</inputs>
/// <inputs cref="Tracking.TrackTask">A task, as Get-TrackTask gives it: its current run.</inputs>
/// <outputs cref="Tracking.TrackRun">The runs, by their ids.</outputs>
/// <example>
/// <para>See how long each run took</para>
/// <code>
/// PS> $null = Start-TrackRun backup -TimeStamp '2026-03-01 02:00'
/// PS> $null = Stop-TrackRun backup -TimeStamp '2026-03-01 02:45'
/// PS> $null = Start-TrackRun backup -TimeStamp '2026-03-02 02:00'
/// PS> $null = Stop-TrackRun backup -TimeStamp '2026-03-02 03:10'
/// PS> Get-TrackRun backup -All | ForEach-Object { "run $($_.RunId): $(($_.End - $_.Start).TotalMinutes) min" }
/// run 1: 45 min
/// run 2: 70 min
/// </code>
/// </example>
/// <example>
/// <para>Find the runs that never finished</para>
/// <code>
/// PS> $null = Start-TrackRun backup -TimeStamp '2026-03-01 02:00'
/// PS> $null = Stop-TrackRun backup -TimeStamp '2026-03-01 02:45'
/// PS> $null = Start-TrackRun report -TimeStamp '2026-03-01 06:00'
/// PS> Get-TrackRun | Where-Object Finished -EQ $false
///
/// RunId TaskId                   Start               End                 Finished
/// ----- ------                   -----               ---                 --------
///     2 report                   2026-03-01 06:00:00 2026-03-01 06:00:00 False
/// </code>
/// </example>
/// <example>
/// <para>See what happened to last night's runs, also to one whose process died</para>
/// <code>
/// PS> $null = Start-TrackRun backup -Store night.json
/// PS> $null = Stop-TrackRun backup -Store night.json -Failed -Message 'the disk is full'
/// PS> $null = Start-TrackRun report -Store night.json
/// PS> Get-TrackRun -Store night.json | Format-Table RunId, TaskId, Status, Message
///
/// RunId TaskId    Status Message
/// ----- ------    ------ -------
///     1 backup    Failed the disk is full
///     2 report Abandoned
///
/// </code>
/// </example>
/// <example>
/// <para>Ask whether a task is at work</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 }
/// PS> (Get-TrackRun backup).RunId
/// 1
/// PS> $null = Stop-TrackRun backup
/// PS> $null -eq (Get-TrackRun backup)
/// True
/// </code>
/// </example>
/// <example>
/// <para>List the runs in which something failed</para>
/// <code>
/// PS> foreach ($state in 'ok', 'failed') {
/// >>     $null = Save-UserTrack deploy @{ state = $state }
/// >>     $null = Stop-TrackRun deploy
/// >> }
/// PS> Search-Track deploy -Data @{ state = 'failed' } | Get-TrackRun | ForEach-Object RunId
/// 2
/// </code>
/// </example>
/// <seealso cref="StartTrackRunCommand"/>
/// <seealso cref="StopTrackRunCommand"/>
/// <seealso cref="InvokeTrackRunCommand"/>
/// <seealso cref="SearchTrackCommand"/>
/// <seealso href="about_Tracking"/>
[Cmdlet(VerbsCommon.Get, "TrackRun")]
[OutputType(typeof(TrackRun))]
public sealed class GetTrackRunCommand : StoreCommand
{
    /// <summary>The task, taken literally.</summary>
    /// <value>All tasks</value>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ScalarName]
    [AllowNull]
    [AllowEmptyString]
    public string? TaskId { get; set; } = NotGiven.Name;

    /// <summary>Run ids.</summary>
    /// <value>All runs</value>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public int[]? RunId { get; set; } = NotGiven.RunIds;

    /// <summary>Every run that was started for the task or holds tracks of it.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Try(Store, () =>
    {
        var store = StoreOrCurrent(Store);
        var opened = ForQuestion(store);
        foreach (var run in Find(opened))
            WriteObject(new TrackRun(run, store));
    });

    private IEnumerable<RunRecord> Find(ITrackStore opened)
    {
        var taskIsGiven = !ReferenceEquals(TaskId, NotGiven.Name);
        if (RunId != NotGiven.RunIds && !(RunId is [0] && taskIsGiven))
            return (RunId ?? []).Select(id => FindOne(opened, id)).OfType<RunRecord>();
        if (!taskIsGiven)
            return opened.ListRuns();
        if (string.IsNullOrEmpty(TaskId))
            return [];
        if (All)
            return opened.ListRuns(TaskId);
        return opened.FindCurrentRun(TaskId!) is { } current ? [current] : [];
    }

    private RunRecord? FindOne(ITrackStore opened, int id)
    {
        var run = opened.FindRun(id);
        if (run == null)
        {
            Try(id, () => throw (id < 0
                ? new TrackingException(TrackingErrorCode.TrackRunInvalid, "A run id is a positive number.")
                : new TrackingException(TrackingErrorCode.TrackRunNotFound, $"There is no run {id} in this store. Get-TrackRun without parameters lists those that are.")));
        }
        return run;
    }
}
