using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Tests;

/// <summary>The times of steps.</summary>
internal static class StepTime
{
    /// <summary>A time in seconds; near 0 a tick more each second, so that a store that rounds times is found out.</summary>
    public static DateTime Of(int seconds) => TestClock.At(seconds).AddTicks(Math.Abs(seconds) < 60 ? seconds : 0);
}

/// <summary>One thing done to a store; its text is what a failing case prints.</summary>
internal abstract record Step
{
    /// <summary>Does it and tells what came of it, an error too.</summary>
    public string On(ITrackStore store)
    {
        try
        {
            return Do(store);
        }
        catch (TrackingException error)
        {
            return $"error {error.Code}";
        }
    }

    /// <summary>Does it and tells what came of it.</summary>
    protected abstract string Do(ITrackStore store);

    /// <summary>Text for a time in seconds, or for none.</summary>
    protected static string At(int? seconds) => seconds is null ? "" : $" at {seconds}";

    /// <summary>A time in seconds as a store takes it.</summary>
    protected static DateTime? Time(int? seconds) => seconds is { } at ? StepTime.Of(at) : null;

    /// <summary>Tracks as text.</summary>
    protected static string Show(IEnumerable<TrackRecord> tracks) => string.Join('\n', tracks.Select(StoreState.Show));
}

internal sealed record SaveStep(
    string Task, string User, int Run, SaveMode Mode, int? Seconds, string Json, string? Types, int InStep = 0) : Step
{
    public TrackDraft Draft =>
        new(Task, User, Tests.Json.Data(Json, Types)) { RunId = Run, Mode = Mode, TimeUtc = Time(Seconds), StepId = InStep };

    public override string ToString() =>
        $"{Mode} '{Task}' '{User}' run {Run}{(InStep == 0 ? "" : $" in step {InStep}")}{At(Seconds)} {Json}"
        + (Types is null ? "" : $" types {Types}");

    protected override string Do(ITrackStore store) => StoreState.Show(store.Save(Draft));
}

internal sealed record BatchStep(SaveStep[] Saves) : Step
{
    public override string ToString() => $"Batch of {string.Join(", ", Saves.Select(s => $"({s})"))}";

    protected override string Do(ITrackStore store)
    {
        List<TrackRecord> acknowledged = [];
        try
        {
            store.Save([.. Saves.Select(s => s.Draft)], acknowledged.Add);
            return Show(acknowledged);
        }
        catch (TrackingException error)
        {
            return $"{Show(acknowledged)}\nerror {error.Code}";
        }
    }
}

internal sealed record RemoveStep(long Number) : Step
{
    public override string ToString() => $"Remove {Number}";

    protected override string Do(ITrackStore store) => StoreState.Show(store.Remove(Number));
}

internal sealed record RemoveNewestStep : Step
{
    public override string ToString() => "Remove the newest";

    protected override string Do(ITrackStore store) =>
        store.Search(new TrackQuery()).MaxBy(t => t.Number) is { } newest ? StoreState.Show(store.Remove(newest.Number)) : "none";
}

/// <summary>Removes a run; one that is at work, or whose writer is gone, which the model does not see, is stopped instead.</summary>
internal sealed record RemoveRunStep(int Run) : Step
{
    public override string ToString() => $"Remove or stop run {Run}";

    protected override string Do(ITrackStore store)
    {
        var mayBeAtWork = store.FindRun(Run) is { HasEnded: false } run
            && (run.Status is RunStatus.Running or RunStatus.Abandoned || store.ListSteps([Run]).Any(step => !step.HasEnded));
        return StoreState.Show(mayBeAtWork ? store.StopRun(null, Run, timeUtc: StepTime.Of(1)) : store.RemoveRun(Run));
    }
}

internal sealed record StartStep(string? Task, int? Seconds) : Step
{
    public override string ToString() => $"StartRun {(Task is null ? "null" : $"'{Task}'")}{At(Seconds)}";

    protected override string Do(ITrackStore store) => StoreState.Show(store.StartRun(Task, Time(Seconds)));
}

/// <summary>Starts a run that continues another one, and carries its completed steps over.</summary>
internal sealed record ContinueStep(string? Task, int Run, bool IsOpen, string? Key, int? Seconds) : Step
{
    public override string ToString() => $"Continue run {Run} of '{Task}'{(IsOpen ? " open" : "")} key {Key}{At(Seconds)}";

