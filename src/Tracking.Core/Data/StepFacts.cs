using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using Tracking.Model;

namespace Tracking.Data;

/// <summary>What is on record of a step but for its status and times (rule 7.4). A reader passes over keys that it does not know.</summary>
public sealed record StepFacts
{
    /// <summary>The most errors that are on record with message, id and position.</summary>
    public const int MostErrors = 20;

    /// <summary>The error that ended the step, or the first one that was written in it; null when nothing went wrong.</summary>
    public string? Error { get; init; }

    /// <summary>The id of the error.</summary>
    public string? ErrorId { get; init; }

    /// <summary>Where in the script the error happened; null when that is not known.</summary>
    public string? Position { get; init; }

    /// <summary>The first errors, each with its id and position, as one line.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>How many errors were written, those of steps inside left out.</summary>
    public int ErrorCount { get; init; }

    /// <summary>How many warnings were written, those of steps inside left out.</summary>
    public int WarningCount { get; init; }

    /// <summary>The exit code of the last native program; null when none ran.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Why the output is not kept, so that the step is run again; null when it is, or when there was none.</summary>
    public string? NotRecorded { get; init; }

    /// <summary>Why it was not run; null where it was.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether it cannot be told from another step of the run: it is run again when the run is continued (rule 7.5).</summary>
    public bool IsAmbiguous { get; init; }

    /// <summary>Whether it is run each time, whatever was done before.</summary>
    public bool IsRunAlways { get; init; }

    /// <summary>Whether its block assigned variables or changed the location, which a skipped step does not.</summary>
    public bool LeavesTraces { get; init; }

    /// <summary>The facts that a step has on record.</summary>
    public static StepFacts Of(StepRecord step) => Of((step ?? throw new ArgumentNullException(nameof(step))).Facts);

    /// <summary>The facts in stored form; null when there are none.</summary>
    public TrackData? ToData() => new FactsWriter()
        .Add("error", Error).Add("errorId", ErrorId).Add("position", Position).Add("errors", Errors)
        .Add("errorCount", ErrorCount == 0 ? null : ErrorCount).Add("warningCount", WarningCount == 0 ? null : WarningCount)
        .Add("exitCode", ExitCode).Add("notRecorded", NotRecorded).Add("reason", Reason).Add("ambiguous", IsAmbiguous)
            .Add("always", IsRunAlways)
        .Add("leavesTraces", LeavesTraces).ToData();

    private static StepFacts Of(TrackData? facts)
    {
        if (facts is not { } data)
            return new StepFacts();
        var read = DataReader.Read(data);
        return new StepFacts
        {
            Error = read["error"] as string,
            ErrorId = read["errorId"] as string,
            Position = read["position"] as string,
            Errors = read["errors"] is object[] errors ? [.. errors.OfType<string>()] : [],
            ErrorCount = read["errorCount"] as int? ?? 0,
            WarningCount = read["warningCount"] as int? ?? 0,
            ExitCode = read["exitCode"] as int?,
            NotRecorded = read["notRecorded"] as string,
            Reason = read["reason"] as string,
            IsAmbiguous = Is(read, "ambiguous"),
            IsRunAlways = Is(read, "always"),
            LeavesTraces = Is(read, "leavesTraces"),
        };
    }

    private static bool Is(OrderedDictionary facts, string key) => facts[key] is true;
}
