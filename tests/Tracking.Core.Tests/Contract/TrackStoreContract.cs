using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// What every store has to do (rule 4), whatever keeps its tracks. Each kind of store derives a class from this one and says how it is
/// opened. The rules stand by subject in the files beside this one.
/// </summary>
public abstract partial class TrackStoreContract : IDisposable
{
    private ITrackStore? _store;

    /// <summary>The clock that <see cref="Open"/> gives to the store.</summary>
    protected TestClock Clock { get; } = new();

    /// <summary>The store under test, empty at first.</summary>
    protected ITrackStore Store => _store ??= Open();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>How many tracks make many: several blocks of an index, or less where each call costs a lot.</summary>
    protected virtual int Many => 1000;

    /// <summary>Whether data of 64 MiB are tried as well: for seconds, where another test class shows the same of the same code.</summary>
    protected virtual bool TriesLargeData => true;

    /// <summary>Whether each call finds the store as someone left it, so that no run is at work.</summary>
    protected virtual bool ForgetsWhoIsAtWork => false;

    /// <summary>Opens the store; for the second time, with what it held before.</summary>
    protected abstract ITrackStore Open();

    /// <summary>Closes the store and opens it again; nothing for one that forgets when it is closed.</summary>
    protected virtual void Reopen()
    {
        _store?.Dispose();
        _store = Open();
    }

    /// <summary>Closes the store and cleans up.</summary>
    protected virtual void Dispose(bool disposing) => _store?.Dispose();

    private TrackRecord Save(
        string task = "a001", string user = "u1", int run = 0, string json = "{}", string? types = null, SaveMode mode =
            SaveMode.Add, double? at = null) =>
        Store.Save(Draft(task, user, run, json, types, mode, at));

    private static TrackDraft Draft(
        string task = "a001", string user = "u1", int run = 0, string json = "{}", string? types = null, SaveMode mode =
            SaveMode.Add, double? at = null) =>
        new(task, user, Json.Data(json, types)) { RunId = run, Mode = mode, TimeUtc = at is { } seconds ? TestClock.At(seconds) : null };

    private static StepRecord NewStep(
        string name, int run, int parent = 0, string? key = null, StepStatus status = StepStatus.Completed, double? end = 30) =>
        new(0, run, name, key, parent, "")
        {
            Status = status,
            StartUtc = TestClock.At(20),
            EndUtc = status == StepStatus.Running || end is null ? null : TestClock.At(end.Value),
        };

    private long[] Find(TrackQuery query) => [.. Store.Search(query).Select(t => t.Number)];

    private long[] FindAll() => Find(new TrackQuery());

    private TrackRecord Get(long number) => Assert.Single(Store.Search(new TrackQuery { Numbers = [number] }));

    /// <summary>The call fails with the code and a message, and leaves everything as it was.</summary>
    private void Refused(TrackingErrorCode code, Action call)
    {
        var before = StoreState.Of(Store);
        Fails(code, call);
        Assert.Equal(before, StoreState.Of(Store));
    }

    private static void Fails(TrackingErrorCode code, Action call)
    {
        var error = Assert.Throws<TrackingException>(call);
        Assert.Equal(code, error.Code);
        Assert.False(string.IsNullOrWhiteSpace(error.Message));
    }

    /// <summary>Nothing that can be seen changes by the call.</summary>
    private void Unseen(Action call)
    {
        var before = StoreState.Of(Store);
        call();
        Assert.Equal(before, StoreState.Of(Store));
    }

    private static IReadOnlyList<NameCriterion> Named(params string[] names) => [.. names.Select(name => new NameCriterion(name))];

    private static IReadOnlyList<NameCriterion> StartingWith(string text) =>
        [new NameCriterion(text + "*", name => name.StartsWith(text, StringComparison.OrdinalIgnoreCase))];
}
