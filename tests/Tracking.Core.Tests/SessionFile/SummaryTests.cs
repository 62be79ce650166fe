using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using CsCheck;
using Tracking.Data;
using Tracking.Events;
using Tracking.Model;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>The summary in the closing line of a file: a hint of what the whole file says, and nothing else (format 3.8).</summary>
public sealed class SummaryTests
{
    private const string Path = "/home/me/store.json";

    private SimulatedDisk _disk = new(512);

    public SummaryTests() => _disk.CreateFolder("/home/me");

    private string ClosingLine => Encoding.UTF8.GetString(_disk.ReadAll(Path)).TrimEnd('\n').Split('\n')[^1];

    [Fact]
    public void It_says_what_a_whole_reading_says_after_any_history() =>
        Gen.Select(StepGen.Steps, Gen.Int[0, 1000].Array[0, 12]).Sample((steps, starts) =>
        {
            var test = new SummaryTests();
            var clock = new TestClock();
            var store = test.Open(clock: clock);
            for (var i = 0; i < Math.Max(steps.Length, starts.Length); i++)
            {
                if (i < starts.Length)
                    Start(store, starts[i]);
                if (i >= steps.Length)
                    continue;
                if (steps[i] is ClockStep time)
                {
                    clock.UtcNow = StepTime.Of(time.Seconds);
                }
                else if (steps[i] is ReopenStep)
                {
                    store.Dispose();
                    test.Check();
                    store = test.Open(clock: clock);
                }
                else if (steps[i] is not HoldStep)
                {
                    steps[i].On(store);
                }
            }
            store.Dispose();
            test.Check();
            return true;
        }, iter: 200 / TestScale.Stride, threads: 1);

    [Theory]
    [InlineData("job", 3)]
    [InlineData("Übersetzung – 翻訳 🚀", 5)]
    [InlineData("\"quoted\\\" and \u0001", 4)]
    [InlineData("job", 1000)]
    [InlineData("Übersetzung – 翻訳 🚀", 1000)]
    public void It_fits_into_its_bytes_and_says_what_it_lacks(string task, int runs)
    {
        using (var store = Open())
        {
            for (var i = 0; i < runs; i++)
                Start(store, i, $"{task}{i}");
        }
        Check();
        var summary = Summary()!;
        Assert.Equal((runs, runs > 100, runs > 100), (summary.RunCount, summary.LacksRuns, summary.LacksTasks));
        Assert.InRange(summary.Runs.Count, Math.Min(runs, 6), runs);
        Assert.InRange(summary.Tasks.Count, Math.Min(runs, 6), runs);
        Assert.InRange(Encoding.UTF8.GetByteCount(ClosingLine), 1, ClosingSummary.MaxLineBytes - 2);
        Assert.InRange(ClosingLine.Length - ClosingLine.IndexOf("{\"check\"", StringComparison.Ordinal) - 1, 1, ClosingSummary.MaxBytes);
    }

    [Fact]
    public void A_task_whose_name_does_not_fit_is_missing_and_others_are_there()
    {
        using (var store = Open())
        {
            Start(store, 1, "short");
            Start(store, 2, new string('é', 4000));
            Start(store, 3, "last");
        }
        Check();
        var summary = Summary()!;
        Assert.Equal(["last", "short"], summary.Tasks.Select(task => task.TaskId));
        Assert.True(summary.LacksTasks && summary.LacksRuns);
        // Who asks for the one that is missing reads the file.
        Assert.True(summary.CanHoldRuns(Literal("nothing")));
        Assert.True(summary.CanHoldRuns([RunStatus.Stopped]));
    }

    [Fact]
    public void Many_finished_keys_are_missing_and_runs_that_failed_are_there()
    {
        using (var store = Open())
        {
            Start(store, 1);
            store.StopRun(null, 1, RunStatus.Failed);
            for (var i = 2; i < 200; i++)
            {
                Start(store, i * 8, "job", key: $"k{i}");
                store.StopRun(null, i);
            }
        }
        Check();
        var summary = Summary()!;
        Assert.Equal((false, true, false), (summary.LacksRuns, summary.LacksKeys, summary.LacksTasks));
        Assert.Equal(RunStatus.Failed, summary.Runs[0].Status);
    }

    [Fact]
    public void Many_writers_are_missing()
    {
        for (var i = 0; i < 9; i++)
        {
            using (var store = Open())
                Start(store, i);
            Check();
            Assert.Equal((Math.Min(i + 1, 8), i == 8), (Summary()!.Writers.Count, Summary()!.LacksWriters));
        }
    }

