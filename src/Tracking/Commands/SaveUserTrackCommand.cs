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
/// A log is imported by one pipeline: -TaskId, -UserName, -TimeStamp and -RunKey take a script block, which gives the value for each
/// object. about_Tracking_Import shows it for CSV, JSON lines, epoch times and test results.
/// </para>
/// <para>
/// The store keeps a copy. Null, booleans, strings, characters, numbers, dates and times, TimeSpan, Guid, Uri, versions, addresses and
/// byte[] come back as they were, mappings as ordered dictionaries that compare their keys without case, lists as object[]. An enumeration
/// value comes back as its name, a switch as a boolean. Keys must be strings. SecureString is refused, and so is a credential with a
/// password.
/// </para>
/// <para>
/// Parsed JSON, elements of XML, rows of data tables, tuples, instances of classes, and what Measure-Object and Group-Object return are
/// saved as mappings. Any other object inside the data is saved as its text; -Verbose says where, and a warning where the text is only the
/// name of a type: select the properties that you want. A property that cannot be read is null, with a warning.
/// </para>
/// <para>
/// Objects from jobs, other machines and Import-Clixml are saved as PowerShell returns them: without what their types would add, and nested
/// objects as their text. PSComputerName says where they come from. A track that comes so is a track again, if the module is loaded.
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
/// <para>Import a log, with the task, user, time and run of each row</para>
/// <code>
/// PS> 'host,user,when,state', 'web1,ann,2026-03-01T02:00:00Z,ok', 'web2,bob,2026-03-01T02:05:00Z,failed' | Set-Content patch.csv
/// PS> Import-Csv patch.csv | Save-UserTrack -TaskId { $_.host } -UserName { $_.user } -TimeStamp { $_.when } -RunKey 'March'
/// 0000001
/// 0000002
/// PS> Search-Track -Data @{ state = 'failed' } | ForEach-Object { "$($_.TaskId) $($_.UserName)" }
/// web2 bob
/// </code>
/// </example>
/// <example>
/// <para>Save a state each hour, but only what changed</para>
/// <code>
/// PS> foreach ($free in 120, 120, 80) { Save-UserTrack disk @{ freeGB = $free } -IfChanged }
/// 0000001
/// 0000001
/// 0000002
/// </code>
/// </example>
/// <example>
/// <para>Correct one track, whatever was saved after it</para>
/// <code>
/// PS> Save-UserTrack deploy @{ version = '2.1'; result = 'ok' } -UserName ann
/// 0000001
/// PS> $null = Save-UserTrack deploy @{ version = '2.2'; result = 'ok' } -UserName ann
/// PS> Save-UserTrack -Id 1 @{ result = 'rolled back' } -Merge
/// 0000001
/// PS> (Get-UserTrack deploy -UserName ann).Data.result
/// rolled back
/// ok
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
///       Id TaskId                RunId UserName              TimeStamp           Data
///       -- ------                ----- --------              ---------           ----
///  0000001 backup                    1 ann                   2026-03-01 02:00:00 {step=copy}
/// </code>
/// </example>
/// <seealso cref="GetUserTrackCommand"/>
/// <seealso cref="GetLastUserTrackCommand"/>
/// <seealso cref="SearchTrackCommand"/>
/// <seealso cref="StartTrackRunCommand"/>
/// <seealso href="about_Tracking"/>
/// <seealso href="about_Tracking_Import"/>
/// <seealso href="about_Tracking_Scripts"/>
/// <seealso href="about_Tracking_Durability"/>
[Cmdlet(VerbsData.Save, "UserTrack", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(string), typeof(Track))]
public sealed class SaveUserTrackCommand : TrackingCommand
{
    private const string ByName = "Name";
    private const string ById = "Id";

    private bool _runIsGiven;
    private bool _userIsGiven;
    private bool _timeIsGiven;
    private readonly DataNotices _notices = new();
    private bool _keyIsGiven;
    private ObjectBlock? _userBlock;
    private ObjectBlock? _timeBlock;
    private ObjectBlock? _keyBlock;
    private SaveQueue? _queue;

    /// <summary>The task, taken literally. A script block names it for each piped object: <c>-TaskId { $_.Step }</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = ByName)]
    [ScalarName]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public string TaskId { get; set; } = "";

    /// <summary>The data: a hashtable, an ordered dictionary, a PSCustomObject, or an object whose public properties are saved.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(DataKeyCompleter))]
    public object? Data { get; set; }

    /// <summary>
    /// The id of a track, <c>'0000003'</c> or 3, whose data are replaced, or with -Merge added to. Its task, run and user stay, and its
    /// time unless -TimeStamp gives one. No property of a piped object is ever taken for it.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [ArgumentCompleter(typeof(TrackIdCompleter))]
    public object? Id { get; set; }

    /// <summary>The user, taken literally. A script block names it for each object: <c>-UserName { $_.user }</c>.</summary>
    /// <value>A piped track's own; that of the run around the call, if it was given one; else the system's user</value>
    [Parameter(ParameterSetName = ByName)]
    [ScalarName(OrBlock = true)]
    [ArgumentCompleter(typeof(UserCompleter))]
    public object? UserName { get; set; }

