using Tracking.Disk;
using Tracking.Engine;
using Tracking.Model;

namespace Tracking.SessionFile;

/// <summary>
/// Reads the events of a file from a place on, and which ids they changed; what these are by now is not read. The file is read only, and
/// its writer may be at work.
/// </summary>
internal static class FileEvents
{
    /// <summary>About how many bytes are read at once.</summary>
    private const int MostBytes = 1 << 20;

    /// <summary>Reads some events; null where there is none.</summary>
    /// <param name="file">The file.</param>
    /// <param name="length">The length to read, taken before.</param>
    /// <param name="last">The number of the last event in it, which stands behind the place.</param>
    /// <param name="from">The place; the beginning when null, and where it is none of this file.</param>
    /// <param name="most">How many events at most.</param>
    /// <param name="context">With what the file is read.</param>
    public static (ChangedIds Changed, FilePosition Position)? Read(
        IDiskFile file, long length, long last, FilePosition? from, int most, ReadContext context)
    {
        var content = FileReader.RequireStore(file, length, context);
        var header = content.Header;
        var begin = new FilePosition(header.Session, header.Generation, content.End + 1, header.FirstEvent - 1);
        var isHere = from?.Session == header.Session && from.Generation == header.Generation && from.Event < last
            && from.Offset < length && BeginsLine(from.Offset);
        return ReadOn(isHere ? from! : begin);

        (ChangedIds Changed, FilePosition Position)? ReadOn(FilePosition start)
        {
            if (start.Offset >= length)
                return null;
            var lines = new EventLines(file, length, context, from: start.Offset, header: header);
            var (changed, position) = (new ChangedIds(), start);
            for (var count = 0; count < most && position.Offset - start.Offset < MostBytes && lines.Read(); count++)
            {
                // The closing line, or a damaged one.
                if ((lines.Event == null && !lines.IsNewer) || lines.Number != position.Event + 1)
                    break;
                if (lines.Event != null)
                    changed.Add(lines.Event);
                position = position with { Offset = lines.End + 1, Event = lines.Number };
            }
            return position == start ? null : (changed, position);
        }

        // Else the file lost its end, and went on in another way.
        bool BeginsLine(long offset)
        {
            var before = new byte[1];
            return file.Read(offset - 1, before, 0, 1) == 1 && before[0] == '\n';
        }
    }
}
