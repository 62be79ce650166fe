using System;

namespace Tracking.Model;

/// <summary>Where a track or a run was first: it stays the same in every copy, so that a second copy is known for what it is.</summary>
/// <param name="Writer">The writer that saved or started it: the GUID of the <c>opened</c> event that stands
/// before it in its file, or that of a store in memory.</param>
/// <param name="Number">Its id there.</param>
public readonly record struct Origin(Guid Writer, long Number);