    /// <summary>The run. It must exist; it may be finished, and may have been started for any task. 0 is the task's current run.</summary>
    /// <value>The task's current run</value>
    [Parameter(ParameterSetName = ByName)]
    [ArgumentCompleter(typeof(RunCompleter))]
    public int RunId { get; set; }

    /// <summary>
    /// The key of the run, which all tracks of the same task and key go to. Where the store has no such run, one is begun: it is open,
    /// never the task's current one, and starts at the earliest time that comes. A script block gives the key of each object:
    /// <c>-RunKey { $_.date }</c>.
    /// </summary>
    /// <value>None: the task's current run</value>
    [Parameter(ParameterSetName = ByName)]
    [ScalarName(OrBlock = true)]
    public object? RunKey { get; set; }

    /// <summary>
    /// Replaces data and time of the last track for the same task, run and user, and keeps its id. If there is none, a new track is saved.
    /// </summary>
    [Parameter]
    public SwitchParameter Update { get; set; }

    /// <summary>Like -Update, but adds the new top-level keys to the old data, and replaces those that exist.</summary>
    [Parameter]
    public SwitchParameter Merge { get; set; }

    /// <summary>
    /// Saves nothing where the last track for the same task, run and user, or the one that -Id names, has the same data already: the same
    /// keys in any order, and values of the same types that are equal. The id of that track is returned.
    /// </summary>
    [Parameter]
    public SwitchParameter IfChanged { get; set; }

    /// <summary>
    /// The track's time: a date object, or text such as 2026-03-01T02:00:00Z. A script block gives the time of each object:
    /// <c>-TimeStamp { $_.when }</c>.
    /// </summary>
    /// <value>The clock's time; a piped track's own; with -Id, the time that it has</value>
    [Parameter]
    [Time(OrBlock = true)]
    public object? TimeStamp { get; set; }

    /// <summary>
    /// Also draws PowerShell's progress bar from these keys of the data: PercentComplete (at 100 the bar disappears), Status,
    /// CurrentOperation, SecondsRemaining. The bar is named after the task, and its id is the run's. Values that cannot be drawn are
    /// ignored, and the track is saved all the same. With -Update or -Merge, the last track that has one of these keys is replaced, and no
    /// other.
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
        _keyIsGiven = IsOnCommandLine(nameof(RunKey));
        _userBlock = ObjectBlock.Of(nameof(UserName), UserName);
        _timeBlock = ObjectBlock.Of(nameof(TimeStamp), TimeStamp);
        _keyBlock = ObjectBlock.Of(nameof(RunKey), RunKey);
    }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        try
        {
            if (!ShouldProcess(ParameterSetName == ById ? $"{Id}" : TaskId, "Save track"))
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
        {
            var outcome = IfChanged ? "has these data" : "was saved";
            WriteVerbose($"Track {TrackId.Format(saved.Number)} of task {saved.TaskId} {outcome} in run {saved.RunId} in '{store}', "
                + $"at {TimeText.Local(saved.TimeUtc)}.");
        }
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

    private TrackData WrittenData()
    {
        _notices.WantsTexts = IsVerbose;
        var written = DataWriter.Write(Data, _notices);
        _notices.WriteTo(WriteWarning, WriteVerbose);
        return written;
    }

    private TrackDraft Draft(TrackStore store)
    {
        var source = TrackConverter.Of(Data);
        if (source != null)
            RequireOwn(source.Store);
        var data = source?.ToData() ?? WrittenData();
        var given = !_timeIsGiven ? null : _timeBlock?.Time(Data) ?? (DateTime?)TimeStamp;
        if (ParameterSetName == ById)
            return TrackDraft.Replacing(TrackIds.ReadOne(Id), data, Merge, IfChanged, given?.ToUniversalTime());
        var user = !_userIsGiven ? source?.UserName ?? StepScope.UserHere : _userBlock?.Name(Data) ?? (string)UserName!;
        var key = !_keyIsGiven ? null : _keyBlock?.Name(Data) ?? (string)RunKey!;
        var around = StepScope.Find(TaskId) is { } scope && scope.Run.Store == store ? scope : null;
        var runId = _runIsGiven || _keyIsGiven ? RunId
            : source != null && source.Store == store ? source.RunId : around?.Run.RunId ?? 0;
        return new TrackDraft(TaskId, user, data)
        {
            RunId = runId,
            RunKey = key,
            StepId = around?.Run.RunId == runId ? around.StepId : 0,
            Mode = Merge ? SaveMode.Merge : Update ? SaveMode.Update : SaveMode.Add,
            OnlyIfChanged = IfChanged,
            ReplacesThoseWith = ShowProgress ? TrackProgress.Keys : null,
            TimeUtc = given?.ToUniversalTime() ?? source?.TimeUtc,
        };
    }
}
