using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Data;
using Tracking.Errors;
using Tracking.Keys;
using Tracking.Model;
using Tracking.Seam;
using Tracking.Stores;

namespace Tracking.Runs;

/// <summary>Finds the run that a new one continues: the last one of the task, the key and the host, if it left something to do.</summary>
/// <param name="warn">Receives what cannot be read.</param>
/// <param name="explain">Receives why a run is not continued.</param>
/// <param name="cancellation">Ends the search.</param>
internal sealed class ContinuationFinder(Action<string> warn, Action<string> explain, CancellationToken cancellation)
{
    /// <summary>How long after its beginning a chain of runs is continued, unless its key or a maximal age was given.</summary>
    public static readonly TimeSpan UsualMaxAge = TimeSpan.FromHours(12);

    /// <summary>Among how many of a task's last runs one is looked for of which it is worth saying why it is not continued.</summary>
    private const int MostToExplain = 1000;

    /// <summary>What makes a run the one to continue.</summary>
    public sealed record Criteria(string TaskId, string Key, CallIdentity Call)
    {
        /// <summary>The key as summaries of files have it.</summary>
        public string KeyHash { get; } = SummarizedRun.HashOf(Key);

        /// <summary>Where to look; null for every store where this user's runs may be: the open ones and the session files.</summary>
        public TrackStore? Store { get; init; }

        /// <summary>Whether the key was given, and not made of parameters.</summary>
        public bool IsKeyGiven { get; init; }

        /// <summary>How old the chain may be; null for the usual age where the key was not given, and any age where it was.</summary>
        public TimeSpan? MaxAge { get; init; }

        /// <summary>Whether runs of other hosts are continued too.</summary>
        public bool AnyHost { get; init; }

        /// <summary>Whether a run that finished with errors is continued too.</summary>
        public bool RetryFailed { get; init; }

        /// <summary>Whether a step of the name is run again although it completed.</summary>
        public Func<string, bool> IsRedone { get; init; } = _ => false;
    }

