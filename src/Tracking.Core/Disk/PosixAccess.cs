using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Tracking.Disk;

/// <summary>
/// Who may do what with a file: owner, group and mode, and on Linux the access list and all other extended attributes that can be seen
/// (format 8.4).
/// </summary>
internal static class PosixAccess
{
    private const string TrustedPrefix = "trusted.";

    /// <summary>
    /// What the system makes from the file's content, and what only the administrator sees: to be made anew, or not ours to carry over.
    /// </summary>
    private static readonly HashSet<string> NotCopied = new(StringComparer.Ordinal) { "security.ima", "security.evm" };

    /// <summary>Gives a file the access of another one.</summary>
    /// <exception cref="UnauthorizedAccessException">Someone would have other rights than before.</exception>
    public static void Copy(PosixHandle source, string sourcePath, PosixHandle target, string targetPath)
    {
        var wanted = PosixStatus.Of(source, sourcePath);
        var present = PosixStatus.Of(target, targetPath);

        // The owner first: changing it clears bits of the mode, and until the mode follows nobody else can open the file.
        if ((wanted.User, wanted.Group) != (present.User, present.Group))
            CopyOwner(wanted, target, targetPath);
        present = PosixStatus.Of(target, targetPath);

        // What is right already is left alone, since some file systems refuse even that.
        if (wanted.Permissions != present.Permissions)
            PosixError.ThrowIfFailed(LibC.SetMode(target, wanted.Permissions), "set the mode of", targetPath);
        if (!PosixNumbers.IsMac)
            CopyAttributes(source, sourcePath, target, targetPath);
    }

    /// <summary>
    /// The owner may become who writes where that takes no right from anyone and gives none: where the mode has the same rights for all
    /// three kinds of users.
    /// </summary>
    private static void CopyOwner(in PosixStatus wanted, PosixHandle target, string path)
    {
        if (LibC.SetOwner(target, wanted.User, wanted.Group) == 0)
            return;
        var refused = PosixError.Last("set the owner of", path);
        var (owner, group, others) = ((wanted.Permissions >> 6) & 7, (wanted.Permissions >> 3) & 7, wanted.Permissions & 7);
        if (owner != group || group != others || LibC.SetOwner(target, LibC.GetUser(), wanted.Group) < 0)
            throw refused;
    }

    private static void CopyAttributes(PosixHandle source, string sourcePath, PosixHandle target, string targetPath)
    {
        var wanted = List(source, sourcePath);
        foreach (var name in List(target, targetPath))
        {
            // A folder may give its new files an access list of its own.
            if (!wanted.Contains(name) && LibC.RemoveAttribute(target, PosixPath.Encode(name)) < 0 && !LastErrorMeansNone)
                throw PosixError.Last($"remove the attribute '{name}' of", targetPath);
        }
        foreach (var name in wanted)
        {
            if (Read(source, name, sourcePath) is { } value && !Equal(value, Read(target, name, targetPath)))
            {
                PosixError.ThrowIfFailed(LibC.SetAttribute(target, PosixPath.Encode(name), value, value.Length, 0),
                    $"set the attribute '{name}' of", targetPath);
            }
        }
    }

    /// <summary>The extended attributes that a file has, but for those that are not carried over.</summary>
    private static HashSet<string> List(PosixHandle file, string path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var size = LibC.ListAttributes(file, null, 0);
        if (size < 0 && LastErrorMeansNone)
            return names;
        PosixError.ThrowIfFailed(size, "list the attributes of", path);
        var buffer = new byte[size];
        size = size == 0 ? 0 : LibC.ListAttributes(file, buffer, buffer.Length);
        PosixError.ThrowIfFailed(size, "list the attributes of", path);
        foreach (var name in Encoding.UTF8.GetString(buffer, 0, (int)size).Split(['\0'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!NotCopied.Contains(name) && !name.StartsWith(TrustedPrefix, StringComparison.Ordinal))
                names.Add(name);
        }
        return names;
    }

    private static byte[]? Read(PosixHandle file, string name, string path)
    {
        var encoded = PosixPath.Encode(name);
        var size = LibC.GetAttribute(file, encoded, null, 0);
        if (size < 0 && LastErrorMeansNone)
            return null;
        PosixError.ThrowIfFailed(size, $"read the attribute '{name}' of", path);
        var value = new byte[size];
        PosixError.ThrowIfFailed(size == 0 ? 0 : LibC.GetAttribute(file, encoded, value, value.Length),
            $"read the attribute '{name}' of", path);
        return value;
    }

    private static bool Equal(byte[] value, byte[]? other) => other != null && value.SequenceEqual(other);

    private static bool LastErrorMeansNone =>
        LibC.LastErrno == PosixNumbers.Errno.NoAttribute || LibC.LastErrno == PosixNumbers.Errno.NotSupported
        || LibC.LastErrno == PosixNumbers.Errno.NotImplemented;
}
