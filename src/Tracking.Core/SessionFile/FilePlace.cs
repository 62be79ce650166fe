using System;
using System.Text;
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
    /// <param name="header">Its header.</param>
    /// <param name="newPath">Where it is when it was moved.</param>
    public static FileStanding Look(IDisk disk, string path, FileAppender appender, FileHeader header, out string? newPath)
    {
        newPath = null;
        var own = appender.File.Identity;
        var there = disk.Find(path);
        if (there == own)
            return StandingOf(appender, header, FileStanding.InPlace);
        if (appender.File.CurrentPath is { } now && now != path && disk.Find(now) == own)
        {
            var standing = StandingOf(appender, header, FileStanding.Moved);
            newPath = standing == FileStanding.Moved ? now : null;
            if (newPath != null)
                return standing;
        }
        if (there is not { } other)
            return FileStanding.Deleted;
        return IsEmpty(disk, path, other) ? FileStanding.ReplacedByNothing : FileStanding.Overwritten;
    }

    /// <summary>
    /// Whether someone cut a file to nothing. When that was just before something was written to it here, it is as long as ever, and begins
    /// with zeros.
    /// </summary>
    public static bool BeginsWithNothing(IDiskFile file)
    {
        var first = new byte[1];
        return IsNothing(first, file.Read(0, first, 0, 1));
    }

    private static FileStanding StandingOf(FileAppender appender, FileHeader header, FileStanding asLeft)
    {
        if (!appender.EndsAsLeft)
            return appender.File.Length == 0 ? FileStanding.Emptied : FileStanding.Overwritten;
        var buffer = new byte[FileHeader.SessionIsWithin];
        var length = appender.File.Read(0, buffer, 0, buffer.Length);
        if (IsNothing(buffer, length))
            return FileStanding.Emptied;
        // One whose header was edited may begin in any way.
        return !header.IsChecked || Names(buffer, length, header.Session) ? asLeft : FileStanding.Overwritten;
    }

    /// <summary>Whether the beginning of a file names a session, but for one letter: a bit of it may have flipped (format 4.7).</summary>
    private static bool Names(byte[] begin, int length, Guid session)
    {
        var name = Encoding.ASCII.GetBytes(session.ToString("D"));
        for (var start = 0; start + name.Length <= length; start++)
        {
            var others = 0;
            for (var i = 0; i < name.Length && others <= 1; i++)
                others += begin[start + i] == name[i] ? 0 : 1;
            if (others <= 1)
                return true;
        }
        return false;
    }

    private static bool IsNothing(byte[] begin, int length) => length == 0 || begin[0] == 0;

    /// <summary>Whether an empty file stands at a path, and not a folder, a link or a device.</summary>
    private static bool IsEmpty(IDisk disk, string path, FileIdentity there)
    {
        try
        {
            using var file = disk.Open(path, writable: false);
            return file.Length == 0 && file.Identity == there;
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            // It cannot be filled; or it was taken away again, and the next look sees that.
            return false;
        }
    }
}
