using System;

namespace Tracking.Model;

/// <summary>The data of a track in their stored form (rule 4.14). The arrays never change.</summary>
public readonly struct TrackData
{
    /// <summary>Wraps stored data. The caller must not change the arrays any more.</summary>
    /// <param name="json">One JSON object as UTF-8, without white space.</param>
    /// <param name="types">A JSON object as UTF-8 that names the .NET types plain JSON cannot
    /// tell, by JSON Pointer; null when there are none.</param>
    public TrackData(byte[] json, byte[]? types = null)
    {
        Buffer = json ?? throw new ArgumentNullException(nameof(json));
        Length = json.Length;
        Types = types;
    }

    /// <summary>
    /// Wraps stored data that are a part of a buffer shared by many tracks: a million small arrays would make opening a file slow.
    /// </summary>
    internal TrackData(byte[] buffer, int start, int length, byte[]? types)
    {
        Buffer = buffer;
        Start = start;
        Length = length;
        Types = types;
    }

    /// <summary>One JSON object as UTF-8, without white space; a copy if the store has the data of many tracks in one array.</summary>
    public byte[] Json
    {
        get
        {
            if (Length == Buffer.Length)
                return Buffer;
            var json = new byte[Length];
            System.Buffer.BlockCopy(Buffer, Start, json, 0, Length);
            return json;
        }
    }

    /// <summary>The type hints as UTF-8: <c>{"/when":"DateTimeOffset"}</c>; null when there are none (rule 4.14).</summary>
    public byte[]? Types { get; }

    /// <summary>The array that holds the JSON object, from <see cref="Start"/>.</summary>
    internal byte[] Buffer { get; }

    internal int Start { get; }

    /// <summary>How many bytes the JSON object has.</summary>
    internal int Length { get; }

    /// <summary>
    /// The same data in an array of their own: in one that is shared, those that are soon replaced would keep all others in memory.
    /// </summary>
    public TrackData Alone() => Length >= Buffer.Length ? this : new TrackData(Json, Types);

    /// <summary>Whether both have the same bytes.</summary>
    internal bool IsSame(TrackData other) => CompareTo(other) == 0;

    /// <summary>Compares byte by byte: an order that is the same in every store and has no other meaning (rule 4.19).</summary>
    internal int CompareTo(TrackData other)
    {
        var order = Compare(Buffer, Start, Length, other.Buffer, other.Start, other.Length);
        return order != 0 ? order : Compare(Types ?? [], 0, Types?.Length ?? 0, other.Types ?? [], 0, other.Types?.Length ?? 0);
    }

    private static int Compare(byte[] a, int startOfA, int lengthOfA, byte[] b, int startOfB, int lengthOfB)
    {
        for (var i = 0; i < Math.Min(lengthOfA, lengthOfB); i++)
        {
            if (a[startOfA + i] != b[startOfB + i])
                return a[startOfA + i].CompareTo(b[startOfB + i]);
        }
        return lengthOfA.CompareTo(lengthOfB);
    }
}
