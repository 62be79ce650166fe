using System;
using System.ComponentModel;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tracking.Bench;

/// <summary>
/// The floor under every save to a file: one write of bytes that are there already, at the
/// place where the session file's would go, and nothing else.
/// </summary>
internal sealed unsafe class RawFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly int _tail;
    private long _end;

    /// <param name="path">The file, made anew.</param>
    /// <param name="tail">How many bytes of each record the next one overwrites: the closing brackets.</param>
    public RawFile(string path, int tail)
    {
        _file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        _tail = tail;
    }

    public long Length => RandomAccess.GetLength(_file);

    public void Write(byte[] record)
    {
        fixed (byte* bytes = record)
        {
            if (Write(_file, bytes, record.Length, _end) != record.Length)
                throw new Win32Exception();
        }
        _end += record.Length - _tail;
    }

    public void Flush()
    {
        if (Fsync(_file) != 0)
            throw new Win32Exception();
    }

    /// <summary>Copies a file as plainly as can be, and flushes the copy.</summary>
    public static void Copy(string source, string target)
    {
        using var from = File.OpenHandle(source);
        using var to = File.OpenHandle(target, FileMode.Create, FileAccess.Write);
        var buffer = new byte[1 << 20];
        for (long at = 0; ;)
        {
            var count = RandomAccess.Read(from, buffer, at);
            if (count == 0)
                break;
            RandomAccess.Write(to, buffer.AsSpan(0, count), at);
            at += count;
        }
        if (Fsync(to) != 0)
            throw new Win32Exception();
    }

    public void Dispose() => _file.Dispose();

    [DllImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    private static extern nint Write(SafeFileHandle file, byte* bytes, nint count, long offset);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Fsync(SafeFileHandle file);
}
