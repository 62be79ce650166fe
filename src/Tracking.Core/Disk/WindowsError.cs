using System;
using System.ComponentModel;
using System.IO;
using System.Runtime.InteropServices;

namespace Tracking.Disk;

/// <summary>Turns the errors of the calls in <see cref="Kernel32"/> into the exceptions that .NET's own files throw.</summary>
internal static class WindowsError
{
    public const int FileNotFound = 2;
    public const int PathNotFound = 3;

    public const int FileExists = 80;
    public const int AlreadyExists = 183;

    private const int UnknownFunction = 1;
    private const int AccessDenied = 5;
    private const int NotSupported = 50;
    private const int InvalidParameter = 87;
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);
    private const int HandleDiskFull = unchecked((int)0x80070027);
    private const int DiskFull = unchecked((int)0x80070070);
    private const int HResultOfSystem = unchecked((int)0x80070000);

    public static int LastCode => Marshal.GetLastWin32Error();

    /// <summary>Whether the last call failed because this system, or this file system, has no such call.</summary>
    public static bool LastIsUnknownCall => LastCode is UnknownFunction or NotSupported or InvalidParameter;

    /// <summary>Whether another open handle, which shares too little, is why a file did not open.</summary>
    public static bool IsSharingViolation(IOException error) => error.HResult == SharingViolation;

    /// <summary>Whether another open handle has locked a part of the file.</summary>
    public static bool IsLockViolation(IOException error) => error.HResult == LockViolation;

    /// <summary>Whether an error says that there is no room.</summary>
    public static bool IsDiskFull(int hresult) => hresult is DiskFull or HandleDiskFull;

    /// <summary>Whether an error says that there is a file of that name.</summary>
    public static bool IsNameTaken(int hresult) => hresult is (HResultOfSystem | FileExists) or (HResultOfSystem | AlreadyExists);

    public static Exception From(int code, string attempt, string path)
    {
        var message = $"Could not {attempt} '{path}': {new Win32Exception(code).Message}";
        return code switch
        {
            FileNotFound => new FileNotFoundException(message, path),
            PathNotFound => new DirectoryNotFoundException(message),
            AccessDenied => new UnauthorizedAccessException(message),
            _ => new IOException(message, HResultOfSystem | code),
        };
    }
}
