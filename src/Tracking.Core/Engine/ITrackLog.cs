using System;
using System.Collections.Generic;
using Tracking.Events;
using Tracking.State;

namespace Tracking.Engine;

/// <summary>
/// Where the events of an engine are kept. Its members are called under the engine's lock, but for the action that <see cref="BeginFlush"/>
/// returns. Failures are <see cref="TrackingException"/>s, and leave the log as it was.
/// </summary>
internal interface ITrackLog
{
    /// <summary>The file of the log; null where there is none.</summary>
    string? Path { get; }

    /// <summary>Whether nothing can be appended.</summary>
    bool IsReadOnly { get; }

    /// <summary>Whether the log is there; else the first change makes it.</summary>
    bool IsThere { get; }

    /// <summary>Whether a living process can append; null when that cannot be seen from here.</summary>
    bool? HasWriter { get; }

    /// <summary>Whether no event says yet who writes: the next batch begins with one that does.</summary>
    bool LacksWriter { get; set; }

    /// <summary>Whether a batch can be appended.</summary>
    /// <exception cref="TrackingException">TrackStoreReadOnly.</exception>
    LogCondition Check(IReadOnlyList<TrackEvent> batch);

    /// <summary>Makes a log that is missing; returns the state of one that someone else made meanwhile, else null.</summary>
    /// <param name="next">The batch that is to be appended next, which the log can take then.</param>
    TrackState? Create(IReadOnlyList<TrackEvent> next);

    /// <summary>Appends a batch; when it throws, nothing of it is in the log, now or later.</summary>
    /// <returns>Whether the log is to be flushed within a second.</returns>
    bool Append(IReadOnlyList<TrackEvent> batch);

    /// <summary>
    /// Writes the log anew from what memory holds, since it is not safe as it stands, or cannot take what comes next; says so in a warning
    /// where it was not safe.
    /// </summary>
    /// <param name="image">What memory holds.</param>
    /// <param name="next">The batch that is to be appended next; null for a flush, which has failed when this fails.</param>
    void Restore(LogImage image, IReadOnlyList<TrackEvent>? next);

    /// <summary>Whether most of the log is dead, so that it may be written anew by itself; costs next to nothing (format 9.9).</summary>
    /// <param name="liveLength">About how many bytes it takes to say what memory holds.</param>
    bool IsMostlyDead(long liveLength);

    /// <summary>Whether the log may be written anew by itself now; where it may not, nor for a while (format 9.9).</summary>
    /// <param name="liveLength">As for <see cref="IsMostlyDead"/>.</param>
    bool MayCompact(long liveLength);

    /// <summary>Begins to write the log anew, beside the one that goes on; null when there is nothing to write anew.</summary>
    ILogRewrite? BeginRewrite(LogImage image);

    /// <summary>Whether a flush finds the log safe as it stands.</summary>
    LogCondition CheckForFlush();

    /// <summary>Brings the log into order, and returns what flushes it, which is called without the engine's lock.</summary>
    Action BeginFlush();

    /// <summary>Flushes and closes the log; closing it again does nothing.</summary>
    /// <param name="image">What memory holds; asked for when the log has to be written anew for that.</param>
    /// <param name="left">What this process can go on with when it opens the log again.</param>
    void Close(Func<LogImage> image, EngineLeft left);
}

/// <summary>What an engine leaves when it closes.</summary>
/// <param name="State">The state of its log.</param>
/// <param name="Writer">Who wrote; null when it began work that another opening cannot go on with (rule 4.16).</param>
internal readonly record struct EngineLeft(TrackState State, Guid? Writer);

/// <summary>How a log stands.</summary>
internal enum LogCondition
{
    /// <summary>It can be appended to, and flushed.</summary>
    Ready,

    /// <summary>It is not there yet, and is made for the first event.</summary>
    Missing,

    /// <summary>
    /// It has to be written anew from memory first: it was deleted, a flush failed, or it is of a version that cannot be raised in place.
    /// </summary>
    Unsafe,
}

/// <summary>
/// A log that is being written anew while events go on being appended to the old one. Its members are called in their order;
/// <see cref="End"/> in any case, and then, without the engine's lock, <see cref="IDisposable.Dispose"/>.
/// </summary>
internal interface ILogRewrite : IDisposable
{
    /// <summary>The log's length in bytes before.</summary>
    long LengthBefore { get; }

    /// <summary>The log's length in bytes after <see cref="End"/>.</summary>
    long LengthAfter { get; }

    /// <summary>Writes what memory held when the rewrite began. It is called without the engine's lock.</summary>
    void Write(Model.ProgressMeter meter);

    /// <summary>
    /// Takes what was appended meanwhile, under the engine's lock; false when it is so little that <see cref="Join"/> may write it.
    /// </summary>
    bool BeginRound();

    /// <summary>Writes what the round took, without the engine's lock.</summary>
    void WriteRound();

    /// <summary>Writes the rest, under the engine's lock. From now on, what is appended goes to both logs.</summary>
    void Join();

    /// <summary>Brings the new log to the disk and puts it in the place of the old one, without the engine's lock.</summary>
    void Place();

    /// <summary>
    /// Ends the rewrite, under the engine's lock: what is appended goes to the new log alone if that is in its place, else to the old one.
    /// </summary>
    void End();
}
