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
public readonly record struct Origin(Guid Writer, long Number)
{
    /// <summary>The GUID and the number, as a file has them: <c>6f9619ff-8b86-d011-b42d-00c04fc964ff/12</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Writer:D}/{Number}");
}
