using System;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Data;
using Tracking.Errors;
using Tracking.Model;
using Tracking.Output;
using Tracking.Runs;
using Tracking.Seam;
using Tracking.Stores;

namespace Tracking.Commands;

/// <summary>Saves a track: a mapping for a task, its current run, and a user.</summary>
/// <remarks>
/// <para>
/// The first save for a task starts a run. Further saves go to that run until Stop-TrackRun ends it or Start-TrackRun starts another. When
/// the id is returned, a track in a file survives the end of the process, however it ends.
/// </para>
/// <para>
/// In a database, piped tracks are saved in batches of what has arrived meanwhile, and the ids are returned in order when their batch is
/// stored. The record of a slow producer is stored at once.
/// </para>
/// <para>
/// Piped objects are data, whatever their properties are called. Only a piped track also supplies its task, user and time, and its run if
/// it comes from the same store.
/// </para>
/// <para>
/// The store keeps a copy. Null, booleans, strings, numbers, dates and times, TimeSpan, Guid, Uri, Version and byte[] come back as they
/// were, mappings as ordered dictionaries that compare their keys without case, lists as object[]. An enumeration value comes back as its
/// name, a switch as a boolean, any other object inside the data as its text. Keys must be strings. SecureString and PSCredential are
/// refused.
/// </para>
/// </remarks>
/// <inputs cref="object">
/// The data: a hashtable, an ordered dictionary, a PSCustomObject, or an object whose public properties are saved, such as a row of
/// Import-Csv.
/// </inputs>
/// <inputs cref="Tracking.Track">
/// A track, which is saved as a new one with its own task, user and time. Copy-Track copies tracks to another store without duplicates.
/// </inputs>
/// <outputs cref="string">The track's id.</outputs>
/// <outputs cref="Tracking.Track">The track itself, with -PassThru.</outputs>
/// <example>
/// <para>Log the steps of a nightly backup</para>
/// <code>
/// PS> Save-UserTrack backup @{ step = 'copy'; files = 120 }
/// 0000001
/// PS> Save-UserTrack backup @{ step = 'verify'; files = 120 }
/// 0000002
/// PS> (Get-LastUserTrack backup).Data.step
/// verify
/// </code>
/// </example>
/// <example>
/// <para>Save each row of a CSV file, with the task from the row</para>
/// <code>
/// PS> 'host,state', 'web1,ok', 'web2,failed' | Set-Content hosts.csv
/// PS> Import-Csv hosts.csv | Save-UserTrack -TaskId { "patch $($_.host)" }
/// 0000001
/// 0000002
/// PS> Search-Track -Data @{ state = 'failed' } | ForEach-Object TaskId
/// patch web2
/// </code>
/// </example>
/// <example>
/// <para>Keep a single track for the progress of a long job</para>
/// <code>
/// PS> foreach ($percent in 25, 50, 75) { Save-UserTrack import @{ percent = $percent } -Update }
/// 0000001
/// 0000001
/// 0000001
/// PS> (Get-UserTrack import).Data.percent
/// 75
/// </code>
/// </example>
/// <example>
/// <para>Save progress and draw PowerShell's progress bar in one call</para>
/// <code>
/// PS> foreach ($file in 1..4) {
/// >>     $state = @{ PercentComplete = 25 * $file; Status = "file $file of 4" }
/// >>     $null = Save-UserTrack hash $state -ShowProgress -Update
/// >> }
/// PS> (Get-LastUserTrack hash).Data.Status
/// file 4 of 4
/// </code>
/// </example>
/// <example>
/// <para>Add the result to what was saved at the start</para>
/// <code>
/// PS> Save-UserTrack deploy @{ version = '2.1' }
/// 0000001
/// PS> Save-UserTrack deploy @{ result = 'ok' } -Merge
/// 0000001
/// PS> (Get-LastUserTrack deploy).Data | ConvertTo-Json -Compress
/// {"version":"2.1","result":"ok"}
/// </code>
/// </example>
/// <example>
/// <para>Save tracks as new ones in another store, with their tasks, users and times</para>
/// <code>
/// PS> Save-UserTrack backup @{ step = 'copy' } -UserName ann -TimeStamp '2026-03-01 02:00'
/// 0000001
/// PS> Search-Track backup | Save-UserTrack -Store other.json -PassThru
///
///       Id TaskId           RunId UserName   TimeStamp           Data
///       -- ------           ----- --------   ---------           ----
///  0000001 backup               1 ann        2026-03-01 02:00:00 {step=copy}
/// </code>
/// </example>
/// <seealso cref="GetUserTrackCommand"/>
/// <seealso cref="GetLastUserTrackCommand"/>
/// <seealso cref="SearchTrackCommand"/>
/// <seealso cref="StartTrackRunCommand"/>
/// <seealso href="about_Tracking"/>
/// <seealso href="about_Tracking_Scripts"/>
/// <seealso href="about_Tracking_Durability"/>
[Cmdlet(VerbsData.Save, "UserTrack", SupportsShouldProcess = true)]
[OutputType(typeof(string), typeof(Track))]
public sealed class SaveUserTrackCommand : TrackingCommand
{
    private bool _runIsGiven;
    private bool _userIsGiven;
    private bool _timeIsGiven;
    private SaveQueue? _queue;

    /// <summary>The task, taken literally. A script block names it for each piped object: <c>-TaskId { $_.Step }</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ScalarName]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public string TaskId { get; set; } = "";

