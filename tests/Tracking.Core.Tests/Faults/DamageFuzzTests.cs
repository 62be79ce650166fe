using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Tracking.Events;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// What a dying disk does to a file, at random: bits that flip, and sectors that are lost, old, of another file, or in another place. A
/// repair takes every line that is as it was, brings nothing back that such a line removed, and makes no id up (format 7.9).
/// </summary>
public sealed class DamageFuzzTests
{
    private const int Sector = 512;

    private static readonly int Flips = TestScale.IsFull ? 5000 : 400;
    private static readonly int Sectors = TestScale.IsFull ? 1000 : 100;

    public static TheoryData<int, bool> Forms => new() { { 1, false }, { 2, false }, { 2, true }, { 3, false }, { 3, true } };

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_bit_that_flipped_is_corrected_wherever_it_is(int version, bool isOptimised)
    {
        var file = new DamagedFile(version, isOptimised, seed: 1);
        Each(Flips / Forms.Count, (random, turn) =>
        {
            var at = random.Next(file.Bytes.Length);
            var bytes = (byte[])file.Bytes.Clone();
            bytes[at] ^= (byte)(1 << random.Next(8));
            foreach (var how in new[] { OpenAs.Writer, OpenAs.Reader, OpenAs.Repair })
            {
                var opened = OpenedFile.Open(bytes, how);
                Assert.True(opened.Error == null, $"byte {at} {how}: {opened.Error}");
                Assert.True(file.State == opened.State, $"byte {at}, {how}: {string.Join(" ", opened.Warnings)}");
                // White space around what is not told of is none of ours.
                Assert.True(opened.Warnings.Count > 0 || bytes[at] is (byte)' ' or (byte)'\t' or (byte)'\r', $"byte {at} {how}");
                if (how == OpenAs.Repair)
                    Assert.Equal(bytes, Assert.Single(opened.SetAside));
            }
        });
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Of_lost_and_swapped_sectors_every_line_that_is_as_it_was_is_taken(int version, bool isOptimised)
    {
        var file = new DamagedFile(version, isOptimised, seed: 2);
        // In a file whose lines have no seed, those of another one cannot be told from its own.
        byte[][] others = version < 3 ? [new byte[file.Bytes.Length], file.Before]
            : [new byte[file.Bytes.Length], file.Before, file.Older, new DamagedFile(version, isOptimised, seed: 3).Bytes];
        Each(Sectors / Forms.Count, (random, turn) =>
        {
            var bytes = (byte[])file.Bytes.Clone();
            for (var i = random.Next(3); i >= 0; i--)
            {
                var (one, other) = (random.Next(bytes.Length / Sector) * Sector, random.Next(bytes.Length / Sector) * Sector);
                if (random.Next(2) == 0)
                {
                    var moved = bytes[one..(one + Sector)];
                    bytes.AsSpan(other, Sector).CopyTo(bytes.AsSpan(one));
                    moved.CopyTo(bytes, other);
                }
                else
                {
                    var source = others[random.Next(others.Length)];
                    for (var at = one; at < one + Sector; at++)
                        bytes[at] = at < source.Length ? source[at] : (byte)0;
                }
            }
            file.Check(bytes);
        });
    }

    [Fact]
    public void Of_two_files_one_after_the_other_the_first_alone_is_taken_and_the_other_told()
    {
        foreach (var (one, other) in new[] { (1, 1), (1, 3), (3, 1), (3, 3) })
        {
            var first = new DamagedFile(one, isOptimised: false, seed: 4);
            var second = new DamagedFile(other, isOptimised: false, seed: 5);
            byte[] bytes = [.. first.Bytes, .. second.Bytes];
            foreach (var how in new[] { OpenAs.Reader, OpenAs.Repair })
            {
                var opened = OpenedFile.Open(bytes, how);
                Assert.Equal(first.State, opened.State);
                Assert.NotEmpty(opened.Warnings);
            }
            Assert.Equal(bytes, Assert.Single(OpenedFile.Open(bytes, OpenAs.Repair).SetAside));
            // And where the first is damaged too.
            bytes[first.Bytes.Length / 2] = 0;
            bytes[(first.Bytes.Length / 2) + 1] = 0;
            var within = OpenedFile.Open(bytes, OpenAs.Repair);
            Assert.All(within.State!.Split('\n').Where(line => line.Contains("only in", StringComparison.Ordinal)),
                line => Assert.Contains("only in 4", line, StringComparison.Ordinal));
        }
    }

    private static void Each(int count, Action<Random, int> check) => Parallel.For(0, Math.Max(1, count / TestScale.Stride),
        new ParallelOptions { MaxDegreeOfParallelism = 4 }, turn =>
        {
            try
            {
                check(new Random(turn), turn);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Turn {turn}: {error.Message}", error);
            }
        });

    /// <summary>A file with tracks that were updated and removed, runs and steps, which is to be damaged.</summary>
    private sealed class DamagedFile
    {
        private readonly List<Line> _lines = [];
        private readonly HashSet<long> _tracks;
        private readonly HashSet<long> _runs;

        public DamagedFile(int version, bool isOptimised, int seed)
        {
            var disk = new SimulatedDisk(4096);
            disk.CreateFolder("/data");
            var clock = new TestClock();
            var options = new FileStoreOptions
            {
                Durability = Durability.OnClose,
                Kinds = new EventKinds(version, EventKinds.Current.All.Where(kind => kind.Since <= version)),
            };
            using (var store = FileTrackStore.Open(disk, SampleFile.Path, options, clock.Read))
            {
                Fill(store, clock, new Random(seed), version, seed);
                Older = disk.ReadAll(SampleFile.Path);
                if (isOptimised)
                    store.Optimize();
                Fill(store, clock, new Random(seed + 100), version, seed);
                Before = disk.ReadAll(SampleFile.Path);
                Fill(store, clock, new Random(seed + 200), version, seed);
            }
            Bytes = disk.ReadAll(SampleFile.Path);
            State = OpenedFile.Open(Bytes, OpenAs.Repair).State!;
            Read();
            _tracks = [.. _lines.Where(line => line.Track > 0).Select(line => line.Track)];
            _runs = [.. _lines.Where(line => line.Run > 0).Select(line => line.Run)];
        }

        public byte[] Bytes { get; }

        public string State { get; }

        /// <summary>The file as it was some time before.</summary>
        public byte[] Before { get; }

        /// <summary>The file of the generation before.</summary>
        public byte[] Older { get; }

        /// <summary>Repairs what is left of the file, and compares the result with what its lines say that are as they were.</summary>
        public void Check(byte[] bytes)
        {
            var opened = OpenedFile.Open(bytes, OpenAs.Repair);
            if (opened.Error is { Code: TrackingErrorCode.TrackStoreNotTracking } && !_lines.Exists(line => IsAsItWas(line)))
                return;
            Assert.True(opened.Error == null, $"{opened.Error}");
            using var store = FileTrackStore.Open(opened.Disk.Copy(), SampleFile.Path, new FileStoreOptions { ReadOnly = true }, null);
            var there = store.Search(new TrackQuery()).ToDictionary(track => track.Number, track => Json.Text(track.Data));
            // One line alone of another file cannot be told from an edit, and is marked as one.
            var hasEdits = opened.Warnings.Any(warning => warning.Contains("edited", StringComparison.Ordinal));
            Assert.All(there.Keys, id => Assert.True(hasEdits || _tracks.Contains(id), $"track {id} was made up"));
            Assert.All(store.ListRuns(), run => Assert.Contains((long)run.RunId, _runs));
            var left = _lines.Where(line => line.Track > 0 && IsAsItWas(line)).GroupBy(line => line.Track);
            foreach (var track in left)
            {
                if (_lines.Find(line => line.RemovedRun > 0 && line.RemovedRun == track.First().Run) is { } removal)
                {
                    Assert.False(IsAsItWas(removal) && there.ContainsKey(track.Key),
                        $"run {removal.RemovedRun} was removed: {string.Join("\n", opened.Warnings)}");
                    continue;
                }
                if (track.Any(line => line.Data == null))
                {
                    Assert.False(there.ContainsKey(track.Key), $"track {track.Key} was removed: {string.Join("\n", opened.Warnings)}");
                }
                else
                {
                    Assert.True(there.TryGetValue(track.Key, out var data) && (data == track.Last().Data || IsLater(track.Key, data)),
                        $"track {track.Key} is lost: {data} {string.Join(" ", track)} {string.Join("\n", opened.Warnings)}");
                }
            }
            opened.GoesOn();

            bool IsAsItWas(Line line) => bytes.AsSpan()[line.From..line.To].SequenceEqual(Bytes.AsSpan()[line.From..line.To]);

            // A line that was changed may have been taken after all.
            bool IsLater(long id, string data) => _lines.Exists(line => line.Track == id && line.Data == data && !IsAsItWas(line));
        }

        private static void Fill(FileTrackStore store, TestClock clock, Random random, int version, int seed)
        {
            string[] tasks = ["backup", "Jobs*", "ZJ"];
            for (var i = 0; i < 30; i++)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                var task = tasks[random.Next(tasks.Length)];
                var data = Json.Data($"{{\"only in {seed}\":\"J*{random.Next(10)}\",\"n\":{random.Next(100_000)}"
                    + $",\"text\":\"{new string('J', random.Next(80))}\"}}");
                var number = store.Save(new TrackDraft(task, "u", data)).Number;
                switch (random.Next(8))
                {
                    // A run that a save started goes with its last track, by a line that former versions do not know.
                    case 0 when version > 2 || !store.ListRuns(task).Any(run => run.Status == RunStatus.Open)
                        || store.Search(new TrackQuery { RunIds = [store.FindCurrentRun(task)?.RunId ?? 0] }).Skip(1).Any():
                        store.Remove(number);
                        break;
                    case 1:
                        store.Save(new TrackDraft(task, "u", data) { Mode = SaveMode.Update });
                        break;
                    case 2:
                        store.StopRun(task, message: "J");
                        break;
                    case 3:
                        store.StartRun(task);
                        break;
                    case 4 when version > 1:
                        store.SaveStep(new StepRecord(0, store.ListRuns()[0].RunId, "step", $"J{i}", 0, "")
                        {
                            Status = StepStatus.Completed,
                            StartUtc = clock.UtcNow,
                            EndUtc = clock.UtcNow
                        });
                        break;
                }
            }
        }

        /// <summary>What each line says, by another reader.</summary>
        private void Read()
        {
            var from = 0;
            for (var at = 0; at < Bytes.Length; at++)
            {
                if (Bytes[at] != '\n')
                    continue;
                var text = Encoding.UTF8.GetString(Bytes[from..at]).TrimStart(',');
                if (text.StartsWith('{') && !text.EndsWith('['))
                {
                    using var json = JsonDocument.Parse(text);
                    _lines.Add(new Line(
                        // Its line break is its own.
                        from, at + 1, Number(json, "save") + Number(json, "update") + Number(json, "remove"),
                        Number(json, "run") + Number(json, "start") + Number(json, "keep"), Number(json, "removeRun"),
                        json.RootElement.TryGetProperty("data", out var data) ? data.GetRawText() : null));
                }
                from = at + 1;
            }
        }

        private static long Number(JsonDocument json, string key) =>
            json.RootElement.TryGetProperty(key, out var value) ? value.GetInt64() : 0;
    }

    /// <summary>
    /// A line of an event: where it is, and what it says. Without data, it removes the track that it names, and RemovedRun is a run that
    /// it removes with its tracks.
    /// </summary>
    private sealed record Line(int From, int To, long Track, long Run, long RemovedRun, string? Data);
}
