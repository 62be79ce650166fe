using System;
using System.Collections.Generic;

namespace Tracking.Report.Reading;

/// <summary>Where tracks were saved, which is the same in each run.</summary>
/// <param name="Path">The path of the step; null outside of steps.</param>
/// <param name="Host">The host; null where it is not on record.</param>
internal readonly record struct TrackPlace(string? Path, string? Host)
{
    /// <summary>Stands for the path of a step that was not read. No path looks like it (rule 7.2).</summary>
    public const string UnknownStep = "[step not on record]";

    /// <summary>Compares paths as they are, and hosts without case.</summary>
    public static IEqualityComparer<TrackPlace> Comparer { get; } = new PlaceComparer();

    private sealed class PlaceComparer : IEqualityComparer<TrackPlace>
    {
        public bool Equals(TrackPlace a, TrackPlace b) =>
            a.Path == b.Path && string.Equals(a.Host, b.Host, StringComparison.OrdinalIgnoreCase);

        public int GetHashCode(TrackPlace place) => (StringComparer.Ordinal.GetHashCode(place.Path ?? "") * 31)
            + StringComparer.OrdinalIgnoreCase.GetHashCode(place.Host ?? "");
    }
}
