using System;
using Tracking.Disk;

namespace Tracking.Tests;

/// <summary>An open file of a <see cref="SimulatedDisk"/>.</summary>
internal sealed class SimulatedHandle : IDiskFile
{
    private readonly SimulatedDisk _disk;
    private readonly SimulatedFile _file;
    private bool _closed;

    public SimulatedHandle(SimulatedDisk disk, SimulatedFile file)
    {
        (_disk, _file) = (disk, file);
        disk.OpenHandles++;
    }

    public long Length => Call("ask length", () => _file.Length);

    public int LinkCount => Call("count links", () => _file.LinkCount);

    public int Read(long offset, byte[] buffer, int start, int count) => Call("read", () => _file.Read(offset, buffer, start, count));

    public void Write(long offset, byte[] buffer, int start, int count)
    {
        Call("write", () => WriteFirst(count), takesRoom: offset + count > _file.Length, failing: kind => WriteFirst(kind switch
        {
            FaultKind.HalfWritten => count / 2,
            FaultKind.AlmostWritten => count - 1,
            FaultKind.DiskFull => (int)(_file.Length - offset),
            _ => 0,
        }));

        bool WriteFirst(int some)
        {
            _file.Write(offset, buffer.AsSpan(start, Math.Max(0, some)));
            return true;
        }
    }

    public void SetLength(long length) => Call("set length", () => Done(() => _file.SetLength(length)), takesRoom: length > _file.Length);

    public void Flush() => Call("flush", () => Done(_file.Flush), failing: _ => _file.ForgetDirty());

    public void CopyOwnerAndMode(IDiskFile original) => Call("take owner and mode", () =>
    {
        var other = ((SimulatedHandle)original)._file;
        (_file.Owner, _file.Mode) = (other.Owner, other.Mode);
        return true;
    });

    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        _disk.OpenHandles--;
    }

    private static bool Done(Action work)
    {
        work();
        return true;
    }

    private T Call<T>(string what, Func<T> work, bool takesRoom = false, Action<FaultKind>? failing = null)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return _disk.Call(what, work, takesRoom, failing);
    }
}
