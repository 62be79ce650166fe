using System;

namespace Tracking;

/// <summary>The data of a track in their stored form. The arrays are never changed once they are here.</summary>
public readonly struct TrackData
{
    /// <summary>Wraps stored data; the caller gives the arrays away.</summary>
    /// <param name="json">One JSON object as UTF-8, without white space.</param>
    /// <param name="types">A JSON object as UTF-8 that names the .NET types plain JSON cannot tell, by JSON Pointer; null when there are none.</param>
    public TrackData(byte[] json, byte[]? types = null)
    {
        Json = json ?? throw new ArgumentNullException(nameof(json));
        Types = types;
    }

    /// <summary>One JSON object as UTF-8, without white space.</summary>
    public byte[] Json { get; }

    /// <summary>The type hints as UTF-8: <c>{"/when":"DateTimeOffset"}</c>; null when there are none (design.md 4.14).</summary>
    public byte[]? Types { get; }
}