    [Fact]
    public void It_tells_which_files_cannot_hold_an_answer()
    {
        var clock = new TestClock();
        using (var store = Open(clock: clock))
        {
            store.Save(new TrackDraft("alpha", "u", Json.Data("{}")) { TimeUtc = TestClock.At(100) });
            store.Save(new TrackDraft("beta", "u", Json.Data("{}")) { TimeUtc = TestClock.At(200) });
            store.StopRun("alpha", timeUtc: TestClock.At(300));
            store.StopRun("beta", status: RunStatus.Failed, timeUtc: TestClock.At(400));
        }
        var summary = Summary()!;
        Assert.Equal((TestClock.At(100), TestClock.At(200), TestClock.At(100), TestClock.At(400)),
            (summary.FirstTrackUtc, summary.LastTrackUtc, summary.FirstUtc, summary.LastUtc));
        Assert.True(summary.CanHoldTracks());
        Assert.True(summary.CanHoldTracks(Literal("ALPHA"), TestClock.At(100), TestClock.At(100)));
        Assert.False(summary.CanHoldTracks(Literal("alpha"), TestClock.At(101)));
        Assert.False(summary.CanHoldTracks(Literal("gamma")));
        Assert.False(summary.CanHoldTracks(toUtc: TestClock.At(99)));
        Assert.False(summary.CanHoldTracks(fromUtc: TestClock.At(201)));
        Assert.True(summary.CanHoldRuns(Literal("beta"), TestClock.At(400)));
        Assert.False(summary.CanHoldRuns(Literal("beta"), TestClock.At(401)));
        Assert.False(summary.CanHoldRuns(toUtc: TestClock.At(99)));
        Assert.False(summary.CanHoldRuns(Literal("gamma")));
        Assert.True(summary.CanHoldRuns([RunStatus.Failed], Literal("beta"), TestClock.At(400)));
        Assert.False(summary.CanHoldRuns([RunStatus.Failed], Literal("alpha")));
        Assert.False(summary.CanHoldRuns([RunStatus.Failed], fromUtc: TestClock.At(401)));
        Assert.False(summary.CanHoldRuns([RunStatus.Stopped, RunStatus.Abandoned]));
        Assert.True(summary.CanHoldRuns([RunStatus.Finished]));
    }

    [Fact]
    public void A_run_that_was_at_work_is_abandoned_while_nobody_holds_the_file_and_else_the_file_is_read()
    {
        using (var store = Open())
            Start(store, 2);
        Assert.Equal(RunStatus.Abandoned, Assert.Single(Summary()!.Runs).Status);
        // Who has it open has written nothing yet.
        using (var held = _disk.Open(Path, writable: true))
        {
            Assert.True(FileLock.TryAcquire(held));
            Assert.Null(Summary());
        }
        Assert.Equal(RunStatus.Abandoned, Assert.Single(Summary()!.Runs).Status);
    }

    [Fact]
    public void A_store_that_is_open_is_summarized_as_it_is_seen()
    {
        using var store = Open();
        Start(store, 2);
        var summary = store.Summarize();
        Assert.Equal((1, RunStatus.Running), (summary.RunCount, Assert.Single(summary.Runs).Status));
        using (var snapshot = Open(readOnly: true))
            Assert.Equal(RunStatus.Running, Assert.Single(snapshot.Summarize().Runs).Status);
        store.StopRun("a");
        Assert.Equal(RunStatus.Finished, Assert.Single(store.Summarize().Runs).Status);
    }

    [Fact]
    public void A_copy_of_the_file_says_what_its_whole_reading_says()
    {
        using (var store = Open())
        {
            Start(store, 2);
            Start(store, 3, "other", inStore: Path);
        }
        const string Copy = "/home/me/copy.json";
        _disk.Put(Copy, _disk.ReadAll(Path));
        Check(Copy);
        Assert.Equal(
            [RunStatus.Abandoned, RunStatus.Unknown],
            FileTrackStore.ReadSummary(_disk, Copy, EventKinds.Current.Version)!.Runs.Select(run => run.Status));
        Check();
        Assert.All(Summary()!.Runs, run => Assert.Equal(RunStatus.Abandoned, run.Status));
    }

