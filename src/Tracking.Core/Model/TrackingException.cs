using System;

namespace Tracking;

/// <summary>An error of this module, with a code that stays the same for ever and a message that says what to do and quotes no data.</summary>
public sealed class TrackingException : Exception
{
    /// <summary>Makes an error.</summary>
    /// <param name="code">What went wrong.</param>
    /// <param name="message">What went wrong and what to do about it; never a stored value.</param>
    /// <param name="inner">The system's error behind it.</param>
    public TrackingException(TrackingErrorCode code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>What went wrong.</summary>
    public TrackingErrorCode Code { get; }
}
