namespace Tracking.Data;

/// <summary>How a step stands after what one of its tracks records.</summary>
public enum StepMark
{
    /// <summary>Something else than this module records.</summary>
    Other,

    /// <summary>It began.</summary>
    Started,

    /// <summary>An attempt ended well.</summary>
    Completed,

    /// <summary>An attempt failed.</summary>
    Failed,
}
