using Microsoft.Win32.SafeHandles;

namespace Tracking.Disk;

/// <summary>
/// A file descriptor. The runtime counts the calls that use it, so that one racing with Dispose gets an
/// <see cref="System.ObjectDisposedException"/> or ends first, and never meets another file under the same number.
/// </summary>
internal sealed class PosixHandle : SafeHandleMinusOneIsInvalid
{
    /// <summary>Takes a descriptor over.</summary>
    /// <param name="descriptor">As the call returned it. P/Invoke itself would take a pointer's
    /// width for the int's, so that -1 would look valid.</param>
    public PosixHandle(int descriptor)
        : base(ownsHandle: true) => SetHandle((nint)descriptor);

    // Never repeated: on Linux the number is free even when close was interrupted, and may be another file's by now.
    // What close reports about writing was Flush's to report.
    protected override bool ReleaseHandle() => LibC.Close((int)handle) == 0;
}
