using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Tracking.Files;
using Tracking.Seam;

namespace Tracking.Spool;

/// <summary>
/// The spools that dead processes of this machine left, of one server: finds them, sends what is in them, one after the other, and removes
/// them when they were sent long ago (rules 15.5 and 15.7). To be used by one thread.
/// </summary>
/// <param name="settings">Where they are, and how they are sent.</param>
/// <param name="ownPath">The spool of this process, which is none of them.</param>
/// <param name="connect">Gives the server.</param>
/// <param name="warn">Receives what the user should hear of.</param>
/// <param name="cancellation">Ends what is under way.</param>
internal sealed class LeftSpools(
    SpoolSettings settings, string ownPath, Func<ITrackStore> connect, Action<string> warn, CancellationToken cancellation) : IDisposable
{
    /// <summary>The name by which the claims on spools differ from those on runs: that of no task.</summary>
    private const string ClaimedTask = "\nspool";

    private readonly HashSet<string> _passedOver = [];
    private readonly HashSet<string> _restarted = [];
    private readonly Queue<string> _behind = new();
    private (string Path, IFileStore File, ForwardedSpool Spool, IDisposable Claim)? _current;

    /// <summary>Whether some were found that are still to be looked at.</summary>
    public bool HasMore => _current != null || _behind.Count > 0;

    /// <summary>Has one process at a time send a spool; null where another one does. A process that is gone claims nothing.</summary>
    public static IDisposable? TryClaim(string folder, string path) =>
        new RunClaims(folder).TryClaim(ClaimedTask, Path.GetFileName(path));

    /// <summary>The length of a file in bytes; null where there is none.</summary>
    public static long? LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : null;

    /// <summary>Finds those that are still to be sent, and removes those that need not be there any more.</summary>
    public void Find()
    {
        if (!Directory.Exists(settings.Folder))
            return;
        var now = DateTime.UtcNow;
        var sent = new List<(string Path, SpoolRecord Record)>();
        foreach (var path in Directory.EnumerateFiles(settings.Folder, settings.Prefix + "*.json")
            .OrderBy(path => path, StringComparer.Ordinal))
        {
            if (path == ownPath || _passedOver.Contains(path))
                continue;
            var record = SpoolRecord.Read(path);
            if (record.Length == null || record.Length != LengthOf(path)
                || record.Refused.Any(refused => now - refused.TimeUtc > settings.RefusedAgain))
            {
                _behind.Enqueue(path);
            }
            else if (record.Refused.Count == 0 && now - record.SentUtc > settings.Retention)
            {
                RemoveOld(path, record.Length.Value);
            }
            else
            {
                sent.Add((path, record));
            }
        }
        CheckSent(sent);
    }

    /// <summary>Sends a part of one.</summary>
    /// <returns>How many events were sent; 0 where nothing is left.</returns>
    public long Send()
    {
        while (_current != null || OpenNext())
        {
            var (path, file, spool, _) = _current!.Value;
            if (spool.Left > 0 && spool.Forward(connect(), cancellation) is > 0 and var sent)
                return sent;
            if (spool.Left > 0)
            {
                _passedOver.Add(path);
                warn($"'{path}' is damaged, and {spool.Left} changes in it cannot be sent to '{settings.Server}' before it is repaired.");
            }
            else
            {
                spool.ForwardAbandoned(connect, cancellation);
                // What was added meanwhile is looked at next time.
                ForwardedSpool.MarkSent(path, file.Length, DateTime.UtcNow);
            }
            Dispose();
        }
        return 0;
    }

    /// <summary>Closes the one that is being sent.</summary>
    public void Dispose()
    {
        _current?.File.Dispose();
        _current?.Claim.Dispose();
        _current = null;
    }

    /// <summary>Looks, now and then, whether the server still has what was sent to it (rule 15.7).</summary>
    private void CheckSent(List<(string Path, SpoolRecord Record)> sent)
    {
        var stamp = Path.Combine(settings.Folder, settings.Prefix.TrimEnd('-') + ".checked");
        if (sent.Count == 0 || DateTime.UtcNow - File.GetLastWriteTimeUtc(stamp) < settings.LookAgain)
            return;
        foreach (var (path, has) in sent.Zip(
            ForwardedSpool.HaveLast(connect(), [.. sent.Select(each => each.Record)], cancellation), (each, has) => (each.Path, has)))
        {
            if (has)
                continue;
            warn(ForwardedSpool.RestartedWarning(path, settings.Server));
            _restarted.Add(path);
            _behind.Enqueue(path);
        }
        try
        {
            File.WriteAllText(stamp, "");
        }
        catch (Exception error) when (AtomicFile.IsFault(error))
        {
            // The next one looks again.
        }
    }

    private bool OpenNext()
    {
        while (_behind.Count > 0)
        {
            var path = _behind.Dequeue();
            IDisposable? claim = null;
            try
            {
                // Whoever holds it sends it, and must not find it claimed; whoever claims it is sending it now, or opened it meanwhile.
                if (settings.Kind.IsLocked(path) || (claim = TryClaim(settings.Folder, path)) == null || settings.Kind.IsLocked(path))
                    continue;
                // The file itself is not locked: its runs would seem to be at work.
                var file = (IFileStore)settings.Kind.OpenSnapshot(path, progress: null, cancellation);
                var spool = new ForwardedSpool(file, settings.Server, warn);
                if (_restarted.Remove(path) || spool.WasRefusedBefore(DateTime.UtcNow - settings.RefusedAgain))
                    spool.Restart();
                _current = (path, file, spool, claim);
                claim = null;
                return true;
            }
            catch (TrackingException error) when (error.Code == TrackingErrorCode.TrackStoreNotFound)
            {
                // Someone removed it.
            }
            catch (TrackingException error)
            {
                _passedOver.Add(path);
                warn($"{error.Message} What is in it is not sent to '{settings.Server}'.");
            }
            finally
            {
                claim?.Dispose();
            }
        }
        return false;
    }

    private void RemoveOld(string path, long length)
    {
        try
        {
            if (!settings.Kind.IsLocked(path) && settings.Kind.Delete(path, length))
                SpoolRecord.Delete(path);
        }
        catch (TrackingException)
        {
            // It is looked at again.
        }
    }
}
