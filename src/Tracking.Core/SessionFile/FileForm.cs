using System;
using System.Globalization;
using Tracking.Json;
using Tracking.Model;

namespace Tracking.SessionFile;

/// <summary>
/// How the lines of a file are checked when they are written, and how the file is closed: from format version 3 on with its session and
/// its generation, so that lines of another file, or of an older generation, are told from its own (format 3.7, 4.6).
/// </summary>
internal sealed class FileForm
{
    /// <summary>The first format version whose lines are seeded.</summary>
    public const int SeededSince = 3;

    /// <summary>The first format version whose closing lines may have a summary.</summary>
    public const int SummarySince = 4;

    private readonly bool _isSeeded;
    private readonly uint _seed;

    private FileForm(FileHeader header)
    {
        _isSeeded = header.WriteVersion >= SeededSince;
        _seed = header.Seed;
        Closing = _isSeeded ? ClosingOf(header, flushed: false) : FileHeader.Closing;
        FlushedClosing = _isSeeded ? ClosingOf(header, flushed: true) : FileHeader.FlushedClosing;
        HasSummary = header.WriteVersion >= SummarySince;
    }

    /// <summary>Whether the file may be closed with a summary.</summary>
    public bool HasSummary { get; }

    /// <summary>What a line of an event begins with.</summary>
    public string Opening => _isSeeded ? LineCheck.SeededOpening : LineCheck.Opening;

    /// <summary>What stands behind the last event; as long as <see cref="FlushedClosing"/>, which takes its place.</summary>
    public string Closing { get; }

    /// <summary>What stands behind the last event when everything is on the disk.</summary>
    public string FlushedClosing { get; }

    /// <summary>The form in which a file with such a header is written.</summary>
    public static FileForm Of(FileHeader header) => new(header);

    /// <summary>The closing line that repeats the session and the generation, with the line breaks around it.</summary>
    public static string ClosingOf(FileHeader header, bool flushed) => ClosingOf(header.Session, header.Generation, flushed);

    /// <inheritdoc cref="ClosingOf(FileHeader, bool)"/>
    public static string ClosingOf(Guid session, int generation, bool flushed) => string.Format(
        CultureInfo.InvariantCulture, "\n],\"flushed\":{0},\"of\":\"{1:D}/{2}\"}}\n", flushed ? "true " : "false", session, generation);

    /// <summary>Writes <see cref="FlushedClosing"/> with a summary of the file.</summary>
    public void WriteClosing(JsonBuffer buffer, StoreSummary summary)
    {
        const int End = 2;
        buffer.Ascii(FlushedClosing.Substring(0, FlushedClosing.Length - End)).Ascii(ClosingSummary.Key);
        ClosingSummary.Write(buffer, summary, _seed);
        buffer.Ascii(FlushedClosing.Substring(FlushedClosing.Length - End));
    }

    /// <summary>Puts the check value into a line that begins with <see cref="Opening"/>.</summary>
    public void SetCheck(byte[] buffer, int start, int end) => LineCheck.Set(buffer, start, end, _isSeeded ? _seed : 0);
}
