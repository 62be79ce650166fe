using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Text;
using Tracking.Data;
using Tracking.Json;
using Tracking.Model;
using Tracking.State;

namespace Tracking.Runs;

/// <summary>The tracks that runs and their steps leave, and how they are read back: a step that began, and how each of its attempts ended.</summary>
internal static class StepTracks
{
    private const string Step = "Step";
    private const string Outcome = "Outcome";
    private const string Completed = "Completed";
    private const string Output = "Output";

    /// <summary>A step begins.</summary>
    public static TrackData OfStart(string step) => DataWriter.Write(new OrderedDictionary { [Step] = step, [Outcome] = "Started" });

    /// <summary>A step is done.</summary>
    /// <param name="step">Its name.</param>
    /// <param name="start">When it began, local.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="attempt">Which attempt it was, from 1.</param>
    /// <param name="output">Its output as text, null when it is not kept.</param>
    public static TrackData OfCompletion(string step, DateTime start, TimeSpan duration, int attempt, string? output)
    {
        var data = OfEnd(step, Completed, start, duration, attempt);
        if (output != null)
            data[Output] = output;
        return DataWriter.Write(data);
    }

    /// <summary>An attempt of a step failed.</summary>
    public static TrackData OfFailure(string step, DateTime start, TimeSpan duration, int attempt, ErrorRecord error)
    {
        var data = OfEnd(step, "Failed", start, duration, attempt);
        Describe(error, data);
        return DataWriter.Write(data);
    }

    /// <summary>A run failed.</summary>
    public static TrackData OfFailedRun(ErrorRecord error)
    {
        var data = new OrderedDictionary { [Outcome] = "Failed" };
        Describe(error, data);
        return DataWriter.Write(data);
    }

    /// <summary>What an error says, as a run can keep it.</summary>
    public static string MessageOf(ErrorRecord error) => Keepable(error.ToString());

    /// <summary>What a track says of a step: its name, whether it is completed, and its kept output; null when it is of none.</summary>
    public static (string Name, bool IsCompleted, string? Output)? Read(TrackRecord track)
    {
        var data = DataReader.Read(track.Data);
        return data[Step] is string name && data[Outcome] is string outcome ? (name, outcome == Completed, data[Output] as string) : null;
    }

    /// <summary>By step, the outputs of its completions, oldest first; null for one that was not kept.</summary>
    public static Dictionary<string, Queue<string?>> ReadCompleted(IEnumerable<TrackRecord> tracks)
    {
        var completed = new Dictionary<string, Queue<string?>>(StringComparer.Ordinal);
        foreach (var track in tracks)
        {
            if (Read(track) is not { IsCompleted: true } step)
                continue;
            if (!completed.TryGetValue(step.Name, out var outputs))
                completed.Add(step.Name, outputs = new Queue<string?>());
            outputs.Enqueue(step.Output);
        }
        return completed;
    }

    private static string Keepable(string said)
    {
        // Half a surrogate pair, which no file can keep, becomes the sign for what is unknown.
        var text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(said));
        if (text.Length <= TrackState.MaxMessageLength)
            return text;
        var end = TrackState.MaxMessageLength - 1;
        return text.Substring(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end) + "…";
    }

    private static OrderedDictionary OfEnd(string step, string outcome, DateTime start, TimeSpan duration, int attempt) =>
        new() { [Step] = step, [Outcome] = outcome, ["Start"] = start, ["Duration"] = duration, ["Attempt"] = attempt };

    private static void Describe(ErrorRecord error, OrderedDictionary data)
    {
        data["Error"] = MessageOf(error);
        // The id of what was thrown as a text is that text.
        data["ErrorId"] = Keepable(error.FullyQualifiedErrorId);
        if (error.InvocationInfo is { ScriptLineNumber: > 0 } at)
            data["Position"] = $"{(string.IsNullOrEmpty(at.ScriptName) ? "line " : at.ScriptName + ":")}{at.ScriptLineNumber}:{at.OffsetInLine}";
    }
}
