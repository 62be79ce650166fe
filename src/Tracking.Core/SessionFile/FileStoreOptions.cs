using System;
using System.Threading;
using Tracking.Events;
using Tracking.Model;

namespace Tracking.SessionFile;

/// <summary>How a session file is opened.</summary>
public sealed class FileStoreOptions
{
    /// <summary>When what was acknowledged also survives the machine.</summary>
    public Durability Durability { get; init; }

    /// <summary>A snapshot that is never written and takes no lock; damage is read around, with warnings.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Keeps a damaged original beside and makes the best of it.</summary>
    public bool Repair { get; init; }

    /// <summary>Makes a missing file, and its folder, at the first change and not on opening.</summary>
    public bool CreateLater { get; init; }

    /// <summary>
    /// Whether one cmdlet opens it for itself and closes it again. One that stays open says at once who has it open.
    /// </summary>
    public bool IsLease { get; init; }

    /// <summary>Where what it held goes when its own folder takes nothing any more; null for nowhere.</summary>
    public string? FallbackFolder { get; init; }

    /// <summary>The folder whose files are compacted by themselves; null for none (format 9.9).</summary>
    public string? CompactionFolder { get; init; }

    /// <summary>Receives how much of the file is read, 0 to 1, on the thread that opens it.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Ends the opening, by an <see cref="OperationCanceledException"/>, and leaves everything as it was.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The kinds of events that are known, and so the format version; a test gives others.</summary>
    internal EventKinds Kinds { get; init; } = EventKinds.Current;

    internal ReadContext Context => new(Kinds, new ProgressMeter(Progress, Cancellation));
}
