using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Tracking.Data;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// The steps in a file (rules 7 and 8.4): through reopening and optimising, torn ends and damage. A run begins with what it carries over by
/// one write of several lines, which may be cut off anywhere.
/// </summary>
public sealed class CarriedStepsTests
{
    private const string Path = "/home/me/store.json";
    private const int Many = 6;

    private readonly TestClock _clock = new();
    private readonly SimulatedDisk _disk = new(4096);

    public CarriedStepsTests() => _disk.CreateFolder("/home/me");

    [Fact]
    public void Cut_off_at_any_byte_a_beginning_counts_as_none_and_nothing_else_is_lost()
    {
        Identities before;
        using (var store = Open(_disk))
        {
            Begin(store);
            before = new Identities(store);
        }
        var (old, text) = (_disk.ReadAll(Path), "");
        using (var store = Open(_disk))
            store.Start(new RunDraft("a") { Key = "k", Continues = before.Runs[0], Carried = store.ListSteps([1]) });
        var bytes = _disk.ReadAll(Path);
        text = Encoding.UTF8.GetString(bytes);
        var begun = text.IndexOf("\"start\":2,", StringComparison.Ordinal);
        var seen = new HashSet<int>();
        // The old closing line, which is longer than what it says, was written over.
        for (var end = text.LastIndexOf('\n', begun) + 1; end < bytes.Length; end++)
        {
            // Around the ends of lines at every byte.
            if (!TestScale.IsFull && end % 5 != 0 && !bytes.AsSpan()[(end - 2)..Math.Min(end + 2, bytes.Length)].Contains((byte)'\n'))
                continue;
            var disk = new SimulatedDisk(4096);
            disk.Put(Path, bytes[..end]);
            // Whoever writes reads by the same code, and takes longer.
            foreach (var readOnly in end % 7 == 0 || TestScale.IsFull ? [true, false] : new[] { true })
            {
                using var store = Open(disk, readOnly);
                var run = store.FindRun(2);
                var carried = store.ListSteps([2]);
                Assert.True(end > begun || run == null);
                // Whether the closing line is there makes no difference.
                if (run != null && carried.Count < Many)
                    Assert.Equal(Many, run.CarriedSteps);
                seen.Add(run == null ? -1 : carried.Count);
                Assert.All(carried.Zip(store.ListSteps([1])), pair => Assert.Equal(pair.Second.Identity, pair.First.CarriedFrom));
                Assert.Equal(before.Runs[0], store.FindRun(1)!.Identity);
                Assert.Equal(before.Steps, store.ListSteps([1]).Select(step => step.Identity));
                Assert.Equal(RunStatus.Failed, store.FindRun(1)!.Status);
                Assert.Equal(1, store.Count().Tracks);
                if (readOnly)
                    continue;
                // The next one continues the old run from its beginning.
                var next = store.Start(new RunDraft("a") { Continues = before.Runs[0], Carried = store.ListSteps([1]) });
                Assert.Equal(Many, store.ListSteps([next.RunId]).Count);
            }
        }
        Assert.Equal(Enumerable.Range(-1, Many + 2), seen.Order());
    }

    [Fact]
    public void A_beginning_that_cannot_be_written_is_none()
    {
        using var store = Open(_disk);
        Begin(store);
        var before = StoreState.Of(store);
        foreach (var kind in new[] { FaultKind.Error, FaultKind.HalfWritten, FaultKind.AlmostWritten })
        {
            _disk.Fault = new DiskFault(_disk.Calls + 3, 1, kind);
            var error = Record.Exception(() => store.Start(new RunDraft("a") { Carried = store.ListSteps([1]) }));
            if (error == null)
                continue;
            Assert.Equal(TrackingErrorCode.TrackStoreWriteFailed, Assert.IsType<TrackingException>(error).Code);
            Assert.Equal(before, StoreState.Of(store));
            using var reader = Open(_disk, readOnly: true);
            Assert.Equal(before, StoreState.Of(reader));
        }
        _disk.Fault = null;
    }