    /// <summary>The run to continue; null when a run begins anew.</summary>
    /// <exception cref="TrackingException">TrackRunClaimed: the last run is at work.</exception>
    public Continuation? Find(Criteria criteria)
    {
        var candidates = new List<Candidate>();
        var others = new List<Candidate>();
        var places = (criteria.Store != null ? [criteria.Store] : AllStores.List(WarnOf).Where(store => !store.IsReadOnly))
            .Select((store, i) => new Place(store, i, criteria)).ToList();
        Search(candidates, place => place.LastOfKey);
        if (candidates.Count == 0)
            Search(others, place => place.LastLeft);
        if (Newest(candidates) is not { } last)
        {
            if (Newest(others) is { } other)
                TellOther(other);
            return null;
        }
        var (found, run, facts) = (last.Place.Store, last.Run, last.Facts);
        switch (run.Status)
        {
            case RunStatus.Finished:
            case RunStatus.FinishedWithErrors when !criteria.RetryFailed:
                return null;
            case RunStatus.Running:
                throw IsAtWork(found, run);
            case RunStatus.Open or RunStatus.Unknown:
                explain($"Run {run.RunId} of {run.TaskId} in '{found}' is not continued: whether it is still at work cannot be known from "
                    + "here.");
                return null;
        }
        var age = DateTime.UtcNow - (facts.ChainStartUtc ?? run.StartUtc);
        var most = criteria.MaxAge ?? (criteria.IsKeyGiven ? TimeSpan.MaxValue : UsualMaxAge);
        if (age > most)
        {
            explain($"Run {run.RunId} of {run.TaskId} ({run.Status}) is not continued: it began {Describe(age)} ago. "
                + "-MaxAge says how old a run may be that is continued; -Key names what it is about.");
            return null;
        }
        return new Continuation(found, run, StepsOf(found, run), criteria.RetryFailed, criteria.IsRedone);

        bool IsOfHost(RunFacts facts) => criteria.AnyHost || HostName.IsCurrent(facts.Host);

        // The stores whose last runs are the newest come first, so that those are not read whose runs are older than what was found.
        void Search(List<Candidate> found, Func<Place, DateTime?> lastOf)
        {
            foreach (var place in places.Where(place => !place.IsRead && lastOf(place) != null).OrderByDescending(lastOf))
            {
                if (Newest(found)?.Run.StartUtc > lastOf(place))
                    return;
                Look(place);
            }
        }

        void Look(Place place) => Answer(place.Store, opened =>
        {
            var store = place.Store;
            place.IsRead = true;
            var ofTask = new RunQuery(criteria.TaskId);
            var last = opened.FindLastRun(ofTask with { Key = criteria.Key }, IsCandidate, cancellation);
            if (last != null)
                candidates.Add(new Candidate(place, last, RunFacts.Of(last)));
            else if (opened.FindLastRun(ofTask with { Most = MostToExplain }, IsOther, cancellation) is { } other)
                others.Add(new Candidate(place, other, RunFacts.Of(other)));
            return opened;

            bool IsCandidate(RunRecord run) =>
                RunFacts.Of(run) is { CanBeContinued: true } facts && IsOfHost(facts) && IsWhereItBegan(store, facts) && IsWhole(run);

            bool IsOther(RunRecord run) =>
                run.Status is RunStatus.Failed or RunStatus.Stopped or RunStatus.Abandoned && IsWhole(run);

            // A copy is continued where it was begun.
            bool IsWhole(RunRecord run) => run.Origin == null
                && (run.CarriedSteps == 0 || opened.ListSteps([run.RunId], cancellation).Count >= run.CarriedSteps);
        });

        // A user who expects that something goes on is told why it does not.
        void TellOther(Candidate other)
        {
            var what = $"Run {other.Run.RunId} of {other.Run.TaskId} ({other.Run.Status}) is not continued: ";
            if (other.Run.Facts == null || !other.Facts.CanBeContinued)
            {
                explain(what + "it does not say what it was about, as a run of Start-TrackRun or of version 0.1.");
            }
            else if (!IsOfHost(other.Facts))
            {
                explain(what + $"it began on {other.Facts.Host}. -AnyHost continues runs of other hosts.");
            }
            else if (other.Run.Key == criteria.Key)
            {
                explain(what
                    + $"it began in '{other.Facts.Store}', and '{other.Place.Store}' is a copy, or was moved. -Continue names it.");
            }
            else if (criteria.IsKeyGiven || other.Facts.IsKeyGiven)
            {
                explain(what + $"its key is '{other.Run.Key}'.");
            }
            else
            {
                explain(what + string.Join("; ",
                    criteria.Call.Differences(other.Facts.Parameters).DefaultIfEmpty("another script or function began it")) + ".");
            }
        }
    }

    /// <summary>The run that was named.</summary>
    /// <exception cref="TrackingException">TrackRunInvalid: there is nothing to continue. TrackRunClaimed: it is at work. TrackRunNotFound.
    /// </exception>
    public Continuation Named(TrackRun named, bool withErrors, Func<string, bool> isRedone)
    {
        var run = Answer(named.Store, opened => new List<RunRecord?> { opened.FindRun(named.RunId, cancellation) })?[0]
            ?? throw new TrackingException(
            TrackingErrorCode.TrackRunNotFound, $"There is no run {named.RunId} in '{named.Store}'.", reason: ErrorReason.NoRun);
        if (run.Status == RunStatus.Running)
            throw IsAtWork(named.Store, run);
        if (run.Status == RunStatus.Finished)
            throw new TrackingException(TrackingErrorCode.TrackRunInvalid, $"Run {run.RunId} has finished: there is nothing to continue.");
        return new Continuation(named.Store, run, StepsOf(named.Store, run), withErrors, isRedone);
    }

