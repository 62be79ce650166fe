using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CsCheck;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// A few calls at the same time have the outcome that they have one after another, in some order: the same final state, the same answers,
/// and snapshots each of which is the state after some of them (rule 6.2).
/// </summary>
public sealed class LinearizabilityTests
{
    private static readonly Gen<string> TaskName = Gen.OneOf("a", "b");
    private static readonly Gen<string> User = Gen.OneOf("u", "v");

    /// <summary>Names a call, so that its answer can be compared with the one that it gets elsewhere.</summary>
    private static readonly Gen<int> Call = Gen.Int[0, int.MaxValue - 1];

    private static int Seconds => Environment.GetEnvironmentVariable("TRACKING_TEST_FULL") == "1" ? 60 : 3;

    [Fact]
    public void Calls_on_the_memory_store_happen_one_after_another() =>
        Check(Gen.Const(() => new Witness(new MemoryTrackStore(() => TestClock.Epoch), replay: null)));

    [Fact]
    public void Calls_on_the_file_store_happen_one_after_another_and_in_the_files_order() => Check(Gen.Const(() =>
    {
        var disk = new SimulatedDisk(pageSize: 4096);
        return new Witness(Open(new FileStoreOptions()), () => Open(new FileStoreOptions { ReadOnly = true }));

        FileTrackStore Open(FileStoreOptions options) => FileTrackStore.Open(disk, "/store.json", options, () => TestClock.Epoch);
    }));

