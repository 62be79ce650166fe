using Tracking.Model;

namespace Tracking.Rules;

/// <summary>What has to be known of a store that takes over runs and tracks from another one.</summary>
public interface IImportTarget
{
    /// <summary>The number that a new track gets, before which so many got one.</summary>
    long NumberBehind(int given);

    /// <summary>The id that a new run gets, before which so many got one.</summary>
    int RunIdBehind(int given);

    /// <summary>The id that a new step gets, before which so many got one.</summary>
    int StepIdBehind(int given);

    /// <summary>The step that comes from there, be it a copy or the store's own; null when it is not here.</summary>
    StepRecord? FindStep(Origin origin);

    /// <summary>The run that comes from there, be it a copy or the store's own; null when it is not here.</summary>
    RunRecord? FindRun(Origin origin);

    /// <summary>The track that comes from there, be it a copy or the store's own; null when it is not here.</summary>
    TrackRecord? FindTrack(Origin origin);
}
