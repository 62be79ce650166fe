using System;

namespace Tracking.Model;

/// <summary>A change of a spool that the server refused (rule 15.6).</summary>
/// <param name="Kind">Of what it is: run, step, track, removal-of-run or removal-of-track.</param>
/// <param name="Origin">Where that was first.</param>
/// <param name="TimeUtc">When it was refused, in UTC.</param>
/// <param name="Reason">What the server, or the store, said.</param>
public sealed record RefusedChange(string Kind, Origin Origin, DateTime TimeUtc, string Reason);
