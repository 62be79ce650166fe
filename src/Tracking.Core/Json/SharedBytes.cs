using System;

namespace Tracking.Json;

/// <summary>Stores many small pieces of bytes in a few arrays. An array lives as long as one of its pieces is in use.</summary>
internal sealed class SharedBytes
{
    /// <summary>Below the size of a large object, which .NET frees in full collections only.</summary>
    private const int Size = 64 * 1024;

    /// <summary>A larger piece has an array of its own, so that little of the shared ones is left empty.</summary>
    private const int LargestShared = Size / 8;

    private byte[] _shared = [];
    private int _used;

    /// <summary>Copies a piece.</summary>
    /// <param name="source">The array that it is in.</param>
    /// <param name="first">The index of its first byte there.</param>
    /// <param name="count">Its length in bytes.</param>
    /// <param name="start">The index of its first byte in the array that is returned.</param>
    public byte[] Add(byte[] source, int first, int count, out int start)
    {
        start = 0;
        var target = count > LargestShared ? new byte[count] : Room(count, out start);
        Buffer.BlockCopy(source, first, target, start, count);
        return target;
    }

    private byte[] Room(int count, out int start)
    {
        // Who stores one piece has an array of its size, and who stores many soon has few.
        if (_used + count > _shared.Length)
            (_shared, _used) = (new byte[Math.Max(count, Math.Min(Size, _shared.Length * 2))], 0);
        start = _used;
        _used += count;
        return _shared;
    }
}
