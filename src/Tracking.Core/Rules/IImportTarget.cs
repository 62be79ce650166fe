using Tracking.Model;

namespace Tracking.Rules;

/// <summary>What has to be known of a store that takes over runs and tracks from another one.</summary>
public interface IImportTarget
{
    /// <summary>The number that its next track gets.</summary>
    long NextNumber { get; }

    /// <summary>The id that its next run gets.</summary>
    int NextRunId { get; }

    /// <summary>The id that its next step gets.</summary>
    int NextStepId { get; }

    /// <summary>The step that comes from there, be it a copy or the store's own; null when it is not here.</summary>
    StepRecord? FindStep(Origin origin);

    /// <summary>The run that comes from there, be it a copy or the store's own; null when it is not here.</summary>
    RunRecord? FindRun(Origin origin);

    /// <summary>The track that comes from there, be it a copy or the store's own; null when it is not here.</summary>
    TrackRecord? FindTrack(Origin origin);
}
