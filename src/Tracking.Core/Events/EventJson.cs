using System;
using Tracking.Json;
using Tracking.Model;

namespace Tracking.Events;

/// <summary>Writes what several kinds of events have in their lines (format 3).</summary>
internal static class EventJson
{
    public static void Track(this JsonBuffer line, TrackRecord record, bool startsRun, Origin? origin, bool saysVersion)
    {
        line.Number(record.Number).Origin(origin).Task(record.TaskId);
        line.Ascii(",\"run\":").Number(record.RunId);
        if (startsRun)
            line.Ascii(",\"starts\":true");
        line.Ascii(",\"user\":").Text(record.UserName);
        if (record.StepId > 0)
            line.Ascii(",\"inStep\":").Number(record.StepId);
        line.At(record.TimeUtc, record.TimeIsGiven);
        if (saysVersion)
            line.Ascii(",\"version\":").Number(record.Version);
        if (record.Data.Types is { } types)
            line.Ascii(",\"types\":").Raw(types);
        line.Ascii(",\"data\":").Raw(record.Data.Buffer, record.Data.Start, record.Data.Length);
    }

    public static JsonBuffer Origin(this JsonBuffer line, Origin? origin) => line.Origin(",\"origin\":\"", origin);

    /// <summary>What a run has on record from its beginning on, but for its task and time.</summary>
    public static void RunFacts(this JsonBuffer line, string? key, Origin? continues, int carriedSteps, TrackData? facts)
    {
        if (key != null)
            line.Ascii(",\"key\":").Text(key);
        line.Origin(",\"continues\":\"", continues);
        if (carriedSteps > 0)
            line.Ascii(",\"carries\":").Number(carriedSteps);
        line.Mapping(",\"facts\":", facts);
    }

    public static JsonBuffer Origin(this JsonBuffer line, string key, Origin? origin)
    {
        if (origin is { } from)
            line.Ascii(key).Ascii(from.Writer.ToString("D")).Byte('/').Number(from.Number).Byte('"');
        return line;
    }

    public static JsonBuffer Mapping(this JsonBuffer line, string key, TrackData? data) =>
        data is { } mapping ? line.Ascii(key).Raw(mapping.Buffer, mapping.Start, mapping.Length) : line;

    public static JsonBuffer Status(this JsonBuffer line, RunStatus status, string? message)
    {
        line.Ascii(",\"status\":").Text(StatusText.Of(status));
        if (message != null)
            line.Ascii(",\"message\":").Text(message);
        return line;
    }

    public static JsonBuffer Task(this JsonBuffer line, string? taskId)
    {
        if (taskId != null)
            line.Ascii(",\"task\":").Text(taskId);
        return line;
    }

    public static JsonBuffer At(this JsonBuffer line, DateTime timeUtc, bool isGiven)
    {
        line.Ascii(",\"at\":").Time(timeUtc);
        if (isGiven)
            line.Ascii(",\"given\":true");
        return line;
    }
}
