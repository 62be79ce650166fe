using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>A store and the model of it, to which the same steps are done and which must look the same after each.</summary>
internal sealed class World : IDisposable
{
    private static readonly SearchStep[] Probes =
    [
        new(new(Descending: true)),
        new(new(From: 1, To: 3)),
        new(new(Tasks: ["a", "b"], Users: ["U"], Last: 2, Skip: 1)),
        new(new(Users: ["u*", "v"], Runs: [1, 2], Descending: true, First: 3)),
        new(new(Numbers: [1, 2, 3, 4], To: 4)),
    ];

    private readonly TestClock _clock = new();
    private readonly NaiveModel _model;
    private readonly string? _path;
    private readonly List<(int Due, IEnumerator<TrackRecord> Results, List<string> Expected)> _held = [];
    private ITrackStore _store;
    private int _step;

    /// <summary>Makes a world whose store is in a file, or in memory when there is no path.</summary>
    public World(string? path)
    {
        _path = path;
        _model = new(_clock.Read);
        _store = Open();
    }

    /// <summary>Does a step to both and compares all that can be seen.</summary>
    public void Do(Step step)
    {
        _step++;
        switch (step)
        {
            case ClockStep clock:
                _clock.UtcNow = StepTime.Of(clock.Seconds);
                break;
            case ReopenStep:
                Reopen();
                break;
            case HoldStep hold:
                Hold(hold.Query);
                break;
            default:
                Same("what it answers", step.On(_model), step.On(_store));
                break;
        }

        Same("warnings", $"{_model.DrainWarnings().Count}", $"{_store.DrainWarnings().Count}");
        var expected = StoreState.Of(_model);
        Same("the store", expected, StoreState.Of(_store));
        foreach (var probe in Probes)
            Same(probe.ToString(), probe.On(_model), probe.On(_store));
        if (_path is not null)
            CheckFile(expected);
        ReadHeld(everything: false);
    }

    /// <summary>Reads what was begun to its end, and sees that ids and times go on where they were.</summary>
    public void Finish()
    {
        ReadHeld(everything: true);
        Reopen();
        Do(new SaveStep("end", "end", 0, SaveMode.Add, null, "{}", null));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, results, _) in _held)
            results.Dispose();
        _store.Dispose();
    }

    private ITrackStore Open() => _path is null
        ? new MemoryTrackStore(_clock.Read)
        : FileTrackStore.Open(_path, new FileStoreOptions { Durability = Durability.OnClose }, _clock.Read);

    private void Reopen()
    {
        // What is only in memory would be gone.
        if (_path is null)
            return;
        ReadHeld(everything: true);
        _store.Dispose();
        _store = Open();
    }

    /// <summary>The file is JSON, and what it says is what the store shows.</summary>
    private void CheckFile(string expected)
    {
        Json.CheckFile(_path!);
        using var replayed = FileTrackStore.Open(_path!, new FileStoreOptions { ReadOnly = true }, _clock.Read);
        Same("the file replayed", expected, StoreState.Of(replayed));
        Same("the warnings of the file replayed", "", string.Join('\n', replayed.DrainWarnings()));
    }

    private void Hold(QuerySpec query)
    {
        var step = new SearchStep(query);
        var expected = step.On(_model);
        if (expected.StartsWith("error", StringComparison.Ordinal))
        {
            Same("what it answers", expected, step.On(_store));
            return;
        }

        var results = _store.Search(query.Query).GetEnumerator();
        List<string> lines = [.. _model.Search(query.Query).Select(StoreState.Show)];
        _held.Add((_step + 3, results, lines));
        if (lines.Count > 1)
            ReadOne(results, lines);
    }

    private void ReadHeld(bool everything)
    {
        foreach (var held in _held.Where(h => everything || h.Due <= _step).ToList())
        {
            _held.Remove(held);
            using var results = held.Results;
            while (held.Expected.Count > 0)
                ReadOne(results, held.Expected);
            Same("results begun earlier", "end", results.MoveNext() ? StoreState.Show(results.Current) : "end");
        }
    }

    private static void ReadOne(IEnumerator<TrackRecord> results, List<string> expected)
    {
        Same("results begun earlier", expected[0], results.MoveNext() ? StoreState.Show(results.Current) : "end");
        expected.RemoveAt(0);
    }

    private static void Same(string what, string expected, string actual)
    {
        if (expected == actual)
            return;
        var (wanted, got) = (expected.Split('\n'), actual.Split('\n'));
        Assert.Fail(
            $"{what} differs from the model (- model, + store):\n"
            + string.Concat(wanted.Except(got).Select(l => $"- {l}\n"))
            + string.Concat(got.Except(wanted).Select(l => $"+ {l}\n"))
            + (wanted.Order().SequenceEqual(got.Order()) ? $"The order is\n{actual}\nand should be\n{expected}\n" : ""));
    }
}