    [Fact]
    public void Steps_of_several_writers_keep_ids_and_identities_through_everything()
    {
        using (var store = Open(_disk))
            Begin(store);
        using (var store = Open(_disk))
        {
            store.Start(new RunDraft("a") { Carried = store.ListSteps([1]) });
            store.SaveStep(Step("own", 2));
        }
        Identities all;
        using (var store = Open(_disk))
        {
            store.SaveStep(Step("late", 1));
            // Whoever records it, it stays whose it is.
            store.SaveStep(store.ListSteps([1])[0] with { Attempt = 7 });
            store.Remove(1);
            all = new Identities(store);
        }
        Assert.Equal(3, all.Steps.Select(origin => origin.Writer).Distinct().Count());
        for (var round = 0; round < 3; round++)
        {
            using (var store = Open(_disk))
            {
                Assert.Equal(all.Steps, new Identities(store).Steps);
                Assert.Equal(all.Runs, new Identities(store).Runs);
                var before = StoreState.Of(store);
                store.Optimize();
                Assert.Equal(before, StoreState.Of(store));
            }
            using var reader = Open(_disk, readOnly: true);
            Assert.Equal(all.Steps, new Identities(reader).Steps);
            Assert.Equal(all.Runs, new Identities(reader).Runs);
            Assert.Empty(reader.DrainWarnings());
        }
    }

