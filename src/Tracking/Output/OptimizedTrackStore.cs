using Tracking.Model;

namespace Tracking;

/// <summary>What Optimize-TrackStore did to a store.</summary>
public sealed class OptimizedTrackStore
{
    internal OptimizedTrackStore(OptimizeResult result, TrackStore store)
    {
        Store = store;
        LengthBefore = result.LengthBefore;
        LengthAfter = result.LengthAfter;
    }

    /// <summary>The store.</summary>
    public TrackStore Store { get; }

    /// <summary>The file's bytes before.</summary>
    public long LengthBefore { get; }

    /// <summary>The file's bytes after.</summary>
    public long LengthAfter { get; }
}
