using System;
using System.Globalization;
using System.IO;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Tracking.Events;
using Tracking.Json;
using Tracking.Rules;
using JsonToken = Tracking.Json.JsonToken;

namespace Tracking.SessionFile;

/// <summary>Reads the first line of a session file (format 2).</summary>
internal static class FileHeaderReader
{
    private const int MaxVersionsLength = 11 + FileHeader.VersionWidth + 11 + FileHeader.VersionWidth + 1;

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
        // The first module, whose headers say nothing of answers, refuses all that it does not write; seeded lines take version 3.
        if (line["answers"] == null && writeVersion >= FileForm.SeededSince)
            answerVersion = FileForm.SeededSince;
        if (writeVersion == 0)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackStoreNotTracking, "It holds JSON, but no tracking store. Name another file.");
        }

        if (answerVersion > version)
            throw FileHeader.TooNew(answerVersion, version);
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
                NextStep = line["nextStep"] == null ? 1 : (int)Count(line, "nextStep", 1, StoreLimits.MaxStepId + 1),
                ClockUtc = line["clock"] == null ? null : Time(line, "clock"),
                ClockBehindTicks = line["behind"] == null ? 0 : Count(line, "behind", 0, ClockRule.MaxCorrectionTicks),
                LostEdits = line["edits"] == null ? 0 : Count(line, "edits", 0, EventFields.MaxEventNumber),
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
                throw FileHeader.TooNew(writeVersion, version);
            // Not with the error behind it, which may quote the value.
            throw new TrackingException(
                TrackingErrorCode.TrackStoreDamaged, "Line 1, byte 0: the header has a value of the wrong kind, or lacks one.");
        }
    }

    /// <summary>
    /// A version that a header says; 0 when it says none, and <see cref="FileHeader.MaxVersion"/> for all that are beyond it.
    /// </summary>
    private static int Version(JToken? token)
    {
        if (token is not JValue { Type: JTokenType.Integer } value)
            return 0;
        var text = value.ToString(CultureInfo.InvariantCulture);
        return text[0] == '-' ? 0 : text.Length > 2 ? FileHeader.MaxVersion : int.Parse(text, CultureInfo.InvariantCulture);
    }

    private static int WidthOfVersions(byte[] buffer, int start, int end)
    {
        var at = start + LineCheck.Opening.Length;
        var text = Encoding.ASCII.GetString(buffer, Math.Min(at, end), Math.Max(0, Math.Min(MaxVersionsLength, end - at)));
        return !text.StartsWith(FileHeader.VersionKey, StringComparison.Ordinal) ? 0
            : text.IndexOf(FileHeader.AnswerKey, StringComparison.Ordinal) == FileHeader.VersionKey.Length + FileHeader.VersionWidth
                && text[text.Length - 1] == ','
                ? FileHeader.VersionWidth
            : text[FileHeader.VersionKey.Length + 1] == ',' ? 1
            : 0;
    }

    private static JObject ParseLine(byte[] buffer, int start, int end)
    {
        try
        {
            if (end - start < FileHeader.Events.Length
                || Encoding.ASCII.GetString(buffer, end - FileHeader.Events.Length, FileHeader.Events.Length) != FileHeader.Events)
            {
                throw new FormatException("no header");
            }
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
                new StringReader(Encoding.UTF8.GetString(document)))
            { DateParseHandling = DateParseHandling.None };
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
