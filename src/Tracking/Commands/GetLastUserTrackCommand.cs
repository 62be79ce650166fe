using System.Management.Automation;

namespace Tracking.Commands;

/// <summary>Gets the last track of a user for a task: how far it got.</summary>
/// <remarks>It is the last of what Get-UserTrack returns: the one with the highest time and, among equal times, the highest id.</remarks>
[Cmdlet(VerbsCommon.Get, "LastUserTrack")]
[OutputType(typeof(Track))]
public sealed class GetLastUserTrackCommand : UserTrackCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteTracks(onlyLast: true);
}
