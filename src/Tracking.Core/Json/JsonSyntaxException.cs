using System;

namespace Tracking.Json;

/// <summary>Bytes are not the JSON that is expected. The message says why, and quotes none of them.</summary>
internal sealed class JsonSyntaxException(string message, int offset) : Exception(message)
{
    /// <summary>The offset in the buffer, in bytes.</summary>
    public int Offset { get; } = offset;
}
