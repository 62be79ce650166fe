using System;
using System.Collections.Generic;
using Tracking.Disk;
using Tracking.Events;
using Tracking.State;

namespace Tracking.SessionFile;

/// <summary>
/// The states of the files that cmdlets of this process opened for themselves and closed, so that the next one does not read the whole file
/// again. One is used only where the file's stamp says, under its lock, that nobody wrote to it since (format 7.9).
/// </summary>
internal sealed class ClosedFiles
{
    private const int MostFiles = 16;

    /// <summary>What the files whose states are here may take together, in bytes.</summary>
    private const long MostBytes = 64L << 20;

    private readonly LinkedList<ClosedFile> _files = [];

    /// <summary>Those of this process.</summary>
    public static ClosedFiles OfProcess { get; } = new();

    /// <summary>Adds the state of a file that is about to be closed.</summary>
    public void Add(ClosedFile closed)
    {
        lock (_files)
        {
            RemoveState(closed.Stamp.Identity);
            _files.AddFirst(closed);
            var bytes = 0L;
            var count = 0;
            for (var node = _files.First; node != null;)
            {
                var next = node.Next;
                bytes += node.Value.Stamp.Length;
                if (++count > MostFiles || bytes > MostBytes)
                    _files.Remove(node);
                node = next;
            }
        }
    }

    /// <summary>Takes out the state of a file, if it is still what the file holds; null when it is not, or is not here.</summary>
    public ClosedFile? Remove(FileStamp stamp, EventKinds kinds)
    {
        lock (_files)
            return RemoveState(stamp.Identity) is { } closed && closed.Stamp == stamp && closed.Kinds == kinds ? closed : null;
    }

    private ClosedFile? RemoveState(FileIdentity identity)
    {
        for (var node = _files.First; node != null; node = node.Next)
        {
            if (node.Value.Stamp.Identity != identity)
                continue;
            _files.Remove(node);
            return node.Value;
        }
        return null;
    }
}

/// <summary>A file that was closed in order, and what it holds.</summary>
/// <param name="Stamp">The file as it was then.</param>
/// <param name="Kinds">With which kinds of events it was read.</param>
/// <param name="Header">Its header.</param>
/// <param name="State">Its state, which belongs to whoever has this.</param>
/// <param name="Writer">The writer that closed it, as which the next opening may go on; null for none.</param>
/// <param name="End">Where its last event ends.</param>
/// <param name="HasEvents">Whether it has events.</param>
/// <param name="NextEvent">The number of its next event.</param>
internal sealed record ClosedFile(
    FileStamp Stamp, EventKinds Kinds, FileHeader Header, TrackState State, Guid? Writer, long End, bool HasEvents, long NextEvent);
