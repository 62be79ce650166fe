using System;

namespace Tracking.Serialization;

/// <summary>An output cannot be kept. The message is the reason, as <see cref="RecordedOutput.Reason"/> has it.</summary>
/// <param name="reason">The reason.</param>
/// <param name="inner">The error behind it.</param>
internal sealed class OutputRefusedException(string reason, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>Whether it is only too large, or takes too long.</summary>
    public bool IsOfLimit { get; init; }
}
