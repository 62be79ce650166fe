namespace Tracking.SessionFile;

/// <summary>What shows that a line is as it was written.</summary>
internal enum LineEvidence
{
    /// <summary>Nothing does: it has no check value, or a wrong one.</summary>
    None,

    /// <summary>Its check value, which has no seed: it may be of another file.</summary>
    Unseeded,

    /// <summary>Its check value, which is seeded with the file's session and generation.</summary>
    Seeded,
}
