using System;

namespace Tracking.Json;

/// <summary>Keeps many small pieces of bytes in few arrays. An array lives as long as one of its pieces is in use.</summary>
internal sealed class SharedBytes
{
    /// <summary>Below what .NET takes for a large object, which only a full collection frees.</summary>
    private const int Size = 64 * 1024;

    /// <summary>A piece beyond that has an array of its own, so that little of the shared ones is left empty.</summary>
    private const int LargestShared = Size / 8;

    private byte[] _shared = [];
    private int _used;

    /// <summary>Copies a piece.</summary>
    /// <param name="source">Where it is.</param>
    /// <param name="first">Where it begins there.</param>
    /// <param name="count">How many bytes it has.</param>
    /// <param name="start">Where it begins in the array that is returned.</param>
    public byte[] Add(byte[] source, int first, int count, out int start)
    {
        start = 0;
        var target = count > LargestShared ? new byte[count] : Room(count, out start);
        Buffer.BlockCopy(source, first, target, start, count);
        return target;
    }

    private byte[] Room(int count, out int start)
    {
        if (_used + count > _shared.Length)
            (_shared, _used) = (new byte[Size], 0);
        start = _used;
        _used += count;
        return _shared;
    }
}
