using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Tracking.Binding;

namespace Tracking.Commands;

/// <summary>Gets runs: those with the ids, a task's current run, with -All every run of a task, or all runs.</summary>
/// <remarks>An id that no run has is an error; a task without a current run gives nothing.</remarks>
[Cmdlet(VerbsCommon.Get, "TrackRun")]
[OutputType(typeof(TrackRun))]
public sealed class GetTrackRunCommand : StoreCommand
{
    /// <summary>The task, taken literally.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ScalarName]
    [AllowNull]
    [AllowEmptyString]
    public string? TaskId { get; set; } = NotGiven.Name;

    /// <summary>The runs.</summary>
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
