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
        var steps = state.Steps.All.ToList();
        var tracks = state.Indexes.ByNumber.SliceAll();
        // A writer of which nothing is left is worth no line, but for the last one, which says who holds the log.
        var writers = state.Writers
            .Where((writer, i) => i == state.Writers.Count - 1 || WroteWhatIsLeft(writer, NextOf(state, i))).ToList();
        return (Events(runs, steps, writers, tracks, state.SnapshotOfOrigins()), runs.Count + steps.Count + writers.Count + tracks.Count);

        bool WroteWhatIsLeft(TrackState.WriterEntry writer, TrackState.WriterEntry next) =>
            IsAny(runs, run => run.RunId, writer.FirstRunId, next.FirstRunId)
            || IsAny(steps, step => step.StepId, writer.FirstStepId, next.FirstStepId)
            || state.Indexes.ByNumber.CountBetween(new SortKey(writer.FirstNumber, 0), new SortKey(next.FirstNumber - 1, 0)) > 0;
    }

    /// <summary>
    /// Each writer before what it saved, started and recorded, so that the origins stay what they were; but each run before its steps and
    /// tracks, and each step before its tracks, which in a file that was repaired may seem to be older.
    /// </summary>
    private static IEnumerable<TrackEvent> Events(
        List<RunRecord> runs, List<StepRecord> steps, List<TrackState.WriterEntry> writers, TrackSlice tracks, Func<long, Origin?> copyOf)
    {
        var (run, step, writer) = (0, 0, 0);
        foreach (var record in tracks.Read(descending: false))
        {
            for (; writer < writers.Count && writers[writer].FirstNumber <= record.Number; writer++)
            {
                foreach (var before in Before(writers[writer].FirstRunId, writers[writer].FirstStepId))
                    yield return before;
                yield return new WriterOpened(writers[writer].Writer);
            }
            var (runId, stepId) = writer < writers.Count
                ? (Math.Max(writers[writer].FirstRunId, record.RunId + 1), Math.Max(writers[writer].FirstStepId, record.StepId + 1))
                : (int.MaxValue, int.MaxValue);
            // Asked first: of most tracks there is nothing, and an enumeration of nothing for each of a million is garbage.
            if (IsDue(runId, stepId))
            {
                foreach (var before in Before(runId, stepId))
                    yield return before;
            }

            yield return copyOf(record.Number) is { } origin ? new TrackCopied(record, origin) : new TrackSaved(record, startsRun: false);
        }
        for (; writer < writers.Count; writer++)
        {
            foreach (var before in Before(writers[writer].FirstRunId, writers[writer].FirstStepId))
                yield return before;
            yield return new WriterOpened(writers[writer].Writer);
        }
        foreach (var before in Before(int.MaxValue, int.MaxValue))
            yield return before;

        bool IsDue(int firstRunId, int firstStepId) =>
            (run < runs.Count && runs[run].RunId < firstRunId) || (step < steps.Count && steps[step].StepId < firstStepId);

        IEnumerable<TrackEvent> Before(int firstRunId, int firstStepId)
        {
            for (; run < runs.Count && runs[run].RunId < firstRunId; run++)
                yield return new RunRecorded(runs[run]);
            for (; step < steps.Count && steps[step].StepId < firstStepId; step++)
            {
                for (; run < runs.Count && runs[run].RunId <= steps[step].RunId; run++)
                    yield return new RunRecorded(runs[run]);
                yield return new StepRecorded(steps[step]);
            }
        }
    }

    private static TrackState.WriterEntry NextOf(TrackState state, int index) =>
        index + 1 < state.Writers.Count ? state.Writers[index + 1] : new TrackState.WriterEntry(
            null!, state.NextNumber, state.NextRunId, state.NextStepId);

    /// <summary>Whether any of what is sorted by id has an id from one on and below another one.</summary>
    private static bool IsAny<T>(List<T> sorted, Func<T, int> idOf, int first, int behind)
    {
        int low = 0, high = sorted.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (idOf(sorted[middle]) < first)
                low = middle + 1;
            else
                high = middle;
        }
        return low < sorted.Count && idOf(sorted[low]) < behind;
    }
}
