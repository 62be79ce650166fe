using System;
using System.Diagnostics;
using System.IO;
using System.Reflection;

namespace Tracking.Model;

/// <summary>What tells a process from all others: its number alone is given to another one when it has ended.</summary>
/// <param name="Id">The process, within its PID namespace.</param>
/// <param name="StartedUtc">When it was started, in UTC, as it sees that itself.</param>
/// <param name="Space">The PID namespace, as Linux names it; null elsewhere.</param>
internal sealed record ProcessIdentity(int Id, DateTime StartedUtc, string? Space)
{
    private const string LinkToSpace = "/proc/self/ns/pid";

    // Asked once: two looks at the same process give starts that differ by milliseconds.
    private static readonly Lazy<ProcessIdentity> Own = new(Look);

    /// <summary>This process.</summary>
    public static ProcessIdentity Current => Own.Value;

    private static ProcessIdentity Look()
    {
        using var self = Process.GetCurrentProcess();
        return new ProcessIdentity(self.Id, self.StartTime.ToUniversalTime(), ReadSpace());
    }

    /// <summary>FileInfo.LinkTarget, for which .NET Standard has no name.</summary>
    private static string? ReadSpace()
    {
        try
        {
            return typeof(FileSystemInfo).GetProperty("LinkTarget")?.GetValue(new FileInfo(LinkToSpace)) as string;
        }
        catch (TargetInvocationException)
        {
            return null;
        }
    }
}
