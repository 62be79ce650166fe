using System;

namespace Tracking.SessionFile;

/// <summary>Another file stands where one was to be put.</summary>
internal sealed class PlaceTakenException : Exception
{
    public PlaceTakenException()
        : base("another file stands in its place.")
    {
    }
}
