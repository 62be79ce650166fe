using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CsCheck;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// Random histories in several stores, in memory and in files, that are copied into each other in any order, many times, closed, optimised
/// and copied as files in between. In the end all are copied into all until nothing changes any more: then each holds the union, each
/// origin once, the same versions and the same runs. TRACKING_TEST_FULL=1 takes longer.
/// </summary>
public sealed class CopyModelTests
{
    private const int Stores = 4;

    private static readonly Gen<Act> Acts = Gen.Frequency(
        (12, Gen.Select(Gen.Int[0, Stores - 1], Gen.OneOf("a", "b"), Gen.Int[0, 9], Gen.Bool,
            (store, task, value, update) => new Act(Kind.Save, store, task, value, update))),
        (4, Gen.Select(Gen.Int[0, Stores - 1], Gen.OneOf("a", "b"), Gen.Int[0, 3],
            (store, task, value) => new Act(Kind.Stop, store, task, value, false))),
        (4, Gen.Select(Gen.Int[0, Stores - 1], Gen.Int[1, 5], Gen.Bool, (store, run, ends) => new Act(Kind.Step, store, "s", run, ends))),
        (2, Gen.Select(Gen.Int[0, Stores - 1], Gen.OneOf("a", "b"), Gen.Int[1, 5],
            (store, task, run) => new Act(Kind.Continue, store, task, run, false))),
        (2, Gen.Select(Gen.Int[0, Stores - 1], Gen.Int[1, 9], (store, track) => new Act(Kind.Remove, store, "", track, false))),
        (2, Gen.Select(Gen.Int[0, Stores - 1], Gen.Int[1, 5], (store, run) => new Act(Kind.RemoveRun, store, "", run, false))),
        (9, Gen.Select(Gen.Int[0, Stores - 1], Gen.Int[0, Stores - 1], (store, to) => new Act(Kind.Copy, store, "", to, false))),
        (3, Gen.Select(Gen.Int[0, Stores - 1], Gen.Int[0, Stores - 1], Gen.Int[1, 9],
            (store, to, track) => new Act(Kind.CopyOne, store, track.ToString(CultureInfo.InvariantCulture), to, false))),
        (2, Gen.Int[0, Stores - 1].Select(store => new Act(Kind.Optimize, store, "", 0, false))),
        (2, Gen.Int[0, Stores - 1].Select(store => new Act(Kind.Reopen, store, "", 0, false))),
        (1, Gen.Select(Gen.Int[0, 1], Gen.Int[2, 3], (store, to) => new Act(Kind.CopyFile, store, "", to, false))));

    private enum Kind
    {
        Save,
        Stop,
        Step,
        Continue,
        Remove,
        RemoveRun,
        Copy,
        CopyOne,
        Optimize,
        Reopen,
        CopyFile,
    }

    private static int Seconds => Environment.GetEnvironmentVariable("TRACKING_TEST_FULL") == "1" ? 60 : 4;

    [Fact]
    public void Copied_in_any_order_all_stores_come_to_the_same() => Acts.Array[1, 40].Sample(
        acts =>
        {
            using var world = new CopyWorld();
            foreach (var act in acts)
                world.Do(act);
            world.Check();
        },
        TestContext.Current.TestOutputHelper!.WriteLine,
        time: Seconds,
        print: acts => string.Concat(acts.Select(act => $"\n{act}")));

    private sealed record Act(Kind Kind, int Store, string Text, int Value, bool Update);

    /// <summary>Three files on a disk in memory and a store in memory, whose clock goes on a second each act.</summary>
    private sealed class CopyWorld : IDisposable
    {
        private readonly TestClock _clock = new();
        private readonly SimulatedDisk _disk = new(pageSize: 4096);
        private readonly ITrackStore[] _stores;

        // What was ever there, by its origin, whatever was removed since.
        private readonly HashSet<Origin> _saved = [];
        private readonly HashSet<Origin> _started = [];

        public CopyWorld() => _stores = [.. Enumerable.Range(0, Stores).Select(Open)];

