using System;
using Tracking.Model;

namespace Tracking;

/// <summary>
/// An error of this module, with a code that stays the same for ever and a message that quotes no data.
/// What to do about it in terms of cmdlets is said by these.
/// </summary>
public sealed class TrackingException : Exception
{
    /// <summary>Makes an error.</summary>
    /// <param name="code">What went wrong.</param>
    /// <param name="message">What went wrong, in a sentence; never a stored value.</param>
    /// <param name="inner">The system's error behind it.</param>
    /// <param name="reason">Why, where the code has several reasons.</param>
    public TrackingException(TrackingErrorCode code, string message, Exception? inner = null, ErrorReason reason = ErrorReason.None)
        : base(message, inner)
    {
        Code = code;
        Reason = reason;
    }

    /// <summary>What went wrong.</summary>
    public TrackingErrorCode Code { get; }

    /// <summary>Why, where the code has several reasons.</summary>
    public ErrorReason Reason { get; }
}
