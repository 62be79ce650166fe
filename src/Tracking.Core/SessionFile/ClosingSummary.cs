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

    private const string ClosingBegin = "],\"flushed\":true ,\"of\":\"";
    private const string SessionKey = ",\"session\":\"";
    private const string GenerationKey = "\",\"generation\":";
    private const int GuidLength = 36;

    // A GUID, a slash, a generation and a quote.
    private const int LongestOf = GuidLength + 12;
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
        var buffer = Reading.OfThread.End;
        var from = Math.Max(0, length - buffer.Length);
        var count = file.Read(from, buffer, 0, (int)(length - from));
        if (count != length - from || count < 2 || buffer[count - 1] != '\n')
            return null;
        var start = Array.LastIndexOf(buffer, (byte)'\n', count - 2) + 1;
        // A file's lines are seeded by the text with which this one says whose it is (format 4.6).
        var of = start + ClosingBegin.Length;
        if (start == 0 || !IsAt(buffer, start, ClosingBegin) || count - of <= LongestOf)
            return null;
        var ofEnd = Array.IndexOf(buffer, (byte)'"', of, LongestOf);
        var summaryAt = ofEnd + 1 + Key.Length;
        if (ofEnd < of + GuidLength || count - 2 <= summaryAt || !IsAt(buffer, ofEnd + 1, Key) || buffer[count - 2] != '}'
            || !Guid.TryParseExact(Encoding.ASCII.GetString(buffer, of, GuidLength), "D", out var session)
            || Read(buffer, summaryAt, count - 2, session, LineCheck.Compute(buffer, of, ofEnd)) is not { } summary)
        {
            return null;
        }
        return summary.Offset == from + start - 1 && HasHeader(file, buffer, of, ofEnd, version) ? summary : null;
    }

    /// <summary>
    /// Whether the file begins with the header of the session and generation that the closing line repeats, as this module writes it, and
    /// may be read here.
    /// </summary>
    private static bool HasHeader(IDiskFile file, byte[] closing, int of, int ofEnd, int version)
    {
        var buffer = Reading.OfThread.Header;
        var count = file.Read(0, buffer, 0, buffer.Length);
        var end = Array.IndexOf(buffer, (byte)'\n', 0, count);
        if (end < 0 || !LineCheck.IsRight(buffer, 0, end))
            return false;
        var versionAt = LineCheck.Opening.Length + FileHeader.VersionKey.Length;
        // Module version 0.1 gave the version one digit, and said nothing of answers (format 10.7).
        if (IsOf(buffer, versionAt + 1))
            return true;
        var answersAt = versionAt + FileHeader.VersionWidth + FileHeader.AnswerKey.Length;
        return IsAt(buffer, versionAt + FileHeader.VersionWidth, FileHeader.AnswerKey) && IsOf(buffer, answersAt + FileHeader.VersionWidth)
            && int.TryParse(Encoding.ASCII.GetString(buffer, answersAt, FileHeader.VersionWidth), NumberStyles.AllowLeadingWhite,
                CultureInfo.InvariantCulture, out var answers)
            && answers <= version;

        bool IsOf(byte[] header, int at)
        {
            var sessionAt = at + SessionKey.Length;
            var generationAt = sessionAt + GuidLength + GenerationKey.Length;
            var digits = ofEnd - of - GuidLength - 1;
            return IsAt(header, at, SessionKey) && IsSame(header, sessionAt, closing, of, GuidLength)
                && IsAt(header, sessionAt + GuidLength, GenerationKey) && closing[of + GuidLength] == '/'
                && IsSame(header, generationAt, closing, ofEnd - digits, digits) && header[generationAt + digits] == ',';
        }
    }

    private static bool IsSame(byte[] one, int oneAt, byte[] other, int otherAt, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (one[oneAt + i] != other[otherAt + i])
                return false;
        }
        return true;
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
        var reading = Reading.OfThread;
        var scanner = reading.Scanner;
        scanner.Reset(buffer, start, end);
        Expect(scanner, JsonToken.ObjectStart);
        var (lastEvent, offset, tracks, runs, steps, copies) = (0L, 0L, 0L, 0L, 0L, false);
        DateTime? firstTrack = null, lastTrack = null, firstRun = null, lastRun = null;
        List<Guid> writers = [];
        List<SummarizedRun> left = [];
        List<SummarizedTask> tasks = [];
        List<string> missing = [];
        while (scanner.Read() == JsonToken.Name)
        {
            var key = reading.Text(buffer);
            scanner.Read();
            switch (key)
            {
                case "n": lastEvent = Number(scanner); break;
                case "end": offset = Number(scanner); break;
                case "tracks": tracks = Number(scanner); break;
                case "runs": runs = Number(scanner); break;
                case "steps": steps = Number(scanner); break;
                case "copies": copies = scanner.Token == JsonToken.True; break;
                case "firstTrack": firstTrack = Time(scanner, buffer); break;
                case "lastTrack": lastTrack = Time(scanner, buffer); break;
                case "firstRun": firstRun = Time(scanner, buffer); break;
                case "lastRun": lastRun = Time(scanner, buffer); break;
                case "writers": writers = List(scanner, () => Writer(scanner)); break;
                case "left": left = List(scanner, () => ReadRun(reading, buffer)); break;
                case "tasks": tasks = List(scanner, () => ReadTask(reading, buffer)); break;
                case "missing": missing = List(scanner, () => reading.Text(buffer)); break;
                default: scanner.SkipValue(); break;
            }
        }
        Expect(scanner, JsonToken.End);
        return new StoreSummary
        {
            Session = session,
            LastEvent = lastEvent,
            Offset = offset,
            TrackCount = tracks,
            RunCount = runs,
            StepCount = steps,
            HasCopies = copies,
            FirstTrackUtc = firstTrack,
            LastTrackUtc = lastTrack,
            FirstRunUtc = firstRun,
            LastRunUtc = lastRun,
            Writers = writers,
            LacksWriters = missing.Contains("writers"),
            Runs = left,
            LacksRuns = missing.Contains("left"),
            LacksKeys = missing.Contains("keys"),
            Tasks = tasks,
            LacksTasks = missing.Contains("tasks"),
        };
    }

    private static SummarizedRun ReadRun(Reading reading, byte[] buffer)
    {
        var scanner = reading.Scanner;
        var (id, status, isContinuable, isCopy) = (0, default(RunStatus), false, false);
        var (start, end) = (default(DateTime), default(DateTime));
        string? task = null, keyHash = null, host = null, writerHost = null, store = null;
        while (scanner.Read() == JsonToken.Name)
        {
            var key = reading.Text(buffer);
            scanner.Read();
            switch (key)
            {
                case "run": id = (int)scanner.GetCount(int.MaxValue); break;
                case "task": task = reading.Text(buffer); break;
                case "status": status = StatusText.ParseRun(reading.Text(buffer)) ?? throw scanner.Bad("a status is unknown"); break;
                case "start": start = Time(scanner, buffer); break;
                case "end": end = Time(scanner, buffer); break;
                case "key": keyHash = reading.Text(buffer); break;
                case "host": host = reading.Text(buffer); break;
                case "continuable": isContinuable = scanner.Token == JsonToken.True; break;
                case "copy": isCopy = scanner.Token == JsonToken.True; break;
                case "writerHost": writerHost = reading.Text(buffer); break;
                case "store": store = reading.Text(buffer); break;
                default: scanner.SkipValue(); break;
            }
        }
        return new SummarizedRun(id, task, status, start, end)
        {
            KeyHash = keyHash,
            Host = host,
            CanBeContinued = isContinuable,
            IsCopy = isCopy,
            WriterHost = writerHost,
            StoreHash = store,
        };
    }

    private static SummarizedTask ReadTask(Reading reading, byte[] buffer)
    {
        var scanner = reading.Scanner;
        var (task, tracks, runs) = ("", 0L, 0L);
        DateTime? lastTrack = null, start = null, end = null, success = null;
        while (scanner.Read() == JsonToken.Name)
        {
            var key = reading.Text(buffer);
            scanner.Read();
            switch (key)
            {
                case "task": task = reading.Text(buffer); break;
                case "tracks": tracks = Number(scanner); break;
                case "runs": runs = Number(scanner); break;
                case "lastTrack": lastTrack = Time(scanner, buffer); break;
                case "start": start = Time(scanner, buffer); break;
                case "end": end = Time(scanner, buffer); break;
                case "success": success = Time(scanner, buffer); break;
                default: scanner.SkipValue(); break;
            }
        }
        return new SummarizedTask(task)
        {
            TrackCount = tracks,
            LastTrackUtc = lastTrack,
            RunCount = runs,
            LastStartUtc = start,
            LastEndUtc = end,
            LastSuccessUtc = success,
        };
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

    private static void Expect(JsonScanner scanner, JsonToken token)
    {
        if (scanner.Read() != token)
            throw scanner.Bad("it is no summary");
    }

    private static Guid Writer(JsonScanner scanner) =>
        scanner.Token == JsonToken.String && Guid.TryParseExact(scanner.GetText(), "D", out var writer) ? writer
            : throw scanner.Bad("a writer is expected");

    private static long Number(JsonScanner scanner) => scanner.GetCount(long.MaxValue);

    private static DateTime Time(JsonScanner scanner, byte[] buffer) =>
        scanner.Token == JsonToken.String && UtcText.TryParse(buffer, scanner.Start, scanner.Length, out var time)
            ? time : throw scanner.Bad("a time is expected");

    /// <summary>What is used again for each file, since whoever reads the ends of files reads many.</summary>
    private sealed class Reading
    {
        private const int MostNames = 1024;

        [ThreadStatic]
        private static Reading? _ofThread;

        private readonly Utf8Pool _names = new(MostNames);

        public static Reading OfThread => _ofThread ??= new Reading();

        public byte[] End { get; } = new byte[MaxLineBytes];

        public byte[] Header { get; } = new byte[MostOfHeader];

        public JsonScanner Scanner { get; } = new();

        /// <summary>The text of the string or name that was just read.</summary>
        public string Text(byte[] buffer) =>
            Scanner.Token is not (JsonToken.String or JsonToken.Name) ? throw Scanner.Bad("a text is expected")
            : Scanner.HasEscapes ? Scanner.GetText() : _names.Get(buffer, Scanner.Start, Scanner.Length);
    }
}
