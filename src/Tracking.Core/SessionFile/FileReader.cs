using System;
using System.Linq;
using Tracking.Disk;
using Tracking.Events;

namespace Tracking.SessionFile;

/// <summary>
/// Reads a session file and replays its events up to the first line that is none or cannot follow on those before it. If a later line
/// says that everything up to there was on the disk, it is damage. Else it begins the torn end: a write that was cut off, or what the
/// power took before it was flushed, of which any part may be there (format 7.1, 7.2).
/// </summary>
internal static class FileReader
{
    /// <summary>Reads so many bytes of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="length">The length to read, taken before.</param>
    /// <param name="context">With what it is read.</param>
    /// <exception cref="TrackingException">What is wrong with the file, by line and byte; the message does not name the file.</exception>
    public static FileContent Read(IDiskFile file, long length, ReadContext? context = null)
    {
        var lines = new EventLines(file, length, context);
        var content = lines.ReadHeader(new FileWarnings());
        var isCutClosing = false;
        while (lines.Read())
        {
            if (content.TornAt == null)
            {
                if (Add(content, lines) is not { } wrong)
                    continue;
                content.TornAt = lines.Describe(wrong);
                isCutClosing = lines.IsCutClosing && !content.IsClosed;
            }
            else
            {
                isCutClosing = false;
                if (lines.IsNewer)
                    content.CountNewer();
            }
            // Of a header that was changed it is not known which events it had before: that is no torn end.
            if (!content.Header.IsChecked && !content.HasEvents && lines.Evidence != LineEvidence.None && lines.Event != null)
                throw new TrackingException(TrackingErrorCode.TrackStoreDamaged, content.TornAt);
            // A line that was edited before may be what is wrong, so the last one is named too.
            if (lines.FlushedEvent >= content.NextEvent)
            {
                throw new TrackingException(
                    TrackingErrorCode.TrackStoreDamaged,
                    string.Join(" ", [content.TornAt, .. content.Warnings.Listed.Skip(content.Warnings.Listed.Count - 1)]));
            }
        }
        // Nothing of value is in it: the file lacks its end, as if it stopped before it.
        if (isCutClosing)
            content.TornAt = null;
        content.Complete(context?.Meter);
        content.IsClosed &= content.TornAt == null;
        return content;
    }

    /// <summary>
    /// Reads what was appended since: up to the first line that is none or cannot follow, which may be one that is being written. Tells
    /// whether there was none, and the file is closed.
    /// </summary>
    /// <param name="content">What was read, all of it orderly; what is new is added to it.</param>
    /// <param name="file">The file.</param>
    /// <param name="length">The length to read, taken before and beyond what was read.</param>
    /// <param name="context">With what it is read.</param>
    /// <param name="receive">Receives each event that was applied, behind which the state stands.</param>
    /// <exception cref="TrackingException">
    /// TrackStoreVersionTooNew, when only a newer version may answer from the file by now; the message does not name it.
    /// </exception>
    public static bool ReadOn(FileContent content, IDiskFile file, long length, ReadContext context, Action<TrackEvent> receive)
    {
        // From behind the last event's line break.
        var lines = new EventLines(file, length, context, from: content.End + 1, linesBefore: content.Lines, header: content.Header);
        var newerBefore = content.NewerLines;
        content.IsClosed = false;
        while (lines.Read())
        {
            if (Add(content, lines, receive) != null)
                return false;
            // Who wrote it raised the header first.
            if (content.NewerLines > newerBefore)
                RequireStore(file, length, context);
        }
        return content.IsClosed;
    }

    /// <summary>Refuses a file that does not begin as a store does; returns what its header says.</summary>
    public static FileContent RequireStore(IDiskFile file, long length, ReadContext? context) =>
        new EventLines(file, Math.Min(length, FileHeader.MaxBytes + 1), context).ReadHeader(new FileWarnings());

    /// <summary>Adds a line to what was read; returns why it cannot be the next one, and null when it was added or passed over.</summary>
    private static string? Add(FileContent content, EventLines line, Action<TrackEvent>? receive = null)
    {
        if (line.Wrong != null && !line.IsNewer)
            return line.Wrong;
        if (content.IsClosed)
            return "something stands behind the closing brackets";
        if (line.Event == null && !line.IsNewer)
        {
            content.NoteOddities(happened: null, line.Place, line.Corrected, isChecked: true);
            content.IsClosed = true;
            content.SaysFlushed = line.FlushedEvent > 0;
            content.HasSummary = line.Summary is { } summary && summary.LastEvent == content.NextEvent - 1
                && summary.Offset == content.End;
            content.ClosedEnd = line.End + 1;
            return null;
        }
        if (line.HasComma != content.HasEvents)
            return content.HasEvents ? "no comma stands before the event" : "a comma stands before the first event";
        if (line.Number != content.NextEvent)
            return $"event {line.Number} stands where event {content.NextEvent} is due: a line is missing, doubled or out of its place";
        var contradiction = line.Event == null ? null : content.Contradiction(line.Number, line.Event);
        // What it refers to may be what a newer line made.
        if (contradiction != null && content.NewerLines == 0)
            return contradiction;
        // Once seeded lines are written, a line without a seed is of another file, or was edited.
        content.NoteOddities(
            line.Event, line.Place, line.Corrected,
            line.Evidence == LineEvidence.Seeded || (line.Evidence == LineEvidence.Unseeded && !content.HasSeeded));
        content.HasSeeded |= line.Evidence == LineEvidence.Seeded;
        content.NoteFlush(line.FlushedEvent);
        content.End = line.End;
        content.Lines = line.LineNumber;
        if (line.Event == null)
            content.PassOverNewer(line.Number, line.Place);
        else if (contradiction != null)
            content.PassOver(line.Number, line.Place, contradiction);
        else
            content.Accept(line.Number, line.Event);
        if (line.Event != null && contradiction == null)
            receive?.Invoke(line.Event);
        return null;
    }
}
