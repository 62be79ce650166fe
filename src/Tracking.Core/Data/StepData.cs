using System;
using System.Collections.Specialized;

namespace Tracking.Data;

/// <summary>The data of the tracks that steps leave: their keys, how they are made, and how they are read.</summary>
public sealed class StepData
{
    private const string StepKey = "Step";
    private const string OutcomeKey = "Outcome";
    private const string OutputKey = "Output";
    private const string DurationKey = "Duration";
    private const string ErrorKey = "Error";

    private StepData(string name, string outcome, OrderedDictionary data)
    {
        Name = name;
        Mark = outcome switch
        {
            nameof(StepMark.Started) => StepMark.Started,
            nameof(StepMark.Completed) => StepMark.Completed,
            nameof(StepMark.Failed) => StepMark.Failed,
            _ => StepMark.Other,
        };
        Output = data[OutputKey] as string;
        Duration = data[DurationKey] as TimeSpan?;
        Error = data[ErrorKey] as string;
    }

    /// <summary>The step's name.</summary>
    public string Name { get; }

    /// <summary>What happened to it.</summary>
    public StepMark Mark { get; }

    /// <summary>The output of an attempt that ended well, as text; null when there is none in the data.</summary>
    public string? Output { get; }

    /// <summary>How long the attempt took; null where the data do not say.</summary>
    public TimeSpan? Duration { get; }

    /// <summary>Why the attempt failed; null where the data do not say.</summary>
    public string? Error { get; }

    /// <summary>Whether data are those of a step.</summary>
    public static bool IsStep(OrderedDictionary data) => data != null && data[StepKey] is string && data[OutcomeKey] is string;

    /// <summary>What data record of a step; null when they are of none.</summary>
    public static StepData? Read(OrderedDictionary data) =>
        data != null && data[StepKey] is string name && data[OutcomeKey] is string outcome ? new StepData(name, outcome, data) : null;

    /// <summary>A step begins.</summary>
    public static OrderedDictionary Start(string step) => new() { [StepKey] = step, [OutcomeKey] = nameof(StepMark.Started) };

    /// <summary>An attempt ended well.</summary>
    /// <param name="step">The step's name.</param>
    /// <param name="start">When the attempt began, local.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="attempt">Which attempt it was, from 1.</param>
    /// <param name="output">Its output as text; null when it is not retained.</param>
    public static OrderedDictionary Completion(string step, DateTime start, TimeSpan duration, int attempt, string? output)
    {
        var data = End(step, nameof(StepMark.Completed), start, duration, attempt);
        if (output != null)
            data[OutputKey] = output;
        return data;
    }

    /// <summary>An attempt failed.</summary>
    /// <param name="step">The step's name.</param>
    /// <param name="start">When the attempt began, local.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="attempt">Which attempt it was, from 1.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="errorId">The id of the error.</param>
    /// <param name="position">Where in the script; null when that is not known.</param>
    public static OrderedDictionary Failure(string step, DateTime start, TimeSpan duration, int attempt, string error, string errorId,
        string? position) =>
        Describe(End(step, nameof(StepMark.Failed), start, duration, attempt), error, errorId, position);

    /// <summary>A run failed.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="errorId">The id of the error.</param>
    /// <param name="position">Where in the script; null when that is not known.</param>
    public static OrderedDictionary RunFailure(string error, string errorId, string? position) =>
        Describe(new OrderedDictionary { [OutcomeKey] = nameof(StepMark.Failed) }, error, errorId, position);

    private static OrderedDictionary End(string step, string outcome, DateTime start, TimeSpan duration, int attempt) =>
        new() { [StepKey] = step, [OutcomeKey] = outcome, ["Start"] = start, [DurationKey] = duration, ["Attempt"] = attempt };

    private static OrderedDictionary Describe(OrderedDictionary data, string error, string errorId, string? position)
    {
        data[ErrorKey] = error;
        data["ErrorId"] = errorId;
        if (position != null)
            data["Position"] = position;
        return data;
    }
}
