using System;
using System.Collections.Generic;
using Tracking.Events;
using Tracking.Json;
using Tracking.Model;

namespace Tracking.SessionFile;

/// <summary>
/// The summary in the closing line of a session file, and how it is written (format 3.8):
/// <c>,"summary":{"check":"1f2e3d4c","n":12,"end":3456,…}</c>.
/// </summary>
internal static class ClosingSummary
{
    /// <summary>What stands between the beginning of the closing line and the summary.</summary>
    public const string Key = ",\"summary\":";

    /// <summary>The most bytes of a summary.</summary>
    public const int MaxBytes = 3500;

    /// <summary>The most bytes of a closing line with a summary, and of its line breaks.</summary>
    public const int MaxLineBytes = 4096;

    /// <summary>What a summary begins with; the check value takes the place of its zeros.</summary>
    public const string Opening = "{\"check\":\"00000000\",";

    /// <summary>Where the check value stands.</summary>
    public const int ValueStart = 10;

    /// <summary>From where on the check value covers the summary.</summary>
    public const int CoveredFrom = ValueStart + 8;

    // For what is written behind both lists.
    private const int Reserve = 64;

    /// <summary>Writes a summary, with as many tasks and runs as fit.</summary>
    public static void Write(JsonBuffer buffer, StoreSummary summary, uint seed)
    {
        var start = buffer.Length;
        buffer.Ascii(Opening).Ascii("\"n\":").Number(summary.LastEvent).Ascii(",\"end\":").Number(summary.Offset);
        buffer.Ascii(",\"tracks\":").Number(summary.TrackCount).Ascii(",\"runs\":").Number(summary.RunCount).Ascii(",\"steps\":")
            .Number(summary.StepCount);
        if (summary.HasCopies)
            buffer.Ascii(",\"copies\":true");
        Time(buffer, ",\"firstTrack\":", summary.FirstTrackUtc);
        Time(buffer, ",\"lastTrack\":", summary.LastTrackUtc);
        Time(buffer, ",\"firstRun\":", summary.FirstRunUtc);
        Time(buffer, ",\"lastRun\":", summary.LastRunUtc);
        buffer.Ascii(",\"writers\":[");
        foreach (var writer in summary.Writers)
            Separated(buffer).Text(writer.ToString("D"));
        buffer.Byte(']');
        var room = MaxBytes - Reserve - (buffer.Length - start);
        var runs = Entries(summary.Runs, Write);
        var tasks = Entries(summary.Tasks, Write);
        // Each list has half of the room, and what the other one leaves.
        var ofTasks = Math.Min(LengthOf(tasks), Math.Max(room / 2, room - LengthOf(runs)));
        var (lacksRuns, lacksKeys, lacksTasks) = (summary.LacksRuns, summary.LacksKeys, summary.LacksTasks);
        buffer.Ascii(",\"left\":[");
        foreach (var i in Fitting(runs, room - ofTasks))
        {
            if (i < 0 && summary.Runs[~i].Status == RunStatus.Finished)
                lacksKeys = true;
            else if (i < 0)
                lacksRuns = true;
            else
                Separated(buffer).Raw(runs[i]);
        }
        buffer.Ascii("],\"tasks\":[");
        foreach (var i in Fitting(tasks, ofTasks))
        {
            if (i < 0)
                lacksTasks = true;
            else
                Separated(buffer).Raw(tasks[i]);
        }
        buffer.Ascii("],\"missing\":[");
        Mark(buffer, "left", lacksRuns);
        Mark(buffer, "keys", lacksKeys);
        Mark(buffer, "tasks", lacksTasks);
        Mark(buffer, "writers", summary.LacksWriters);
        buffer.Ascii("]}");
        var value = LineCheck.Text(LineCheck.Compute(buffer.Bytes, start + CoveredFrom, buffer.Length) ^ seed);
        for (var i = 0; i < value.Length; i++)
            buffer.Bytes[start + ValueStart + i] = (byte)value[i];
    }

    private static void Time(JsonBuffer buffer, string key, DateTime? utc)
    {
        if (utc is { } time)
            buffer.Ascii(key).Time(time);
    }

    private static void Text(JsonBuffer buffer, string key, string? text)
    {
        if (text != null)
            buffer.Ascii(key).Text(text);
    }

    private static void Write(JsonBuffer buffer, SummarizedRun run)
    {
        buffer.Ascii("{\"run\":").Number(run.RunId);
        Text(buffer, ",\"task\":", run.TaskId);
        buffer.Ascii(",\"status\":").Text(StatusText.Of(run.Status)).Ascii(",\"start\":").Time(run.StartUtc).Ascii(",\"end\":")
            .Time(run.EndUtc);
        Text(buffer, ",\"key\":", run.KeyHash);
        Text(buffer, ",\"host\":", run.Host);
        if (run.CanBeContinued)
            buffer.Ascii(",\"continuable\":true");
        if (run.IsCopy)
            buffer.Ascii(",\"copy\":true");
        Text(buffer, ",\"writerHost\":", run.WriterHost);
        Text(buffer, ",\"store\":", run.StoreHash);
        buffer.Byte('}');
    }

    private static void Write(JsonBuffer buffer, SummarizedTask task)
    {
        buffer.Ascii("{\"task\":").Text(task.TaskId).Ascii(",\"tracks\":").Number(task.TrackCount).Ascii(",\"runs\":")
            .Number(task.RunCount);
        Time(buffer, ",\"lastTrack\":", task.LastTrackUtc);
        Time(buffer, ",\"start\":", task.LastStartUtc);
        Time(buffer, ",\"end\":", task.LastEndUtc);
        Time(buffer, ",\"success\":", task.LastSuccessUtc);
        buffer.Byte('}');
    }

    private static List<byte[]> Entries<T>(IReadOnlyList<T> items, Action<JsonBuffer, T> write)
    {
        var entries = new List<byte[]>(items.Count);
        var entry = new JsonBuffer();
        foreach (var item in items)
        {
            entry.Clear();
            write(entry, item);
            entries.Add(entry.ToArray());
        }
        return entries;
    }

    private static int LengthOf(List<byte[]> entries)
    {
        var sum = 0;
        foreach (var entry in entries)
            sum += entry.Length + 1;
        return sum;
    }

    /// <summary>The places of the entries that fit, and of the others the complements of their places.</summary>
    private static IEnumerable<int> Fitting(List<byte[]> entries, int room)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Length + 1 <= room)
            {
                room -= entries[i].Length + 1;
                yield return i;
            }
            else
            {
                yield return ~i;
            }
        }
    }

    private static JsonBuffer Separated(JsonBuffer buffer) => buffer.Bytes[buffer.Length - 1] == '[' ? buffer : buffer.Byte(',');

    private static void Mark(JsonBuffer buffer, string name, bool isMissing)
    {
        if (isMissing)
            Separated(buffer).Text(name);
    }
}
