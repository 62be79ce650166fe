using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Errors;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Commands;

/// <summary>Copies tracks, and the runs that they belong to, to another store. What was copied before is not copied again.</summary>
/// <remarks>
/// <para>
/// Each copy records where the original was saved, so a second copy changes nothing, also one of a copy, or of a file that was copied as a
/// file. If a copy is interrupted, the next one completes it. In the destination, tracks and runs get new ids; -PassThru and -Verbose show
/// them.
/// </para>
/// <para>
/// Copying again updates what has changed: a track, if it was updated more often than the version in the destination, or as often and with
/// a later time; and a run, if its status was set later. So copying an older copy of a store changes nothing. What was removed from the
/// source stays in the destination; what was removed from the destination is copied again as long as the source has it.
/// </para>
/// <para>
/// A copied run shows the status that it had when it was last copied: a run that was still going is Running until the next copy. It is
/// never the current run of its task, and Invoke-TrackRun -Resume does not resume it: it is resumed where it was started.
/// </para>
/// <para>
/// Several stores may be piped; the destination itself is skipped. A file is read as a snapshot, even while a process writes to it. Tracks
/// are copied in batches of up to a thousand; Ctrl+C stops after a batch, and what was copied until then stays.
/// </para>
/// </remarks>
/// <inputs cref="TrackStore">A store to copy, with all its tracks and runs, as Get-TrackStore -ListAvailable returns it.</inputs>
/// <inputs cref="Tracking.Track">
/// A track to copy, with its run, as Search-Track returns it. It is copied as it is in its store at that time.
/// </inputs>
/// <outputs cref="CopiedTracks">
/// One object per store that was copied completely, with the numbers of tracks and runs. A store that failed gives an error only, so its
/// file is not deleted by a cmdlet that deletes what was copied.
/// </outputs>
/// <outputs cref="Tracking.Track">
/// With -PassThru: the tracks that are new or changed in the destination. CopiedFrom is the track in the source.
/// </outputs>
/// <example>
/// <para>Merge the files of all your sessions, as often as you like</para>
/// <code>
/// PS> $null = Save-UserTrack deploy @{ version = '2.0' } -Store "$env:TRACKING_HOME/monday.json"
/// PS> $null = Save-UserTrack deploy @{ version = '2.1' } -Store "$env:TRACKING_HOME/tuesday.json"
/// PS> Get-TrackStore -ListAvailable | Copy-Track -Destination all.json | ForEach-Object Added
/// 1
/// 1
/// PS> Get-TrackStore -ListAvailable | Copy-Track -Destination all.json | ForEach-Object Added
/// 0
/// 0
/// PS> Search-Track deploy -Store all.json | ForEach-Object { $_.Data.version }
/// 2.0
/// 2.1
/// </code>
/// </example>
/// <example>
/// <para>Bring a copy up to date</para>
/// <code>
/// PS> $null = Save-UserTrack import @{ row = 1 } -Store pc7.json
/// PS> $null = Copy-Track -Store pc7.json -Destination all.json
/// PS> $null = Save-UserTrack import @{ row = 2 } -Store pc7.json
/// PS> $null = Stop-TrackRun import -Store pc7.json
/// PS> Copy-Track -Store pc7.json -Destination all.json
///
///     Added   Updated Unchanged Runs added Runs updated Store
///     -----   ------- --------- ---------- ------------ -----
///         1         0         1          0            1 ...pc7.json
///
/// PS> (Get-TrackRun -Store all.json).Status
/// Finished
/// </code>
/// </example>
/// <example>
/// <para>Move old tracks to an archive</para>
/// <code>
/// PS> $null = Save-UserTrack backup @{ files = 120 } -TimeStamp '2020-03-01 02:00'
/// PS> $null = Save-UserTrack backup @{ files = 125 }
/// PS> $old = Search-Track backup -To (Get-Date).AddMonths(-6)
/// PS> $null = $old | Copy-Track -Destination archive.json -ErrorAction Stop
/// PS> $old | Remove-Track
/// PS> Search-Track backup | ForEach-Object { $_.Data.files }
/// 125
/// PS> Search-Track backup -Store archive.json | ForEach-Object { $_.Data.files }
/// 120
/// </code>
/// </example>
/// <example>
/// <para>See which ids tracks have in the destination</para>
/// <code>
/// PS> $null = Save-UserTrack deploy @{ version = '2.0' } -Store all.json
/// PS> $null = Save-UserTrack deploy @{ version = '2.1' } -Store pc7.json
/// PS> Copy-Track -Store pc7.json -Destination all.json -PassThru | ForEach-Object { "$($_.CopiedFrom.Id) is $($_.Id)" }
/// 0000001 is 0000002
/// </code>
/// </example>
/// <seealso cref="SearchTrackCommand"/>
/// <seealso cref="GetTrackStoreCommand"/>
/// <seealso cref="SaveUserTrackCommand"/>
/// <seealso cref="RemoveTrackCommand"/>
/// <seealso href="about_Tracking_Stores"/>
[Cmdlet(VerbsCommon.Copy, "Track", DefaultParameterSetName = ByStore, SupportsShouldProcess = true)]
[OutputType(typeof(CopiedTracks), typeof(Track))]
public sealed class CopyTrackCommand : TrackingCommand
{
    private const string ByStore = "Store";
    private const string ByTrack = "Track";

