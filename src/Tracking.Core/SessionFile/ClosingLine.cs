using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;

namespace Tracking.SessionFile;

/// <summary>The line that closes a file, with or without a summary of what it holds (format 3.7, format 3.8).</summary>
internal sealed class ClosingLine
{
    private ClosingLine()
    {
    }

    /// <summary>Why it does not close this file; null when it does.</summary>
    public string? Wrong { get; private set; }

    /// <summary>What shows that it is as it was written.</summary>
    public LineEvidence Evidence { get; private set; }

    /// <summary>What was corrected in it, or passed over; null for nothing.</summary>
    public string? Corrected { get; private set; }

    /// <summary>Whether everything was on the disk when it was written.</summary>
    public bool SaysFlushed { get; private set; }

    /// <summary>What it says of the file, where its check value is right; else null.</summary>
    public StoreSummary? Summary { get; private set; }

    /// <summary>Reads a line; null when it is none that closes a file.</summary>
    /// <param name="lines">Of which it is the one just read.</param>
    /// <param name="header">The file's header; null where it is not known.</param>
    public static ClosingLine? Find(LineReader lines, FileHeader? header)
    {
        if (lines.End == lines.Start || (lines.Buffer[lines.Start] != ']' && !FlippedBit.IsBetween(lines.Buffer[lines.Start], (byte)']')))
            return null;
        if (lines.Buffer[lines.Start] == ']' && header != null && FileSeed.Closing(lines.Buffer, lines.Start, lines.End) is { } of
            && of != (header.Session, header.Generation))
        {
            return new ClosingLine { Wrong = "the closing brackets are those of another file, or of an older generation of this one" };
        }
        if (FindSummarized(lines, header) is { } closed)
            return ReadSummarized(lines, header!, closed.Begin, closed.Differs);
        if (lines.End - lines.Start > FileHeader.MaxClosingLength)
            return null;
        var line = lines.Text(FileHeader.MaxClosingLength);
        foreach (var form in Forms(header))
        {
            var wrong = form == line ? 0 : Difference(form, line);
            if (wrong <= 1)
                return Written(form, wrong == 1);
        }
        return line == "]}" ? new ClosingLine() : null;
    }

    /// <summary>Whether a line is the beginning of a closing one, as a write that was cut off leaves it.</summary>
    /// <param name="lines">Of which it is the one just read.</param>
    /// <param name="header">The file's header; null where it is not known.</param>
    public static bool IsCut(LineReader lines, FileHeader? header)
    {
        var line = lines.Text(FileHeader.MaxClosingLength);
        return line.Length > 0
            && (Forms(header).Any(form => form.StartsWith(line, StringComparison.Ordinal)) || FindSummarized(lines, header) != null);
    }

    /// <summary>
    /// What the line begins with, but for one bit, if that is how the file is closed and something stands behind that; else null.
    /// </summary>
    private static (string Begin, bool Differs)? FindSummarized(LineReader lines, FileHeader? header)
    {
        if (header == null)
            return null;
        foreach (var flushed in new[] { true, false })
        {
            var form = FileForm.ClosingOf(header, flushed).Trim();
            var begin = form.Substring(0, form.Length - 1) + ",";
            var wrong = Difference(begin, lines.Text(begin.Length));
            if (wrong <= 1)
                return (begin.Substring(0, begin.Length - 1), wrong == 1);
        }
        return null;
    }

    /// <summary>One that lacks its end was cut off; of another one, the summary is passed over if it is not as it was written.</summary>
    private static ClosingLine ReadSummarized(LineReader lines, FileHeader header, string begin, bool differs)
    {
        var (start, end) = (lines.Start + begin.Length, lines.End);
        if (!lines.StartsWith("}}", end - 2 - lines.Start))
            return new ClosingLine { Wrong = "the closing line lacks its end" };
        var closing = Written(begin, differs);
        closing.Summary = lines.StartsWith(ClosingSummary.Key, start - lines.Start)
            ? SummaryReader.Read(lines.Buffer, start + ClosingSummary.Key.Length, end - 1, header.Session, header.Seed)
            : null;
        if (closing.Summary == null)
            closing.Corrected ??= "the summary in the closing line is not as it was written. It was passed over.";
        return closing;
    }

    private static ClosingLine Written(string form, bool differs) => new()
    {
        Evidence = LineEvidence.Seeded,
        Corrected = differs ? LineCorrection.OneBit : null,
        SaysFlushed = form.IndexOf("true", StringComparison.Ordinal) >= 0,
    };

    /// <summary>What the file may be closed with, without the line breaks around it.</summary>
    private static IEnumerable<string> Forms(FileHeader? header)
    {
        yield return FileHeader.Closing.Trim();
        yield return FileHeader.FlushedClosing.Trim();
        if (header == null)
            yield break;
        yield return FileForm.ClosingOf(header, flushed: false).Trim();
        yield return FileForm.ClosingOf(header, flushed: true).Trim();
    }

    /// <summary>In how many bits two lines differ, up to two.</summary>
    private static int Difference(string one, string other)
    {
        if (one.Length != other.Length)
            return 2;
        var count = 0;
        for (var i = 0; i < one.Length && count < 2; i++)
            count += one[i] == other[i] ? 0 : FlippedBit.IsBetween((byte)one[i], (byte)other[i]) ? 1 : 2;
        return count;
    }
}
