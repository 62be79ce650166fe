using System;

namespace Tracking.SessionFile;

/// <summary>
/// The system could not bring a file to the disk. Asking again would be answered with success and mean nothing: what was dropped stays
/// dropped.
/// </summary>
internal sealed class FlushFailedException(Exception inner) : Exception(inner.Message, inner);