        public void Do(Act act)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            var store = _stores[act.Store];
            try
            {
                switch (act.Kind)
                {
                    case Kind.Save:
                        store.Save(new TrackDraft(act.Text, "u", Json.Data($"{{\"v\":{act.Value}}}"))
                        {
                            Mode = act.Update ? SaveMode.Update : SaveMode.Add,
                            // At times what is replaced keeps its time, or gets an earlier one.
                            TimeUtc = act.Value < 4 ? null : TestClock.At(-act.Value % 3),
                        });
                        break;
                    case Kind.Stop:
                        store.StopRun(act.Text, act.Value == 0 ? 1 : 0, act.Value < 2 ? RunStatus.Finished : RunStatus.Failed,
                            act.Value == 3 ? "m" : null);
                        break;
                    case Kind.Step:
                        // A copy is told where it began, and one that began here begins once more in what is around it.
                        var own = store.ListSteps([act.Value]).LastOrDefault(step => step.Origin is null);
                        var next = act.Update && own is not null ? own with { Attempt = own.Attempt + 1 }
                            : new StepRecord(0, act.Value, act.Text, null, own?.StepId ?? 0, "");
                        store.SaveStep(next with
                        {
                            Status = act.Update ? StepStatus.Completed : StepStatus.Running,
                            StartUtc = _clock.Read(),
                            EndUtc = act.Update ? _clock.Read() : null,
                        });
                        break;
                    case Kind.Continue:
                        if (store.FindRun(act.Value) is { } before)
                        {
                            store.Start(new RunDraft(act.Text)
                            {
                                Continues = before.Identity,
                                Carried = [.. store.ListSteps([act.Value]).Select(step => step.IsCompleted ? step
                                    : step with { Status = StepStatus.Skipped })],
                            });
                        }
                        break;
                    case Kind.Remove:
                        store.Remove(act.Value);
                        break;
                    case Kind.RemoveRun:
                        store.RemoveRun(act.Value);
                        break;
                    case Kind.Copy:
                        Copy(act.Store, act.Value);
                        break;
                    case Kind.CopyOne when act.Store != act.Value:
                        new StoreCopier(store, _stores[act.Value]).Copy([long.Parse(act.Text, CultureInfo.InvariantCulture)]);
                        break;
                    case Kind.Optimize:
                        store.Optimize();
                        break;
                    case Kind.Reopen:
                        Reopen(act.Store);
                        break;
                    case Kind.CopyFile when act.Value < 3:
                        // What is overwritten is kept elsewhere.
                        Copy(act.Value, Stores - 1);
                        _stores[act.Value].Dispose();
                        _disk.Put(PathOf(act.Value), _disk.ReadAll(PathOf(act.Store)));
                        _stores[act.Value] = Open(act.Value);
                        break;
                }
            }
            catch (TrackingException error)
                when (error.Code
                    is TrackingErrorCode.TrackNotFound or TrackingErrorCode.TrackRunNotFound or TrackingErrorCode.TrackRunInvalid
                    or TrackingErrorCode.TrackRunClaimed)
            {
                // There is nothing of the kind now, or it is at work.
            }
            Remember();
        }

        public void Check()
        {
            // What was removed everywhere is gone, and nothing else is.
            var left = _stores.SelectMany(store => store.ExportRuns()).Select(r => r.Origin).ToHashSet();
            Assert.Subset(_started, left);
            // Twice around, so that what the last one holds comes to the first one.
            for (var round = 0; round < 2; round++)
            {
                for (var from = 0; from < Stores; from++)
                {
                    for (var to = 0; to < Stores; to++)
                        Copy(from, to);
                }
            }
            for (var from = 0; from < Stores; from++)
            {
                for (var to = 0; to < Stores; to++)
                    Assert.Equal(0, Copy(from, to));
            }
            var current = _stores.SelectMany(store => store.ExportRuns()).Where(r => r.Run.IsCurrent).Select(r => r.Origin).ToHashSet();
            string? expected = null;
            for (var i = 0; i < Stores; i++)
            {
                var store = _stores[i];
                var tracks = store.Export(new TrackQuery()).ToList();
                Assert.Equal(tracks.Count, tracks.Select(t => t.Origin).Distinct().Count());
                Assert.Equal(store.ListRuns().Count, store.ExportRuns().Select(r => r.Origin).Distinct().Count());
                Assert.Subset(_saved, tracks.Select(t => t.Origin).ToHashSet());
                Assert.Equal(left, store.ExportRuns().Select(r => r.Origin).ToHashSet());
                var seen = Show(store, current);
                Assert.Equal(expected ??= seen, seen);
                store.Optimize();
                Assert.Equal(expected, Show(store, current));
                Reopen(i);
                Assert.Equal(expected, Show(_stores[i], current));
            }
        }