    [Fact]
    public async Task Snapshots_taken_while_the_store_changes_are_its_states_in_their_order()
    {
        const int Steps = 2000;
        // A removal may bring an earlier state back.
        var stepsOf = new Dictionary<string, List<int>> { [""] = [0] };
        using (var rehearsed = new MemoryTrackStore(() => TestClock.Epoch))
        {
            for (var step = 1; step <= Steps; step++)
            {
                Change(rehearsed, step);
                var state = Show(rehearsed.Search(new TrackQuery()));
                if (!stepsOf.TryGetValue(state, out var steps))
                    stepsOf.Add(state, steps = []);
                steps.Add(step);
            }
        }

        using var store = new MemoryTrackStore(() => TestClock.Epoch);
        using var writerEnded = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(
            () =>
            {
                var last = 0;
                for (var ended = false; !ended;)
                {
                    ended = writerEnded.IsCancellationRequested;
                    var state = ShowTracks(store);
                    Assert.True(stepsOf.TryGetValue(state, out var steps), $"No state of the store, after {last} steps:\n{state}");
                    var step = steps.FirstOrDefault(s => s >= last, -1);
                    Assert.True(step >= 0, $"The state after {steps[^1]} steps was seen when that after {last} had been.");
                    last = step;
                }
            },
            TestContext.Current.CancellationToken)).ToList();
        for (var step = 1; step <= Steps; step++)
        {
            Change(store, step);
            Thread.Yield();
        }
        await writerEnded.CancelAsync();
        await Task.WhenAll(readers);
    }

    /// <summary>
    /// Does a step that is the same each time: keeps some 30 tracks, whose times are in no order, so that changes fall anywhere among them.
    /// </summary>
    private static void Change(MemoryTrackStore store, int step)
    {
        var random = new Random(step);
        var tracks = store.Search(new TrackQuery()).ToList();
        if (tracks.Count > 30)
        {
            store.Remove(tracks[random.Next(tracks.Count)].Number);
        }
        else
        {
            store.Save(new TrackDraft("a", random.Next(2) == 0 ? "u" : "v", Json.Data($"{{\"by\":{step}}}"))
            {
                Mode = step % 3 == 0
                ? SaveMode.Update : SaveMode.Add,
                TimeUtc = TestClock.At(random.Next(100))
            });
        }
    }

    private static void Check(Gen<Witness> gen)
    {
        gen.SampleParallel(
            [
                Gen.Select(Call, TaskName, User).Operation<Witness>(
                    c => $"Save({c.Item2}, {c.Item3})", (w, c) =>
                        w.Record(c.Item1, s => StoreState.Show(s.Save(Draft(c.Item2, c.Item3, c.Item1, SaveMode.Add))))),
                Gen.Select(Call, TaskName, User).Operation<Witness>(
                    c => $"Update({c.Item2}, {c.Item3})", (w, c) =>
                        w.Record(c.Item1, s => StoreState.Show(s.Save(Draft(c.Item2, c.Item3, c.Item1, SaveMode.Update))))),
                Gen.Select(Call, Gen.Long[1, 4])
                    .Operation<Witness>(c => $"Remove({c.Item2})", (w, c) => w.Record(c.Item1, s => StoreState.Show(s.Remove(c.Item2)))),
                Gen.Select(Call, TaskName)
                    .Operation<Witness>(c => $"Start({c.Item2})", (w, c) => w.Record(c.Item1, s => StoreState.Show(s.StartRun(c.Item2)))),
                Gen.Select(Call, TaskName)
                    .Operation<Witness>(c => $"Stop({c.Item2})", (w, c) => w.Record(c.Item1, s => StoreState.Show(s.StopRun(c.Item2)))),
                Gen.Select(Call, Gen.Int[1, 2])
                    .Operation<Witness>(c => $"Import({c.Item2})", (w, c) => w.Record(c.Item1, s => StoreState.Show(Import(s, c.Item2)))),
                Call.Operation<Witness>(c => "Search()", (w, c) => w.Record(c, ShowTracks)),
                Call.Operation<Witness>(c => "ListRuns()", (w, c) => w.Record(c, ShowRuns)),
                Call.Operation<Witness>(c => "Optimize()", (w, c) => w.Record(c, s =>
                {
                    s.Optimize();
                    return "";
                })),
            ],
            maxSequentialOperations: 5,
            maxParallelOperations: 4,
            equal: (one, other) => one.Outcome == other.Outcome,
            time: Seconds,
            threads: 3,
            print: w => w.Outcome,
            writeLine: TestContext.Current.TestOutputHelper!.WriteLine);
    }

    /// <summary>Takes over a track of another store, always the same, and its run.</summary>
    private static TrackRecord Import(ITrackStore store, int number)
    {
        var run = new RunExport(new RunRecord(1, "a", TestClock.Epoch, TestClock.Epoch, RunStatus.Failed, IsCurrent: false),
            new Origin(Guid.Empty, 1));
        var track = new TrackRecord(number, "a", 1, "u", TestClock.Epoch, timeIsGiven: false, Json.Data("{}"));
        return store.Import([run], [new TrackExport(track, new Origin(Guid.Empty, number), run.Origin)]).Tracks[0].Track;
    }

    private static string Show(ITrackStore store) => $"{ShowTracks(store)}\n{ShowRuns(store)}";

    private static string ShowTracks(ITrackStore store) => Show(Slowly(store.Search(new TrackQuery())));

    private static string Show(IEnumerable<TrackRecord> tracks) => string.Join('\n', tracks.Select(StoreState.Show));

    private static string ShowRuns(ITrackStore store) => string.Join('\n', store.ListRuns().Select(StoreState.Show));

    /// <summary>Takes so long that others have their turn between any two.</summary>
    private static IEnumerable<T> Slowly<T>(IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            Thread.SpinWait(2000);
            yield return item;
        }
    }

    private static TrackDraft Draft(string task, string user, int call, SaveMode mode) =>
        new(task, user, Json.Data(string.Create(CultureInfo.InvariantCulture, $"{{\"by\":{call}}}"))) { Mode = mode };

    /// <summary>A store, and what each call on it was answered.</summary>
    private sealed class Witness
    {
        private readonly ConcurrentDictionary<int, string> _answers = new();
        private readonly ITrackStore _store;
        private readonly Lazy<string> _outcome;

        public Witness(ITrackStore store, Func<ITrackStore>? replay)
        {
            _store = store;
            _outcome = new Lazy<string>(() => Finish(replay));
        }

        /// <summary>All answers and the state at the end; for a file also the state that it replays to.</summary>
        public string Outcome => _outcome.Value;

        public void Record(int call, Func<ITrackStore, string> act)
        {
            try
            {
                _answers[call] = act(_store);
            }
            catch (TrackingException error)
            {
                _answers[call] = error.Code.ToString();
            }
        }

        private string Finish(Func<ITrackStore>? replay)
        {
            List<string> lines = [.. _answers.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value}")];
            var state = Show(_store);
            lines.Add(state);
            _store.Dispose();
            if (replay != null)
            {
                using var replayed = replay();
                // What the calls alone do in order never says this.
                if (Show(replayed) is var other && other != state)
                    lines.Add($"but the file says\n{other}");
            }
            return string.Join('\n', lines);
        }
    }
}
