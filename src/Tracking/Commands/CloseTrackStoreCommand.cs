using System.Management.Automation;
using Tracking.Stores;

namespace Tracking.Commands;

/// <summary>
/// Flushes and closes a store, and releases its lock. If it was the current store, the session's own file is current again.
/// </summary>
/// <remarks>
/// <para>A store in memory is gone when it is closed. At its end, a session closes all its stores.</para>
/// </remarks>
/// <inputs cref="TrackStore">A store, as Open-TrackStore and Get-TrackStore return it.</inputs>
/// <example>
/// <para>Let others write the file again</para>
/// <code>
/// PS> $store = Open-TrackStore shared.json
/// PS> $store.IsLocked
/// True
/// PS> Close-TrackStore
/// PS> $store.IsLocked
/// False
/// </code>
/// </example>
/// <example>
/// <para>Close a store whatever happens</para>
/// <code>
/// PS> $store = Open-TrackStore -InMemory
/// PS> try { $null = Save-UserTrack test @{ passed = $true } } finally { $store | Close-TrackStore }
/// PS> $store.IsOpen
/// False
/// </code>
/// </example>
/// <example>
/// <para>Close all that is open</para>
/// <code>
/// PS> $null = 'one.json', 'two.json' | Open-TrackStore
/// PS> Get-TrackStore -Open | Close-TrackStore
/// PS> Get-TrackStore -Open
/// </code>
/// </example>
/// <seealso cref="OpenTrackStoreCommand"/>
/// <seealso cref="GetTrackStoreCommand"/>
/// <seealso cref="RemoveTrackStoreCommand"/>
/// <seealso href="about_Tracking_Stores"/>
[Cmdlet(VerbsCommon.Close, "TrackStore", SupportsShouldProcess = true)]
public sealed class CloseTrackStoreCommand : StoreTargetCommand
{
    /// <inheritdoc/>
    protected override void Process(TrackStore store)
    {
        if (!ShouldProcess(store.ToString(), "Close store"))
            return;
        var opened = store.Opened;
        StoreRegistry.Instance.Close(store);
        if (opened != null)
            WriteWarnings(opened);
    }
}
