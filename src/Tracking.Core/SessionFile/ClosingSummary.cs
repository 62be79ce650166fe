using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Tracking.Disk;
using Tracking.Events;
using Tracking.Json;
using Tracking.Model;

namespace Tracking.SessionFile;

/// <summary>
/// The summary in the closing line of a session file (format 3.8): <c>,"summary":{"check":"1f2e3d4c","n":12,"end":3456,…}</c>. It is read
/// token by token from the end of the file, without the rest.
/// </summary>
internal static class ClosingSummary
{
    /// <summary>What stands between the beginning of the closing line and the summary.</summary>
    public const string Key = ",\"summary\":";

    /// <summary>The most bytes of a summary.</summary>
    public const int MaxBytes = 3500;

    /// <summary>The most bytes of a closing line with a summary, and of its line breaks.</summary>
    public const int MaxLineBytes = 4096;

    private const int MostOfHeader = 1024;
    private const string Opening = "{\"check\":\"00000000\",";
    private const int ValueStart = 10;
    private const int CoveredFrom = ValueStart + 8;

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

    /// <summary>
    /// Reads a summary whose check value is right; null where it is none. Statuses are as they were written: Running is a run that nobody
    /// had stopped.
    /// </summary>
    /// <param name="buffer">Where it stands.</param>
    /// <param name="start">Where its object begins.</param>
    /// <param name="end">Where that ends.</param>
    /// <param name="session">The session that the closing line repeats.</param>
    /// <param name="seed">With which the file's lines are seeded.</param>
    public static StoreSummary? Read(byte[] buffer, int start, int end, Guid session, uint seed)
    {
        if (end - start <= Opening.Length || end - start > MaxBytes || !IsAt(buffer, start, Opening.Substring(0, ValueStart))
            || !IsAt(buffer, start + CoveredFrom, Opening.Substring(CoveredFrom))
            || LineCheck.Text(LineCheck.Compute(buffer, start + CoveredFrom, end) ^ seed)
                != Encoding.ASCII.GetString(buffer, start + ValueStart, CoveredFrom - ValueStart))
        {
            return null;
        }
        try
        {
            return Read(buffer, start, end, session);
        }
        catch (JsonSyntaxException)
        {
            return null;
        }
    }

    /// <summary>
    /// Reads the summary at the end of a file, and no more than that and the header; null where none is there that belongs to the file as
    /// it is.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="version">The format version of the reader.</param>
    public static StoreSummary? ReadEnd(IDiskFile file, int version)
    {
        var length = file.Length;
        var buffer = new byte[MaxLineBytes];
        var from = Math.Max(0, length - buffer.Length);
        var count = file.Read(from, buffer, 0, (int)(length - from));
        if (count != length - from || count < 2 || buffer[count - 1] != '\n')
            return null;
        var start = Array.LastIndexOf(buffer, (byte)'\n', count - 2) + 1;
        if (start == 0 || FileSeed.Closing(buffer, start, count - 1) is not { } of)
            return null;
        var closing = FileForm.ClosingOf(of.Session, of.Generation, flushed: true);
        // Without the line breaks around it, and the bracket that ends the document.
        var summaryAt = start + closing.Length - 3 + Key.Length;
        if (count - 2 <= summaryAt || !IsAt(buffer, start, closing.Substring(1, closing.Length - 3) + Key) || buffer[count - 2] != '}'
            || Read(buffer, summaryAt, count - 2, of.Session, LineCheck.Seed(of.Session, of.Generation)) is not { } summary)
        {
            return null;
        }
        return summary.Offset == from + start - 1 && HasHeader(file, of.Session, of.Generation, version) ? summary : null;
    }

    /// <summary>Whether the file begins with the header of a session and generation, as this module writes it, that it may read.</summary>
    private static bool HasHeader(IDiskFile file, Guid session, int generation, int version)
    {
        var buffer = new byte[MostOfHeader];
        var count = file.Read(0, buffer, 0, buffer.Length);
        var end = Array.IndexOf(buffer, (byte)'\n', 0, count);
        if (end < 0 || !LineCheck.IsRight(buffer, 0, end))
            return false;
        var answersAt = LineCheck.Opening.Length + FileHeader.VersionKey.Length + FileHeader.VersionWidth + FileHeader.AnswerKey.Length;
        var ofFile = string.Format(CultureInfo.InvariantCulture, ",\"session\":\"{0:D}\",\"generation\":{1},", session, generation);
        // Module version 0.1 gave the version one digit, and said nothing of answers (format 10.7).
        if (IsAt(buffer, LineCheck.Opening.Length + FileHeader.VersionKey.Length + 1, ofFile))
            return true;
        return IsAt(buffer, answersAt - FileHeader.AnswerKey.Length, FileHeader.AnswerKey)
            && IsAt(buffer, answersAt + FileHeader.VersionWidth, ofFile)
            && int.TryParse(Encoding.ASCII.GetString(buffer, answersAt, FileHeader.VersionWidth), NumberStyles.AllowLeadingWhite,
                CultureInfo.InvariantCulture, out var answers)
            && answers <= version;
    }

