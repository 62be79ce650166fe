using System.Threading;
using Tracking.Model;

namespace Tracking.Seam;

/// <summary>A store that has a file.</summary>
public interface IFileStore : ITrackStore
{
    /// <summary>When what was acknowledged also survives the machine; a change of it holds from the next save on.</summary>
    Durability Durability { get; set; }

    /// <summary>The file's length in bytes; 0 before it is made.</summary>
    long Length { get; }

    /// <summary>The number of the last event in the file; 0 before it is made.</summary>
    long LastEvent { get; }

    /// <summary>
    /// Reads what the events behind a place changed, as it is now, so that it can be sent to another store (rule 15.3).
    /// </summary>
    /// <param name="from">The place; the file's beginning when null, and where the file was written anew since.</param>
    /// <param name="most">How many events at most; fewer where they are long.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>Null where no event stands behind the place.</returns>
    /// <exception cref="TrackingException">TrackStoreClosed, TrackStoreAccessDenied.</exception>
    FileChanges? ReadChanges(FilePosition? from, int most, CancellationToken cancellation = default);

    /// <summary>
    /// What the store holds, in short; the status of a run that nobody stopped is as it is seen now.
    /// </summary>
    StoreSummary Summarize();

    /// <summary>What a repair has done when the file was opened; null where nothing was repaired.</summary>
    StoreCheck? Repair { get; }

    /// <summary>
    /// Compacts the file if that is due by itself (format 9.9). Where it fails, the file stays as it is, and nothing is said.
    /// </summary>
    void CompactIfDue();

    /// <summary>
    /// Brings everything to the disk and says so in the file, as closing does, and stays open: for a process that may be about to end.
    /// Where the store was closed, nothing is left to do.
    /// </summary>
    /// <exception cref="TrackingException">TrackStoreFlushFailed.</exception>
    void Complete();
}
