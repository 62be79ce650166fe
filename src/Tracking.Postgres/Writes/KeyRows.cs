using Tracking.Model;
using Tracking.Postgres.Schema;

namespace Tracking.Postgres.Writes;

/// <summary>Writes the ends of runs, so that they are what the tracks said.</summary>
internal static class KeyRows
{
    /// <summary>Lets a run end at a track's time at the earliest, before the track is replaced or removed.</summary>
    public static void WriteEnd(this DecidedChange change, TrackRecord track) =>
        change.WriteEnd(track.RunId, track.TimeTicks);

    /// <summary>Lets a run end at a time at the earliest.</summary>
    public static void WriteEnd(this DecidedChange change, int runId, long ticks) => change.Write(
        "UPDATE tracking.runs SET end_at = $2 WHERE run_id = $1 AND end_at < $2", Sql.Number(runId), Sql.Number((long?)ticks));
}
