using Tracking.Model;

namespace Tracking;

/// <summary>What Copy-Track copied from one store to another.</summary>
public sealed class CopiedTracks
{
    internal CopiedTracks(TrackStore store, TrackStore destination)
    {
        Store = store;
        Destination = destination;
    }

    /// <summary>The store that was copied from.</summary>
    public TrackStore Store { get; }

    /// <summary>The store that was copied to.</summary>
    public TrackStore Destination { get; }

    /// <summary>How many tracks are new in the destination.</summary>
    public long Added { get; private set; }

    /// <summary>How many tracks were there in an older version, and were brought up to date.</summary>
    public long Updated { get; private set; }

    /// <summary>How many tracks were there already.</summary>
    public long Unchanged { get; private set; }

    /// <summary>How many tracks were not copied, since something else has their origin in the destination; each is an error.</summary>
    public long Conflicting { get; private set; }

    /// <summary>How many runs are new in the destination.</summary>
    public int RunsAdded { get; private set; }

    /// <summary>How many runs went on since they were copied before.</summary>
    public int RunsUpdated { get; private set; }

    internal void Count(ImportedTrack track)
    {
        switch (track.Outcome)
        {
            case ImportOutcome.Added:
                Added++;
                break;
            case ImportOutcome.Updated:
                Updated++;
                break;
            case ImportOutcome.Conflicting:
                Conflicting++;
                break;
            default:
                Unchanged++;
                break;
        }
    }

    internal void Count(ImportedRun run)
    {
        switch (run.Outcome)
        {
            case ImportOutcome.Added:
                RunsAdded++;
                break;
            case ImportOutcome.Updated:
                RunsUpdated++;
                break;
        }
    }
}
