using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Disk;
using Tracking.Engine;
using Tracking.Events;
using Tracking.Rules;
using Tracking.State;

namespace Tracking.SessionFile;

/// <summary>A session file as it was at one moment, to be read only (format 7.6).</summary>
internal sealed class SnapshotLog : ISessionFileLog
{
    private readonly string _path;

    private SnapshotLog(string path, FileHeader? header, long length, bool? hasWriter, Durability durability)
    {
        _path = path;
        Header = header ?? FileHeader.New();
        Length = length;
        HasWriter = hasWriter;
        Durability = durability;
    }

    public string Path => _path;

    public bool IsReadOnly => true;

    public bool? HasWriter { get; }

    public bool LacksWriter { get; set; }

    public bool IsThere => true;

    public StoreCheck? Repair => null;

    public FileHeader Header { get; }

    /// <summary>The bytes that were read.</summary>
    public long Length { get; }

    public long LastEvent { get; private init; }

    public Durability Durability { get; set; }

    /// <summary>Reads a file; the state is null when it is empty.</summary>
    public static (ISessionFileLog Log, TrackState? State) Read(IDisk disk, string path, FileStoreOptions options, WarningList warnings)
    {
        if (FileOpening.ReadSnapshot(disk, path, options.Context, out var length) is not { } content)
            return (new SnapshotLog(path, header: null, length: 0, hasWriter: true, options.Durability), null);
        // Asked after the reading: whoever wrote what was read is gone when nobody holds the lock now.
        var hasWriter = content.State.Indexes.Runs.Values.All(run => run.Status != RunStatus.Running) ? true
            : FileLock.SeemsHeld(disk, path);
        foreach (var warning in content.Warnings.Listed)
            warnings.Add($"'{path}': {warning}");
        var log = new SnapshotLog(path, content.Header, length, hasWriter, options.Durability) { LastEvent = content.NextEvent - 1 };
        return (log, content.State);
    }

    public LogCondition Check(IReadOnlyList<TrackEvent> batch) => throw ReadOnly();

    public TrackState? Create(IReadOnlyList<TrackEvent> next) => throw ReadOnly();

    public bool Append(IReadOnlyList<TrackEvent> batch) => throw ReadOnly();

    public void Restore(LogImage image, IReadOnlyList<TrackEvent>? next) => throw ReadOnly();

    public bool IsMostlyDead(long liveLength) => false;

    public bool MayCompact(long liveLength) => false;

    public ILogRewrite? BeginRewrite(LogImage image) => throw ReadOnly();

    public LogCondition CheckForFlush() => LogCondition.Ready;

    public Action BeginFlush() => () => { };

    public void Complete(TrackState state)
    {
    }

    public void Close(Func<LogImage> image, EngineLeft left)
    {
    }

    private TrackingException ReadOnly() => StoreErrors.OpenedReadOnly(_path);
}
