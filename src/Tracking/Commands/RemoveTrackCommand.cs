using System.Linq;
using System.Management.Automation;
using Tracking.Binding;

namespace Tracking.Commands;

/// <summary>Removes tracks for good. Their ids are never given again.</summary>
[Cmdlet(VerbsCommon.Remove, "Track", DefaultParameterSetName = ByTrack, SupportsShouldProcess = true)]
public sealed class RemoveTrackCommand : TrackingCommand
{
    private const string ByTrack = "Track";
    private const string ById = "Id";

    private bool _storeIsGiven;

    /// <summary>The tracks, as Search-Track and Get-UserTrack give them; each is removed from its own store.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByTrack, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public Track?[]? Track { get; set; }

    /// <summary>Track ids: <c>'0000003'</c> or 3.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById, Position = 0)]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? Id { get; set; }

    /// <summary>The store that the ids are of: an object, or the path of a session file. The current store when left out.</summary>
    [Parameter]
    [StorePath]
    [ValidateNotNull]
    public TrackStore? Store { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _storeIsGiven = MyInvocation.BoundParameters.ContainsKey(nameof(Store));

    /// <inheritdoc/>
    protected override void ProcessRecord()
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
        if (track != null && _storeIsGiven && Store != store)
            throw new TrackingException(TrackingErrorCode.TrackOfOtherStore, $"Track {track.Id} is not of the store that -Store names. Leave out -Store: each track is removed from its own.");
        if (!ShouldProcess(track == null ? $"{TrackId.Format(number)} in {store}" : $"{track.Id} of task {track.TaskId} in {store}", "Remove track"))
            return;
        var opened = ForChange(store);
        opened.Remove(number);
        WriteWarnings(opened);
    });
}
