using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Tests;

/// <summary>All that can be seen of a store, as text: two stores that show the same text are the same to every user.</summary>
public static class StoreState
{
    /// <summary>The writers of stores that tests copy from.</summary>
    public static readonly IReadOnlyList<Guid> Afar =
        [new("11111111-1111-1111-1111-111111111111"), new("22222222-2222-2222-2222-222222222222")];

    /// <summary>Asks a store everything.</summary>
    public static string Of(ITrackStore store)
    {
        var tracks = store.Search(new TrackQuery()).ToList();
        var runs = store.ListRuns();
        var tasks = Names(tracks.Select(t => t.TaskId).Concat(runs.Select(r => r.TaskId).OfType<string>()));
        var users = Names(tracks.Select(t => t.UserName));
        List<string> lines = [store.Count().ToString()];
        lines.AddRange(tracks.Select(Show));
        lines.AddRange(runs.Select(Show));
        lines.AddRange(store.Export(new TrackQuery()).Where(IsCopy)
            .Select(t => $"{TrackId.Format(t.Track.Number)} is from {Show(t.Origin)}"));
        lines.AddRange(runs.Select(r => $"find {r.RunId}: {Show(store.FindRun(r.RunId))}"));
        var steps = store.ListSteps();
        lines.AddRange(steps.Select(Show));
        lines.AddRange(runs.Where(r => steps.Any(s => s.RunId == r.RunId))
            .Select(r => $"steps of {r.RunId}: {string.Join(' ', store.ListSteps([r.RunId]).Select(s => s.StepId))}"));
        lines.AddRange(store.ListTasks().Select(Show));
        lines.AddRange(store.ListUsers().Select(Show));
        foreach (var task in tasks)
        {
            lines.Add($"current of {Json.Quote(task)}: {Show(store.FindCurrentRun(task))}");
            lines.Add($"runs of {Json.Quote(task)}: {string.Join(' ', store.ListRuns(task).Select(r => r.RunId))}");
            lines.Add($"last runs of {Json.Quote(task)}: {string.Join(' ', store.ListLastRuns(new(task)).Select(r => r.RunId))}");
            var keys = runs.Where(r => string.Equals(r.TaskId, task, StringComparison.OrdinalIgnoreCase)).Select(r => r.Key)
                .OfType<string>();
            lines.AddRange(keys.Distinct().Select(key =>
                $"of {key}: {string.Join(' ', store.ListLastRuns(new(task) { Key = key }).Select(r => r.RunId))}"));
            lines.Add($"tracks of {Json.Quote(task)}: {Found(store, new TrackQuery { Tasks = [new(task)] })}");
        }

        lines.AddRange(users.Select(user => $"tracks by {Json.Quote(user)}: {Found(store, new TrackQuery { Users = [new(user)] })}"));
        lines.AddRange(runs.Select(run => $"tracks in {run.RunId}: {Found(store, new TrackQuery { RunIds = [run.RunId] })}"));
        foreach (var (task, run, user) in tracks.Select(t => (Fold(t.TaskId), t.RunId, Fold(t.UserName))).Distinct())
        {
            var last = new TrackQuery { Tasks = [new(task)], RunIds = [run], Users = [new(user)], Last = 1 };
            lines.Add($"last of {Json.Quote(task)}, {run}, {Json.Quote(user)}: {Found(store, last)}");
        }

        return string.Join('\n', lines);
    }

    /// <summary>A track with every field.</summary>
    public static string Show(TrackRecord track) =>
        $"track {TrackId.Format(track.Number)} {Json.Quote(track.TaskId)} run {track.RunId} {Json.Quote(track.UserName)}"
        + $" {Show(track.TimeUtc)}{(track.TimeIsGiven ? " given" : "")}{(track.Version > 0 ? $" version {track.Version}" : "")}"
            + $"{(track.StepId > 0 ? $" in step {track.StepId}" : "")} "
            + $"{Show(track.Data.Json)} types {ShowHints(track.Data)}";

