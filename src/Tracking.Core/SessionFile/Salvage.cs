using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Disk;
using Tracking.Events;

namespace Tracking.SessionFile;

/// <summary>
/// Makes the best of a damaged file: every event that stands, and for what is lost a warning that says what it may have been (format
/// 7.5).
/// </summary>
internal static class Salvage
{
    /// <summary>Reads so many bytes of a file that <see cref="FileReader"/> cannot read to its end.</summary>
    /// <param name="file">The file.</param>
    /// <param name="length">The length to read, taken before.</param>
    /// <param name="why">What is wrong with it.</param>
    /// <param name="context">With what it is read.</param>
    /// <exception cref="TrackingException">TrackStoreNotTracking or TrackStoreDamaged, when nothing shows that the file is a
    /// store.</exception>
    public static FileContent Read(IDiskFile file, long length, string why, ReadContext? context = null)
    {
        var lines = new EventLines(file, length, context);
        var warnings = new FileWarnings();
        var header = ReadHeader(lines, warnings, out var noHeader);
        var whole = ReadEvents(lines, warnings, isFirstRead: noHeader != null);
        // Any text has lines that are no events; only an event with its check value shows that this was a store.
        if (noHeader != null && !whole.Exists(line => line.IsChecked))
            throw noHeader;
        // Events are numbered for life, so that their order is known wherever their lines stand.
        whole = [.. whole.OrderBy(line => line.Number)];
        var content = new FileContent(
            header ?? new FileHeader
            {
                Session = Guid.NewGuid(),
                Generation = 1,
                FirstEvent = whole[0].Number,
                CreatedUtc = DateTime.UtcNow
            }, warnings)
        { IsDamaged = true };
        whole.ForEach(line => Replay(content, line));
        content.Complete(context?.Meter);
        if (warnings.Listed.Count == 0)
            warnings.Add(why);
        return content;
    }

    private static FileHeader? ReadHeader(EventLines lines, FileWarnings warnings, out TrackingException? noHeader)
    {
        noHeader = null;
        try
        {
            return lines.ReadHeader(warnings).Header;
        }
        catch (TrackingException error) when (error.Code != TrackingErrorCode.TrackStoreVersionTooNew)
        {
            noHeader = error;
            return null;
        }
    }

    private static List<WholeLine> ReadEvents(EventLines lines, FileWarnings warnings, bool isFirstRead)
    {
        var whole = new List<WholeLine>();
        if (isFirstRead)
            lines.ParseLine();
        while (isFirstRead || lines.Read())
        {
            isFirstRead = false;
            if (lines.IsNewer)
            {
                whole.Add(new WholeLine(happened: null, lines.Number, lines.IsChecked, lines.Place));
            }
            else if (lines.Wrong is { } wrong)
            {
                warnings.Add($"{lines.Describe(wrong)} It was passed "
                    + $"over.{(lines.Removed() is { } what ? $" It seems to have removed {what}." : "")}");
            }
            else if (lines.Event is { } happened)
            {
                whole.Add(new WholeLine(happened, lines.Number, lines.IsChecked, lines.Place));
            }
        }
        return whole;
    }

    private static void Replay(FileContent content, WholeLine line)
    {
        if (line.Number < content.NextEvent)
        {
            if (line.Event == null)
                content.CountNewer();
            content.Warnings.Add($"{line.Place}: event {line.Number} stands there again. It was passed over.");
            return;
        }
        if (line.Number > content.NextEvent)
        {
            content.Warnings.Add($"Events {content.NextEvent} to {line.Number - 1} are missing. A track that one of them removed is there "
                + $"again.");
        }

        if (!line.IsChecked)
            content.Warnings.Add($"{line.Place}: the event has no check value, or a wrong one: it was edited. It was read as it stands.");
        if (line.Event == null)
        {
            content.PassOverNewer(line.Number, line.Place);
            return;
        }
        var contradiction = content.Contradiction(line.Number, line.Event);
        if (contradiction != null && content.NewerLines > 0)
        {
            content.PassOver(line.Number, line.Place, contradiction);
            return;
        }
        if (contradiction != null)
            content.Warnings.Add($"{line.Place}: {contradiction}.");
        foreach (var saved in contradiction == null ? [line.Event] : line.Event.Salvage(content.State))
            content.Accept(line.Number, saved);
    }

    private sealed class WholeLine(TrackEvent? happened, long number, bool isChecked, string place)
    {
        /// <summary>The event; null when a newer version of this module wrote it.</summary>
        public TrackEvent? Event { get; } = happened;

        public long Number { get; } = number;

        public bool IsChecked { get; } = isChecked;

        public string Place { get; } = place;
    }
}
