using System;
using System.Text;

namespace Tracking.Json;

/// <summary>
/// Returns one string for equal bytes, so that a million tracks of one task share its name and reading it allocates nothing.
/// </summary>
/// <param name="maxEntries">The most strings in the pool; further ones are created each time.</param>
internal sealed class Utf8Pool(int maxEntries = 1 << 20)
{
    private const int MaxPooledBytes = 256;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private Entry[] _slots = new Entry[64];
    private int _used;

    /// <exception cref="JsonSyntaxException">The bytes are not UTF-8.</exception>
    public string Get(byte[] bytes, int start, int length)
    {
        if (length > MaxPooledBytes)
            return Decode(bytes, start, length);
        var hash = Hash(bytes, start, length);
        var mask = _slots.Length - 1;
        var slot = hash & mask;
        for (; _slots[slot].Text != null; slot = (slot + 1) & mask)
        {
            if (_slots[slot].Hash == hash && Same(_slots[slot].Bytes, bytes, start, length))
                return _slots[slot].Text;
        }
        var text = Decode(bytes, start, length);
        if (_used < maxEntries)
        {
            var copy = new byte[length];
            Buffer.BlockCopy(bytes, start, copy, 0, length);
            _slots[slot] = new Entry { Text = text, Bytes = copy, Hash = hash };
            if (++_used * 2 > _slots.Length)
                Grow();
        }
        return text;
    }

    private static string Decode(byte[] bytes, int start, int length)
    {
        try
        {
            return Strict.GetString(bytes, start, length);
        }
        catch (DecoderFallbackException)
        {
            throw new JsonSyntaxException("the text is not UTF-8", start);
        }
    }

    private static int Hash(byte[] bytes, int start, int length)
    {
        var hash = 2166136261u;
        for (var i = start; i < start + length; i++)
            hash = (hash ^ bytes[i]) * 16777619u;
        return (int)((hash ^ (hash >> 15)) & int.MaxValue);
    }

    private static bool Same(byte[] known, byte[] bytes, int start, int length)
    {
        if (known.Length != length)
            return false;
        for (var i = 0; i < length; i++)
        {
            if (known[i] != bytes[start + i])
                return false;
        }
        return true;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new Entry[old.Length * 2];
        var mask = _slots.Length - 1;
        foreach (var entry in old)
        {
            if (entry.Text == null)
                continue;
            var slot = entry.Hash & mask;
            while (_slots[slot].Text != null)
                slot = (slot + 1) & mask;
            _slots[slot] = entry;
        }
    }

    private struct Entry
    {
        public string Text;
        public byte[] Bytes;
        public int Hash;
    }
}
