using System.Runtime.InteropServices;

namespace Tracking.Tests.Disk;

/// <summary>System calls that only tests make.</summary>
internal static partial class TestLibC
{
    [LibraryImport("libc", EntryPoint = "umask")]
    public static partial uint SetUmask(uint mask);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(string existing, string name);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakePipe(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint GetUser();

    /// <summary>Linux: the user whose rights this thread alone has on files; root loses its exemptions with it.</summary>
    [LibraryImport("libc", EntryPoint = "setfsuid")]
    public static partial int SetThreadFileUser(uint user);
}
