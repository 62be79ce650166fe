using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text;
using Tracking.Data;
using Tracking.Model;

namespace Tracking.Runs;

/// <summary>The tracks that runs and their steps leave, and how they are read back.</summary>
internal static class StepTracks
{
    /// <summary>A step begins.</summary>
    public static TrackData OfStart(string step) => DataWriter.Write(StepData.Start(step));

    /// <summary>A step is done.</summary>
    /// <param name="step">Its name.</param>
    /// <param name="start">When it began, local.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="attempt">Which attempt it was, from 1.</param>
    /// <param name="output">Its output as text; null when it is not retained.</param>
    public static TrackData OfCompletion(string step, DateTime start, TimeSpan duration, int attempt, string? output) =>
        DataWriter.Write(StepData.Completion(step, start, duration, attempt, output));

    /// <summary>An attempt of a step failed.</summary>
    public static TrackData OfFailure(string step, DateTime start, TimeSpan duration, int attempt, ErrorRecord error) =>
        DataWriter.Write(StepData.Failure(step, start, duration, attempt, MessageOf(error), IdOf(error), PositionOf(error)));

    /// <summary>A run failed.</summary>
    public static TrackData OfFailedRun(ErrorRecord error) =>
        DataWriter.Write(StepData.RunFailure(MessageOf(error), IdOf(error), PositionOf(error)));

    /// <summary>The message of an error, as a run can have it.</summary>
    public static string MessageOf(ErrorRecord error) => Storable(error.ToString());

    /// <summary>What a track records of a step; null when it is of none.</summary>
    public static StepData? Read(TrackRecord track) => StepData.Read(DataReader.Read(track.Data));

    /// <summary>By step, the outputs of its completions, oldest first; null for one that was not retained.</summary>
    public static Dictionary<string, Queue<string?>> ReadCompleted(IEnumerable<TrackRecord> tracks)
    {
        var completed = new Dictionary<string, Queue<string?>>(StringComparer.Ordinal);
        foreach (var track in tracks)
        {
            if (Read(track) is not { Mark: StepMark.Completed } step)
                continue;
            if (!completed.TryGetValue(step.Name, out var outputs))
                completed.Add(step.Name, outputs = new Queue<string?>());
            outputs.Enqueue(step.Output);
        }
        return completed;
    }

    // The id of an error that was thrown as a text is that text.
    private static string IdOf(ErrorRecord error) => Storable(error.FullyQualifiedErrorId);

    private static string? PositionOf(ErrorRecord error) => error.InvocationInfo is { ScriptLineNumber: > 0 } at
        ? $"{(string.IsNullOrEmpty(at.ScriptName) ? "line " : at.ScriptName + ":")}{at.ScriptLineNumber}:{at.OffsetInLine}"
        : null;

    private static string Storable(string said)
    {
        // Half of a surrogate pair, which no file can hold, becomes the replacement character.
        var text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(said));
        if (text.Length <= RunRecord.MaxMessageLength)
            return text;
        var end = RunRecord.MaxMessageLength - 1;
        return text.Substring(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end) + "…";
    }
}