    private static TrackingException IsAtWork(TrackStore store, RunRecord run) => new(
        TrackingErrorCode.TrackRunClaimed,
        $"Run {run.RunId} of task '{run.TaskId}' in '{store}' is at work{InProcess(RunFacts.Of(run))}. "
            + "Wait for its end, or give -Key if this one is about something else.");

    /// <summary>Whether the file of a run is the one that it began in, and no copy of that.</summary>
    private static bool IsWhereItBegan(TrackStore store, RunFacts facts) => facts.Store == null || facts.Store == store.Path;

    private static string InProcess(RunFacts facts) => facts.Process is { } process ? $" in process {process} on {facts.Host}" : "";

    private static string Describe(TimeSpan age) =>
        age.TotalDays >= 2 ? $"{age.TotalDays:0} days" : age.TotalHours >= 2 ? $"{age.TotalHours:0} hours"
            : $"{age.TotalMinutes:0} minutes";

    private static Candidate? Newest(List<Candidate> runs) =>
        runs.OrderBy(each => each.Run.StartUtc).ThenBy(each => each.Run.RunId).ThenBy(each => each.Place.Order).LastOrDefault();

    private List<StepRecord> StepsOf(TrackStore store, RunRecord run) =>
        Answer(store, opened => opened.ListSteps([run.RunId], cancellation).ToList()) ?? [];

    private T? Answer<T>(TrackStore store, Func<ITrackStore, T> question)
        where T : class =>
        OrWarn(() =>
        {
            if (store is { State: StoreState.Open, Opened: { } open })
                return question(open);
            using var snapshot = store.FileKind!.OpenSnapshot(store.Path!, progress: null, cancellation);
            foreach (var warning in snapshot.DrainWarnings())
                warn(Advice.Warning(warning));
            return question(snapshot);
        });

    /// <summary>The answer; null, with a warning, when there is none.</summary>
    private T? OrWarn<T>(Func<T> question)
        where T : class
    {
        try
        {
            return question();
        }
        catch (TrackingException error)
        {
            WarnOf(error);
            return null;
        }
    }

    private void WarnOf(TrackingException error)
    {
        // A file that is not there has no runs.
        if (error.Code != TrackingErrorCode.TrackStoreNotFound)
            warn($"{Advice.Message(error)} Runs in it are not seen.");
    }

    private sealed record Candidate(Place Place, RunRecord Run, RunFacts Facts);

    /// <summary>A store where the run may be, and how new a run in it is at most.</summary>
    private sealed class Place
    {
        public Place(TrackStore store, int order, Criteria criteria)
        {
            (Store, Order) = (store, order);
            if (criteria.Store != null || store.ReadSummary() is not { } summary)
                return;
            var ofTask = summary.Runs.Where(run => !run.IsCopy
                && string.Equals(run.TaskId, criteria.TaskId, StringComparison.OrdinalIgnoreCase)).ToList();
            if (!summary.LacksRuns && !summary.LacksKeys)
                LastOfKey = ofTask.Where(run => run.CanBeContinued && run.KeyHash == criteria.KeyHash).Max(run => (DateTime?)run.StartUtc);
            if (!summary.LacksRuns)
            {
                LastLeft = ofTask.Where(run => run.Status is RunStatus.Failed or RunStatus.Stopped or RunStatus.Abandoned)
                    .Max(run => (DateTime?)run.StartUtc);
            }
        }

        public TrackStore Store { get; }

        /// <summary>Its place among all.</summary>
        public int Order { get; }

        /// <summary>When the last run of the task and key started at the latest, in UTC; null where there is none.</summary>
        public DateTime? LastOfKey { get; } = DateTime.MaxValue;

        /// <summary>The same of the runs of the task that left something to do, whatever their keys.</summary>
        public DateTime? LastLeft { get; } = DateTime.MaxValue;

        public bool IsRead { get; set; }
    }
}
