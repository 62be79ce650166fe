using System;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Data;

namespace Tracking.Commands;

/// <summary>Saves a track: a mapping for a task, its current run, and a user.</summary>
/// <remarks>
/// The first save for a task starts a run. What is piped is data, whatever its properties are called; only a track that is piped also gives its task, user and time, and its run when it
/// comes from the same store.
/// </remarks>
[Cmdlet(VerbsData.Save, "UserTrack", SupportsShouldProcess = true)]
[OutputType(typeof(string), typeof(Track))]
public sealed class SaveUserTrackCommand : TrackingCommand
{
    private bool _runIsGiven;
    private bool _userIsGiven;
    private bool _timeIsGiven;

    /// <summary>The task. A script block names it for each piped object: <c>-TaskId { $_.Step }</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ScalarName]
    public string TaskId { get; set; } = "";

    /// <summary>The data: a hashtable, an ordered dictionary, a PSCustomObject, or an object whose public properties are taken.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    public object? Data { get; set; }

    /// <summary>The user; the operating system's user when left out.</summary>
    [Parameter]
    [ScalarName]
    public string? UserName { get; set; }

    /// <summary>The run; 0 or left out for the task's current run.</summary>
    [Parameter]
    public int RunId { get; set; }

    /// <summary>Replaces data and time of the last track for the same task, run and user, and keeps its id; saves a new one when there is none.</summary>
    [Parameter]
    public SwitchParameter Update { get; set; }

    /// <summary>Like -Update, but lays the new top-level keys over the old.</summary>
    [Parameter]
    public SwitchParameter Merge { get; set; }

    /// <summary>The track's time; the clock's when left out.</summary>
    [Parameter]
    public DateTime TimeStamp { get; set; }

    /// <summary>Returns the track instead of its id.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The store to save to: an object, or the path of a session file. The current store when left out; a piped track never chooses it.</summary>
    [Parameter]
    [StorePath]
    [ValidateNotNull]
    public TrackStore? Store { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        var given = MyInvocation.BoundParameters;
        _runIsGiven = given.ContainsKey(nameof(RunId));
        _userIsGiven = given.ContainsKey(nameof(UserName));
        _timeIsGiven = given.ContainsKey(nameof(TimeStamp));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            if (!ShouldProcess(TaskId, "Save track"))
                return;
            var store = StoreOrCurrent(Store);
            var opened = ForChange(store);
            var saved = opened.Save(Draft(store));
            WriteWarnings(opened);
            WriteObject(PassThru ? new Track(saved, store) : TrackId.Format(saved.Number));
        }
        catch (TrackingException error)
        {
            WriteError(ErrorRecords.From(error, TaskId));
        }
    }

    private TrackDraft Draft(TrackStore store)
    {
        var source = (Data is PSObject wrapped ? wrapped.BaseObject : Data) as Track;
        var user = _userIsGiven ? UserName ?? "" : source?.UserName ?? SystemUser.Name;
        return new TrackDraft(TaskId, user, source?.ToData() ?? DataWriter.Write(Data))
        {
            RunId = _runIsGiven ? RunId : source != null && source.Store == store ? source.RunId : 0,
            Mode = Merge ? SaveMode.Merge : Update ? SaveMode.Update : SaveMode.Add,
            TimeUtc = _timeIsGiven ? TimeStamp.ToUniversalTime() : source?.TimeUtc,
        };
    }
}
