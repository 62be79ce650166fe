using System;
using Tracking.Json;
using Tracking.Model;
using Tracking.State;

namespace Tracking.SessionFile;

/// <summary>Writes one event as one line of JSON; <see cref="EventReader"/> is its other half.</summary>
internal static class EventWriter
{
    /// <summary>The greatest number that an event can have; no store comes to it, but a file may say that it has.</summary>
    public const long MaxNumber = long.MaxValue / 2;

    /// <summary>Refuses a number that no reader would take.</summary>
    public static void RequireNumber(long number)
    {
        if (number > MaxNumber)
            throw new TrackingException(TrackingErrorCode.TrackStoreWriteFailed, "The file has used up the numbers of its events, as only one can that was not written by this module. Nothing was stored. Start a new store.");
    }

    /// <param name="buffer">Where to write it.</param>
    /// <param name="happened">The event.</param>
    /// <param name="number">Its number.</param>
    /// <param name="flushedEvent">Up to which event everything is on the disk; 0 to say nothing of that.</param>
    public static void Write(JsonBuffer buffer, TrackEvent happened, long number, long flushedEvent)
    {
        RequireNumber(number);
        var start = buffer.Length;
        buffer.Ascii(LineCheck.Opening).Ascii("\"n\":").Number(number);
        if (flushedEvent > 0)
            buffer.Ascii(",\"flushed\":").Number(flushedEvent);
        switch (happened)
        {
            case TrackSaved saved:
                WriteTrack(buffer.Ascii(",\"save\":"), saved.Record, saved.StartsRun, (saved as TrackCopied)?.Origin, saysVersion: saved.Record.Version > 0);
                break;
            case TrackUpdated updated:
                WriteTrack(buffer.Ascii(",\"update\":"), updated.Record, startsRun: false, origin: null, saysVersion: true);
                break;
            case TrackRemoved removed:
                buffer.Ascii(",\"remove\":").Number(removed.Number);
                break;
            case RunStarted started:
                WriteTask(buffer.Ascii(",\"start\":").Number(started.RunId), started.TaskId);
                WriteAt(buffer, started.TimeUtc, started.TimeIsGiven);
                break;
            case RunStopped stopped:
                WriteStatus(buffer.Ascii(",\"stop\":").Number(stopped.RunId), stopped.Status, stopped.Message);
                WriteAt(buffer, stopped.TimeUtc, stopped.TimeIsGiven);
                break;
            case RunResumed resumed:
                WriteAt(buffer.Ascii(",\"resume\":").Number(resumed.RunId), resumed.TimeUtc, timeIsGiven: false);
                break;
            case RunKept kept:
                WriteRun(buffer, kept.Record);
                break;
            case WriterOpened opened:
                buffer.Ascii(",\"opened\":").Text(opened.Writer.ToString("D")).Ascii(",\"at\":").Time(opened.TimeUtc);
                buffer.Ascii(",\"process\":").Number(opened.ProcessId).Ascii(",\"host\":").Text(opened.Host);
                break;
            default:
                throw new ArgumentException("An event without a form in the file.", nameof(happened));
        }
        buffer.Byte('}');
        LineCheck.Set(buffer.Bytes, start, buffer.Length);
    }

    private static void WriteTrack(JsonBuffer buffer, TrackRecord record, bool startsRun, Origin? origin, bool saysVersion)
    {
        WriteOrigin(buffer.Number(record.Number), origin);
        WriteTask(buffer, record.TaskId);
        buffer.Ascii(",\"run\":").Number(record.RunId);
        if (startsRun)
            buffer.Ascii(",\"starts\":true");
        buffer.Ascii(",\"user\":").Text(record.UserName);
        WriteAt(buffer, record.TimeUtc, record.TimeIsGiven);
        if (saysVersion)
            buffer.Ascii(",\"version\":").Number(record.Version);
        if (record.Data.Types is { } types)
            buffer.Ascii(",\"types\":").Raw(types);
        buffer.Ascii(",\"data\":").Raw(record.Data.Buffer, record.Data.Start, record.Data.Length);
    }

    private static void WriteRun(JsonBuffer buffer, RunRecord run)
    {
        WriteOrigin(buffer.Ascii(",\"keep\":").Number(run.RunId), run.Origin);
        WriteTask(buffer, run.TaskId);
        buffer.Ascii(",\"started\":").Time(run.StartUtc).Ascii(",\"ended\":").Time(run.EndUtc);
        WriteStatus(buffer, run.Status, run.Message);
        buffer.Ascii(",\"since\":").Time(run.StatusUtc);
        if (run.IsCurrent)
            buffer.Ascii(",\"current\":true");
    }

    private static void WriteOrigin(JsonBuffer buffer, Origin? origin)
    {
        if (origin is { } from)
            buffer.Ascii(",\"origin\":\"").Ascii(from.Writer.ToString("D")).Byte('/').Number(from.Number).Byte('"');
    }

    private static void WriteStatus(JsonBuffer buffer, RunStatus status, string? message)
    {
        buffer.Ascii(",\"status\":").Text(RunStatusText.Of(status));
        if (message != null)
            buffer.Ascii(",\"message\":").Text(message);
    }

    private static void WriteTask(JsonBuffer buffer, string? taskId)
    {
        if (taskId != null)
            buffer.Ascii(",\"task\":").Text(taskId);
    }

    private static void WriteAt(JsonBuffer buffer, DateTime timeUtc, bool timeIsGiven)
    {
        buffer.Ascii(",\"at\":").Time(timeUtc);
        if (timeIsGiven)
            buffer.Ascii(",\"given\":true");
    }
}
