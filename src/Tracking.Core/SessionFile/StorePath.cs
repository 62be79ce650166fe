using System.IO;
using Tracking.Disk;

namespace Tracking.SessionFile;

/// <summary>The one name of a store's file, whatever links lead to it.</summary>
internal static class StorePath
{
    /// <summary>The absolute path with links resolved; what does not exist yet, the file or its folders, keeps its name.</summary>
    public static string Resolve(IDisk disk, string path)
    {
        try
        {
            return disk.Resolve(path);
        }
        catch (DirectoryNotFoundException)
        {
            var full = Path.GetFullPath(path);
            return Path.Combine(Resolve(disk, Path.GetDirectoryName(full)!), Path.GetFileName(full));
        }
    }
}
