namespace Tracking.Spool;

/// <summary>How far a forwarder is.</summary>
/// <param name="Sent">How many changes it has sent since it began, those of other spools among them.</param>
/// <param name="Left">How many changes of its own spool are still to be sent.</param>
/// <param name="Refused">How many changes of its own spool the server refused.</param>
/// <param name="Trouble">Why nothing is sent now; null where nothing is in the way.</param>
public sealed record SpoolProgress(long Sent, long Left, int Refused, string? Trouble);
