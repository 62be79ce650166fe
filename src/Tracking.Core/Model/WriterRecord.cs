using System;

namespace Tracking.Model;

/// <summary>One opening of a store for writing: the tracks and runs that follow are its own until the next one.</summary>
/// <param name="Writer">What identifies it in every copy of what it wrote.</param>
/// <param name="TimeUtc">When it began, in UTC.</param>
/// <param name="ProcessId">The process, on its host.</param>
/// <param name="Host">The machine.</param>
internal sealed record WriterRecord(Guid Writer, DateTime TimeUtc, int ProcessId, string Host);
