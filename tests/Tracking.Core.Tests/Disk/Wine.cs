using System;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Tracking.Tests.Disk;

/// <summary>Wine, which says what it is where Windows says nothing of the kind.</summary>
internal static unsafe class Wine
{
    /// <summary>Its version, of which the first part is all that is asked for; null on any other system.</summary>
    private static readonly int? MajorVersion = ReadMajorVersion();

    public static bool IsHere => MajorVersion != null;

    /// <summary>It came with version 9.</summary>
    public static bool ReplacesNoOpenFile => MajorVersion < 9;

    private static int? ReadMajorVersion()
    {
        if (!OperatingSystem.IsWindows() || !NativeLibrary.TryGetExport(NativeLibrary.Load("ntdll"), "wine_get_version", out var address))
            return null;
        var version = Marshal.PtrToStringAnsi(((delegate* unmanaged[Cdecl]<nint>)address)())!;
        return int.Parse(version.Split('.', '-')[0], CultureInfo.InvariantCulture);
    }
}
