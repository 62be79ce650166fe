using System;
using System.ComponentModel;
using System.IO;

namespace Tracking.Disk;

/// <summary>
/// Turns the system's error numbers into the exceptions that .NET's own files throw, with the system's words and the path.
/// </summary>
internal static class PosixError
{
    /// <summary>The exception for the last call's error.</summary>
    /// <param name="attempt">What could not be done, as a verb: "open".</param>
    /// <param name="path">What it could not be done to.</param>
    /// <param name="isFolder">Whether the path is meant to be a folder's, so that its absence is a missing folder.</param>
    public static Exception Last(string attempt, string path, bool isFolder = false) =>
        From(LibC.LastErrno, attempt, path, isFolder);

    /// <summary>Throws for a call that failed, which it says by a result below zero.</summary>
    public static void ThrowIfFailed(long result, string attempt, string path, bool isFolder = false)
    {
        if (result < 0)
            throw Last(attempt, path, isFolder);
    }

    /// <summary>The exception for an error number; an <see cref="IOException"/> carries it as its HResult, as .NET's do.</summary>
    public static Exception From(int errno, string attempt, string path, bool isFolder = false)
    {
        // On Unix this is strerror, made safe for threads.
        var reason = new Win32Exception(errno).Message;
        // The system says the same of one link where it was told to follow none.
        if (errno == PosixNumbers.Errno.TooManyLinks)
            reason += ", or one where none is followed";

        var message = $"Could not {attempt} '{path}': {reason}.";

        return errno switch
        {
            PosixNumbers.Errno.NoEntry when isFolder || !IsFolderThere(path) => new DirectoryNotFoundException(message),
            PosixNumbers.Errno.NoEntry => new FileNotFoundException(message, path),
            PosixNumbers.Errno.NotAFolder => new DirectoryNotFoundException(message),
            PosixNumbers.Errno.NotPermitted or PosixNumbers.Errno.AccessDenied or PosixNumbers.Errno.ReadOnlyFileSystem =>
                new UnauthorizedAccessException(message, new IOException(message, errno)),
            _ => new IOException(message, errno),
        };
    }

    private static bool IsFolderThere(string path)
    {
        var folder = Path.GetDirectoryName(path);
        return folder is null or "" || Directory.Exists(folder);
    }
}
