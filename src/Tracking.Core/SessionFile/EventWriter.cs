using Tracking.Events;
using Tracking.Json;

namespace Tracking.SessionFile;

/// <summary>Writes one event as one line of JSON; <see cref="EventFields"/> is its other half.</summary>
internal static class EventWriter
{
    /// <summary>Refuses a number that no reader would take.</summary>
    public static void RequireNumber(long number)
    {
        if (number > EventFields.MaxEventNumber)
        {
            throw new TrackingException(
                TrackingErrorCode.TrackStoreWriteFailed,
                "The file has used up the numbers of its events, as only one can that was not written by this module. Nothing was "
                    + "stored. Start a new store.");
        }
    }

    /// <param name="buffer">Where to write it.</param>
    /// <param name="happened">The event.</param>
    /// <param name="number">Its number.</param>
    /// <param name="flushedEvent">Up to which event everything is on the disk; 0 to say nothing of that.</param>
    /// <param name="form">How the lines of the file are checked.</param>
    public static void Write(JsonBuffer buffer, TrackEvent happened, long number, long flushedEvent, FileForm form)
    {
        RequireNumber(number);
        var start = buffer.Length;
        buffer.Ascii(form.Opening).Ascii("\"n\":").Number(number);
        if (flushedEvent > 0)
            buffer.Ascii(",\"flushed\":").Number(flushedEvent);
        if (happened.IsEdited)
            buffer.Ascii(",\"edited\":true");
        happened.Write(buffer);
        buffer.Byte('}');
        form.SetCheck(buffer.Bytes, start, buffer.Length);
    }
}
