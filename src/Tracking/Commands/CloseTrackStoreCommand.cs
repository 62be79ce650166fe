using System;
using System.Management.Automation;
using Tracking.Spool;
using Tracking.Stores;

namespace Tracking.Commands;

/// <summary>
/// Flushes and closes a store, and releases its lock. If it was the current store, the session's own file is current again.
/// </summary>
/// <remarks>
/// <para>A store in memory is gone when it is closed. At its end, a session closes all its stores.</para>
/// <para>
/// A spool (Open-TrackStore -Spool) is sent to its database first, for up to -Timeout seconds; it is closed sooner when the server cannot
/// be reached. A warning says how many changes are left. They lose nothing: the next start on this machine sends them.
/// </para>
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
    private const double UsualTimeout = 10;

    /// <summary>
    /// How many seconds a spool has to be sent to its database before it is closed; 0 closes it at once. What is left is sent by the next
    /// start on this machine.
    /// </summary>
    /// <value>10</value>
    [Parameter]
    [ValidateRange(0.0, int.MaxValue)]
    public double Timeout { get; set; } = UsualTimeout;

    /// <inheritdoc/>
    protected override void Process(TrackStore store)
    {
        if (!ShouldProcess(store.ToString(), "Close store"))
            return;
        var opened = store.Opened;
        if (store.Forwarder is { } forwarder)
            CompleteForwarding(store, forwarder);
        StoreRegistry.Instance.Close(store);
        if (opened != null)
            WriteWarnings(opened);
    }

    /// <summary>Gives what sends a spool its time, and says what is left (rule 15.5).</summary>
    private void CompleteForwarding(TrackStore store, SpoolForwarder forwarder)
    {
        forwarder.Complete(TimeSpan.FromSeconds(Timeout), Cancellation);
        WriteForwarding(store);
        var progress = forwarder.Progress;
        if (progress.Left > 0)
        {
            WriteWarning($"{progress.Left} changes in '{store}' are still to be sent to '{forwarder.Server}'. The next Open-TrackStore "
                + $"-Spool of this database on this machine sends them.{(progress.Trouble is { } trouble ? " " + trouble : "")}");
        }
        if (progress.Refused > 0)
            WriteWarning($"'{forwarder.Server}' refused {progress.Refused} changes in '{store}', which stay there.");
    }
}
