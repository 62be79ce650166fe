using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Events;
using Tracking.Model;
using Tracking.State;

namespace Tracking.Engine;

/// <summary>The events that give a state and no more, but for the counters and the clock, which the header of a log says.</summary>
internal static class Compaction
{
    /// <summary>The events that give a state, and how many they are. What is read of them later is the state of now.</summary>
    public static (IEnumerable<TrackEvent> Events, long Count) EventsOf(TrackState state)
    {
        var runs = state.Indexes.Runs.Values.Select(state.Record).ToList();
        var tracks = state.Indexes.ByNumber.SliceAll();
        // A writer of which nothing is left is worth no line.
        var writers = state.Writers.Where((writer, i) => WroteWhatIsLeft(state, writer, NextOf(state, i))).ToList();
        return (Events(runs, writers, tracks, state.SnapshotOfOrigins()), runs.Count + writers.Count + tracks.Count);
    }

    /// <summary>
    /// Each writer before what it saved and started, so that the origins stay what they were; but each run before its tracks, which in a
    /// file that was repaired may seem to be older.
    /// </summary>
    private static IEnumerable<TrackEvent> Events(
        List<RunRecord> runs, List<TrackState.WriterEntry> writers, TrackSlice tracks, Func<long, Origin?> copyOf)
    {
        var (run, writer) = (0, 0);
        foreach (var record in tracks.Read(descending: false))
        {
            for (; writer < writers.Count && writers[writer].FirstNumber <= record.Number; writer++)
            {
                foreach (var before in RunsBefore(writers[writer].FirstRunId))
                    yield return before;
                yield return new WriterOpened(writers[writer].Writer);
            }
            foreach (var before in RunsBefore(
                writer < writers.Count ? Math.Max(writers[writer].FirstRunId, record.RunId + 1) : int.MaxValue))
            {
                yield return before;
            }

            yield return copyOf(record.Number) is { } origin ? new TrackCopied(record, origin) : new TrackSaved(record, startsRun: false);
        }
        for (; writer < writers.Count; writer++)
        {
            foreach (var before in RunsBefore(writers[writer].FirstRunId))
                yield return before;
            yield return new WriterOpened(writers[writer].Writer);
        }
        foreach (var before in RunsBefore(int.MaxValue))
            yield return before;

        IEnumerable<RunRecorded> RunsBefore(int firstRunId)
        {
            for (; run < runs.Count && runs[run].RunId < firstRunId; run++)
                yield return new RunRecorded(runs[run]);
        }
    }

    private static TrackState.WriterEntry NextOf(TrackState state, int index) =>
        index + 1 < state.Writers.Count ? state.Writers[index + 1] : new TrackState.WriterEntry(null!, state.NextNumber, state.NextRunId);

    private static bool WroteWhatIsLeft(TrackState state, TrackState.WriterEntry writer, TrackState.WriterEntry next) =>
        next.FirstRunId > writer.FirstRunId
        || state.Indexes.ByNumber.CountBetween(new SortKey(writer.FirstNumber, 0), new SortKey(next.FirstNumber - 1, 0)) > 0;
}
