using System;
using System.Globalization;
using System.IO;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Tracking.Engine;
using Tracking.Events;
using Tracking.Json;
using Tracking.Rules;
using Tracking.State;

using JsonToken = Tracking.Json.JsonToken;

namespace Tracking.SessionFile;

/// <summary>
/// The first line of a session file: its format, whose it is, and the counters that its events may not tell any more (format 2).
/// </summary>
internal sealed class FileHeader
{
    /// <summary>The most bytes of a header line.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>
    /// What the header line, an object, ends with: its last key opens the array of events, one a line, which <see cref="Closing"/>
    /// closes.
    /// </summary>
    private const string Events = ",\"events\":[";

    /// <summary>What stands behind the last event; as long as <see cref="FlushedClosing"/>, which takes its place.</summary>
    public const string Closing = "\n],\"flushed\":false}\n";

    /// <summary>What stands behind the last event when everything is on the disk.</summary>
    public const string FlushedClosing = "\n],\"flushed\":true }\n";

    private const string VersionKey = "\"tracking\":";
    private const string AnswerKey = ",\"answers\":";
    private const int VersionWidth = 2;
    private const int MaxVersionsLength = 11 + VersionWidth + 11 + VersionWidth + 1;

    // No version is beyond it; what a header says beyond it is too new in any case.
    private const int MaxVersion = 99;

    /// <summary>The lowest format version that may write to the file (format 10).</summary>
    public int WriteVersion { get; private set; } = 1;

    /// <summary>The lowest format version that may answer from the file (format 10).</summary>
    public int AnswerVersion { get; private set; } = 1;

    /// <summary>The session that made the file; an optimised file keeps it.</summary>
    public Guid Session { get; init; }

    /// <summary>How many times the file was rewritten, from 1.</summary>
    public int Generation { get; init; }

    /// <summary>The number of the first event.</summary>
    public long FirstEvent { get; init; }

    /// <summary>How many of the first events tell a state that was kept when the file was rewritten, not what happened since.</summary>
    public long CompactedEvents { get; init; }

    /// <summary>The lowest track number that was never given before the file was rewritten.</summary>
    public long NextTrack { get; init; }

    /// <summary>The lowest run id that was never given before the file was rewritten.</summary>
    public int NextRun { get; init; }

    /// <summary>The last time that the clock made before the file was rewritten, in UTC; null when it made none.</summary>
    public DateTime? ClockUtc { get; init; }

    /// <summary>When the session began, in UTC.</summary>
    public DateTime CreatedUtc { get; init; }

    /// <summary>The machine, user and process that made the file.</summary>
    public string Host { get; init; } = "";

    /// <inheritdoc cref="Host"/>
    public string User { get; init; } = "";

    /// <inheritdoc cref="Host"/>
    public int Process { get; init; }

    /// <summary>Whether the line carried the right check value; a header that a person edited does not.</summary>
    public bool IsChecked { get; private init; } = true;

    /// <summary>
    /// How many characters the versions take: one in a header of module version 0.1, and 0 in one of a form that this module does not
    /// write.
    /// </summary>
    private int Width { get; init; } = VersionWidth;