    [Fact]
    public void Only_a_store_that_was_kept_open_has_it_or_one_that_was_completed()
    {
        using (var store = Open(isLease: true))
            store.Save(new TrackDraft("a", "u", Json.Data("{}")));
        Assert.Null(Summary());
        using (var store = Open())
            Assert.Null(Summary());
        Assert.Equal(1, Summary()!.TrackCount);
        using (var store = Open(isLease: true))
        {
            Assert.Equal(1, Summary()!.TrackCount);
            store.Save(new TrackDraft("a", "u", Json.Data("{}")));
            Assert.Null(Summary());
            store.Complete();
            Assert.Equal(2, Summary()!.TrackCount);
        }
        Assert.Equal(2, Summary()!.TrackCount);
        Check();
    }

    [Fact]
    public void A_process_that_survives_the_signal_takes_it_back_with_its_next_event()
    {
        using var store = Open();
        Start(store, 0);
        store.Complete();
        Assert.Contains("\"summary\"", ClosingLine, StringComparison.Ordinal);
        store.Save(new TrackDraft("a", "u", Json.Data("{}")));
        Assert.DoesNotContain("summary", ClosingLine, StringComparison.Ordinal);
        Assert.EndsWith("\"}", ClosingLine, StringComparison.Ordinal);
        store.Complete();
        Assert.Contains("\"tracks\":1,", ClosingLine, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_written_anew_says_what_it_holds_now()
    {
        using (var store = Open())
        {
            for (var i = 0; i < 20; i++)
                Start(store, i);
            for (var i = 1; i < 20; i++)
                store.StopRun(null, i);
            for (var i = 1; i < 10; i++)
                store.RemoveRun(i);
            store.Optimize();
        }
        Check();
        Assert.Equal(11, Summary()!.RunCount);
        using (var store = Open(isLease: true))
            store.Optimize();
        Assert.Null(Summary());
    }

    [Fact]
    public void A_file_of_which_something_has_to_be_told_has_none()
    {
        using (var store = Open())
            store.Save(new TrackDraft("a", "u", Json.Data("""{"k":1}""")));
        _disk.Put(Path, Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(_disk.ReadAll(Path)).Replace("{\"k\":1}", "{\"k\":2}", StringComparison.Ordinal)));
        for (var i = 0; i < 2; i++)
        {
            using (var store = Open())
                Assert.Contains(store.DrainWarnings(), warning => warning.Contains("edited", StringComparison.Ordinal));
            Assert.Null(Summary());
        }
        using (var store = Open())
            store.Optimize(acceptEdits: true);
        Open().Dispose();
        Assert.Equal(1, Summary()!.TrackCount);
    }

    [Fact]
    public void Whichever_bit_of_the_closing_line_flips_the_summary_is_passed_over_and_the_file_holds_what_it_held()
    {
        using (var store = Open())
        {
            Start(store, 0, "ä");
            store.Save(new TrackDraft("b", "u", Json.Data("{}")));
        }
        var bytes = _disk.ReadAll(Path);
        var expected = StateOf(Path);
        var flipped = 0;
        for (var at = bytes.AsSpan().LastIndexOf("\n]"u8); at < bytes.Length; at++)
        {
            for (var bit = 0; bit < 8; bit += TestScale.IsFull ? 1 : 1 + ((at + bit) % 3))
            {
                var changed = (byte[])bytes.Clone();
                changed[at] ^= (byte)(1 << bit);
                _disk.Put(Path, changed);
                var summary = Summary();
                Assert.True(summary == null, $"byte {at}, bit {bit} of {Encoding.UTF8.GetString(bytes[at..])}");
                using (var store = Open())
                {
                    Assert.Equal(expected, StoreState.Of(store));
                    Assert.NotEmpty(store.DrainWarnings());
                }
                using (var store = Open())
                    Assert.Empty(store.DrainWarnings());
                Check();
                flipped++;
            }
        }
        Assert.True(flipped > 500);
    }

    [Theory]
    [InlineData("another end")]
    [InlineData("another number")]
    [InlineData("a longer file")]
    [InlineData("a shorter file")]
    [InlineData("another generation")]
    [InlineData("something behind it")]
    [InlineData("no line break")]
    [InlineData("a header that was edited")]
    [InlineData("another file before it")]
    [InlineData("a newer header")]
    public void It_is_passed_over_where_it_does_not_belong_to_the_file_as_it_is(string what)
    {
        using (var store = Open())
        {
            store.Save(new TrackDraft("a", "u", Json.Data("""{"k":1}""")));
            store.Save(new TrackDraft("a", "u", Json.Data("""{"k":2}""")));
        }
        var lines = Encoding.UTF8.GetString(_disk.ReadAll(Path)).TrimEnd('\n').Split('\n').ToList();
        var header = lines[0];
        var summary = Summary()!;
        switch (what)
        {
            case "another end":
                lines[^1] = Summarized(header, summary with { Offset = summary.Offset + 1 });
                break;
            case "another number":
                lines[^1] = Summarized(header, summary with { LastEvent = summary.LastEvent - 1, TrackCount = 77 });
                break;
            case "a longer file":
                lines[2] = lines[2].Replace("{\"k\":1}", "{\"k\":111}", StringComparison.Ordinal);
                break;
            case "a shorter file":
                lines.RemoveAt(3);
                break;
            case "another generation":
                lines[0] = SampleFile.Checked(header.Replace("\"generation\":1", "\"generation\":2", StringComparison.Ordinal), header);
                break;
            case "something behind it":
                lines.Add("{}");
                break;
            case "no line break":
                _disk.Put(Path, _disk.ReadAll(Path)[..^1]);
                Assert.Null(Summary());
                return;
            case "a header that was edited":
                lines[0] = header.Replace("\"user\":\"", "\"user\":\"x", StringComparison.Ordinal);
                break;
            case "another file before it":
                lines.InsertRange(0, lines.ToList());
                lines[0] = SampleFile.Checked(
                    header.Replace(summary.Session.ToString("D"), Guid.NewGuid().ToString("D"), StringComparison.Ordinal), header);
                break;
            case "a newer header":
                lines[0] = SampleFile.Checked(header.Replace("\"answers\": 3", "\"answers\": 9", StringComparison.Ordinal), header);
                break;
        }
        _disk.Put(Path, SampleFile.Join(lines));
        if (what == "another number")
        {
            // Which number the last event has, only the whole file shows: the counts are a hint, and no reading of the file trusts them.
            Assert.Equal(77, Summary()!.TrackCount);
            using var snapshot = Open(readOnly: true);
            Assert.Equal(2, snapshot.Count().Tracks);
            return;
        }
        Assert.Null(Summary());
    }

    [Fact]
    public void It_is_read_by_two_short_readings_whatever_the_length_of_the_file()
    {
        using (var store = Open())
        {
            for (var i = 0; i < 2000; i++)
                store.Save(new TrackDraft("a", "u", Json.Data("""{"k":"something that takes some room in the file"}""")));
        }
        var calls = new List<string>();
        _disk.Called = calls.Add;
        Assert.Equal(2000, Summary()!.TrackCount);
        _disk.Called = null;
        Assert.Equal(2, calls.Count(call => call == "read"));
        Assert.DoesNotContain("write", calls);
    }

    [Fact]
    public void Its_line_is_cut_off_with_the_next_event_and_the_file_is_whole_at_each_moment()
    {
        using (var store = Open())
        {
            for (var i = 0; i < 30; i++)
                Start(store, i, $"a task with a name that is not short, number {i}");
        }
        var before = StateOf(Path).Length;
        var moments = new List<byte[]>();
        _disk.Called = _ => moments.Add(_disk.ReadAll(Path));
        using (var store = Open())
        {
            Start(store, 31);
            _disk.Called = null;
        }
        Assert.True(before > 0 && moments.Count > 5);
        foreach (var moment in moments)
        {
            JsonDocument.Parse(moment).Dispose();
            _disk.Put("/home/me/moment.json", moment);
            using var store = FileTrackStore.Open(_disk, "/home/me/moment.json", new FileStoreOptions { ReadOnly = true }, null);
            Assert.Empty(store.DrainWarnings());
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(512)]
    [InlineData(4096)]
    public void Whenever_the_power_goes_while_it_is_written_or_taken_back_nothing_that_was_flushed_is_lost(int pageSize)
    {
        _disk = new SimulatedDisk(pageSize);
        _disk.CreateFolder("/home/me");
        var disks = new List<(SimulatedDisk Disk, int Runs)>();
        var runs = 0;
        _disk.Called = _ => disks.Add((_disk.Copy(), runs));
        for (var round = 0; round < 3; round++)
        {
            using var store = Open(durability: Durability.Always);
            for (var i = 0; i < 8; i++)
            {
                Start(store, (round * 8) + i);
                runs++;
            }
        }
        _disk.Called = null;
        foreach (var (disk, promised) in disks)
        {
            foreach (var loss in Enum.GetValues<PageLoss>())
            {
                for (var seed = 0; seed < 3; seed++)
                {
                    var left = disk.LosePower(loss, losesNames: false, seed);
                    if (!left.Files.Contains(Path))
                        continue;
                    var summary = FileTrackStore.ReadSummary(left, Path, EventKinds.Current.Version);
                    using var store = FileTrackStore.Open(left, Path, null, null);
                    Assert.InRange(store.Count().Runs, promised, promised + 1);
                    Assert.True(summary == null || summary.RunCount == store.Count().Runs);
                }
            }
        }
    }

    [Fact]
    public void A_disk_that_is_full_takes_the_closing_line_without_it()
    {
        using (var store = Open())
        {
            Start(store, 0);
            store.Flush();
            _disk.Fault = new DiskFault(1, DiskFault.Always, FaultKind.DiskFull);
            store.Dispose();
            _disk.Fault = null;
        }
        Assert.StartsWith("],\"flushed\":true ,", ClosingLine, StringComparison.Ordinal);
        Assert.DoesNotContain("summary", ClosingLine, StringComparison.Ordinal);
    }

    [Fact]
    public void A_follower_hears_an_event_that_leaves_the_file_as_long_as_it_was()
    {
        using (var store = Open())
        {
            for (var i = 0; i < 10; i++)
                store.Save(new TrackDraft($"a{i}", "u", Json.Data("{}")));
        }
        using var follower = FileFollowerOf();
        Assert.Empty(follower.Read());
        var length = _disk.ReadAll(Path).Length;
        using (var store = Open(isLease: true))
        {
            // Its writer, and as much data as makes up for the summary.
            store.Save(new TrackDraft("b", "u", Json.Data("{}")));
            var rest = length - _disk.ReadAll(Path).Length;
            var one = _disk.ReadAll(Path).Length;
            store.Save(new TrackDraft("b", "u", Json.Data("{}")));
            var each = _disk.ReadAll(Path).Length - one;
            store.Remove(12);
            rest = length - _disk.ReadAll(Path).Length - each;
            Assert.True(rest > 10, $"{rest}");
            store.Save(new TrackDraft("b", "u", Json.Data($"{{\"k\":\"{new string('x', rest - 6)}\"}}")));
        }
        Assert.Equal(length, _disk.ReadAll(Path).Length);
        Assert.Equal([11, 12, 13], follower.Read().Where(change => change.Track != null).Select(change => change.Track!.Number).Distinct());
    }

    private static IReadOnlyList<NameCriterion> Literal(string name) => [new NameCriterion(name)];

    private static string Summarized(string header, StoreSummary summary)
    {
        var buffer = new Tracking.Json.JsonBuffer();
        ClosingSummary.Write(buffer, summary, SampleFile.Seed(header));
        return $"],\"flushed\":true ,\"of\":\"{summary.Session:D}/1\",\"summary\":"
            + Encoding.UTF8.GetString(buffer.Bytes, 0, buffer.Length) + "}";
    }

    private static void Start(FileTrackStore store, int number, string? task = null, string? key = null, string? inStore = null)
    {
        var facts = new RunFacts
        {
            Host = number % 3 == 0 ? null : number % 3 == 1 ? HostName.Current : "elsewhere",
            CanBeContinued = number % 4 != 1,
            Store = inStore ?? (number % 5 == 0 ? "/another/file" : null),
        };
        store.Start(new RunDraft(task ?? "ab"[number % 2].ToString())
        {
            Key = key ?? (number % 7 == 6 ? null : $"key {number % 3}"),
            Facts = facts.ToData(),
            TimeUtc = number % 2 == 0 ? TestClock.At(number) : null,
        });
    }

    private FileFollower FileFollowerOf() =>
        FileFollower.Begin(_disk, Path, fromUtc: null, mustExist: true, ReadContext.Default);

    private FileTrackStore Open(
        bool isLease = false, bool readOnly = false, TestClock? clock = null, Durability durability = Durability.EverySecond) =>
        FileTrackStore.Open(
            _disk, Path, new FileStoreOptions { IsLease = isLease, ReadOnly = readOnly, Durability = durability },
            (clock ?? new TestClock()).Read);

    private StoreSummary? Summary() => FileTrackStore.ReadSummary(_disk, Path, EventKinds.Current.Version);

    private string StateOf(string path)
    {
        using var store = FileTrackStore.Open(_disk, path, new FileStoreOptions { ReadOnly = true }, null);
        return StoreState.Of(store);
    }

    /// <summary>Compares the summary with what is asked of the whole file.</summary>
    private void Check(string path = Path)
    {
        using var whole = FileTrackStore.Open(_disk, path, new FileStoreOptions { ReadOnly = true }, null);
        var summary = FileTrackStore.ReadSummary(_disk, path, EventKinds.Current.Version);
        Assert.NotNull(summary);
        var tracks = whole.Search(new TrackQuery()).ToList();
        var runs = whole.ListRuns();
        Assert.Equal((tracks.Count, runs.Count, whole.ListSteps().Count), (summary.TrackCount, summary.RunCount, summary.StepCount));
        Assert.Equal(runs.Any(run => run.Origin != null), summary.HasCopies);
        var writers = runs.Where(run => run.Origin == null).Select(run => run.Identity.Writer).Distinct().ToHashSet();
        Assert.Equal(summary.LacksWriters, summary.Writers.Count < writers.Count);
        Assert.All(summary.Writers, writer => Assert.Contains(writer, writers));
        Assert.Equal((tracks.FirstOrDefault()?.TimeUtc, tracks.LastOrDefault()?.TimeUtc), (summary.FirstTrackUtc, summary.LastTrackUtc));
        Assert.Equal(
            (runs.Min(run => (DateTime?)run.StartUtc), runs.Max(run => (DateTime?)run.EndUtc)),
            (summary.FirstRunUtc, summary.LastRunUtc));

        var left = runs.Where(run => run.Status != RunStatus.Finished).OrderByDescending(run => run.StartUtc)
            .ThenByDescending(run => run.RunId).Select(Short).ToList();
        var said = summary.Runs.Where(run => run.Status != RunStatus.Finished).Select(Shown).ToList();
        Assert.Equal(summary.LacksRuns, said.Count < left.Count);
        Assert.All(said, run => Assert.Contains(run, left));
        Assert.Equal(said.Count, said.Distinct().Count());
        foreach (var ofKey in runs.Where(run => run is { TaskId: not null, Key: not null, Origin: null } && RunFacts.Of(run).CanBeContinued)
            .GroupBy(run => (run.TaskId!.ToUpperInvariant(), run.Key)))
        {
            var last = ofKey.OrderBy(run => run.StartUtc).ThenBy(run => run.RunId).Last();
            Assert.True(summary.LacksKeys || summary.LacksRuns || summary.Runs.Select(Shown).Contains(Short(last)), $"{Short(last)}");
        }

        var names = tracks.Select(track => track.TaskId).Concat(runs.Select(run => run.TaskId!)).Where(name => name != null)
            .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        Assert.Equal(summary.LacksTasks, summary.Tasks.Count < names.Count);
        Assert.Equal(summary.Tasks.Count, summary.Tasks.Select(task => task.TaskId).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        foreach (var task in summary.Tasks)
        {
            var ofTask = tracks.Where(track => Is(track.TaskId)).ToList();
            var started = runs.Where(run => Is(run.TaskId)).OrderBy(run => run.StartUtc).ThenBy(run => run.RunId).ToList();
            Assert.Equal(
                (ofTask.Count, ofTask.LastOrDefault()?.TimeUtc, started.Count), (task.TrackCount, task.LastTrackUtc, task.RunCount));
            Assert.Equal(
                (started.LastOrDefault()?.StartUtc, started.LastOrDefault()?.EndUtc,
                    started.LastOrDefault(run => run.Status == RunStatus.Finished)?.EndUtc),
                (task.LastStartUtc, task.LastEndUtc, task.LastSuccessUtc));

            bool Is(string? name) => string.Equals(name, task.TaskId, StringComparison.OrdinalIgnoreCase);
        }

        static string Short(RunRecord run)
        {
            var facts = RunFacts.Of(run);
            var key = run.Key == null ? null : SummarizedRun.HashOf(run.Key);
            return $"{run.RunId} {run.TaskId} {run.Status} {run.StartUtc:o} {run.EndUtc:o} {key} {facts.Host} {facts.CanBeContinued} "
                + $"{run.Origin != null}";
        }

        static string Shown(SummarizedRun run) =>
            $"{run.RunId} {run.TaskId} {run.Status} {run.StartUtc:o} {run.EndUtc:o} {run.KeyHash} {run.Host} {run.CanBeContinued} "
                + $"{run.IsCopy}";
    }
}
