using System;
using System.Globalization;
using Tracking.Engine;
using Tracking.Json;
using Tracking.Model;

namespace Tracking.SessionFile;

/// <summary>
/// The first line of a session file: its format, whose it is, and the counters that its events may not tell any more (format 2).
/// </summary>
internal sealed record FileHeader
{
    /// <summary>The most bytes of a header line.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>
    /// What the header line, an object, ends with: its last key opens the array of events, one a line, which <see cref="Closing"/>
    /// closes.
    /// </summary>
    public const string Events = ",\"events\":[";

    /// <summary>
    /// What stands behind the last event in a file of format 1 or 2; as long as <see cref="FlushedClosing"/>, which takes its place.
    /// <see cref="FileForm"/> says what stands there since.
    /// </summary>
    public const string Closing = "\n],\"flushed\":false}\n";

    /// <summary>What stands behind the last event when everything is on the disk.</summary>
    public const string FlushedClosing = "\n],\"flushed\":true }\n";

    /// <summary>The header's session stands within so many bytes.</summary>
    public const int SessionIsWithin = 128;

    /// <summary>The most bytes of a closing line without a summary.</summary>
    public const int MaxClosingLength = 100;

    public const string VersionKey = "\"tracking\":";
    public const string AnswerKey = ",\"answers\":";
    public const int VersionWidth = 2;

    // No version is beyond it; what a header says beyond it is too new in any case.
    public const int MaxVersion = 99;

    /// <summary>The lowest format version that may write to the file (format 10).</summary>
    public int WriteVersion { get; init; } = 1;

    /// <summary>The lowest format version that may answer from the file (format 10).</summary>
    public int AnswerVersion { get; init; } = 1;

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

    /// <summary>The lowest step id that was never given before the file was rewritten.</summary>
    public int NextStep { get; init; }

    /// <summary>The last time that the clock made before the file was rewritten, in UTC; null when it made none.</summary>
    public DateTime? ClockUtc { get; init; }

    /// <summary>By how much the system's clock was behind the times of the file when it was rewritten, in ticks.</summary>
    public long ClockBehindTicks { get; init; }

    /// <summary>When the session began, in UTC.</summary>
    public DateTime CreatedUtc { get; init; }

    /// <summary>The machine, user and process that made the file.</summary>
    public string Host { get; init; } = "";

    /// <inheritdoc cref="Host"/>
    public string User { get; init; } = "";

    /// <inheritdoc cref="Host"/>
    public int Process { get; init; }

    /// <summary>Whether the line carried the right check value; a header that a person edited does not.</summary>
    public bool IsChecked { get; init; } = true;

    /// <summary>
    /// How many characters the versions take: one in a header of module version 0.1, and 0 in one of a form that this module does not
    /// write.
    /// </summary>
    public int Width { get; init; } = VersionWidth;

    /// <summary>How many lines were edited by hand of which none is left since the file was rewritten (format 4.8).</summary>
    public long LostEdits { get; init; }

    /// <summary>
    /// A seed that the lines of the file have, where it is not that of the session and the generation which a damaged header says; null
    /// for that.
    /// </summary>
    public uint? SeedOfLines { get; init; }

    /// <summary>With which the check values of the file's lines are seeded.</summary>
    public uint Seed => SeedOfLines ?? LineCheck.Seed(Session, Generation);

    /// <summary>The header of a new file.</summary>
    public static FileHeader New()
    {
        var self = ProcessIdentity.Current;
        return new FileHeader
        {
            Session = Guid.NewGuid(),
            Generation = 1,
            FirstEvent = 1,
            NextTrack = 1,
            NextRun = 1,
            CreatedUtc = DateTime.UtcNow,
            Host = Environment.MachineName,
            User = SystemUser.Name,
            Process = self.Id,
        };
    }

    /// <summary>The header of the file when it is written anew from memory.</summary>
    public FileHeader NextGeneration(long firstEvent, LogImage image, FormatNeeds needs) => RaisedTo(needs) with
    {
        Generation = Math.Min(Generation, int.MaxValue - 1) + 1,
        FirstEvent = firstEvent,
        CompactedEvents = image.Count,
        NextTrack = image.NextTrack,
        NextRun = image.NextRun,
        NextStep = image.NextStep,
        ClockUtc = image.ClockUtc,
        ClockBehindTicks = image.ClockBehindTicks,
        LostEdits = image.LostEdits,
        IsChecked = true,
        Width = VersionWidth,
        SeedOfLines = null,
    };

    /// <summary>
    /// Whether the versions can be raised in place: on a header whose check value is right, since any other would pass an edit off as
    /// ours, and where there is room for them.
    /// </summary>
    public bool CanBeRaised(FormatNeeds needs) =>
        IsChecked && (Width == VersionWidth || (Width == 1 && needs.Write < 10 && needs.Answer <= AnswerOfFirst(needs)));

    /// <summary>Which version may answer by a header that does not say it, once its version is raised (format 10.7).</summary>
    private int AnswerOfFirst(FormatNeeds needs) =>
        Math.Max(WriteVersion, needs.Write) >= FileForm.SeededSince ? Math.Max(AnswerVersion, FileForm.SeededSince) : AnswerVersion;

    /// <summary>The header with versions that events need.</summary>
    public FileHeader RaisedTo(FormatNeeds needs) => this with
    {
        WriteVersion = Math.Max(WriteVersion, needs.Write),
        AnswerVersion = Math.Max(AnswerVersion, needs.Answer),
    };

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
        // Version 1 has no steps.
        if (NextStep > 1)
            buffer.Ascii(",\"nextStep\":").Number(NextStep);
        if (ClockUtc is { } clock)
            buffer.Ascii(",\"clock\":").Time(clock);
        if (ClockBehindTicks > 0)
            buffer.Ascii(",\"behind\":").Number(ClockBehindTicks);
        if (LostEdits > 0)
            buffer.Ascii(",\"edits\":").Number(LostEdits);
        buffer.Ascii(",\"created\":").Time(CreatedUtc).Ascii(",\"host\":").Text(Host).Ascii(",\"user\":").Text(User).Ascii(",\"process\":")
            .Number(Process).Ascii(Events);
        LineCheck.Set(buffer.Bytes, start, buffer.Length);
    }

    /// <summary>The error of a file that a newer version of this module wrote; the message does not name the file.</summary>
    /// <param name="needed">The format version that it takes.</param>
    /// <param name="version">The format version of the reader.</param>
    public static TrackingException TooNew(int needed, int version) => new(
        TrackingErrorCode.TrackStoreVersionTooNew,
        $"It has format version {needed}{(needed == MaxVersion ? " or later" : "")}; this module knows up to version {version}. Update "
            + $"the module.");

    private static string Padded(int version) => version.ToString(CultureInfo.InvariantCulture).PadLeft(VersionWidth);

    private static void SetNumber(byte[] buffer, int at, int width, int value)
    {
        for (var i = at + width - 1; i >= at; i--, value /= 10)
            buffer[i] = (byte)(value > 0 ? '0' + (value % 10) : ' ');
    }
}
