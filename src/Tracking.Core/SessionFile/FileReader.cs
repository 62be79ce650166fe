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
                if (WhatIsWrong(content, lines) is not { } wrong)
                {
                    Accept(content, lines);
                    continue;
                }
                content.TornAt = lines.Describe(wrong);
                isCutClosing = lines.IsCutClosing && !content.IsClosed;
            }
            else
            {
                isCutClosing = false;
            }
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
    /// <param name="content">What was read, all of it orderly; it takes over what is new.</param>
    /// <param name="file">The file.</param>
    /// <param name="length">The length to read, taken before and beyond what was read.</param>
    /// <param name="hear">Hears each event, behind which the state stands.</param>
    public static bool ReadOn(FileContent content, IDiskFile file, long length, Action<TrackEvent> hear)
    {
        // From behind the last event's line break.
        var lines = new EventLines(file, length, from: content.End + 1, linesBefore: content.Lines);
        content.IsClosed = false;
        while (lines.Read())
        {
            if (WhatIsWrong(content, lines) != null)
                return false;
            Accept(content, lines);
            if (lines.Event != null)
                hear(lines.Event);
        }
        return content.IsClosed;
    }

    /// <summary>Refuses a file that does not begin as a store does; returns what its header says.</summary>
    public static FileContent RequireStore(IDiskFile file, long length, ReadContext? context) =>
        new EventLines(file, Math.Min(length, FileHeader.MaxBytes + 1), context).ReadHeader(new FileWarnings());

    private static string? WhatIsWrong(FileContent content, EventLines line)
    {
        if (line.Wrong != null && !line.IsNewer)
            return line.Wrong;
        if (content.IsClosed)
            return "something stands behind the closing brackets";
        if (line.Event == null && !line.IsNewer)
            return null;
        if (line.HasComma != content.HasEvents)
            return content.HasEvents ? "no comma stands before the event" : "a comma stands before the first event";
        return line.Number != content.NextEvent
            ? $"event {line.Number} stands where event {content.NextEvent} is due: a line is missing, doubled or out of its place"
            : line.Event == null ? null
            // What it refers to may be what a newer line made.
            : content.Contradiction(line.Number, line.Event) is { } contradiction && content.NewerLines == 0 ? contradiction
            : null;
    }

    private static void Accept(FileContent content, EventLines line)
    {
        if (line.Event == null && !line.IsNewer)
        {
            content.IsClosed = true;
            content.SaysFlushed = line.FlushedEvent > 0;
            return;
        }
        if (!line.IsChecked)
        {
            content.Warnings.Add($"{line.Describe("the event has no check value, or a wrong one: it was edited")} It was read as it "
                + $"stands.");
        }

        content.NoteFlush(line.FlushedEvent);
        if (line.Event == null || content.Contradiction(line.Number, line.Event) != null)
            content.PassOver(line.Number, line.Place);
        else
            content.Accept(line.Number, line.Event);
        content.End = line.End;
        content.Lines = line.LineNumber;
    }
}