    /// <summary>The data: a hashtable, an ordered dictionary, a PSCustomObject, or an object whose public properties are saved.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(DataKeyCompleter))]
    public object? Data { get; set; }

    /// <summary>The user, taken literally.</summary>
    /// <value>The operating system's user; a piped track's own</value>
    [Parameter]
    [ScalarName]
    [ArgumentCompleter(typeof(UserCompleter))]
    public string? UserName { get; set; }

    /// <summary>The run. It must exist; it may be finished, and may have been started for any task. 0 is the task's current run.</summary>
    /// <value>The task's current run</value>
    [Parameter]
    [ArgumentCompleter(typeof(RunCompleter))]
    public int RunId { get; set; }

    /// <summary>
    /// Replaces data and time of the last track for the same task, run and user, and keeps its id. If there is none, a new track is saved.
    /// </summary>
    [Parameter]
    public SwitchParameter Update { get; set; }

    /// <summary>Like -Update, but adds the new top-level keys to the old data, and replaces those that exist.</summary>
    [Parameter]
    public SwitchParameter Merge { get; set; }

    /// <summary>The track's time.</summary>
    /// <value>The clock's time; a piped track's own</value>
    [Parameter]
    public DateTime TimeStamp { get; set; }

    /// <summary>
    /// Also draws PowerShell's progress bar from these keys of the data: PercentComplete (at 100 the bar disappears), Status,
    /// CurrentOperation, SecondsRemaining. The bar is named after the task, and its id is the run's. Values that cannot be drawn are
    /// ignored, and the track is saved all the same.
    /// </summary>
    [Parameter]
    public SwitchParameter ShowProgress { get; set; }

    /// <summary>Returns the track instead of its id.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>
    /// The store to save to: an object, or the path of a session file, which is created if it does not exist. A piped track never selects
    /// it.
    /// </summary>
    /// <value>The current store</value>
    [Parameter]
    [StorePath]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public TrackStore? Store { get; set; }

    /// <inheritdoc/>
    private protected override void OnBegin()
    {
        _runIsGiven = IsOnCommandLine(nameof(RunId));
        _userIsGiven = IsOnCommandLine(nameof(UserName));
        _timeIsGiven = IsOnCommandLine(nameof(TimeStamp));
    }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        try
        {
            if (!ShouldProcess(TaskId, "Save track"))
                return;
            var store = StoreOrCurrent(Store);
            var opened = ForChange(store);
            if (opened.PrefersBatches && MyInvocation.ExpectingInput)
                Enqueue(store, opened);
            else
                Write(store, opened, opened.Save(Draft(store), Cancellation));
        }
        catch (TrackingException error)
        {
            WriteError(ErrorRecords.From(error, TaskId));
        }
    }

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        EndQueue();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // A pipeline that is stopped: what was taken over is saved, as a file would have saved it.
        _queue?.Dispose();
        base.Dispose(disposing);
    }

    private void Write(TrackStore store, ITrackStore opened, TrackRecord saved)
    {
        WriteWarnings(opened);
        if (IsVerbose)
            WriteVerbose($"Track {TrackId.Format(saved.Number)} of task {saved.TaskId} was saved in run {saved.RunId} in '{store}'.");
        // As Write-Progress does, under one source: each call by itself would draw a bar of its own.
        if (ShowProgress && TrackProgress.Of(saved) is { } bar)
            CommandRuntime.WriteProgress(0, bar);
        WriteObject(PassThru ? new Track(saved, store) : TrackId.Format(saved.Number));
    }

    private void Enqueue(TrackStore store, ITrackStore opened)
    {
        // Another store may have become current meanwhile.
        if (_queue != null && _queue.Store != store)
            EndQueue();
        _queue ??= new SaveQueue(store, opened, Cancellation);
        _queue.Add(Draft(store));
        WriteSaved(_queue);
    }

    private void EndQueue()
    {
        var queue = _queue;
        if (queue == null)
            return;
        queue.End();
        WriteSaved(queue);
        _queue = null;
    }

    private void WriteSaved(SaveQueue queue)
    {
        while (queue.Dequeue() is { } outcome)
        {
            if (outcome.Saved is { } saved)
                Write(queue.Store, queue.Opened, saved);
            else
                WriteError(ErrorRecords.From(outcome.Error!, outcome.Draft.TaskId));
        }
        queue.Continue();
    }

    private TrackDraft Draft(TrackStore store)
    {
        var source = PowerShellValue.Unwrap(Data) as Track;
        if (source != null)
            RequireOwn(source.Store);
        var user = _userIsGiven ? UserName ?? "" : source?.UserName ?? SystemUser.Name;
        var around = StepScope.Find(TaskId) is { } scope && scope.Run.Store == store ? scope : null;
        var runId = _runIsGiven ? RunId : source != null && source.Store == store ? source.RunId : around?.Run.RunId ?? 0;
        return new TrackDraft(TaskId, user, source?.ToData() ?? DataWriter.Write(Data))
        {
            RunId = runId,
            StepId = around?.Run.RunId == runId ? around.StepId : 0,
            Mode = Merge ? SaveMode.Merge : Update ? SaveMode.Update : SaveMode.Add,
            TimeUtc = _timeIsGiven ? TimeStamp.ToUniversalTime() : source?.TimeUtc,
        };
    }
}
