namespace Tracking.Model;

/// <summary>How much a store holds.</summary>
/// <param name="Tracks">How many tracks; removed ones do not count.</param>
/// <param name="Runs">How many runs.</param>
/// <param name="Tasks">How many tasks that have tracks.</param>
/// <param name="Users">How many users that have tracks.</param>
public sealed record StoreCounts(long Tracks, long Runs, long Tasks, long Users);