    /// <summary>The header of a new file.</summary>
    public static FileHeader New()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        return new FileHeader
        {
            Session = Guid.NewGuid(),
            Generation = 1,
            FirstEvent = 1,
            NextTrack = 1,
            NextRun = 1,
            CreatedUtc = DateTime.UtcNow,
            Host = Environment.MachineName,
            User = Environment.UserName,
            Process = self.Id,
        };
    }

    /// <summary>The header of the file when it is written anew from memory.</summary>
    public FileHeader NextGeneration(long firstEvent, LogImage image, FormatNeeds needs) => new()
    {
        WriteVersion = Math.Max(WriteVersion, needs.Write),
        AnswerVersion = Math.Max(AnswerVersion, needs.Answer),
        Session = Session,
        Generation = Math.Min(Generation, int.MaxValue - 1) + 1,
        FirstEvent = firstEvent,
        CompactedEvents = image.Count,
        NextTrack = image.NextTrack,
        NextRun = image.NextRun,
        ClockUtc = image.ClockUtc,
        CreatedUtc = CreatedUtc,
        Host = Host,
        User = User,
        Process = Process,
    };

    /// <summary>
    /// Whether the versions can be raised in place: on a header whose check value is right, since any other would pass an edit off as
    /// ours, and where there is room for them.
    /// </summary>
    public bool CanBeRaised(FormatNeeds needs) =>
        IsChecked && (Width == VersionWidth || (Width == 1 && needs.Write < 10 && needs.Answer <= AnswerVersion));

    /// <summary>The header with versions that events need.</summary>
    public FileHeader RaisedTo(FormatNeeds needs)
    {
        var raised = (FileHeader)MemberwiseClone();
        raised.Raise(needs);
        return raised;
    }

    /// <summary>Raises the versions in the bytes of a header line, and sets its check value.</summary>
    /// <returns>How many bytes from the line's start have changed at most.</returns>
    public int RaiseBytes(byte[] buffer, int end, FormatNeeds needs)
    {
        var at = LineCheck.Opening.Length + VersionKey.Length;
        SetNumber(buffer, at, Width, Math.Max(WriteVersion, needs.Write));
        at += Width;
        if (Width == VersionWidth)
        {
            at += AnswerKey.Length;
            SetNumber(buffer, at, Width, Math.Max(AnswerVersion, needs.Answer));
            at += Width;
        }
        LineCheck.Set(buffer, 0, end);
        return at;
    }

    public void Write(JsonBuffer buffer)
    {
        EventWriter.RequireNumber(FirstEvent);
        var start = buffer.Length;
        buffer.Ascii(LineCheck.Opening).Ascii(VersionKey).Ascii(Padded(WriteVersion)).Ascii(AnswerKey).Ascii(Padded(AnswerVersion));
        buffer.Ascii(",\"session\":").Text(Session.ToString("D"));
        buffer.Ascii(",\"generation\":").Number(Generation).Ascii(",\"first\":").Number(FirstEvent).Ascii(",\"kept\":")
            .Number(CompactedEvents);
        buffer.Ascii(",\"nextTrack\":").Number(NextTrack).Ascii(",\"nextRun\":").Number(NextRun);
        if (ClockUtc is { } clock)
            buffer.Ascii(",\"clock\":").Time(clock);
        buffer.Ascii(",\"created\":").Time(CreatedUtc).Ascii(",\"host\":").Text(Host).Ascii(",\"user\":").Text(User).Ascii(",\"process\":")
            .Number(Process).Ascii(Events);
        LineCheck.Set(buffer.Bytes, start, buffer.Length);
    }

    /// <summary>Reads a header line.</summary>
    /// <exception cref="TrackingException">TrackStoreNotTracking, TrackStoreVersionTooNew or TrackStoreDamaged; the message does not name
    /// the file.</exception>
    /// <param name="buffer">Where the line is.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="version">The format version of the reader.</param>
    public static FileHeader Read(byte[] buffer, int start, int end, int version)
    {
        var line = ParseLine(buffer, start, end);
        var (writeVersion, answerVersion) = (Version(line["tracking"]), Version(line["answers"]));
        if (writeVersion == 0)
            throw new TrackingException(
                TrackingErrorCode.TrackStoreNotTracking, "It holds JSON, but no tracking store. Name another file.");
        if (answerVersion > version)
            throw TooNew(answerVersion, version);
        try
        {
            return new FileHeader
            {
                WriteVersion = writeVersion,
                AnswerVersion = Math.Max(1, answerVersion),
                Width = WidthOfVersions(buffer, start, end),
                Session = Guid.ParseExact((string)line["session"]!, "D"),
                Generation = (int)Count(line, "generation", 0, int.MaxValue),
                FirstEvent = Count(line, "first", 1, EventFields.MaxEventNumber),
                CompactedEvents = Count(line, "kept", 0, EventFields.MaxEventNumber),
                NextTrack = Count(line, "nextTrack", 0, StoreLimits.MaxTrackNumber + 1),
                NextRun = (int)Count(line, "nextRun", 0, StoreLimits.MaxRunId + 1),
                ClockUtc = line["clock"] == null ? null : Time(line, "clock"),
                CreatedUtc = Time(line, "created"),
                Host = (string?)line["host"] ?? "",
                User = (string?)line["user"] ?? "",
                Process = (int)Count(line, "process", 0, int.MaxValue),
                IsChecked = LineCheck.IsRight(buffer, start, end),
            };
        }
        catch (Exception error) when (error is FormatException or ArgumentException or OverflowException or InvalidCastException)
        {
            if (writeVersion > version)
                throw TooNew(writeVersion, version);
            // Not with the error behind it, which may quote the value.
            throw new TrackingException(
                TrackingErrorCode.TrackStoreDamaged, "Line 1, byte 0: the header has a value of the wrong kind, or lacks one.");
        }
    }

    /// <summary>The error of a file that a newer version of this module wrote; the message does not name the file.</summary>
    /// <param name="needed">The format version that it takes.</param>
    /// <param name="version">The format version of the reader.</param>
    public static TrackingException TooNew(int needed, int version) => new(
        TrackingErrorCode.TrackStoreVersionTooNew,
        $"It has format version {needed}{(needed == MaxVersion ? " or later" : "")}; this module knows up to version {version}. Update "
            + $"the module.");

    private void Raise(FormatNeeds needs) =>
        (WriteVersion, AnswerVersion) = (Math.Max(WriteVersion, needs.Write), Math.Max(AnswerVersion, needs.Answer));

    private static string Padded(int version) => version.ToString(CultureInfo.InvariantCulture).PadLeft(VersionWidth);

    private static void SetNumber(byte[] buffer, int at, int width, int value)
    {
        for (var i = at + width - 1; i >= at; i--, value /= 10)
            buffer[i] = (byte)(value > 0 ? '0' + (value % 10) : ' ');
    }

    /// <summary>A version that a header says; 0 when it says none, and <see cref="MaxVersion"/> for all that are beyond it.</summary>
    private static int Version(JToken? token)
    {
        if (token is not JValue { Type: JTokenType.Integer } value)
            return 0;
        var text = value.ToString(CultureInfo.InvariantCulture);
        return text[0] == '-' ? 0 : text.Length > 2 ? MaxVersion : int.Parse(text, CultureInfo.InvariantCulture);
    }

    private static int WidthOfVersions(byte[] buffer, int start, int end)
    {
        var at = start + LineCheck.Opening.Length;
        var text = Encoding.ASCII.GetString(buffer, Math.Min(at, end), Math.Max(0, Math.Min(MaxVersionsLength, end - at)));
        return !text.StartsWith(VersionKey, StringComparison.Ordinal) ? 0
            : text.IndexOf(AnswerKey, StringComparison.Ordinal) == VersionKey.Length + VersionWidth && text[text.Length - 1] == ','
                ? VersionWidth
            : text[VersionKey.Length + 1] == ',' ? 1
            : 0;
    }

    private static JObject ParseLine(byte[] buffer, int start, int end)
    {
        try
        {
            if (end - start < Events.Length || Encoding.ASCII.GetString(buffer, end - Events.Length, Events.Length) != Events)
                throw new FormatException("no header");
            var whole = Encoding.UTF8.GetBytes("]}");
            var document = new byte[end - start + whole.Length];
            Buffer.BlockCopy(buffer, start, document, 0, end - start);
            Buffer.BlockCopy(whole, 0, document, end - start, whole.Length);
            var scanner = new JsonScanner();
            scanner.Reset(document, 0, document.Length);
            while (scanner.Read() != JsonToken.End)
            {
            }
            using var reader = new JsonTextReader(
                new StringReader(Encoding.UTF8.GetString(document))) { DateParseHandling = DateParseHandling.None };
            return JObject.Load(reader, new JsonLoadSettings { DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error });
        }
        catch (Exception error) when (error is FormatException or JsonSyntaxException or JsonException)
        {
            throw new TrackingException(TrackingErrorCode.TrackStoreNotTracking, "It holds no tracking store. Name another file.", error);
        }
    }

    private static long Count(JObject line, string key, long least, long most) =>
        line[key] is { Type: JTokenType.Integer } value && (long)value is var count && count >= least && count <= most ? count
            : throw new FormatException(key);

    private static DateTime Time(JObject line, string key) =>
        DateTime.ParseExact((string)line[key]!, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
