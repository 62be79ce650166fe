using System.Linq;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Model;

namespace Tracking.Commands;

/// <summary>Removes tracks permanently. Their ids are never given again.</summary>
/// <remarks>
/// <para>
/// Piped tracks are removed from the stores that they come from, whichever store is current. A run that a save started is removed with its
/// last track. Any other run stays, and its end does not change; a task or user without tracks is no longer listed. Remove-TrackRun removes
/// a run with all its tracks.
/// </para>
/// <para>An id that does not exist is an error, and the next id is processed.</para>
/// </remarks>
/// <inputs cref="Tracking.Track">Tracks, as Search-Track and Get-UserTrack return them.</inputs>
/// <example>
/// <para>Look before you remove</para>
/// <code>
/// PS> $null = Save-UserTrack test @{ try = 1 } -Store try.json
/// PS> Search-Track test -Store try.json | Remove-Track -WhatIf
/// What if: Performing the operation "Remove track" on target "0000001 of task test in ...try.json".
/// PS> Search-Track test -Store try.json | Remove-Track
/// PS> Search-Track test -Store try.json
/// </code>
/// </example>
/// <example>
/// <para>Keep only the last half year</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 } -TimeStamp '2020-03-01 02:00'
/// PS> $null = Save-UserTrack backup @{ files = 125 }
/// PS> Search-Track backup -To (Get-Date).AddMonths(-6) | Remove-Track
/// PS> Search-Track backup | ForEach-Object { $_.Data.files }
/// 125
/// </code>
/// </example>
/// <example>
/// <para>Remove single tracks by their ids</para>
/// <code>
/// PS> 1..4 | ForEach-Object { $null = Save-UserTrack sample @{ number = $_ } }
/// PS> Remove-Track 2, '0000003'
/// PS> Search-Track sample | ForEach-Object Id
/// 0000001
/// 0000004
/// </code>
/// </example>
/// <example>
/// <para>Undo an import that went wrong</para>
/// <code>
/// PS> $null = Save-UserTrack import @{ row = 1 }
/// PS> $run = Start-TrackRun import -PassThru
/// PS> 2..4 | ForEach-Object { $null = Save-UserTrack import @{ row = $_ } }
/// PS> $run | Search-Track | Remove-Track
/// PS> Search-Track import | ForEach-Object { $_.Data.row }
/// 1
/// </code>
/// </example>
/// <seealso cref="SearchTrackCommand"/>
/// <seealso cref="RemoveTrackRunCommand"/>
/// <seealso cref="RemoveTrackStoreCommand"/>
/// <seealso cref="OptimizeTrackStoreCommand"/>
/// <seealso href="about_Tracking"/>
[Cmdlet(VerbsCommon.Remove, "Track", DefaultParameterSetName = ByTrack, SupportsShouldProcess = true)]
public sealed class RemoveTrackCommand : TrackingCommand
{
    private const string ByTrack = "Track";
    private const string ById = "Id";

    /// <summary>The tracks, as Search-Track and Get-UserTrack return them. Each is removed from its own store.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByTrack, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public Track?[]? Track { get; set; }

    /// <summary>Track ids: <c>'0000003'</c> or 3.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById, Position = 0)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(TrackIdCompleter))]
    public object?[]? Id { get; set; }

    /// <summary>The store that the ids belong to: an object, or the path of a session file. Piped tracks do not need it.</summary>
    /// <value>The current store</value>
    [Parameter]
    [StorePath]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public TrackStore? Store { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        if (ParameterSetName == ById)
        {
            Try(Id, () =>
            {
                foreach (var number in TrackIds.Read(Id))
                    Remove(StoreOrCurrent(Store), number, null);
            });
            return;
        }
        foreach (var track in Track?.Where(t => t != null) ?? [])
            Remove(track!.Store, track.Number, track);
    }

    private void Remove(TrackStore store, long number, Track? track) => Try(track ?? (object)TrackId.Format(number), () =>
    {
        if (track != null && IsOnCommandLine(nameof(Store)) && Store?.IsSame(store) != true)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackOfOtherStore,
                $"Track {track.Id} is not of the store that -Store names. Leave out -Store: each track is removed from its own.");
        }
        var what = track == null ? $"{TrackId.Format(number)} in {store}" : $"{track.Id} of task {track.TaskId} in {store}";
        if (!ShouldProcess(what, "Remove track"))
            return;
        var opened = ForChange(store);
        opened.Remove(number, Cancellation);
        WriteWarnings(opened);
    });
}
