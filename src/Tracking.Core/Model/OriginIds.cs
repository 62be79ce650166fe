using System.Collections.Generic;

namespace Tracking.Model;

/// <summary>Which ids runs and tracks of some origins have in a store (rule 4.18); what is not there is not among them.</summary>
/// <param name="Runs">The runs' ids.</param>
/// <param name="Tracks">The tracks' numbers.</param>
public sealed record OriginIds(IReadOnlyDictionary<Origin, int> Runs, IReadOnlyDictionary<Origin, long> Tracks);
