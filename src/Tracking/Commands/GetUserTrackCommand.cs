using System.Management.Automation;

namespace Tracking.Commands;

/// <summary>Gets the tracks of a user for a task: those of the run that is named, else of the task's current run.</summary>
/// <remarks>Nothing comes out when the task has no current run, or the user no tracks in it.</remarks>
[Cmdlet(VerbsCommon.Get, "UserTrack")]
[OutputType(typeof(Track))]
public sealed class GetUserTrackCommand : UserTrackCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteTracks(onlyLast: false);
}
