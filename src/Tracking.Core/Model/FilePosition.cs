using System;

namespace Tracking.Model;

/// <summary>A place between two events of a session file, of which those before it were read.</summary>
/// <param name="Session">The session that made the file.</param>
/// <param name="Generation">How many times the file was rewritten, from 1: in another generation the place is none.</param>
/// <param name="Offset">Where the next event begins, in bytes.</param>
/// <param name="Event">The number of the event before it; one less than the first where none is before it.</param>
public sealed record FilePosition(Guid Session, int Generation, long Offset, long Event);
