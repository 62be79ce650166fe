using System;
using System.IO;
using System.Text;
using Tracking.Disk;
using Xunit;

namespace Tracking.Tests.Disk;

/// <summary>A test of the POSIX disk, with a folder of its own.</summary>
public abstract class PosixTest : IDisposable
{
    private readonly DirectoryInfo _made;

    protected PosixTest()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has a disk of its own.");
        _made = Directory.CreateTempSubdirectory("tracking-disk-");
        Folder = Disk.Resolve(_made.FullName);
    }

    private protected static IDisk Disk { get; } = new PosixDisk();

    protected string Folder { get; }

    public void Dispose()
    {
        // Never what a fault of the disk would have us take for it.
        _made.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>The path of a file that holds this text.</summary>
    protected string FileWith(string text, string name = "file")
    {
        var path = PathOf(name);
        File.WriteAllText(path, text);
        return path;
    }

    private protected static void Write(IDiskFile file, long offset, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        file.Write(offset, bytes, 0, bytes.Length);
    }
}
