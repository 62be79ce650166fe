using Tracking.Model;
using Tracking.Report.Model;

namespace Tracking.Report.Reading;

/// <summary>What a track says of where it was saved.</summary>
/// <param name="Store">The store that it is in.</param>
/// <param name="RunId">Its run.</param>
/// <param name="StepId">The step that was at work; 0 for none.</param>
/// <param name="Host">The machine that saved it, where the store has that on record.</param>
internal readonly record struct TrackSource(ReportStore Store, int RunId, int StepId, string? Host)
{
    public static TrackSource Of(ReportStore store, TrackRecord track) => new(store, track.RunId, track.StepId, track.Host);
}
