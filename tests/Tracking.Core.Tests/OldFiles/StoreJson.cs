using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using Tracking.Data;
using Tracking.Model;
using Tracking.Seam;

namespace Tracking.Tests;

/// <summary>What a store answers, as JSON of the form that stands beside old files.</summary>
internal static class StoreJson
{
    /// <summary>Everything of its tracks and runs, in the order of their ids, and how often it warns.</summary>
    public static JsonObject State(ITrackStore store, int warnings) => new()
    {
        ["tracks"] = Array(store.Export(new TrackQuery()).OrderBy(export => export.Track.Number).Select(Track)),
        ["runs"] = Array(store.ExportRuns().Select(Run)),
        ["warnings"] = warnings,
    };

    /// <summary>Tracks and runs as a follower delivers them, each as it was delivered last.</summary>
    public static JsonObject State(IEnumerable<StoreChange> changes)
    {
        var tracks = new SortedDictionary<long, JsonNode>();
        var runs = new SortedDictionary<int, JsonNode>();
        foreach (var change in changes)
        {
            if (change.Track is { } track)
                tracks[track.Number] = Track(track);
            else
                runs[change.Run!.RunId] = Run(change.Run);
        }
        return new JsonObject { ["tracks"] = Array(tracks.Values), ["runs"] = Array(runs.Values) };
    }

    /// <summary>What cmdlets show: the values of the data, each with its .NET type, and no origins.</summary>
    public static JsonObject Answers(ITrackStore store) => new()
    {
        ["tracks"] = Array(store.Search(new TrackQuery()).OrderBy(track => track.Number).Select(track => new JsonObject
        {
            ["id"] = track.Number,
            ["task"] = track.TaskId,
            ["run"] = track.RunId,
            ["user"] = track.UserName,
            ["time"] = Time(track.TimeUtc),
            ["data"] = Value(DataReader.Read(track.Data)),
        })),
        ["runs"] = Array(store.ListRuns().Select(run => new JsonObject
        {
            ["id"] = run.RunId,
            ["task"] = run.TaskId,
            ["start"] = Time(run.StartUtc),
            ["end"] = Time(run.EndUtc),
            ["status"] = run.Status.ToString(),
            ["message"] = run.Message,
        })),
    };

    private static JsonObject Track(TrackExport export)
    {
        var track = Track(export.Track);
        track["origin"] = Text(export.Origin);
        track["runOrigin"] = Text(export.RunOrigin);
        return track;
    }

    private static JsonObject Track(TrackRecord track) => new()
    {
        ["id"] = track.Number,
        ["task"] = track.TaskId,
        ["run"] = track.RunId,
        ["user"] = track.UserName,
        ["time"] = Time(track.TimeUtc),
        ["given"] = track.TimeIsGiven,
        ["version"] = track.Version,
        ["types"] = Tests.Json.Types(track.Data),
        ["data"] = Tests.Json.Text(track.Data),
    };

    private static JsonObject Run(RunExport export)
    {
        var run = Run(export.Run);
        run["origin"] = Text(export.Origin);
        return run;
    }

    private static JsonObject Run(RunRecord run) => new()
    {
        ["id"] = run.RunId,
        ["task"] = run.TaskId,
        ["start"] = Time(run.StartUtc),
        ["end"] = Time(run.EndUtc),
        ["status"] = run.Status.ToString(),
        ["since"] = Time(run.StatusUtc),
        ["current"] = run.IsCurrent,
        ["message"] = run.Message,
        ["copied"] = run.Origin != null,
    };

    private static string Text(Origin origin) => $"{origin.Writer:D}/{origin.Number}";

    private static string Time(DateTime utc) => utc.ToString("o", CultureInfo.InvariantCulture);

    private static JsonNode Value(object? value) => value switch
    {
        null => "null",
        byte[] bytes => "Byte[] " + Convert.ToBase64String(bytes),
        IDictionary mapping => new JsonObject(mapping.Cast<DictionaryEntry>()
            .Select(entry => new KeyValuePair<string, JsonNode?>((string)entry.Key, Value(entry.Value)))),
        IList list => Array(list.Cast<object?>().Select(Value)),
        DateTime or DateTimeOffset => $"{value.GetType().Name} {((IFormattable)value).ToString("o", CultureInfo.InvariantCulture)}",
        float or double or decimal => $"{value.GetType().Name} {((IFormattable)value).ToString(null, CultureInfo.InvariantCulture)}",
        _ => $"{value.GetType().Name} {value}",
    };

    private static JsonArray Array(IEnumerable<JsonNode> nodes) => new([.. nodes]);
}
