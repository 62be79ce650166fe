namespace Tracking.Postgres.Schema;

/// <summary>
/// Whether a writer is alive, as a condition of statements: its last sign of life still holds, by the server's clock, which is one for all
/// machines. No id of a process proves it (rule 4.16).
/// </summary>
internal static class Life
{
    /// <summary>Stands before the writer.</summary>
    public const string Before = "COALESCE((SELECT a.until > clock_timestamp() FROM tracking.alive a WHERE a.writer = ";

    /// <summary>Stands behind it.</summary>
    public const string Behind = " ORDER BY a.number DESC LIMIT 1), false)";
}
