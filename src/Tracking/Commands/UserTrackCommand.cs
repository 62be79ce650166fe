using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Model;
using Tracking.Runs;
using Tracking.Seam;

namespace Tracking.Commands;

/// <summary>A question for the tracks of one task, run and user.</summary>
public abstract class UserTrackCommand : StoreCommand
{
    /// <summary>The task, taken literally.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ScalarName]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public string TaskId { get; set; } = "";

    /// <summary>The user, taken literally.</summary>
    /// <value>That of the run around the call, if it was given one; else the operating system's user</value>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ScalarName]
    [ArgumentCompleter(typeof(UserCompleter))]
    public string UserName { get; set; } = StepScope.UserHere;

    /// <summary>The run. 0 is the task's current run, and no other.</summary>
    /// <value>The task's current run, or its last one where none is current</value>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunCompleter))]
    public int? RunId { get; set; }

    /// <summary>Writes the tracks of the key: all, or only the last.</summary>
    protected void WriteTracks(bool onlyLast) => Try(TaskId, () =>
    {
        if (RunId < 0)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackRunInvalid, "A run id is a positive number, or 0 for the task's current run.");
        }
        if (string.IsNullOrEmpty(UserName))
        {
            throw new TrackingException(
                TrackingErrorCode.TrackNameInvalid,
                "The user name is empty. Give a name, or leave out -UserName for the operating system's user.");
        }
        var store = StoreOrCurrent(Store);
        var opened = ForQuestion(store);
        if (FindRun(opened) is not { } runId)
            return;
        var query = new TrackQuery
        {
            Tasks = [new NameCriterion(TaskId)],
            Users = [new NameCriterion(UserName)],
            RunIds = [runId],
            Last = onlyLast ? 1 : null,
        };
        foreach (var record in opened.Search(query, Cancellation))
            WriteObject(new Track(record, store));
    });

    /// <summary>The run that is meant; null when there is none (rule 3.6).</summary>
    private int? FindRun(ITrackStore opened)
    {
        // A variable that is null names no other run.
        var isGiven = RunId != null || IsOnCommandLine(nameof(RunId));
        if (RunId is { } id and not 0)
            return id;
        if (opened.FindCurrentRun(TaskId, Cancellation) is { } current)
            return current.RunId;
        var last = new RunQuery(TaskId) { Most = 1, ThisHostFirst = true };
        return isGiven ? null : opened.FindLastRun(last, _ => true, Cancellation)?.RunId;
    }
}
