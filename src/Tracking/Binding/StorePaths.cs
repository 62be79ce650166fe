using System.Management.Automation;
using Tracking.Stores;

namespace Tracking.Binding;

/// <summary>Paths as PowerShell reads them: relative to its location, with its drives and with <c>~</c>.</summary>
internal static class StorePaths
{
    /// <summary>The file system's path for a path of PowerShell's, taken literally; it need not exist.</summary>
    /// <exception cref="TrackingException">TrackStorePathInvalid, when the path is of another provider, or stands for memory or a database.</exception>
    public static string Resolve(SessionState session, string path)
    {
        if (path == SessionStore.MemoryName)
            throw new TrackingException(TrackingErrorCode.TrackStorePathInvalid, $"'{path}' is no file. Open-TrackStore -InMemory opens a store in memory.");
        if (SessionStore.IsDatabase(path))
            throw new TrackingException(TrackingErrorCode.TrackStorePathInvalid, "A database is no file. Open-TrackStore -ConnectionString opens the store in it.");
        var resolved = session.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        return provider.Name == "FileSystem"
            ? resolved
            : throw new TrackingException(TrackingErrorCode.TrackStorePathInvalid, $"'{path}' is no path of the file system.");
    }
}
