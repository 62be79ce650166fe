using System;
using System.Globalization;
using System.Text;

namespace Tracking.SessionFile;

/// <summary>
/// The check value that a line carries: <c>{"s":"1f2e3d4c",</c> and then what it is made from, to the end of the line. It shows that a
/// line is whole, as a torn or zeroed page is not, and, since it is seeded, that it is one of this file and of its present generation
/// (format 4). A header, and a line of format 1 or 2, has one without a seed, <c>{"c":"1f2e3d4c",</c>, which shows no more than that it is
/// whole. Neither keeps anybody from writing what they like.
/// </summary>
internal static class LineCheck
{
    /// <summary>What stands before the rest of a line that is checked without a seed, with a place for the value.</summary>
    public const string Opening = "{\"c\":\"00000000\",";

    /// <summary>What stands before the rest of a line that is checked with a seed; as long as the other.</summary>
    public const string SeededOpening = "{\"s\":\"00000000\",";

    /// <summary>Where the value stands in a line.</summary>
    public const int ValueStart = 6;

    /// <summary>From where on a line is covered.</summary>
    public const int CoveredFrom = ValueStart + ValueLength;

    private const int ValueLength = 8;
    private const string Hex = "0123456789abcdef";
    private const ulong Factor = 0x9E3779B97F4A7C15;

    /// <summary>With which the lines of a file are seeded: the value of its session and its generation as text.</summary>
    public static uint Seed(Guid session, int generation)
    {
        var text = Encoding.ASCII.GetBytes(string.Format(CultureInfo.InvariantCulture, "{0:D}/{1}", session, generation));
        return Compute(text, 0, text.Length);
    }

    /// <summary>Puts the value into a line that begins with <see cref="Opening"/>.</summary>
    public static void Set(byte[] buffer, int start, int end) => Set(buffer, start, end, seed: 0);

    /// <summary>Puts the value into a line that begins with <see cref="SeededOpening"/>.</summary>
    public static void Set(byte[] buffer, int start, int end, uint seed)
    {
        var value = Compute(buffer, start + CoveredFrom, end) ^ seed;
        for (var i = ValueLength - 1; i >= 0; i--, value >>= 4)
            buffer[start + ValueStart + i] = (byte)Hex[(int)(value & 15)];
    }

    /// <summary>Whether a line carries a value without a seed, and the right one.</summary>
    public static bool IsRight(byte[] buffer, int start, int end) =>
        BeginsAs(Opening, buffer, start, end) && HasValue(buffer, start, Compute(buffer, start + CoveredFrom, end));

    /// <summary>Whether a line carries a value with a seed, and the right one.</summary>
    public static bool IsRight(byte[] buffer, int start, int end, uint seed) =>
        BeginsAs(SeededOpening, buffer, start, end) && HasValue(buffer, start, Compute(buffer, start + CoveredFrom, end) ^ seed);

    /// <summary>What a line's check value shows, in a file whose lines have a seed; null for none.</summary>
    public static LineEvidence EvidenceOf(byte[] buffer, int start, int end, uint? seed) =>
        seed is { } value && IsRight(buffer, start, end, value) ? LineEvidence.Seeded
        : IsRight(buffer, start, end) ? LineEvidence.Unseeded
        : LineEvidence.None;

    /// <summary>A seed by which the value that a line carries is right; null when it carries none that is seeded.</summary>
    public static uint? SeedOf(byte[] buffer, int start, int end) =>
        BeginsAs(SeededOpening, buffer, start, end) && Value(buffer, start) is { } value
            ? value ^ Compute(buffer, start + CoveredFrom, end) : null;

    /// <summary>A value as it stands in a line.</summary>
    public static string Text(uint value) => value.ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>The value that stands in a line; null when no value does.</summary>
    public static uint? Value(byte[] buffer, int start)
    {
        uint value = 0;
        for (var i = 0; i < ValueLength; i++)
        {
            var digit = Hex.IndexOf((char)buffer[start + ValueStart + i]);
            if (digit < 0)
                return null;
            value = (value << 4) | (uint)digit;
        }
        return value;
    }

    /// <summary>
    /// The value of what stands in a part of a buffer: eight bytes a step by multiplying and folding, as fast as memory is read, which a
    /// CRC in managed code is not.
    /// </summary>
    public static unsafe uint Compute(byte[] buffer, int start, int end)
    {
        var hash = (ulong)(end - start) * Factor;
        fixed (byte* bytes = buffer)
        {
            var at = start;
            for (; end - at >= 8; at += 8)
                hash = Mix(hash, ToLittleEndian(*(ulong*)(bytes + at)));
            for (; at < end; at++)
                hash = Mix(hash, bytes[at]);
        }
        return Fold(hash);
    }

    /// <summary>The words, and behind them the single bytes, of which a value is computed step by step.</summary>
    internal static unsafe ulong[] Steps(byte[] buffer, int start, int end)
    {
        var words = (end - start) / 8;
        var steps = new ulong[words + ((end - start) % 8)];
        fixed (byte* bytes = buffer)
        {
            for (var i = 0; i < steps.Length; i++)
            {
                steps[i] = i < words ? ToLittleEndian(*(ulong*)(bytes + start + (i * 8)))
                    : bytes[start + (words * 8) + i - words];
            }
        }
        return steps;
    }

    /// <summary>With what the computing of so many bytes begins.</summary>
    internal static ulong Begin(int length) => (ulong)length * Factor;

    /// <summary>One step.</summary>
    internal static ulong Mix(ulong hash, ulong word)
    {
        hash = (hash ^ word) * Factor;
        return hash ^ (hash >> 29);
    }

    /// <summary>The value that all steps give.</summary>
    internal static uint Fold(ulong hash) => (uint)(hash ^ (hash >> 32));

    /// <summary>The word whose bytes come in the other order.</summary>
    internal static ulong Reverse(ulong word)
    {
        word = ((word & 0x00FF00FF00FF00FF) << 8) | ((word >> 8) & 0x00FF00FF00FF00FF);
        word = ((word & 0x0000FFFF0000FFFF) << 16) | ((word >> 16) & 0x0000FFFF0000FFFF);
        return (word << 32) | (word >> 32);
    }

    private static bool BeginsAs(string opening, byte[] buffer, int start, int end)
    {
        if (end - start < opening.Length)
            return false;
        for (var i = 0; i < opening.Length; i++)
        {
            if (i is < ValueStart or >= CoveredFrom && buffer[start + i] != opening[i])
                return false;
        }
        return true;
    }

    private static bool HasValue(byte[] buffer, int start, uint value)
    {
        for (var i = ValueLength - 1; i >= 0; i--, value >>= 4)
        {
            if (buffer[start + ValueStart + i] != Hex[(int)(value & 15)])
                return false;
        }
        return true;
    }

    /// <summary>A word of this machine as every machine counts it: its first byte is the least (format 4.2).</summary>
    private static ulong ToLittleEndian(ulong word) => BitConverter.IsLittleEndian ? word : Reverse(word);
}