        public void Dispose()
        {
            foreach (var store in _stores)
                store.Dispose();
        }

        private static string PathOf(int store) => $"/{store}.json";

        /// <summary>Every track and run by its origin. How a run stands that is current somewhere is told there.</summary>
        private static string Show(ITrackStore store, HashSet<Origin> current)
        {
            var tracks = store.Export(new TrackQuery())
                .Select(t => $"track {t.Origin} of {t.RunOrigin} {t.Track.TaskId} {t.Track.TimeUtc:O} {Json.Text(t.Track.Data)}");
            var runs = store.ExportRuns()
                .Select(r =>
                $"run {r.Origin} {r.Run.TaskId} "
                + $"{r.Run.StartUtc:O}{(current.Contains(r.Origin) ? "" : $" {r.Run.EndUtc:O} {Said(r.Run)} {r.Run.Message}")}");
            var steps = store.ListSteps().Select(s => $"step {s.Identity} {s.Path} {s.Attempt} {s.HasEnded} {s.EndUtc:O} {s.CarriedFrom}");
            return string.Join('\n', tracks.Concat(runs).Concat(steps).Order(StringComparer.Ordinal));
        }

        /// <summary>Whether a run is still at work is seen in another way where it was started.</summary>
        private static string Said(RunRecord run) => run.HasEnded || run.Status == RunStatus.Open ? $"{run.Status}" : "at work";

        private ITrackStore Open(int store) =>
            store == Stores - 1
                ? new MemoryTrackStore(_clock.Read)
                : FileTrackStore.Open(_disk, PathOf(store), new FileStoreOptions { Durability = Durability.OnClose }, _clock.Read);

        private void Reopen(int store)
        {
            if (store == Stores - 1)
                return;
            _stores[store].Dispose();
            _stores[store] = Open(store);
        }

        /// <summary>
        /// Copies one store to another, and tells how much changed. The ids of what is new rise, and lie beyond all that were there.
        /// </summary>
        private int Copy(int from, int to)
        {
            if (from == to)
                return 0;
            var (last, lastRun) = (Highest(_stores[to].Search(new TrackQuery()).Select(t => t.Number)),
                Highest(_stores[to].ListRuns().Select(r => (long)r.RunId)));
            var changes = 0;
            new StoreCopier(_stores[from], _stores[to])
            {
                OnTrack = (_, track) => changes += Count(track.Outcome, track.Track.Number, ref last),
                OnRun = (_, run) => changes += Count(run.Outcome, run.Run.RunId, ref lastRun),
            }.CopyAll();
            return changes;

            static long Highest(IEnumerable<long> ids) => ids.DefaultIfEmpty(0).Max();

            static int Count(ImportOutcome outcome, long id, ref long last)
            {
                if (outcome == ImportOutcome.Added)
                {
                    Assert.True(id > last, $"{id} was given behind {last}.");
                    last = id;
                }
                return outcome == ImportOutcome.Unchanged ? 0 : 1;
            }
        }

        private void Remember()
        {
            foreach (var store in _stores)
            {
                _saved.UnionWith(store.Export(new TrackQuery()).Select(t => t.Origin));
                _started.UnionWith(store.ExportRuns().Select(r => r.Origin));
            }
        }
    }
}