    [Fact]
    public void An_id_that_was_given_is_not_given_again_after_an_optimisation()
    {
        using (var store = Open(_disk))
        {
            Begin(store);
            store.Optimize();
        }
        Assert.Contains($"\"nextRun\":2,\"nextStep\":{Many + 1},", Encoding.UTF8.GetString(_disk.ReadAll(Path)), StringComparison.Ordinal);
        using (var store = Open(_disk))
            Assert.Equal(Many + 1, store.SaveStep(Step("next", 1)).StepId);
        // Version 1 has no steps, and its header no such key.
        var other = new SimulatedDisk(4096);
        other.CreateFolder("/home/me");
        using (var store = Open(other))
        {
            store.Save(new TrackDraft("a", "u", Json.Data("{}")));
            store.Optimize();
        }
        Assert.DoesNotContain("nextStep", Encoding.UTF8.GetString(other.ReadAll(Path)), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_step_whose_line_is_whole_is_there_after_a_repair()
    {
        using (var store = Open(_disk))
        {
            Begin(store);
            store.Start(new RunDraft("a") { Carried = store.ListSteps([1]) });
        }
        var lines = Encoding.UTF8.GetString(_disk.ReadAll(Path)).TrimEnd('\n').Split('\n').ToList();
        for (var lost = 2; lost < lines.Count - 1; lost++)
        {
            var disk = new SimulatedDisk(4096);
            // The line is zeros, and what stands behind it says that it was on the disk.
            disk.Put(Path, SampleFile.Join(lines.Select((line, i) => i == lost ? new string('\0', line.Length) : line)));
            HashSet<string> expected =
                [.. lines.Where((line, i) => i != lost && line.Contains("\"step\":", StringComparison.Ordinal)).Select(IdOf)];
            using (var store = FileTrackStore.Open(disk, Path, new FileStoreOptions { Repair = true }, _clock.Read))
                Check(store, lines[lost]);
            using (var store = Open(disk, readOnly: true))
            {
                Check(store, lines[lost]);
                Assert.Empty(store.DrainWarnings());
            }

            void Check(FileTrackStore store, string line)
            {
                Assert.Equal(expected.Order(StringComparer.Ordinal),
                    store.ListSteps().Select(step => $"{step.StepId}").Order(StringComparer.Ordinal));
                foreach (var step in store.ListSteps())
                {
                    Assert.NotNull(store.FindRun(step.RunId));
                    Assert.True(step.ParentId == 0 || store.ListSteps().Any(other => other.StepId == step.ParentId), line);
                    // What stands in a step that was lost stands in the run.
                    Assert.Equal(step.ParentId == 0 ? step.Name + (step.Key == null ? "" : $"[{step.Key}]")
                        : $"outer/{step.Name}[{step.Key}]", step.Path);
                    Assert.Equal("text", OutputData.Read(step.Output));
                }
            }
        }

        static string IdOf(string line) => line.Split("\"step\":")[1].Split(',')[0];
    }

    [Fact]
    public void A_step_whose_run_was_lost_stands_in_one_that_is_made_up_of_it()
    {
        using (var store = Open(_disk))
        {
            store.Save(new TrackDraft("x", "u", Json.Data("{}")));
            store.StartRun("a");
            store.SaveStep(Step("s", 2));
            store.StopRun("a", status: RunStatus.Failed, message: "why");
        }
        var lines = Encoding.UTF8.GetString(_disk.ReadAll(Path)).TrimEnd('\n').Split('\n').ToList();
        lines.RemoveAll(line => line.Contains("\"start\":2", StringComparison.Ordinal));
        _disk.Put(Path, SampleFile.Join(lines));
        using var repaired = FileTrackStore.Open(_disk, Path, new FileStoreOptions { Repair = true }, _clock.Read);
        var run = repaired.FindRun(2)!;
        Assert.Equal((null, RunStatus.Failed, "why", false), (run.TaskId, run.Status, run.Message, run.IsCurrent));
        Assert.Equal(("s", StepStatus.Completed), (Assert.Single(repaired.ListSteps([2])).Path, repaired.ListSteps([2])[0].Status));
        Assert.Equal(3, repaired.StartRun("b").RunId);
    }

    [Fact]
    public void A_track_whose_step_was_lost_names_an_id_that_no_other_step_gets()
    {
        using (var store = Open(_disk))
        {
            store.StartRun("a");
            store.SaveStep(Step("s", 1));
            store.Save(new TrackDraft("a", "u", Json.Data("{}")) { StepId = 1 });
        }
        var lines = Encoding.UTF8.GetString(_disk.ReadAll(Path)).TrimEnd('\n').Split('\n').ToList();
        lines.RemoveAll(line => line.Contains("\"step\":1", StringComparison.Ordinal));
        _disk.Put(Path, SampleFile.Join(lines));
        using (var repaired = FileTrackStore.Open(_disk, Path, new FileStoreOptions { Repair = true }, _clock.Read))
        {
            Assert.Empty(repaired.ListSteps());
            Assert.Equal(1, repaired.Search(new TrackQuery()).Single().StepId);
            Assert.Null(repaired.Export(new TrackQuery()).Single().StepOrigin);
        }
        using var store2 = Open(_disk);
        Assert.Equal(2, store2.SaveStep(Step("t", 1)).StepId);
    }

    private static StepRecord Step(string name, int run, int parent = 0, string? key = null) => new(0, run, name, key, parent, "")
    {
        Status = StepStatus.Completed,
        StartUtc = TestClock.At(1),
        EndUtc = TestClock.At(2),
        Output = OutputData.Write("text"),
    };

    /// <summary>A run that failed, with a track, and as many steps as there are many, most of them within the first.</summary>
    private static void Begin(FileTrackStore store)
    {
        store.StartRun("a");
        store.Save(new TrackDraft("a", "u", Json.Data("{}")));
        store.SaveStep(Step("outer", 1));
        for (var i = 1; i < Many; i++)
            store.SaveStep(Step("up", 1, parent: i % 4 == 0 ? 0 : 1, key: $"{i}"));
        store.StopRun("a", status: RunStatus.Failed);
    }

    private FileTrackStore Open(SimulatedDisk disk, bool readOnly = false) =>
        FileTrackStore.Open(disk, Path, new FileStoreOptions { ReadOnly = readOnly }, _clock.Read);

    private sealed class Identities(FileTrackStore store)
    {
        public IReadOnlyList<Origin> Runs { get; } = [.. store.ListRuns().Select(run => run.Identity)];

        public IReadOnlyList<Origin> Steps { get; } = [.. store.ListSteps().Select(step => step.Identity)];
    }
}
