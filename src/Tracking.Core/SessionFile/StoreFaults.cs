using System;
using System.IO;
using System.Text.RegularExpressions;
using Tracking.Disk;
using Tracking.Model;

namespace Tracking.SessionFile;

/// <summary>Turns what the system says of a file into errors that name it.</summary>
internal static class StoreFaults
{
    /// <summary>Whether an error is one of those that a disk gives.</summary>
    public static bool IsOfTheSystem(Exception error) => DiskFault.Is(error);

    /// <summary>The error for a file that could not be opened, read or made.</summary>
    public static TrackingException Opening(Exception error, string path) => error switch
    {
        DirectoryNotFoundException =>
            new(TrackingErrorCode.TrackStoreNotFound, $"The folder of '{path}' is not there. Make it first, or correct the path.", error),
        FileNotFoundException => new(TrackingErrorCode.TrackStoreNotFound, $"There is no file '{path}'.", error, ErrorReason.NoFile),
        UnauthorizedAccessException =>
            new(TrackingErrorCode.TrackStoreAccessDenied, $"'{path}' may not be opened: {Reason(error, path)}", error),
        _ when DiskFault.IsFull(error) => Writing(error, path),
        _ => new(TrackingErrorCode.TrackStorePathInvalid, $"'{path}' cannot hold a store: {Reason(error, path)}", error),
    };

    /// <summary>The error for a change that could not be written.</summary>
    public static TrackingException Writing(Exception error, string path, ErrorReason reason = ErrorReason.None) =>
        new(TrackingErrorCode.TrackStoreWriteFailed,
            $"'{path}' could not be written, and nothing was stored: {Reason(error, path)}", error, reason);

    /// <summary>The error for a flush that the system refused.</summary>
    public static TrackingException Flushing(Exception error, string path) =>
        new(TrackingErrorCode.TrackStoreFlushFailed,
            $"'{path}' could not be brought to the disk; what was saved since the last flush may be lost when the machine stops: "
                + $"{Reason(error, path)}", error);

    /// <summary>The same error, with the file's name before it.</summary>
    public static TrackingException In(TrackingException error, string path) =>
        new(error.Code, $"'{path}': {error.Message}", error, error.Reason);

    /// <summary>What the system says. The file's new version, beside its place until it is whole, is the file to its user.</summary>
    private static string Reason(Exception error, string path) => Regex.Replace(
        error.Message, $"'{Regex.Escape(path)}(\\.[0-9]+)?\\.tmp'", _ => $"'{path}'", RegexOptions.CultureInvariant);
}
