using System.IO;

namespace Tracking.Disk;

/// <summary>The one name of a store's file, whatever links lead to it.</summary>
internal static class StorePath
{
    /// <summary>The absolute path with links resolved; what does not exist yet, the file or its folders, keeps its name.</summary>
    /// <exception cref="IOException">No file can be there.</exception>
    public static string Resolve(IDisk disk, string path)
    {
        if (path.Length > 0
            && (path[path.Length - 1] == Path.DirectorySeparatorChar || path[path.Length - 1] == Path.AltDirectorySeparatorChar))
        {
            throw new IOException("the path ends as that of a folder does");
        }
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
