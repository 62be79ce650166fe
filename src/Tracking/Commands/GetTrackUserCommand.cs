using System.Management.Automation;
using Tracking.Binding;

namespace Tracking.Commands;

/// <summary>Gets the users that have tracks, by task, sorted by task and name.</summary>
[Cmdlet(VerbsCommon.Get, "TrackUser")]
[OutputType(typeof(TrackUser))]
public sealed class GetTrackUserCommand : NameQuestionCommand
{
    /// <summary>Users; wildcards are allowed. A name from the pipeline is taken literally.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ScalarName(Many = true)]
    [SupportsWildcards]
    public string?[]? UserName { get; set; } = NotGiven.Names;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Try(Store, () =>
    {
        var store = StoreOrCurrent(Store);
        var opened = ForQuestion(store);
        foreach (var user in opened.ListUsers(Criteria(nameof(TaskId), TaskId), Criteria(nameof(UserName), UserName)))
            WriteObject(new TrackUser(user, store));
    });
}
