using System.IO;
using Tracking.Disk;

namespace Tracking.SessionFile;

/// <summary>Where a file that is open here stands by now (format 9.7).</summary>
internal enum FileStanding
{
    /// <summary>In its place, as it was left.</summary>
    InPlace,

    /// <summary>It is somewhere else, as it was left: someone moved it.</summary>
    Moved,

    /// <summary>It was deleted, and its place is free.</summary>
    Deleted,

    /// <summary>It is in its place, and someone cut it to nothing.</summary>
    Emptied,

    /// <summary>An empty file stands in its place.</summary>
    ReplacedByNothing,

    /// <summary>Something stands in its place that was not written here: another file, or what someone wrote into this one.</summary>
    Overwritten,
}

/// <summary>Looks at the place of a file that is open here: who deletes, moves or cuts a file tells nobody.</summary>
internal static class FilePlace
{
    /// <summary>Looks where the file stands.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="path">Where it is to be.</param>
    /// <param name="appender">What writes to it.</param>
    /// <param name="newPath">Where it is when it was moved.</param>
    public static FileStanding Look(IDisk disk, string path, FileAppender appender, out string? newPath)
    {
        newPath = null;
        var own = appender.File.Identity;
        var there = disk.Find(path);
        if (there == own)
            return StandingOf(appender, FileStanding.InPlace);
        if (appender.File.CurrentPath is { } now && now != path && disk.Find(now) == own)
        {
            var standing = StandingOf(appender, FileStanding.Moved);
            newPath = standing == FileStanding.Moved ? now : null;
            if (newPath != null)
                return standing;
        }
        return there == null ? FileStanding.Deleted : IsEmpty(disk, path) ? FileStanding.ReplacedByNothing : FileStanding.Overwritten;
    }

    private static FileStanding StandingOf(FileAppender appender, FileStanding asLeft) =>
        appender.EndsAsLeft ? asLeft : appender.File.Length == 0 ? FileStanding.Emptied : FileStanding.Overwritten;

    private static bool IsEmpty(IDisk disk, string path)
    {
        try
        {
            using var file = disk.Open(path, writable: false);
            return file.Length == 0;
        }
        catch (FileNotFoundException)
        {
            // It was taken away again; the next look sees that.
            return false;
        }
    }
}
