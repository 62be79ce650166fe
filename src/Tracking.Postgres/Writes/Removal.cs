using Tracking.Model;
using Tracking.State;

namespace Tracking.Postgres;

/// <summary>Removes a track for good.</summary>
internal static class Removal
{
    private const string Track = """
        SELECT t.number, t.task, t.run_id, t.user_name, t.at, t.given, t.data, t.types, t.version, k.tracks, k.last_number
        FROM tracking.tracks t JOIN tracking.keys k ON k.task_key = t.task_key AND k.run_id = t.run_id AND k.user_key = t.user_key
        WHERE t.number = $1
        """;

    public static TrackRecord Run(Writer writer, long number) => writer.Change(
        () => [Sql.Command(Track, Sql.Number((long?)number))],
        (change, answers) =>
        {
            if (!answers.Read())
                throw Refusal.NoTrack(number);
            var track = Rows.Track(answers);
            Write(change, track, isOnly: answers.GetInt64(9) == 1, isLast: answers.GetInt64(10) == number);
            return track;
        });

    private static void Write(Change change, TrackRecord track, bool isOnly, bool isLast)
    {
        change.Write("DELETE FROM tracking.tracks WHERE number = $1", Sql.Number((long?)track.Number));
        change.WriteEnd(track);
        if (isOnly)
        {
            change.WriteNone(track);
            return;
        }
        change.WriteOneLess(track);
        if (isLast)
            change.WriteLast(track);
    }
}
