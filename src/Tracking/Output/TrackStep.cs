using System;
using System.Collections.Generic;
using Tracking.Data;
using Tracking.Model;
using Tracking.Serialization;

namespace Tracking;

/// <summary>A step of a run: a block that Invoke-TrackStep ran, or need not run.</summary>
public sealed class TrackStep
{
    private readonly StepRecord _record;
    private readonly RunRecord _run;
    private StepFacts? _facts;

    internal TrackStep(StepRecord record, RunRecord run, TrackStore store)
    {
        _record = record;
        _run = run;
        Store = store;
    }

    /// <summary>The step's id in its store.</summary>
    public int StepId => _record.StepId;

    /// <summary>The run that it belongs to.</summary>
    public int RunId => _record.RunId;

    /// <summary>The run's task; null when the run has none.</summary>
    public string? TaskId => _run.TaskId;

    /// <summary>Its name.</summary>
    public string Name => _record.Name;

    /// <summary>What tells it from others of its name; null when it has no key.</summary>
    public string? Key => _record.Key;

    /// <summary>Its name and key behind those of the steps around it: <c>web1/install</c>, <c>upload[a.txt]</c>.</summary>
    public string Path => _record.Path;

    /// <summary>How it stands.</summary>
    public StepStatus Status => _record.Status;

    /// <summary>How often it was tried.</summary>
    public int Attempt => _record.Attempt;

    /// <summary>When its last attempt began, local.</summary>
    public DateTime Start => _record.StartUtc.ToLocalTime();

    /// <summary>When it ended, local; null while it has not.</summary>
    public DateTime? End => _record.EndUtc?.ToLocalTime();

    /// <summary>How long its last attempt took, or has taken by now; null for one whose end was not recorded.</summary>
    public TimeSpan? Duration =>
        _record.EndUtc is { } end ? end - _record.StartUtc
        : _record.Status == StepStatus.Running ? DateTime.UtcNow - _record.StartUtc
        : null;

    /// <summary>What went wrong: the error that ended it, or the first one that was written; null when nothing did.</summary>
    public string? Error => Facts.Error;

    /// <summary>The id of that error.</summary>
    public string? ErrorId => Facts.ErrorId;

    /// <summary>Where in the script it happened: file, line and column.</summary>
    public string? Position => Facts.Position;

    /// <summary>The first 20 errors, one line each.</summary>
    public IReadOnlyList<string> Errors => Facts.Errors;

    /// <summary>How many errors were written in it, those of steps inside left out.</summary>
    public int ErrorCount => Facts.ErrorCount;

    /// <summary>How many warnings were written in it, those of steps inside left out.</summary>
    public int WarningCount => Facts.WarningCount;

    /// <summary>The exit code of the last native program that ran in it; null when none did.</summary>
    public int? ExitCode => Facts.ExitCode;

    /// <summary>Why it was not run, or why its output is not recorded; null when there is nothing to say.</summary>
    public string? Reason => Facts.Reason ?? Facts.NotRecorded;

    /// <summary>What it output, as it comes back when the step is skipped.</summary>
    public IReadOnlyList<object?> Output => OutputData.Read(_record.Output) is { } text ? StepOutput.Restore(text) : [];

    /// <summary>Whether it was not run in this run, since the run that this one continues had completed it.</summary>
    public bool WasCarriedOver => _record.CarriedFrom != null;

    /// <summary>The host that recorded it, or that of the run where the store tells none apart; null when it is not on record.</summary>
    public string? Host => _record.Host ?? RunFacts.Of(_run).Host ?? _run.Host;

    /// <summary>The key of the run; null when it has none.</summary>
    public string? RunKey => _run.Key;

    /// <summary>What identifies the step everywhere, copies included.</summary>
    public string Identity => _record.Identity.ToString();

    /// <summary>The store that the step is in.</summary>
    public TrackStore Store { get; }

    private StepFacts Facts => _facts ??= StepFacts.Of(_record);

    /// <summary>The step in one line.</summary>
    public override string ToString() => Path;
}
