using System;
using System.Linq;
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

    public FileIdentity Identity => Call("ask identity", () => _file.Identity);

    public FileStamp Stamp => Call("ask stamp", () => new FileStamp(_file.Identity, Birth: 0, _file.Changes, _file.Length));

    public string? CurrentPath => Call("ask path", () => _disk.PathOf(_file));

    public bool TryLock(long offset) => Call("lock", () => _file.Locks.TryAdd(offset, this) || _file.Locks[offset] == this);

    public void Unlock(long offset) => Call("unlock", () => _file.Locks.Remove(offset));

    public bool IsLockedElsewhere(long offset, long count) => Call("ask for lock",
        () => _file.Locks.Any(held => held.Key >= offset && held.Key < offset + count && held.Value != this));

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

    public void CopyAccess(IDiskFile original) => Call("copy access", () =>
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
        _disk.Closing?.Invoke();
        _disk.OpenHandles--;
        foreach (var offset in _file.Locks.Where(held => held.Value == this).Select(held => held.Key).ToList())
            _file.Locks.Remove(offset);
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
