using Tracking.Engine;
using Tracking.State;

namespace Tracking.SessionFile;

/// <summary>The log of a session file, open for writing or as a snapshot.</summary>
internal interface ISessionFileLog : ITrackLog
{
    /// <summary>The file's header.</summary>
    FileHeader Header { get; }

    /// <summary>What a repair has done when the file was opened; null where nothing was repaired.</summary>
    StoreCheck? Repair { get; }

    /// <summary>The file's length in bytes; 0 before it is made.</summary>
    long Length { get; }

    /// <summary>The number of the last event; 0 before the file is made.</summary>
    long LastEvent { get; }

    /// <summary>When what was acknowledged also survives the machine; a change of it holds from the next event on.</summary>
    Durability Durability { get; set; }

    /// <summary>
    /// Brings everything to the disk and says so at the end of the file, as closing does, with what it holds, and stays open.
    /// </summary>
    void Complete(TrackState state);
}
