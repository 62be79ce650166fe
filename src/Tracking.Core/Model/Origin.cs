using System;

namespace Tracking.Model;

/// <summary>
/// Where a track was saved or a run was started first. It stays the same in every copy, so nothing is copied twice (rule 4.18).
/// </summary>
/// <param name="Writer">
/// The GUID of the writer that saved or started it: that of the last <c>opened</c>
/// event before it in its file, or that of a store in memory.
/// </param>
/// <param name="Number">Its number or id in that writer's store.</param>
public readonly record struct Origin(Guid Writer, long Number);
