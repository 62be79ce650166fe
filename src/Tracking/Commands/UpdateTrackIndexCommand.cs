using System.Management.Automation;

namespace Tracking.Commands;

/// <summary>Rebuilds every index of a store from its tracks.</summary>
/// <remarks>
/// <para>
/// Indexes are updated automatically and exist in memory only. Rebuilding them changes no track, no result and no file; it is for those who
/// want to be sure.
/// </para>
/// </remarks>
/// <inputs cref="TrackStore">A store that is open, as Get-TrackStore returns it.</inputs>
/// <example>
/// <para>Rebuild the indexes of the current store</para>
/// <code>
/// PS> 1..3 | ForEach-Object { $null = Save-UserTrack sample @{ number = $_ } }
/// PS> Update-TrackIndex
/// PS> Search-Track sample | Measure-Object | ForEach-Object Count
/// 3
/// </code>
/// </example>
/// <example>
/// <para>Make sure that a search does not depend on the index</para>
/// <code>
/// PS> $null = 'b', 'a', 'B' | ForEach-Object { Save-UserTrack $_ @{ k = 1 } }
/// PS> $before = (Search-Track a, b).Id -join ' '
/// PS> Update-TrackIndex
/// PS> (Search-Track a, b).Id -join ' ' -eq $before
/// True
/// </code>
/// </example>
/// <example>
/// <para>Rebuild the indexes of all open stores</para>
/// <code>
/// PS> $null = Open-TrackStore one.json
/// PS> $null = Open-TrackStore -InMemory
/// PS> Get-TrackStore -Open | Update-TrackIndex -WhatIf
/// What if: Performing the operation "Rebuild indexes" on target "...one.json".
/// What if: Performing the operation "Rebuild indexes" on target ":memory:".
/// PS> Get-TrackStore -Open | Update-TrackIndex
/// </code>
/// </example>
/// <seealso cref="OptimizeTrackStoreCommand"/>
/// <seealso cref="GetTrackStoreCommand"/>
/// <seealso href="about_Tracking_Stores"/>
[Cmdlet(VerbsData.Update, "TrackIndex", SupportsShouldProcess = true)]
public sealed class UpdateTrackIndexCommand : StoreTargetCommand
{
    /// <inheritdoc/>
    protected override void Process(TrackStore store)
    {
        if (ShouldProcess(store.ToString(), "Rebuild indexes"))
        {
            var opened = ForQuestion(store);
            WithBar("Rebuilding the indexes", bar =>
            {
                opened.RebuildIndexes(bar, Cancellation);
                return true;
            });
        }
    }
}
