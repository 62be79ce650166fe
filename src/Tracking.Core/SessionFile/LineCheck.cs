using System;

namespace Tracking.SessionFile;

/// <summary>
/// The check value that a line carries: <c>{"c":"1f2e3d4c",</c> and then what it is made from, to the end of the line. It shows that a
/// line is whole, as a torn or zeroed page is not; it shows no more than that, and keeps nobody from writing what they like.
/// </summary>
internal static class LineCheck
{
    /// <summary>What stands before the rest of a checked line, with a place for the value.</summary>
    public const string Opening = "{\"c\":\"00000000\",";

    private const int ValueStart = 6;
    private const int ValueLength = 8;
    private const int CoveredFrom = ValueStart + ValueLength;
    private const string Hex = "0123456789abcdef";

    /// <summary>Puts the value into a line that begins with <see cref="Opening"/>.</summary>
    public static void Set(byte[] buffer, int start, int end)
    {
        var value = Compute(buffer, start + CoveredFrom, end);
        for (var i = ValueLength - 1; i >= 0; i--, value >>= 4)
            buffer[start + ValueStart + i] = (byte)Hex[(int)(value & 15)];
    }

    /// <summary>Whether a line carries a value, and the right one.</summary>
    public static bool IsRight(byte[] buffer, int start, int end)
    {
        if (end - start < Opening.Length)
            return false;
        for (var i = 0; i < Opening.Length; i++)
        {
            if (i is < ValueStart or >= CoveredFrom && buffer[start + i] != Opening[i])
                return false;
        }
        var value = Compute(buffer, start + CoveredFrom, end);
        for (var i = ValueLength - 1; i >= 0; i--, value >>= 4)
        {
            if (buffer[start + ValueStart + i] != Hex[(int)(value & 15)])
                return false;
        }
        return true;
    }

    /// <summary>The word whose bytes come in the other order.</summary>
    internal static ulong Reverse(ulong word)
    {
        word = ((word & 0x00FF00FF00FF00FF) << 8) | ((word >> 8) & 0x00FF00FF00FF00FF);
        word = ((word & 0x0000FFFF0000FFFF) << 16) | ((word >> 16) & 0x0000FFFF0000FFFF);
        return (word << 32) | (word >> 32);
    }

    // Eight bytes a step by multiplying and folding: as fast as memory is read, which a CRC in managed code is not.
    private static unsafe uint Compute(byte[] buffer, int start, int end)
    {
        const ulong Factor = 0x9E3779B97F4A7C15;
        var hash = (ulong)(end - start) * Factor;
        fixed (byte* bytes = buffer)
        {
            var at = start;
            for (; end - at >= 8; at += 8)
            {
                hash = (hash ^ ToLittleEndian(*(ulong*)(bytes + at))) * Factor;
                hash ^= hash >> 29;
            }
            for (; at < end; at++)
            {
                hash = (hash ^ bytes[at]) * Factor;
                hash ^= hash >> 29;
            }
        }
        return (uint)(hash ^ (hash >> 32));
    }

    /// <summary>A word of this machine as every machine counts it: its first byte is the least (format 4.2).</summary>
    private static ulong ToLittleEndian(ulong word) => BitConverter.IsLittleEndian ? word : Reverse(word);
}