    protected override string Do(ITrackStore store)
    {
        var steps = store.ListSteps([Run]);
        var carried = steps.Where(step => step.IsCompleted && (step.ParentId == 0 || steps.Any(other => other.StepId == step.ParentId
            && other.IsCompleted && other.ParentId == 0))).ToList();
        return StoreState.Show(store.Start(new RunDraft(Task)
        {
            TimeUtc = Time(Seconds),
            IsOpen = IsOpen,
            Key = Key,
            Facts = Key is null ? null : Json.Data($$"""{"host":{{Json.Quote(Key)}}}"""),
            // Its own identity differs from store to store.
            Continues = new Origin(StoreState.Afar[0], Run + 1),
            Carried = [.. carried.Select(step => step with { CarriedFrom = new Origin(StoreState.Afar[1], step.StepId) })],
        }));
    }
}

/// <summary>Records a step, or what became of one.</summary>
internal sealed record RecordStep(int Id, int Run, int Parent, string Name, string? Key, StepStatus Status, int? End, int Attempt) : Step
{
    public override string ToString() => $"Step {Id} of run {Run} in {Parent} '{Name}' key '{Key}' {Status} to {End} attempt {Attempt}";

    protected override string Do(ITrackStore store)
    {
        // What is on record of a step is said again, so that most are what they were.
        var known = store.ListSteps().FirstOrDefault(step => step.StepId == Id);
        var step = known is null ? new StepRecord(Id, Run, Name, Key, Parent, "") : known with { Path = "" };
        return StoreState.Show(store.SaveStep(step with
        {
            Status = Status,
            StartUtc = StepTime.Of(2),
            EndUtc = Status == StepStatus.Running ? null : StepTime.Of(End ?? 3),
            Attempt = Attempt,
            Facts = End is null ? null : Json.Data($$"""{"exitCode":{{End}}}"""),
            Output = Key is null ? null : Json.Data($$"""{"clixml":{{Json.Quote(Key)}}}"""),
        }));
    }
}

internal sealed record StopStep(string? Task, int Run, RunStatus Status, string? Message, int? Seconds) : Step
{
    public override string ToString() =>
        $"StopRun {(Task is null ? "null" : $"'{Task}'")} run {Run} "
        + $"{Status}{(Message is null ? "" : $" {Json.Quote(Message)}")}{At(Seconds)}";

    protected override string Do(ITrackStore store) => StoreState.Show(store.StopRun(Task, Run, Status, Message, Time(Seconds)));
}

