using System;
using System.Globalization;
using System.IO;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
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
    /// <summary>The newest version that this module reads and the one that it writes.</summary>
    public const int Version = 1;

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

    /// <summary>The session that made the file; an optimised file keeps it.</summary>
    public Guid Session { get; init; }

    /// <summary>How many times the file was rewritten, from 1.</summary>
    public int Generation { get; init; }

    /// <summary>The number of the first event.</summary>
    public long FirstEvent { get; init; }

    /// <summary>How many of the first events tell a state that was kept when the file was rewritten, not what happened since.</summary>
    public long KeptEvents { get; init; }

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
    public bool IsChecked { get; private init; }

    public void Write(JsonBuffer buffer)
    {
        EventWriter.RequireNumber(FirstEvent);
        var start = buffer.Length;
        buffer.Ascii(LineCheck.Opening).Ascii("\"tracking\":").Number(Version).Ascii(",\"session\":").Text(Session.ToString("D"));
        buffer.Ascii(",\"generation\":").Number(Generation).Ascii(",\"first\":").Number(FirstEvent).Ascii(",\"kept\":").Number(KeptEvents);
        buffer.Ascii(",\"nextTrack\":").Number(NextTrack).Ascii(",\"nextRun\":").Number(NextRun);
        if (ClockUtc is { } clock)
            buffer.Ascii(",\"clock\":").Time(clock);
        buffer.Ascii(",\"created\":").Time(CreatedUtc).Ascii(",\"host\":").Text(Host).Ascii(",\"user\":").Text(User).Ascii(",\"process\":").Number(Process).Ascii(Events);
        LineCheck.Set(buffer.Bytes, start, buffer.Length);
    }

    /// <summary>Reads a header line.</summary>
    /// <exception cref="TrackingException">TrackStoreNotTracking, TrackStoreVersionTooNew or TrackStoreDamaged; the message does not name
    /// the file.</exception>
    public static FileHeader Read(byte[] buffer, int start, int end)
    {
        var line = ParseLine(buffer, start, end);
        var version = line["tracking"] is JValue { Type: JTokenType.Integer } value ? value.ToString(CultureInfo.InvariantCulture) : "0";
        if (version == "0" || version[0] == '-')
            throw new TrackingException(TrackingErrorCode.TrackStoreNotTracking, "It holds JSON, but no tracking store. Name another file.");
        if (version.Length > 9 || int.Parse(version, CultureInfo.InvariantCulture) > Version)
            throw new TrackingException(TrackingErrorCode.TrackStoreVersionTooNew, $"It has format version {(version.Length > 9 ? "10 to the " + (version.Length - 1) : version)}; this module reads up to version {Version}. Update the module.");
        try
        {
            return new FileHeader
            {
                Session = Guid.ParseExact((string)line["session"]!, "D"),
                Generation = (int)Count(line, "generation", 0, int.MaxValue),
                FirstEvent = Count(line, "first", 1, EventFields.MaxEventNumber),
                KeptEvents = Count(line, "kept", 0, EventFields.MaxEventNumber),
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
            // Not with the error behind it, which may quote the value.
            throw new TrackingException(TrackingErrorCode.TrackStoreDamaged, "Line 1, byte 0: the header has a value of the wrong kind, or lacks one.");
        }
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
            using var reader = new JsonTextReader(new StringReader(Encoding.UTF8.GetString(document))) { DateParseHandling = DateParseHandling.None };
            return JObject.Load(reader, new JsonLoadSettings { DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error });
        }
        catch (Exception error) when (error is FormatException or JsonSyntaxException or JsonException)
        {
            throw new TrackingException(TrackingErrorCode.TrackStoreNotTracking, "It holds no tracking store. Name another file.", error);
        }
    }

    private static long Count(JObject line, string key, long least, long most) =>
        line[key] is { Type: JTokenType.Integer } value && (long)value is var count && count >= least && count <= most ? count : throw new FormatException(key);

    private static DateTime Time(JObject line, string key) =>
        DateTime.ParseExact((string)line[key]!, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
