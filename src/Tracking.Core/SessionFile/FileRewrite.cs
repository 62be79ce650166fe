using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Disk;
using Tracking.Engine;
using Tracking.Events;
using Tracking.Model;

namespace Tracking.SessionFile;

/// <summary>
/// A session file that is being written anew beside its place, while events go on being appended to the old one (format 9).
/// </summary>
/// <param name="log">The log, which goes on with the new file.</param>
/// <param name="disk">Where it is.</param>
/// <param name="header">The new file's header.</param>
/// <param name="image">What memory held when the rewrite began.</param>
/// <param name="original">The old file.</param>
internal sealed class FileRewrite(FileLog log, IDisk disk, FileHeader header, LogImage image, FileAppender original) : ILogRewrite
{
    private readonly List<TrackEvent> _appended = [];
    private FileRewriter? _rewriter;

    public long LengthBefore { get; } = log.Length;

    public long LengthAfter => log.Length;

    /// <summary>Remembers what was appended to the old file meanwhile. Called under the engine's lock.</summary>
    public void Append(IReadOnlyList<TrackEvent> batch) => _appended.AddRange(batch);

    public void Write(ProgressMeter meter)
    {
        try
        {
            _rewriter = new FileRewriter(disk, log.Path, header, original.File);
            _rewriter.Image.Write(image.Events.Select(new DataCheck().Require), meter, image.Count);
            _rewriter.Image.Flush();
        }
        catch (Exception error) when (FileLog.IsFault(error))
        {
            throw log.WritingFailed(error);
        }
    }

    public IDisposable? Commit()
    {
        try
        {
            _rewriter!.Image.Write(_appended);
            return log.Swap(_rewriter, original);
        }
        catch (Exception error) when (FileLog.IsFault(error))
        {
            throw log.WritingFailed(error);
        }
    }

    /// <summary>Removes what was not put in its place. Called under the engine's lock.</summary>
    public void Dispose()
    {
        log.EndRewrite();
        _rewriter?.Dispose();
    }
}
