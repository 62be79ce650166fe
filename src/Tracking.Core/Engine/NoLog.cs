using System;
using System.Collections.Generic;
using Tracking.Events;
using Tracking.State;

namespace Tracking.Engine;

/// <summary>The log of a store that lives in memory only: it keeps nothing.</summary>
internal sealed class NoLog : ITrackLog
{
    public string? Path => null;

    public bool IsReadOnly => false;

    public bool? HasWriter => true;

    public bool LacksWriter
    {
        get => false;
        set
        {
        }
    }

    public bool IsThere => true;

    public LogCondition Check(IReadOnlyList<TrackEvent> batch) => LogCondition.Ready;

    public TrackState? Create(IReadOnlyList<TrackEvent> next) => null;

    public bool Append(IReadOnlyList<TrackEvent> batch) => false;

    public void Restore(LogImage image, IReadOnlyList<TrackEvent>? next)
    {
    }

    public bool IsMostlyDead(long liveLength) => false;

    public bool MayCompact(long liveLength) => false;

    public ILogRewrite? BeginRewrite(LogImage image) => null;

    public LogCondition CheckForFlush() => LogCondition.Ready;

    public Action BeginFlush() => () => { };

    public void Close(Func<LogImage> image, EngineLeft left)
    {
    }
}
