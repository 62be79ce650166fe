using System;
using System.IO;
using System.Text;

namespace Tracking.Disk;

/// <summary>Paths as the system takes them, and the resolving of symbolic links.</summary>
internal static class PosixPath
{
    // PATH_MAX of Linux; that of macOS is less.
    private const int LongestPath = 4096;

    // What Linux itself allows before it says that links go round in a circle.
    private const int MostLinks = 40;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The path as UTF-8 with a zero at the end.</summary>
    /// <exception cref="IOException">No file can have such a name.</exception>
    public static byte[] Encode(string path)
    {
        // libc would stop at the zero and take another file.
        if (path.Length == 0 || path.IndexOf('\0') >= 0)
            throw new IOException("A path is empty or holds a zero character; no file has such a name.");

        try
        {
            var bytes = new byte[StrictUtf8.GetByteCount(path) + 1];
            StrictUtf8.GetBytes(path, 0, path.Length, bytes, 0);
            return bytes;
        }
        catch (EncoderFallbackException error)
        {
            throw new IOException($"The path '{path}' holds half a character; no file has such a name.", error);
        }
    }

    /// <summary>The absolute path with every symbolic link resolved, those of a last part that does not exist too.</summary>
    public static string Resolve(string path)
    {
        var next = path;
        for (var links = 0; links <= MostLinks; links++)
        {
            if (TryGetRealPath(next, out var resolved))
                return resolved!;

            // The last part is missing, or it is a link to something that is missing. The folder above must be there.
            var (folder, name) = SplitLastPart(next);
            if (name is "." or ".." or "" || !TryGetRealPath(folder, out var realFolder))
                throw PosixError.From(PosixNumbers.Errno.NoEntry, "find the folder of", path, isFolder: true);

            var last = Join(realFolder!, name);
            if (ReadLink(last) is not { } target)
                return last;

            next = target[0] == '/' ? target : Join(realFolder!, target);
        }

        throw PosixError.From(PosixNumbers.Errno.TooManyLinks, "resolve", path);
    }

    /// <summary>Where the system says that an open file is; null where it does not say so, or in no words that are a path.</summary>
    public static unsafe string? OfOpenFile(PosixHandle file)
    {
        try
        {
            if (!PosixNumbers.IsMac)
                return ReadLink($"/proc/self/fd/{file.DangerousGetHandle().ToInt64()}");
            var buffer = new byte[LongestPath];
            fixed (byte* bytes = buffer)
                return LibC.MacPath(file, bytes) < 0 ? null : Decode(buffer, Array.IndexOf(buffer, (byte)0), "an open file");
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool TryGetRealPath(string path, out string? resolved)
    {
        var buffer = new byte[LongestPath];
        if (LibC.RealPath(Encode(path), buffer) != 0)
        {
            resolved = Decode(buffer, Array.IndexOf(buffer, (byte)0), path);
            return true;
        }

        resolved = null;
        return LibC.LastErrno == PosixNumbers.Errno.NoEntry ? false : throw PosixError.Last("resolve", path);
    }

    private static string? ReadLink(string path)
    {
        var buffer = new byte[LongestPath];
        var length = LibC.ReadLink(Encode(path), buffer, buffer.Length);
        if (length > 0)
            return Decode(buffer, (int)length, path);

        // Not a link, or nothing.
        return LibC.LastErrno is PosixNumbers.Errno.Invalid or PosixNumbers.Errno.NoEntry ? null : throw PosixError.Last("resolve", path);
    }

    private static string Decode(byte[] bytes, int length, string path)
    {
        try
        {
            return StrictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException error)
        {
            // .NET would put U+FFFD for what it cannot read, which is another file's name.
            throw new IOException($"The path '{path}' leads to a name that is not UTF-8.", error);
        }
    }

    private static (string Folder, string Name) SplitLastPart(string path)
    {
        var trimmed = path.TrimEnd('/');
        var slash = trimmed.LastIndexOf('/');
        return slash < 0 ? (".", trimmed) : (trimmed.Substring(0, slash + 1), trimmed.Substring(slash + 1));
    }

    private static string Join(string folder, string name) => folder == "/" ? folder + name : folder + "/" + name;
}
