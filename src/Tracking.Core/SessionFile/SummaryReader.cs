using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Tracking.Disk;
using Tracking.Events;
using Tracking.Json;
using Tracking.Model;
using static Tracking.SessionFile.ClosingSummary;

namespace Tracking.SessionFile;

/// <summary>Reads the summary of a file (format 3.8) token by token, from the end of the file and without the rest.</summary>
internal static class SummaryReader
{
    private const string ClosingBegin = "],\"flushed\":true ,\"of\":\"";
    private const string SessionKey = ",\"session\":\"";
    private const string GenerationKey = "\",\"generation\":";
    private const int GuidLength = 36;

    // A GUID, a slash, a generation and a quote.
    private const int LongestOf = GuidLength + 12;
    private const int MostOfHeader = 1024;

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