/// <summary>Takes over a run, or only its tracks, and a track from another store, or back from a copy of this one.</summary>
internal sealed record ImportStep(ImportedFrom From, int Run, string? Task, RunStatus Status, string? Message, int End, bool WithRun,
    SaveStep? Track, int Number, int Version, RecordStep? Inner = null) : Step
{
    private static readonly Guid One = StoreState.Afar[0];
    private static readonly Guid Other = StoreState.Afar[1];

    /// <summary>The same, one event at a time.</summary>
    public IReadOnlyList<ImportStep> Parts =>
    [
        .. WithRun || (Track == null && Inner == null) ? [this with { Track = null, Inner = null }] : Array.Empty<ImportStep>(),
        .. Inner != null ? [this with { WithRun = false, Track = null }] : Array.Empty<ImportStep>(),
        .. Track != null ? [this with { WithRun = false, Inner = null }] : Array.Empty<ImportStep>(),
    ];

    public override string ToString() =>
        $"Import from {From}: run {Run}{(WithRun ? $" of '{Task}' {Status} {Message} to {End}" : " (not given)")}"
        + (Inner is null ? "" : $", {Inner}") + (Track is null ? "" : $", track {Number} in version {Version}: {Track}");

    protected override string Do(ITrackStore store)
    {
        var run = new RunExport(new RunRecord(Run, Task, StepTime.Of(0), StepTime.Of(End), Status, IsCurrent: true, Message),
            OriginOfRun(store));
        List<TrackExport> tracks = [];
        if (Track is { Draft: var draft })
        {
            tracks.Add(new TrackExport(new TrackRecord(Number, Track.Task, Run, Track.User, draft.TimeUtc ?? TestClock.At(3),
                timeIsGiven: false, draft.Data, Version), OriginOfTrack(store), run.Origin,
                Track.InStep > 0 ? OriginOfStep(store, Track.InStep) : null));
        }
        List<StepExport> steps = [];
        if (Inner is { } inner)
        {
            var step = new StepRecord(inner.Id, Run, inner.Name, inner.Key, inner.Parent, StepRecord.PathOf(null, inner.Name, inner.Key))
            {
                Status = inner.Status,
                StartUtc = StepTime.Of(2),
                EndUtc = inner.Status is StepStatus.Running or StepStatus.Abandoned ? null : StepTime.Of(inner.End ?? 3),
                Attempt = inner.Attempt,
                Identity = OriginOfStep(store, inner.Id),
            };
            steps.Add(new StepExport(step, run.Origin, inner.Parent > 0 ? OriginOfStep(store, inner.Parent) : null));
        }
        var result = store.Import(WithRun ? [run] : [], tracks, steps);
        return string.Join('\n', [
            // Whether one at work can be judged from here is no part of what was taken over.
            .. result.Runs.Select(
                r => $"{r.Outcome} {r.Run.RunId} {(r.Run.Status == RunStatus.Unknown ? RunStatus.Running : r.Run.Status)}"),
            .. result.Steps.Select(s => $"{s.Outcome} {s.Step.StepId} {s.Step.Status}"),
            .. result.Tracks.Select(t => $"{t.Outcome} {StoreState.Show(t.Track)}")]);
    }

    private Origin OriginOfRun(ITrackStore store) =>
        From == ImportedFrom.Back
            ? store.ExportRuns().FirstOrDefault(r => r.Run.RunId == Run, new RunExport(null!, new Origin(One, Run))).Origin
            : new Origin(From == ImportedFrom.One ? One : Other, Run);

    private Origin OriginOfStep(ITrackStore store, int id) => From == ImportedFrom.Back
        ? store.ListSteps().FirstOrDefault(s => s.StepId == id)?.Identity ?? new Origin(One, id)
        : new Origin(From == ImportedFrom.One ? One : Other, id);

    private Origin OriginOfTrack(ITrackStore store) => From == ImportedFrom.Back
        ? store.Export(new TrackQuery { Numbers = [Number] }).Select(t => t.Origin).FirstOrDefault(new Origin(One, Number))
        : new Origin(From == ImportedFrom.One ? One : Other, Number);
}

internal enum ImportedFrom
{
    One,
    Other,
    Back,
}

internal sealed record SearchStep(QuerySpec Query) : Step
{
    public override string ToString() => $"Search {Query}";

    protected override string Do(ITrackStore store) => Show(store.Search(Query.Query));
}

internal sealed record ListStep(string[]? Tasks, string[]? Users) : Step
{
    public override string ToString() => $"List tasks {QuerySpec.Show(Tasks)} users {QuerySpec.Show(Users)}";

    protected override string Do(ITrackStore store)
    {
        var (tasks, users) = (QuerySpec.Criteria(Tasks), QuerySpec.Criteria(Users));
        return string.Join('\n',
            [.. store.ListTasks(tasks).Select(StoreState.Show), .. store.ListUsers(tasks, users).Select(StoreState.Show)]);
    }
}

internal sealed record RebuildStep : Step
{
    public override string ToString() => "RebuildIndexes";

    protected override string Do(ITrackStore store)
    {
        store.RebuildIndexes();
        return "";
    }
}

internal sealed record OptimizeStep : Step
{
    public override string ToString() => "Optimize";

    protected override string Do(ITrackStore store)
    {
        store.Optimize();
        return "";
    }
}

/// <summary>Sets the clock; nothing that a store does.</summary>
internal sealed record ClockStep(int Seconds) : Step
{
    public override string ToString() => $"Clock at {Seconds}";

    protected override string Do(ITrackStore store) => "";
}

/// <summary>Closes and opens the store.</summary>
internal sealed record ReopenStep : Step
{
    public override string ToString() => "Reopen";

    protected override string Do(ITrackStore store) => "";
}

/// <summary>Begins to read results, which are read on a few steps later.</summary>
internal sealed record HoldStep(QuerySpec Query) : Step
{
    public override string ToString() => $"Begin to read {Query}";

    protected override string Do(ITrackStore store) => "";
}
