using System.Management.Automation;
using Tracking.Errors;
using Tracking.Seam;
using Tracking.Stores;

namespace Tracking.Binding;

/// <summary>Paths as PowerShell reads them: relative to its location, with its drives and with <c>~</c>.</summary>
internal static class StorePaths
{
    /// <summary>The file system's path for a path of PowerShell's, taken literally; it need not exist.</summary>
    /// <exception cref="TrackingException">TrackStorePathInvalid, when the path is of another provider, or stands for memory or a
    /// database.</exception>
    public static string Resolve(SessionState session, string path)
    {
        if (StoreKinds.Of(path) is not IFileStoreKind and var kind)
            throw new TrackingException(TrackingErrorCode.TrackStorePathInvalid, Advice.NoFile(kind, path));
        if (EnvironmentPath.IsOfWindowsShare(path))
        {
            throw new TrackingException(
                TrackingErrorCode.TrackStorePathInvalid, $"'{path}' is no path of this system: {EnvironmentPath.WhyNoShare}.");
        }
        var resolved = session.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        return provider.Name == "FileSystem"
            ? resolved
            : throw new TrackingException(TrackingErrorCode.TrackStorePathInvalid, $"'{path}' is no path of the file system.");
    }
}