    private static bool IsAt(byte[] buffer, int at, string text)
    {
        if (buffer.Length - at < text.Length)
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (buffer[at + i] != text[i])
                return false;
        }
        return true;
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

    private static StoreSummary Read(byte[] buffer, int start, int end, Guid session)
    {
        var scanner = new JsonScanner();
        scanner.Reset(buffer, start, end);
        Expect(scanner, JsonToken.ObjectStart);
        var summary = new StoreSummary { Session = session };
        while (scanner.Read() == JsonToken.Name)
        {
            var key = scanner.GetText();
            scanner.Read();
            summary = key switch
            {
                "n" => summary with { LastEvent = Number(scanner) },
                "end" => summary with { Offset = Number(scanner) },
                "tracks" => summary with { TrackCount = Number(scanner) },
                "runs" => summary with { RunCount = Number(scanner) },
                "steps" => summary with { StepCount = Number(scanner) },
                "copies" => summary with { HasCopies = scanner.Token == JsonToken.True },
                "firstTrack" => summary with { FirstTrackUtc = Time(scanner, buffer) },
                "lastTrack" => summary with { LastTrackUtc = Time(scanner, buffer) },
                "firstRun" => summary with { FirstRunUtc = Time(scanner, buffer) },
                "lastRun" => summary with { LastRunUtc = Time(scanner, buffer) },
                "writers" => summary with { Writers = List(scanner, () => Writer(scanner)) },
                "left" => summary with { Runs = List(scanner, () => ReadRun(scanner, buffer)) },
                "tasks" => summary with { Tasks = List(scanner, () => ReadTask(scanner, buffer)) },
                "missing" => Lacking(summary, List(scanner, scanner.GetText)),
                _ => Skip(scanner, summary),
            };
        }
        Expect(scanner, JsonToken.End);
        return summary;
    }

    private static StoreSummary Lacking(StoreSummary summary, List<string> missing) => summary with
    {
        LacksRuns = missing.Contains("left"),
        LacksKeys = missing.Contains("keys"),
        LacksTasks = missing.Contains("tasks"),
        LacksWriters = missing.Contains("writers"),
    };

    private static SummarizedRun ReadRun(JsonScanner scanner, byte[] buffer)
    {
        var run = new SummarizedRun(0, null, default, default, default);
        while (scanner.Read() == JsonToken.Name)
        {
            var key = scanner.GetText();
            scanner.Read();
            run = key switch
            {
                "run" => run with { RunId = (int)scanner.GetCount(int.MaxValue) },
                "task" => run with { TaskId = scanner.GetText() },
                "status" => run with { Status = StatusText.ParseRun(scanner.GetText()) ?? throw scanner.Bad("a status is unknown") },
                "start" => run with { StartUtc = Time(scanner, buffer) },
                "end" => run with { EndUtc = Time(scanner, buffer) },
                "key" => run with { KeyHash = scanner.GetText() },
                "host" => run with { Host = scanner.GetText() },
                "continuable" => run with { CanBeContinued = scanner.Token == JsonToken.True },
                "copy" => run with { IsCopy = scanner.Token == JsonToken.True },
                "writerHost" => run with { WriterHost = scanner.GetText() },
                "store" => run with { StoreHash = scanner.GetText() },
                _ => Skip(scanner, run),
            };
        }
        return run;
    }

    private static SummarizedTask ReadTask(JsonScanner scanner, byte[] buffer)
    {
        var task = new SummarizedTask("");
        while (scanner.Read() == JsonToken.Name)
        {
            var key = scanner.GetText();
            scanner.Read();
            task = key switch
            {
                "task" => task with { TaskId = scanner.GetText() },
                "tracks" => task with { TrackCount = Number(scanner) },
                "runs" => task with { RunCount = Number(scanner) },
                "lastTrack" => task with { LastTrackUtc = Time(scanner, buffer) },
                "start" => task with { LastStartUtc = Time(scanner, buffer) },
                "end" => task with { LastEndUtc = Time(scanner, buffer) },
                "success" => task with { LastSuccessUtc = Time(scanner, buffer) },
                _ => Skip(scanner, task),
            };
        }
        return task;
    }

    private static List<T> List<T>(JsonScanner scanner, Func<T> read)
    {
        if (scanner.Token != JsonToken.ArrayStart)
            throw scanner.Bad("a list is expected");
        var list = new List<T>();
        while (scanner.Read() != JsonToken.ArrayEnd)
            list.Add(read());
        return list;
    }

    private static T Skip<T>(JsonScanner scanner, T value)
    {
        scanner.SkipValue();
        return value;
    }

    private static void Expect(JsonScanner scanner, JsonToken token)
    {
        if (scanner.Read() != token)
            throw scanner.Bad("it is no summary");
    }

    private static Guid Writer(JsonScanner scanner) =>
        Guid.TryParseExact(scanner.GetText(), "D", out var writer) ? writer : throw scanner.Bad("a writer is expected");

    private static long Number(JsonScanner scanner) => scanner.GetCount(long.MaxValue);

    private static DateTime Time(JsonScanner scanner, byte[] buffer) =>
        scanner.Token == JsonToken.String && UtcText.TryParse(buffer, scanner.Start, scanner.Length, out var time)
            ? time : throw scanner.Bad("a time is expected");
}
