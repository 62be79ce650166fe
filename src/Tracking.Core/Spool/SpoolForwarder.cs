using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using Tracking.Files;
using Tracking.Seam;

namespace Tracking.Spool;

/// <summary>
/// Sends a spool of this process to its server, on a thread of its own, and then what dead processes left of the same server (rule 15.5).
/// Nobody waits for it but who closes the spool, for a bounded time.
/// </summary>
public sealed class SpoolForwarder : IDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PatienceOnDisposing = TimeSpan.FromSeconds(2);

    private readonly SpoolSettings _settings;
    private readonly IFileStore _file;
    private readonly string _ownPath;
    private readonly LeftSpools _left;
    private readonly CancellationTokenSource _end = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly ManualResetEventSlim _ended = new();
    private readonly List<string> _warnings = [];
    private readonly Thread _thread;
    private readonly Stopwatch _sinceUse = new();
    private readonly Stopwatch _sinceLook = new();
    private ForwardedSpool? _own;
    private IDisposable? _claim;
    private ITrackStore? _destination;
    private string? _warned;
    private volatile string? _trouble;
    private volatile bool _isClosing;
    private bool _isDisposed;
    private TimeSpan _wait = TimeSpan.Zero;
    private long _sent;

    /// <summary>Begins to send.</summary>
    /// <param name="file">The spool of this process, which is open until the forwarder is disposed of; it need not be there.</param>
    /// <param name="settings">Where to, and how.</param>
    public SpoolForwarder(IFileStore file, SpoolSettings settings)
    {
        (_file, _settings) = (file, settings);
        _ownPath = file.Path!;
        _left = new LeftSpools(settings, _ownPath, Destination, Warn, _end.Token);
        _thread = new Thread(Run) { IsBackground = true, Name = "Spool" };
        _thread.Start();
    }

    /// <summary>How far it is.</summary>
    public SpoolProgress Progress => new(
        Interlocked.Read(ref _sent), Volatile.Read(ref _own)?.Left ?? LeftOf(_file), Volatile.Read(ref _own)?.RefusedCount ?? 0, _trouble);

    /// <summary>The server's name for people.</summary>
    public string Server => _settings.Server;

    /// <summary>How many changes of a file that nobody sends are still to be sent.</summary>
    public static long LeftOf(IFileStore file) =>
        Math.Max(0, file.LastEvent - (SpoolRecord.Read(file.Path!).Position?.Event ?? 0));

    /// <summary>Whether all that a spool holds was sent, which nobody has open.</summary>
    /// <param name="path">The spool's path.</param>
    public static bool IsSent(string path) => SpoolRecord.Read(path).Length is { } length && length == LeftSpools.LengthOf(path);

    /// <summary>Hands over what the user should hear of, and forgets it.</summary>
    public IReadOnlyList<string> DrainWarnings()
    {
        lock (_warnings)
        {
            string[] drained = [.. _warnings];
            _warnings.Clear();
            return drained;
        }
    }

    /// <summary>
    /// Sends what is left, that of dead processes too, without waiting for more to come. It ends where nothing is left, where the server
    /// cannot be reached, and after a time.
    /// </summary>
    /// <param name="atMost">The time.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether nothing of the spool of this process is left.</returns>
    public bool Complete(TimeSpan atMost, CancellationToken cancellation = default)
    {
        _isClosing = true;
        _wake.Set();
        try
        {
            _ended.Wait(atMost, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Whoever closes has waited long enough.
        }
        return Progress.Left == 0;
    }

    /// <summary>Ends the forwarder. What was not sent is sent by the next one.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _end.Cancel();
        _wake.Set();
        // The thread alone uses these, and a server that is frozen holds it back for a while.
        if (_thread.Join(PatienceOnDisposing))
        {
            _end.Dispose();
            _wake.Dispose();
            _ended.Dispose();
        }
    }

    private void Run()
    {
        try
        {
            while (!_end.IsCancellationRequested)
            {
                // What comes while something is sent is looked at once more.
                var isClosing = _isClosing;
                if (TrySend())
                    continue;
                if (isClosing)
                    break;
                if (_destination != null && _sinceUse.Elapsed > _settings.Idle)
                    Disconnect();
                _wake.WaitOne(_wait > TimeSpan.Zero ? _wait : _settings.Interval);
            }
        }
        finally
        {
            _left.Dispose();
            _claim?.Dispose();
            Disconnect();
            _ended.Set();
        }
    }

    /// <summary>Sends one part; false where there is none, or it cannot be sent now.</summary>
    private bool TrySend()
    {
        try
        {
            var hasMore = SendOwn() || SendOthers();
            (_trouble, _wait) = (null, TimeSpan.Zero);
            return hasMore;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (TrackingException error)
        {
            Note(error);
            return false;
        }
        catch (Exception error) when (AtomicFile.IsFault(error))
        {
            Note(new TrackingException(TrackingErrorCode.TrackStoreAccessDenied, $"'{_settings.Folder}': {error.Message}", error));
            return false;
        }
    }

    private bool SendOwn()
    {
        if (_file.LastEvent == 0)
            return false;
        var own = _own ?? new ForwardedSpool(_file, Server, Warn);
        Volatile.Write(ref _own, own);
        if (own.Left == 0)
            return false;
        // Another process may be sending it, which found it closed.
        if ((_claim ??= LeftSpools.TryClaim(_settings.Folder, _ownPath)) == null)
            return false;
        var sent = own.Forward(Destination(), _end.Token);
        Interlocked.Add(ref _sent, sent);
        // What comes next is collected for a while.
        return _isClosing ? sent > 0 : own.Left >= ForwardedSpool.MostEvents;
    }

    /// <summary>Sends a part of what others left, one spool after the other.</summary>
    private bool SendOthers()
    {
        if (!_sinceLook.IsRunning || (!_isClosing && _sinceLook.Elapsed > _settings.LookAgain && !_left.HasMore))
        {
            _sinceLook.Restart();
            _own?.Verify(Destination, _end.Token);
            _left.Find();
        }
        var sent = _left.Send();
        Interlocked.Add(ref _sent, sent);
        return sent > 0;
    }

    private ITrackStore Destination()
    {
        _sinceUse.Restart();
        if (_destination != null)
            return _destination;
        var opened = _settings.Connect(new Waiting(this), _end.Token);
        if (opened.IsReadOnly)
        {
            opened.Dispose();
            throw new TrackingException(
                TrackingErrorCode.TrackStoreReadOnly, $"'{Server}' accepts no changes from here: it can only be read.");
        }
        return _destination = opened;
    }

    private void Disconnect()
    {
        _sinceUse.Reset();
        try
        {
            _destination?.Dispose();
        }
        catch (TrackingException)
        {
            // What was sent was committed.
        }
        _destination = null;
    }

    /// <summary>Notes why nothing can be sent now. That the server is away is usual; all else is told once.</summary>
    private void Note(TrackingException error)
    {
        _trouble = error.Message;
        _wait = TimeSpan.FromTicks(Math.Min(_settings.LongestWait.Ticks, Math.Max(FirstWait.Ticks, _wait.Ticks * 2)));
        Disconnect();
        var isAway = error.Code is TrackingErrorCode.TrackStoreConnectionFailed or TrackingErrorCode.TrackStoreOutcomeUnknown
            or TrackingErrorCode.TrackStoreLocked or TrackingErrorCode.TrackStoreClosed;
        if (isAway || _warned == error.Message)
            return;
        _warned = error.Message;
        Warn($"{error.Message} What is saved stays in the spool, and is sent to '{Server}' when that can be.");
    }

    private void Warn(string warning)
    {
        lock (_warnings)
            _warnings.Add(warning);
    }

    /// <summary>Receives why the server is still waited for; whoever closes does not wait for one that is away.</summary>
    private sealed class Waiting(SpoolForwarder forwarder) : IProgress<double>, IProgress<string>
    {
        public void Report(double value)
        {
        }

        public void Report(string value)
        {
            forwarder._trouble = value;
            if (forwarder._isClosing)
                throw new OperationCanceledException();
        }
    }
}
