using System.Management.Automation;

namespace Tracking.Commands;

/// <summary>Gets the tasks that have tracks, sorted by name.</summary>
[Cmdlet(VerbsCommon.Get, "TrackTask")]
[OutputType(typeof(TrackTask))]
public sealed class GetTrackTaskCommand : NameQuestionCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => Try(Store, () =>
    {
        var store = StoreOrCurrent(Store);
        var opened = ForQuestion(store);
        foreach (var task in opened.ListTasks(Criteria(nameof(TaskId), TaskId)))
            WriteObject(new TrackTask(task, store));
    });
}