    private readonly Dictionary<TrackStore, Part> _parts = [];

    /// <summary>The store to copy to: an object, or the path of a session file, which is created if it does not exist.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [StorePath]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public TrackStore? Destination { get; set; }

    /// <summary>The store whose tracks and runs are copied: an object, piped or given, or the path of a session file.</summary>
    /// <value>The current store</value>
    [Parameter(ParameterSetName = ByStore, ValueFromPipeline = true)]
    [StorePath]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public TrackStore? Store { get; set; }

    /// <summary>The tracks to copy, as Search-Track and Get-UserTrack return them, from any stores.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByTrack, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public Track?[]? Track { get; set; }

    /// <summary>Returns the tracks that are new or changed in the destination, each with the track in the source as CopiedFrom.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        if (ParameterSetName == ByStore)
            Try(Store, () => CopyAll(StoreOrCurrent(Store)));
        foreach (var track in Track?.OfType<Track>() ?? [])
            Add(track);
    }

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        foreach (var part in _parts.Values)
        {
            Copy(part);
            if (!part.HasFailed)
                WriteSummary(part.Result);
        }
    }

    private void CopyAll(TrackStore store)
    {
        if (IsDestination(store))
        {
            if (IsOnCommandLine(nameof(Store)) || Store == null)
            {
                throw new TrackingException(
                    TrackingErrorCode.TrackCopyInvalid, $"'{store}' is the destination itself. Name another store to copy from.");
            }
            WriteVerbose($"'{store}' is the destination itself and was passed over.");
            return;
        }
        if (!ShouldProcess($"{store} to {Destination}", "Copy tracks"))
            return;
        var result = new CopiedTracks(store, Destination!);
        var copier = CopierFor(store, result, out var opened);
        WithBar("Copying tracks", bar =>
        {
            copier.CopyAll(bar, Cancellation);
            return result;
        });
        WriteWarnings(opened);
        WriteSummary(result);
    }

    private void Add(Track track)
    {
        if (IsDestination(track.Store))
        {
            WriteVerbose($"Track {track.Id} is of the destination itself and was passed over.");
            return;
        }
        if (!ShouldProcess($"{track.Id} of task {track.TaskId} in {track.Store} to {Destination}", "Copy track"))
            return;
        if (!_parts.TryGetValue(track.Store, out var part))
            _parts.Add(track.Store, part = new Part(new CopiedTracks(track.Store, Destination!)));
        part.Waiting.Add(track);
        if (part.Waiting.Count == StoreCopier.BatchSize)
            Copy(part);
    }

    /// <summary>Copies the tracks that were piped and wait.</summary>
    private void Copy(Part part)
    {
        var tracks = part.Waiting;
        part.Waiting = [];
        var store = part.Result.Store;
        if (tracks.Count == 0)
            return;
        try
        {
            part.Copier ??= CopierFor(store, part.Result, out part.Opened);
            var missing = new HashSet<long>(part.Copier.Copy([.. tracks.Select(track => track.Number).Distinct()], Cancellation));
            WriteWarnings(part.Opened!);
            foreach (var track in tracks.Where(track => missing.Contains(track.Number)))
            {
                var error = new TrackingException(TrackingErrorCode.TrackNotFound, $"There is no track {track.Id} in '{store}' any more.");
                WriteError(ErrorRecords.From(error, track));
            }
        }
        catch (TrackingException error)
        {
            part.HasFailed = true;
            WriteError(ErrorRecords.From(error, store));
        }
    }

    /// <summary>A snapshot of the destination's file is the destination too.</summary>
    private bool IsDestination(TrackStore store) => store == Destination || (store.Path != null && store.Path == Destination!.Path);

    private StoreCopier CopierFor(TrackStore store, CopiedTracks result, out ITrackStore opened)
    {
        var source = ForQuestion(store);
        opened = ForChange(Destination!);
        return new StoreCopier(source, opened)
        {
            OnRun = (run, imported) =>
            {
                result.Count(imported);
                if (imported.Outcome == ImportOutcome.Conflicting)
                {
                    WriteConflict(
                        $"Run {run.RunId} of '{store}' was not copied: "
                        + $"run {imported.Run.RunId} of '{Destination}' has the same origin and is another one.",
                        new TrackRun(run, store));
                }
                else if (IsVerbose)
                {
                    WriteVerbose($"Run {run.RunId} of '{store}' is {imported.Run.RunId} in '{Destination}': {imported.Outcome}.");
                }
            },
            OnTrack = (track, imported) =>
            {
                result.Count(imported);
                if (imported.Outcome == ImportOutcome.Conflicting)
                {
                    WriteConflict(
                        $"Track {TrackId.Format(track.Number)} of '{store}' was not copied: "
                        + $"another track, or another run, has its origin in '{Destination}'.",
                        new Track(track, store));
                }
                else if (IsVerbose)
                {
                    var id = TrackId.Format(imported.Track.Number);
                    WriteVerbose($"Track {TrackId.Format(track.Number)} of '{store}' is {id} in '{Destination}': {imported.Outcome}.");
                }
                if (PassThru && imported.Outcome is (ImportOutcome.Added or ImportOutcome.Updated))
                    Pass(new Track(imported.Track, Destination!), new Track(track, store));
            },
        };
    }

    private void WriteConflict(string what, object target) => WriteError(ErrorRecords.From(
        new TrackingException(
            TrackingErrorCode.TrackCopyConflict,
            $"{what} One of the stores was restored from a backup, or repaired: about_Tracking_Stores says what to do."),
        target));

    /// <summary>A property of this object alone: a track from elsewhere has none such.</summary>
    private void Pass(Track copy, Track source)
    {
        var output = PSObject.AsPSObject(copy);
        output.Properties.Add(new PSNoteProperty("CopiedFrom", source));
        WriteObject(output);
    }

    private void WriteSummary(CopiedTracks result)
    {
        if (!PassThru)
            WriteObject(result);
    }

    /// <summary>The tracks of one store that were piped.</summary>
    private sealed class Part(CopiedTracks result)
    {
        public ITrackStore? Opened;

        public CopiedTracks Result { get; } = result;

        public List<Track> Waiting { get; set; } = [];

        public StoreCopier? Copier { get; set; }

        public bool HasFailed { get; set; }
    }
}
