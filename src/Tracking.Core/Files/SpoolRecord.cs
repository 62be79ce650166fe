using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Tracking.Disk;
using Tracking.Model;

namespace Tracking.Files;

/// <summary>
/// How far a spool was sent: a small text beside it. Without it, or with one that cannot be read, the spool is sent from its beginning, and
/// what the server has already stays as it is there (rule 15.4).
/// </summary>
public sealed record SpoolRecord
{
    /// <summary>What the name of the record has behind that of its spool.</summary>
    public const string Suffix = ".sent";

    private const string Heading = "tracking spool 1";

    /// <summary>Behind which event everything is still to be sent; null where nothing was sent.</summary>
    public FilePosition? Position { get; init; }

    /// <summary>The last run that was sent; null for none.</summary>
    public Origin? LastRun { get; init; }

    /// <summary>The last track that was sent; null for none.</summary>
    public Origin? LastTrack { get; init; }

    /// <summary>The file's length when everything was sent and nobody held it, in bytes; null before.</summary>
    public long? Length { get; init; }

    /// <summary>When that was, in UTC.</summary>
    public DateTime? SentUtc { get; init; }

    /// <summary>What the server refused since the spool was sent from its beginning last.</summary>
    public IReadOnlyList<RefusedChange> Refused { get; init; } = [];

    /// <summary>Reads the record of a spool; an empty one where there is none that can be read.</summary>
    /// <param name="spool">The spool's path.</param>
    public static SpoolRecord Read(string spool)
    {
        try
        {
            return Parse(File.ReadAllLines(spool + Suffix));
        }
        catch (Exception error) when (DiskFault.Is(error) || error is FormatException or OverflowException or IndexOutOfRangeException)
        {
            return new SpoolRecord();
        }
    }

    /// <summary>
    /// Writes the record in one step; only who holds the spool does. Where it cannot be written, more is sent again than need be.
    /// </summary>
    /// <param name="spool">The spool's path.</param>
    public void Write(string spool)
    {
        var (path, made) = (spool + Suffix, spool + Suffix + ".new");
        var bytes = Encoding.UTF8.GetBytes(string.Join("\n", Lines()) + "\n");
        try
        {
            SystemDisk.Current.Delete(made);
            using (var file = SystemDisk.Current.CreateNew(made))
                file.Write(0, bytes, 0, bytes.Length);
            SystemDisk.Current.Replace(made, path);
        }
        catch (Exception error) when (DiskFault.Is(error))
        {
        }
    }

    /// <summary>Removes the record of a spool that is gone.</summary>
    /// <param name="spool">The spool's path.</param>
    public static void Delete(string spool)
    {
        try
        {
            SystemDisk.Current.Delete(spool + Suffix + ".new");
            SystemDisk.Current.Delete(spool + Suffix);
        }
        catch (Exception error) when (DiskFault.Is(error))
        {
        }
    }

    private static SpoolRecord Parse(string[] lines)
    {
        var record = new SpoolRecord();
        if (lines.Length == 0 || lines[0] != Heading)
            return record;
        var refused = new List<RefusedChange>();
        foreach (var words in lines.Skip(1).Select(line => line.Split(' ')))
        {
            record = words[0] switch
            {
                "position" => record with
                {
                    Position = new FilePosition(Guid.Parse(words[1]), (int)Number(words[2]), Number(words[3]), Number(words[4])),
                },
                "run" => record with { LastRun = OriginOf(words[1]) },
                "track" => record with { LastTrack = OriginOf(words[1]) },
                "length" => record with { Length = Number(words[1]) },
                "sent" => record with { SentUtc = Time(words[1]) },
                _ => record,
            };
            if (words[0] == "refused")
                refused.Add(new RefusedChange(words[2], OriginOf(words[3]), Time(words[1]), string.Join(" ", words.Skip(4))));
        }
        return record with { Refused = refused };
    }

    private static long Number(string word) => long.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture);

    private static DateTime Time(string word) => new(Number(word), DateTimeKind.Utc);

    private static Origin OriginOf(string word)
    {
        var parts = word.Split('/');
        return new Origin(Guid.Parse(parts[0]), Number(parts[1]));
    }

    private IEnumerable<string> Lines()
    {
        yield return Heading;
        if (Position is { } at)
            yield return FormattableString.Invariant($"position {at.Session:D} {at.Generation} {at.Offset} {at.Event}");
        if (LastRun is { } run)
            yield return $"run {run}";
        if (LastTrack is { } track)
            yield return $"track {track}";
        if (Length is { } length)
            yield return FormattableString.Invariant($"length {length}");
        if (SentUtc is { } sent)
            yield return FormattableString.Invariant($"sent {sent.Ticks}");
        foreach (var refused in Refused)
        {
            var reason = refused.Reason.Replace('\n', ' ').Replace('\r', ' ');
            yield return FormattableString.Invariant($"refused {refused.TimeUtc.Ticks} {refused.Kind} {refused.Origin} {reason}");
        }
    }
}
