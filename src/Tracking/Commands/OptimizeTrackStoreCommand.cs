using System.IO;
using System.Management.Automation;
using Tracking.Model;
using Tracking.Stores;

namespace Tracking.Commands;

/// <summary>Rewrites a session file compactly, without old versions of tracks and without removed tracks.</summary>
/// <remarks>
/// <para>
/// The new file is written beside the old one, flushed, and then replaces it in one step. Tracks, runs and ids stay as they are. An open
/// store stays open; a file that is not open is opened for this, and must not be held by another process. A file with few updates and
/// removals does not shrink, and may grow by a few lines.
/// </para>
/// <para>
/// What was edited by hand in the file keeps a mark, and each opening warns of it, also after Optimize-TrackStore. With -AcceptEdits the
/// mark goes, and from then on nothing tells the edit from what was saved.
/// </para>
/// </remarks>
/// <inputs cref="TrackStore">A store, as Get-TrackStore returns it.</inputs>
/// <outputs cref="OptimizedTrackStore">The store, and the size of its file before and after, in bytes.</outputs>
/// <example>
/// <para>Shrink a file after many updates</para>
/// <code>
/// PS> foreach ($percent in 1..100) { $null = Save-UserTrack import @{ percent = $percent } -Update }
/// PS> $result = Optimize-TrackStore
/// PS> $result.LengthBefore -gt 10 * $result.LengthAfter
/// True
/// PS> (Get-UserTrack import).Data.percent
/// 100
/// </code>
/// </example>
/// <example>
/// <para>Free the space of removed tracks</para>
/// <code>
/// PS> 1..50 | ForEach-Object { $null = Save-UserTrack log @{ line = $_ } -Store app.json }
/// PS> Search-Track log -Store app.json -First 40 | Remove-Track
/// PS> $result = Optimize-TrackStore app.json
/// PS> '{0:p0} are left' -f ($result.LengthAfter / $result.LengthBefore)
/// ...% are left
/// </code>
/// </example>
/// <example>
/// <para>See which session files would be rewritten: those that no process holds</para>
/// <code>
/// PS> $null = Save-UserTrack try @{ k = 1 } -Store "$env:TRACKING_HOME/monday.json"
/// PS> Get-TrackStore -ListAvailable | Where-Object IsLocked -EQ $false | Optimize-TrackStore -WhatIf
/// What if: Performing the operation "Optimize store" on target "...monday.json".
/// </code>
/// </example>
/// <example>
/// <para>Accept what was edited by hand</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 } -Store nightly.json
/// PS> (Get-Content nightly.json) -replace '120', '125' | Set-Content nightly.json
/// PS> (Test-TrackStore nightly.json).Edited
/// 1
/// PS> $null = Optimize-TrackStore nightly.json -AcceptEdits -WarningAction SilentlyContinue
/// PS> (Test-TrackStore nightly.json).IsWhole
/// True
/// </code>
/// </example>
/// <seealso cref="RemoveTrackCommand"/>
/// <seealso cref="TestTrackStoreCommand"/>
/// <seealso cref="RemoveTrackStoreCommand"/>
/// <seealso href="about_Tracking_Stores"/>
/// <seealso href="about_Tracking_Durability"/>
[Cmdlet(VerbsCommon.Optimize, "TrackStore", SupportsShouldProcess = true)]
[OutputType(typeof(OptimizedTrackStore))]
public sealed class OptimizeTrackStoreCommand : StoreTargetCommand
{
    /// <summary>Takes the mark from what was edited by hand in the file, so that no opening warns of it any more.</summary>
    [Parameter]
    public SwitchParameter AcceptEdits { get; set; }

    /// <inheritdoc/>
    protected override void Process(TrackStore store)
    {
        // A change would make the file; here a path without one is a mistake.
        if (!store.IsOpen && store.Path is { } path && !File.Exists(path) && !Directory.Exists(path))
            throw new TrackingException(TrackingErrorCode.TrackStoreNotFound, $"There is no file '{path}'.", reason: ErrorReason.NoFile);
        // What was removed in it is in its lines alone until it was sent.
        if (SessionStore.IsSpool(store.Path))
        {
            throw new TrackingException(
                TrackingErrorCode.TrackStoreNotSupported,
                $"'{store.Path}' is a spool, which is not rewritten; it is removed by itself some days after it was sent.");
        }
        if (!ShouldProcess(store.ToString(), "Optimize store"))
            return;
        var opened = ForChange(store);
        var result = WithBar("Optimizing the store", bar => opened.Optimize(bar, AcceptEdits, Cancellation));
        WriteWarnings(opened);
        WriteObject(new OptimizedTrackStore(result, store));
    }
}
