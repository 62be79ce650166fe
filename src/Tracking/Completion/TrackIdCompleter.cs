using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Tracking.Model;

namespace Tracking.Completion;

/// <summary>Offers ids of the newest tracks, newest first, of the task, user and run that the line names.</summary>
internal sealed class TrackIdCompleter : StoreContentCompleter
{
    protected override IEnumerable<CompletionResult> Complete(CompletionWord word, CommandLine line, StoreAtHand store)
    {
        var query = line.NewestTracks(Most);
        var newest = store.Opened.Search(query).Where(track => IsTyped(word, track.Number)).ToList();
        // An id that is typed in full is found, however old it is.
        if (TrackId.TryParse(word.Text, out var number) && newest.TrueForAll(track => track.Number != number))
            newest.AddRange(store.Opened.Search(query with { Numbers = [number] }));
        return from track in newest
               let id = TrackId.Format(track.Number)
               select Result(CompletionText.Argument(id, isQuoted: true), id, Describe(track, store.Store));
    }

    private static bool IsTyped(CompletionWord word, long number) =>
        word.Matches(TrackId.Format(number)) || word.Matches(number.ToString(CultureInfo.InvariantCulture));

    private static string Describe(TrackRecord track, TrackStore store) =>
        $"{track.TaskId}, run {track.RunId}, {track.UserName}, {Time(track.TimeUtc)} "
        + $"{TrackView.Shorten(TrackView.Preview(new Track(track, store)))}";
}
