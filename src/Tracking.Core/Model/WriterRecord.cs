using System;

namespace Tracking.Model;

/// <summary>One opening of a store for writing: the tracks and runs that follow are its own until the next one.</summary>
/// <param name="Writer">What identifies it in every copy of what it wrote.</param>
/// <param name="TimeUtc">When it began, in UTC.</param>
/// <param name="ProcessId">The process, on its host.</param>
/// <param name="Host">The machine.</param>
/// <param name="ProcessStartUtc">When the process was started, in UTC; null where a former version did not say so.</param>
/// <param name="ProcessSpace">The PID namespace of the process; null where there is none, or it is not known.</param>
internal sealed record WriterRecord(
    Guid Writer, DateTime TimeUtc, int ProcessId, string Host, DateTime? ProcessStartUtc = null, string? ProcessSpace = null)
{
    /// <summary>A writer of this process.</summary>
    public static WriterRecord OfThisProcess(Guid writer)
    {
        var self = ProcessIdentity.Current;
        return new WriterRecord(writer, DateTime.UtcNow, self.Id, HostName.Current, self.StartedUtc, self.Space);
    }
}
