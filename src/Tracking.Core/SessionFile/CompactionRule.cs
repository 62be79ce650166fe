using System;
using System.IO;
using Tracking.Disk;

namespace Tracking.SessionFile;

/// <summary>When a session file is compacted by itself (format 9.9).</summary>
/// <param name="disk">Where it is.</param>
/// <param name="folder">The folder of the files that are; null for none.</param>
internal sealed class CompactionRule(IDisk disk, string? folder)
{
    /// <summary>Below this length, in bytes, nothing is won.</summary>
    public const long LeastLength = 4L << 20;

    /// <summary>So many times as long as what is live in it a file is at most.</summary>
    private const int MostTimesLive = 4;

    /// <summary>So many times the live data the disk has room for.</summary>
    private const int TimesLiveToSpare = 2;

    private long _leastLength = folder == null ? long.MaxValue : LeastLength;

    /// <summary>Whether most of a file is dead.</summary>
    public bool IsMostlyDead(long length, long liveLength) => length > _leastLength && length > MostTimesLive * liveLength;

    /// <summary>Whether a file lies where it may be compacted, and the disk has room for that.</summary>
    public bool Allows(string path, IDiskFile file, long liveLength)
    {
        try
        {
            var place = Path.GetDirectoryName(path)!;
            return string.Equals(place, disk.Resolve(folder!), StringComparison.Ordinal) && file.LinkCount == 1
                && disk.RoomIn(place) > TimesLiveToSpare * liveLength;
        }
        catch (Exception error) when (StoreFaults.IsOfTheSystem(error))
        {
            return false;
        }
    }

    /// <summary>Has the next compaction wait until the file is twice as long, whatever came of this one.</summary>
    public void WaitFrom(long length) => _leastLength = Math.Max(LeastLength, length > long.MaxValue / 2 ? length : 2 * length);
}