    /// <summary>
    /// A run with every field. Whether its writer still holds the store is no part of what is in it: an abandoned run is a running one
    /// here.
    /// </summary>
    public static string Show(RunRecord? run) => run is null
        ? "none"
        : $"run {run.RunId} {(run.TaskId is null ? "of no task" : Json.Quote(run.TaskId))} {Show(run.StartUtc)} to {Show(run.EndUtc)}"
            + $" {Said(run)}"
            + $"{(run.IsCurrent ? " current" : "")}{(run.Message is null ? "" : $" {Json.Quote(run.Message)}")} since {Show(run.StatusUtc)}"
            + (run.Origin is { } origin ? $" from {Show(origin)}" : "")
            + (run.Key is { } key ? $" key {Json.Quote(key)}" : "") + (run.Facts is { } facts ? $" facts {Show(facts.Json)}" : "")
            + (run.Continues is { } before ? $" continues {Show(before)}" : "")
            + (run.CarriedSteps > 0 ? $" carries {run.CarriedSteps}" : "");

    /// <summary>
    /// What was said of a run, whoever looks: one of the store's own that was not ended is running, also where it is seen to be abandoned
    /// or
    /// cannot be judged.
    /// </summary>
    public static RunStatus Said(RunRecord? run) =>
        run is { Status: RunStatus.Abandoned or RunStatus.Unknown, Origin: null } ? RunStatus.Running : run!.Status;

    /// <summary>The same of a step.</summary>
    public static StepStatus Said(StepRecord step) =>
        step is { Status: StepStatus.Abandoned, Origin: null } ? StepStatus.Running : step.Status;

    /// <summary>A step with every field.</summary>
    public static string Show(StepRecord step) =>
        $"step {step.StepId} run {step.RunId} {Json.Quote(step.Path)} {Json.Quote(step.Name)} key {Json.Quote(step.Key ?? "none")}"
        + $" in {step.ParentId} {Said(step)} {Show(step.StartUtc)} to {(step.EndUtc is { } end ? Show(end) : "none")}"
        + $" attempt {step.Attempt}{(step.CarriedFrom is { } from ? $" carried from {Show(from)}" : "")}"
        + $"{(step.Facts is { } facts ? $" facts {Show(facts.Json)}" : "")}"
        + $"{(step.Output is { } output ? $" output {Show(output.Json)}" : "")}"
        + (step.Origin is { } origin ? $" from {Show(origin)}" : "");

    /// <summary>A task with every field.</summary>
    public static string Show(TaskSummary task) =>
        $"task {Json.Quote(task.TaskId)} {task.TrackCount} tracks by {string.Join(',', task.UserNames.Select(Json.Quote))},"
        + $" current {task.CurrentRunId?.ToString(CultureInfo.InvariantCulture) ?? "none"}, last {Show(task.LastTimeUtc)}";

    /// <summary>A user of a task with every field.</summary>
    public static string Show(UserSummary user) =>
        $"user {Json.Quote(user.TaskId)} {Json.Quote(user.UserName)} {user.TrackCount} tracks, last {Show(user.LastTimeUtc)}";

    /// <summary>Where a copy comes from.</summary>
    public static string Show(Origin origin) => $"{origin.Writer} {origin.Number}";

    // Where a store's own tracks come from differs from store to store.
    private static bool IsCopy(TrackExport track) => track.Origin.Number != track.Track.Number || Afar.Contains(track.Origin.Writer);

    private static string Show(DateTime time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static string Show(byte[] json)
    {
        if (json.Length > 10_000)
            return $"{json.Length} bytes {Convert.ToHexString(SHA256.HashData(json))}";
        try
        {
            return Json.Canonical(json);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // A file that a test spoiled opens with data that are no JSON; they are what they are.
            return $"unreadable {Convert.ToHexString(json)}";
        }
    }

    // Their order means nothing.
    private static string ShowHints(TrackData data) => data.Types is null
        ? "none"
        : string.Join(' ',
            Json.ParseHints(data).OrderBy(hint => hint.Key, StringComparer.Ordinal).Select(hint => $"{hint.Key}={hint.Value}"));

    private static string Found(ITrackStore store, TrackQuery query) => string.Join(' ', store.Search(query).Select(t => t.Number));

    private static IEnumerable<string> Names(IEnumerable<string> names) => names.Select(Fold).Distinct().Order(StringComparer.Ordinal);

    private static string Fold(string name) => name.ToUpperInvariant();
}
