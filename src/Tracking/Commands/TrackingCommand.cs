using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using Tracking.Binding;
using Tracking.Errors;
using Tracking.Model;
using Tracking.Seam;
using Tracking.Stores;

namespace Tracking.Commands;

/// <summary>
/// What all cmdlets of the module share: which store they mean, how it is opened for them, how they are stopped, and how errors and
/// warnings come out.
/// </summary>
public abstract class TrackingCommand : PSCmdlet, IStoreAccessHost, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly StoreAccess _stores;
    private string[] _onCommandLine = [];
    private bool? _isVerbose;

    /// <summary>Makes the cmdlet.</summary>
    protected TrackingCommand() => _stores = new StoreAccess(this);

    CancellationToken IStoreAccessHost.Cancellation => Cancellation;

    /// <summary>Cancelled when the pipeline is stopped.</summary>
    private protected CancellationToken Cancellation => _stopping.Token;

    /// <summary>Whether nothing is to be done, as -WhatIf says, given with the call or by the script around it.</summary>
    private protected bool IsWhatIf =>
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given) ? (SwitchParameter)given : InheritsWhatIf;

    /// <summary>Whether -WhatIf comes from the script around the call, and not from the call.</summary>
    private protected bool InheritsWhatIf =>
        !MyInvocation.BoundParameters.ContainsKey("WhatIf") && LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <summary>
    /// Whether anyone sees what is given to WriteVerbose: for what is said of each track, whose text costs more than saving it.
    /// </summary>
    private protected bool IsVerbose => _isVerbose ??= MyInvocation.BoundParameters.TryGetValue("Verbose", out var given)
        ? (SwitchParameter)given
        : !LanguagePrimitives.Equals(GetVariableValue("VerbosePreference"), ActionPreference.SilentlyContinue);

    /// <summary>Gives back what the cmdlet opened for itself, also when the pipeline is stopped.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    T IStoreAccessHost.ShowOpening<T>(Func<IProgress<double>, T> open) => WithBar("Opening the store", open);

    void IStoreAccessHost.WriteWarnings(ITrackStore store) => WriteWarnings(store);

    /// <summary>Gives back what the cmdlet opened for itself. A class that overrides this calls it last.</summary>
    protected virtual void Dispose(bool disposing)
    {
        _stores.Release(error => { });
        _stopping.Dispose();
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing()
    {
        // Later those are among them that the pipeline binds.
        _onCommandLine = [.. MyInvocation.BoundParameters.Keys];
        if (IsVerbose)
        {
            foreach (var given in MyInvocation.BoundParameters.Where(given => given.Value is DateTime))
                WriteVerbose($"-{given.Key} is {TimeText.Local((DateTime)given.Value)}.");
        }
        try
        {
            OnBegin();
        }
        catch (OperationCanceledException) when (Stopping)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        try
        {
            OnRecord();
        }
        catch (OperationCanceledException) when (Stopping)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        try
        {
            OnEnd();
        }
        catch (OperationCanceledException) when (Stopping)
        {
            throw new PipelineStoppedException();
        }
        ReleaseStores();
    }

    /// <inheritdoc/>
    protected sealed override void StopProcessing()
    {
        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The cmdlet ended meanwhile.
        }
    }

    /// <summary>Before the first object of the pipeline.</summary>
    private protected virtual void OnBegin()
    {
    }

    /// <summary>For each object of the pipeline, or once where there is no pipeline.</summary>
    private protected virtual void OnRecord()
    {
    }

    /// <summary>After the last object of the pipeline.</summary>
    private protected virtual void OnEnd()
    {
    }

    /// <summary>Whether a parameter was given on the command line, and not by the pipeline.</summary>
    private protected bool IsOnCommandLine(string parameter) => Array.IndexOf(_onCommandLine, parameter) >= 0;

    /// <summary>A time that was given on the command line, in UTC; null when it was not.</summary>
    private protected DateTime? GivenUtc(string parameter, DateTime time) =>
        IsOnCommandLine(parameter) ? time.ToUniversalTime() : null;

    /// <summary>Refuses -AllSessions together with a store.</summary>
    /// <exception cref="TrackingException">TrackQueryInvalid.</exception>
    private protected void RequireOneOfStores(bool allSessions, string store)
    {
        if (allSessions && IsOnCommandLine(store))
        {
            throw new TrackingException(
                TrackingErrorCode.TrackQueryInvalid, "-AllSessions means all stores, and -Store some of them. Give one of the two.");
        }
    }

    /// <summary>The store to work on: the one given or the current one.</summary>
    private protected TrackStore StoreOrCurrent(TrackStore? given) => _stores.GivenOrCurrent(given);

    /// <summary>Opens a store for questions: a file that is not open here is read once, as a snapshot, without a lock.</summary>
    private protected ITrackStore ForQuestion(TrackStore store) => _stores.ForQuestion(store);

    /// <summary>
    /// Opens a store for questions. One that was piped may be one of many, and a warning names what cannot be read of them; the answer is
    /// null then, and the others have their turn.
    /// </summary>
    private protected ITrackStore? ForQuestion(TrackStore store, bool isPiped) => Open(() => ForQuestion(store), isPiped);

    /// <summary>
    /// Puts a question to the stores of all sessions, one after the other. What cannot be read is a warning, and the others are answered
    /// (rule 3.26).
    /// </summary>
    /// <param name="canAnswer">Whether a file of which this is the summary can add to the answer: others are not read (rule 3.29).</param>
    /// <param name="question">The question, with the place of the store among all, open ones first, then files, oldest first.</param>
    /// <param name="newestFirst">Begins with what was written to last, so that the rest may become needless.</param>
    /// <returns>The files that were not read.</returns>
    private protected IReadOnlyList<VisitedStore> VisitAll(
        Func<StoreSummary, bool> canAnswer, Action<TrackStore, int, ITrackStore> question, bool newestFirst = false)
    {
        try
        {
            // The session's own store is one of them, also when it was not used before.
            StoreOrCurrent(null);
        }
        catch (TrackingException error)
        {
            WarnOfVisited(error);
        }
        var all = AllStores.List(WarnOfVisited).Select((store, place) => new VisitedStore(store, place, store.ReadSummary()));
        if (newestFirst)
            all = all.OrderByDescending(each => each.Summary == null ? DateTime.MaxValue : each.Summary.LastUtc ?? DateTime.MinValue);
        return Visit([.. all], canAnswer, question);
    }

    /// <summary>As <see cref="VisitAll"/>, of some of the stores.</summary>
    private protected IReadOnlyList<VisitedStore> Visit(
        IReadOnlyList<VisitedStore> stores, Func<StoreSummary, bool> canAnswer, Action<TrackStore, int, ITrackStore> question)
    {
        var passedOver = new List<VisitedStore>();
        foreach (var each in stores)
        {
            if (each.Summary is { } summary && !canAnswer(summary))
            {
                passedOver.Add(each);
                continue;
            }
            try
            {
                _stores.Visit(each.Store, opened => question(each.Store, each.Place, opened));
                each.Store.IsOfOtherSession = !each.Store.IsOpen;
            }
            catch (TrackingException error) when (error.Code != TrackingErrorCode.TrackQueryInvalid)
            {
                WarnOfVisited(error);
            }
        }
        return passedOver;
    }

    // A file that is gone meanwhile has no answer, and that is all.
    private void WarnOfVisited(TrackingException error)
    {
        if (error.Code != TrackingErrorCode.TrackStoreNotFound)
            WriteWarning($"{Advice.Message(error)} It is not, or not wholly, in the answer.");
    }

    /// <summary>Opens one store of many that may be piped, as for questions.</summary>
    private protected T? Open<T>(Func<T> open, bool isPiped)
        where T : class
    {
        try
        {
            return open();
        }
        catch (TrackingException error) when (isPiped
            && error.Code is not (TrackingErrorCode.TrackStoreClosed or TrackingErrorCode.TrackStoreNotFound))
        {
            WriteWarning($"{Advice.Message(error)} Nothing of it is in the answer.");
            return null;
        }
    }

    /// <summary>Follows a store, whether it is open here or not.</summary>
    private protected IStoreFollower ForFollowing(TrackStore store, DateTime? fromUtc) => _stores.ForFollowing(store, fromUtc);

    /// <summary>Opens a store for changes: a file that is not open here is opened, locked, and closed when the cmdlet ends.</summary>
    /// <param name="store">The store.</param>
    /// <param name="keepOpen">Whether a file stays open until then though someone else closes it.</param>
    /// <exception cref="TrackingException">TrackOfOtherStore, and those of opening it.</exception>
    private protected ITrackStore ForChange(TrackStore store, bool keepOpen = false)
    {
        RequireOwn(store);
        return _stores.ForChange(store, keepOpen);
    }

    /// <summary>
    /// Refuses a change of another session's file, of which a row of an answer of all sessions is, unless -Store names it (rule 3.26).
    /// </summary>
    private protected void RequireOwn(TrackStore store)
    {
        if (!store.IsOfOtherSession || IsOnCommandLine("Store") || StoreRegistry.Instance.ForPath(store.Path!).IsOpen)
            return;
        throw new TrackingException(
            TrackingErrorCode.TrackOfOtherStore,
            $"'{store}' is the file of another session, and stays as it is. Name a store by -Store if you mean to change it.");
    }

    /// <summary>Gives back what the cmdlet opened for itself so far, so that of many files few are open at once.</summary>
    private protected void ReleaseStores() => _stores.Release(error => WriteError(ErrorRecords.From(error, null)));

    /// <summary>Does one item's work; what goes wrong becomes an error record, and the next item has its turn.</summary>
    private protected void Try(object? target, Action work)
    {
        try
        {
            work();
        }
        catch (TrackingException error)
        {
            WriteError(ErrorRecords.From(error, target));
        }
    }

    /// <summary>The run with an id; null, with an error record, when the store has none.</summary>
    private protected RunRecord? FindRun(ITrackStore opened, int id)
    {
        var run = opened.FindRun(id, Cancellation);
        if (run == null)
        {
            Try(id, () => throw (id < 0
                ? new TrackingException(TrackingErrorCode.TrackRunInvalid, "A run id is a positive number.")
                : new TrackingException(
                    TrackingErrorCode.TrackRunNotFound,
                    $"There is no run {id} in this store. Get-TrackRun without parameters lists those that are.")));
        }
        return run;
    }

    /// <summary>Shows what a store has to warn of.</summary>
    private protected void WriteWarnings(ITrackStore store)
    {
        foreach (var warning in store.DrainWarnings())
            WriteWarning(Advice.Warning(warning));
        if (StoreRegistry.Instance.SpoolOf(store) is { } spool)
            WriteForwarding(spool);
    }

    /// <summary>Shows what the forwarder of a spool has to warn of, and by -Verbose what it has sent.</summary>
    private protected void WriteForwarding(TrackStore spool)
    {
        if (spool.Forwarder is not { } forwarder)
            return;
        foreach (var warning in forwarder.DrainWarnings())
            WriteWarning(warning);
        if (!IsVerbose)
            return;
        var progress = forwarder.Progress;
        if (progress.Sent > spool.ReportedSent)
        {
            WriteVerbose($"{progress.Sent - spool.ReportedSent} changes were sent to '{forwarder.Server}'. {progress.Left} are left.");
            spool.ReportedSent = progress.Sent;
        }
        if (progress.Trouble is { } trouble)
            WriteVerbose($"{progress.Left} changes are still to be sent to '{forwarder.Server}': {trouble}");
    }

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

    /// <summary>A store that is asked with all others.</summary>
    /// <param name="Store">The store.</param>
    /// <param name="Place">Its place among all.</param>
    /// <param name="Summary">What its file says of it; null where it has to be read.</param>
    private protected sealed record VisitedStore(TrackStore Store, int Place, StoreSummary? Summary);
}
