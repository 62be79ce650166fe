using System;
using System.Collections.Generic;
using System.Management.Automation;
using Tracking.Errors;
using Tracking.Seam;
using Tracking.SessionFile;
using Tracking.State;
using Tracking.Stores;

namespace Tracking.Commands;

/// <summary>What all cmdlets of the module share: which store they mean, how it is opened for them, and how errors and warnings come out.</summary>
public abstract class TrackingCommand : PSCmdlet, IDisposable
{
    private Dictionary<TrackStore, ITrackStore>? _snapshots;
    private Dictionary<TrackStore, ITrackStore>? _rented;
    private bool? _isVerbose;
    private Action? _throwIfStopping;

    /// <summary>Gives back what the cmdlet opened for itself, also when the pipeline is stopped.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what the cmdlet opened for itself. A class that overrides this calls it last.</summary>
    protected virtual void Dispose(bool disposing)
    {
        LongWait.EndBy(null);
        Release(error => { });
    }

    /// <summary>Gives back what the cmdlet opened for itself. A class that overrides this calls it last.</summary>
    protected override void EndProcessing() => Release(error => WriteError(ErrorRecords.From(error, null)));

    /// <summary>The store to work on: the one given or the current one.</summary>
    protected TrackStore StoreOrCurrent(TrackStore? given)
    {
        EndWaitsByStopping();
        return given ?? StoreRegistry.CurrentIfOpen ?? Opening(StoreRegistry.Current);
    }

    /// <summary>Whether anyone hears what is said by WriteVerbose: for what is said of each track, whose text costs more than saving it.</summary>
    private protected bool IsVerbose => _isVerbose ??= MyInvocation.BoundParameters.TryGetValue("Verbose", out var given)
        ? (SwitchParameter)given
        : !LanguagePrimitives.Equals(GetVariableValue("VerbosePreference"), ActionPreference.SilentlyContinue);

    /// <summary>Has what waits for a server on this thread end when the pipeline is stopped.</summary>
    private protected void EndWaitsByStopping() => LongWait.EndBy(ThrowIfStopping);

    /// <summary>Throws when the pipeline is stopped.</summary>
    private protected Action ThrowIfStopping => _throwIfStopping ??= () =>
    {
        if (Stopping)
            throw new PipelineStoppedException();
    };

    /// <summary>Opens a store for questions: a file that is not open here is read once, as a snapshot, without a lock.</summary>
    protected ITrackStore ForQuestion(TrackStore store)
    {
        if (store == null)
            throw new ArgumentNullException(nameof(store));
        RequireThere(store);
        EndWaitsByStopping();
        if (OpenFor(store, keepOpen: false) is { } open)
            return open;
        if (store.Opened != null && StoreRegistry.RentIfOpen(store) is { } rented)
            return Rented(store, rented);
        _snapshots ??= [];
        if (!_snapshots.TryGetValue(store, out var snapshot))
            _snapshots.Add(store, snapshot = Opening(bar => FileTrackStore.Open(store.Path!, new FileStoreOptions { ReadOnly = true, Progress = bar })));
        WriteWarnings(snapshot);
        return snapshot;
    }

    /// <summary>
    /// Opens a store for questions. One that was piped may be one of many, and what cannot be read of them is told by a warning; the answer is null then, and the others have their turn.
    /// </summary>
    private protected ITrackStore? ForQuestion(TrackStore store, bool isPiped) => Open(() => ForQuestion(store), isPiped);

    /// <summary>Opens one store of many that may be piped, as for questions.</summary>
    private protected T? Open<T>(Func<T> open, bool isPiped)
        where T : class
    {
        try
        {
            return open();
        }
        catch (TrackingException error) when (isPiped && error.Code is not (TrackingErrorCode.TrackStoreClosed or TrackingErrorCode.TrackStoreNotFound))
        {
            WriteWarning($"{Advice.Message(error)} Nothing of it is in the answer.");
            return null;
        }
    }

    /// <summary>Follows a store, whether it is open here or not.</summary>
    private protected IStoreFollower ForFollowing(TrackStore store, DateTime? fromUtc)
    {
        RequireThere(store);
        EndWaitsByStopping();
        return store.Opened?.Follow(fromUtc) ?? Opening(bar => FileTrackStore.Follow(store.Path!, fromUtc, bar));
    }

    /// <summary>Opens a store for changes: a file that is not open here is opened, locked, and closed when the cmdlet ends.</summary>
    /// <param name="store">The store.</param>
    /// <param name="keepOpen">Whether a file stays open until then though someone else closes it.</param>
    protected ITrackStore ForChange(TrackStore store, bool keepOpen = false)
    {
        if (store == null)
            throw new ArgumentNullException(nameof(store));
        RequireThere(store);
        EndWaitsByStopping();
        return OpenFor(store, keepOpen) ?? Rented(store, Opening(bar => StoreRegistry.Rent(store, bar)));
    }

    /// <summary>Does one item's work; what goes wrong becomes an error record, and the next item has its turn.</summary>
    protected void Try(object? target, Action work)
    {
        if (work == null)
            throw new ArgumentNullException(nameof(work));
        try
        {
            work();
        }
        catch (TrackingException error)
        {
            WriteError(ErrorRecords.From(error, target));
        }
    }

    /// <summary>Tells what a store wants its user to hear.</summary>
    protected void WriteWarnings(ITrackStore store)
    {
        if (store == null)
            throw new ArgumentNullException(nameof(store));
        foreach (var warning in store.TakeWarnings())
            WriteWarning(warning);
    }

    /// <summary>Opens a store under a progress bar.</summary>
    private protected T Opening<T>(Func<IProgress<double>, T> open) => WithBar("Opening the store", open);

    /// <summary>Does work that may take long under a progress bar; Ctrl+C ends it and leaves everything as it was.</summary>
    private protected T WithBar<T>(string activity, Func<IProgress<double>, T> work)
    {
        var bar = new ProgressBar(this, activity);
        try
        {
            return work(bar);
        }
        finally
        {
            bar.Complete();
        }
    }

    /// <summary>A store that stays open for as long as this cmdlet may need it; null when it is not open, or may be closed by another cmdlet that has rented it.</summary>
    private ITrackStore? OpenFor(TrackStore store, bool keepOpen)
    {
        if (_rented != null && _rented.TryGetValue(store, out var rented))
            return rented;
        return store.Opened is { } open && ((store.IsKept && !keepOpen) || store.Path == null || store.IsReadOnly) ? open : null;
    }

    private ITrackStore Rented(TrackStore store, ITrackStore rented)
    {
        (_rented ??= []).Add(store, rented);
        return rented;
    }

    private static void RequireThere(TrackStore store)
    {
        if (store.IsGone)
            throw new TrackingException(TrackingErrorCode.TrackStoreClosed, store.Kind == "Memory" ? "The store was in memory and is closed: what it held is gone." : "The store was closed. Open it again by Open-TrackStore.");
    }

    private void Release(Action<TrackingException> report)
    {
        foreach (var snapshot in _snapshots?.Values ?? (IEnumerable<ITrackStore>)[])
            snapshot.Dispose();
        _snapshots = null;
        var rented = _rented;
        _rented = null;
        foreach (var store in rented?.Keys ?? (IEnumerable<TrackStore>)[])
        {
            try
            {
                StoreRegistry.Return(store);
            }
            catch (TrackingException error)
            {
                report(error);
            }
        }
    }
}
