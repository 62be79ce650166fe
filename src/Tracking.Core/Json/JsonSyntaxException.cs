using System;

namespace Tracking.Json;

/// <summary>Bytes are not the JSON that is expected; the message says why and quotes nothing of them.</summary>
internal sealed class JsonSyntaxException(string message, int offset) : Exception(message)
{
    /// <summary>Where, counted from the start of the buffer.</summary>
    public int Offset { get; } = offset;
}
