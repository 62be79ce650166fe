using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// -Repair keeps the original byte for byte, takes over every event that stands, makes
/// up what they need, and tells what it dropped (format 7.5, 7.9).
/// </summary>
public sealed class RepairTests
{
    private static SampleFile Sample => SampleFile.Shared;

    /// <summary>What happens to one line of an event.</summary>
    private static readonly (string Name, Func<List<string>, int, List<string>> Do)[] Harms =
    [
        ("zeroed", (lines, at) => With(lines, at, new string('\0', lines[at].Length))),
        ("cut", (lines, at) => With(lines, at, lines[at][..^1])),
        ("missing", (lines, at) => [.. lines[..at], .. lines[(at + 1)..]]),
        ("merged with the next", (lines, at) => [.. lines[..at], lines[at][..^5] + lines[at + 1], .. lines[(at + 2)..]]),
    ];

    public static TheoryData<string, int> EachHarm =>
        [.. Harms.SelectMany(harm => Enumerable.Range(2, Sample.Lines.Count - 4).Select(line => (harm.Name, line)))];

    [Theory]
    [MemberData(nameof(EachHarm))]
    public void Every_event_that_stands_is_taken_over(string harm, int line)
    {
        var lines = Harms.Single(h => h.Name == harm).Do(Sample.Lines, line);
        var bytes = SampleFile.Join(lines);
        var opened = OpenedFile.Open(bytes, OpenAs.Repair);
        Assert.Null(opened.Error);
        Assert.Equal(bytes, Assert.Single(opened.SetAside));
        Assert.Contains("was repaired; the original was kept as", opened.Warnings[0], StringComparison.Ordinal);
        Assert.Contains(opened.Warnings.Skip(1), warning => warning.Contains($"Line {line + 1}, byte", StringComparison.Ordinal)
            || warning.Contains($"Events {line} to {line} are missing", StringComparison.Ordinal));
        JsonDocument.Parse(opened.Bytes).Dispose();

        using var store = FileTrackStore.Open(opened.Disk.Copy(), SampleFile.Path, new FileStoreOptions { ReadOnly = true }, null);
        Assert.Empty(store.DrainWarnings());
        Assert.Equal(2, store.Generation);
        Assert.Equal(Expected(lines), store.Search(new TrackQuery()).OrderBy(track => track.Number)
            .Select(track => $"{track.Number} {track.TaskId} {track.RunId} {Json.Text(track.Data)}"));
        opened.GoesOn();
    }

    [Fact]
    public void Lines_that_changed_places_or_stand_twice_cost_nothing()
    {
        for (var line = 2; line < Sample.Lines.Count - 2; line++)
        {
            var swapped = Sample.Lines;
            (swapped[line], swapped[line + 1]) = (swapped[line + 1], swapped[line]);
            var doubled = Sample.Lines;
            doubled.Insert(doubled.Count - 1, doubled[line]);
            foreach (var lines in new[] { swapped, doubled })
            {
                var opened = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Repair);
                Assert.Equal(Sample.States[^1], opened.State);
                Assert.True(opened.Warnings.Count > 1);
            }
        }
    }

    [Fact]
    public void What_it_passes_over_or_takes_as_it_stands_is_told_by_line_and_byte()
    {
        var lines = Sample.Lines;
        lines[3] = lines[3].Replace("two", "2 by hand", StringComparison.Ordinal);
        lines[5] += ",";
        lines.Insert(lines.Count - 1, lines[4]);
        lines.RemoveAt(8);
        var opened = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Repair);
        Assert.Equal(
            [
                $"{At(5)}: there is something behind the value. It was passed over.",
                $"{At(3)}: the event has no check value, or a wrong one: it was edited. It was read as it stands.",
                $"{At(lines.Count - 2)}: event 4 stands there again. It was passed over.",
                "Events 5 to 5 are missing. A track or run that one of them removed is there again.",
                "Events 8 to 8 are missing. A track or run that one of them removed is there again.",
                $"{At(8)}: it starts a run where the task has a current one.",
            ],
            opened.Warnings.Skip(1).Select(warning => warning[(SampleFile.Path.Length + 4)..]));

        string At(int line) => $"Line {line + 1}, byte {string.Join('\n', lines.Take(line)).Length + 1}";
    }

    [Fact]
    public void A_removal_that_it_cannot_read_is_told_by_its_track_which_is_there_again()
    {
        var lines = Sample.Lines;
        Assert.Contains("\"remove\":1", lines[6], StringComparison.Ordinal);
        lines[6] = lines[6][..^1];
        var opened = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Repair);
        Assert.Contains(opened.Warnings, warning => warning.Contains("It seems to have removed track 0000001.", StringComparison.Ordinal));
        Assert.Contains("track 0000001", opened.State, StringComparison.Ordinal);
    }

    [Fact]
    public void A_removal_of_a_run_that_it_cannot_read_is_told_by_its_run_which_is_there_again()
    {
        var lines = WithRemovedRun(out _);
        var removal = lines.FindIndex(line => line.Contains("\"removeRun\":1", StringComparison.Ordinal));
        lines[removal] = lines[removal][..^1];
        var opened = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Repair);
        Assert.Contains(opened.Warnings, warning => warning.Contains("It seems to have removed run 1.", StringComparison.Ordinal));
        Assert.Contains("run 1 \"a\"", opened.State, StringComparison.Ordinal);
        Assert.Contains("track 0000001", opened.State, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"start\":1")]
    [InlineData("\"save\":1,")]
    [InlineData("\"update\":1,")]
    [InlineData("\"step\":1,")]
    public void What_stands_behind_the_removal_of_its_run_does_not_bring_it_back_and_no_id_is_given_again(string moved)
    {
        var lines = WithRemovedRun(out var state);
        var at = lines.FindIndex(line => line.Contains(moved, StringComparison.Ordinal));
        // As a line that bears a number which is not its own: its check value is not right either.
        var line = lines[at][lines[at].IndexOf("\"n\":", StringComparison.Ordinal)..];
        line = line[line.IndexOf(',', StringComparison.Ordinal)..];
        lines.RemoveAt(at);
        lines.Insert(lines.Count - 1, ",{\"n\":99" + line);
        var opened = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Repair);
        Assert.Equal(state, opened.State);
        using var store = FileTrackStore.Open(opened.Disk.Copy(), SampleFile.Path, null, new TestClock().Read);
        Assert.Equal(3, store.StartRun("a").RunId);
    }

    [Fact]
    public void A_removed_run_of_which_all_else_is_lost_stays_removed_and_its_id_is_not_given_again()
    {
        var lines = WithRemovedRun(out _);
        lines.RemoveAll(line => line.Contains("\"run\":2", StringComparison.Ordinal) || line.Contains("\"run\":1", StringComparison.Ordinal)
            || line.Contains("\"start\":", StringComparison.Ordinal) || line.Contains("\"stop\":", StringComparison.Ordinal));
        var opened = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Repair);
        using var store = FileTrackStore.Open(opened.Disk.Copy(), SampleFile.Path, null, new TestClock().Read);
        Assert.Empty(store.ListRuns());
        Assert.Equal(2, store.StartRun("a").RunId);
    }

    [Fact]
    public void A_removal_that_is_missing_is_told_by_the_number_of_its_event()
    {
        var lines = Sample.Lines;
        lines.RemoveRange(5, 2);
        var opened = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Repair);
        Assert.Contains(opened.Warnings, warning =>
            warning.Contains(
                "Events 5 to 6 are missing. A track or run that one of them removed is there again.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_that_is_lost_is_made_up_from_its_first_track_and_its_id_is_not_given_again()
    {
        var lines = Sample.Lines;
        lines.RemoveAt(4);
        var disk = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Repair).Disk.Copy();
        using var store = FileTrackStore.Open(disk, SampleFile.Path, null, new TestClock().Read);
        var run = store.FindRun(2)!;
        var tracks = store.Search(new TrackQuery { RunIds = [2] }).ToList();
        Assert.Equal(("b", tracks[0].TimeUtc, tracks[^1].TimeUtc, RunStatus.Open, false),
            (run.TaskId, run.StartUtc, run.EndUtc, run.Status, run.IsCurrent));
        Assert.Equal(["copy[a/b]", "copy[a/b]/pack"], store.ListSteps([2]).Select(step => step.Path));
        Assert.Equal(5, store.StartRun("b").RunId);
    }

    [Fact]
    public void A_track_whose_save_is_lost_comes_back_by_its_update()
    {
        var lines = Sample.Lines;
        lines.RemoveAt(3);
        var opened = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Repair);
        Assert.Contains("track 0000002 \"a\" run 1 \"v\" 2024-01-01T00:00:04.0000000Z version 1 {\"k\":\"new\"}", opened.State,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_whose_ids_are_ahead_of_all_tracks_leaves_a_file_that_opens()
    {
        var lines = Sample.Lines;
        lines[0] = lines[0].Replace("\"nextTrack\":1,", "\"nextTrack\":99,", StringComparison.Ordinal);
        var opened = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Repair);
        Assert.Contains("Tracks = 5, Runs = 4", opened.State, StringComparison.Ordinal);
        opened.GoesOn();
    }

    [Fact]
    public void A_save_that_starts_a_run_does_so_though_the_stop_of_the_one_before_it_is_lost()
    {
        var lines = Sample.Lines;
        Assert.Contains("\"stop\":1", lines[8], StringComparison.Ordinal);
        lines.RemoveAt(8);
        var opened = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Repair);
        Assert.Contains("current of \"A\": run 3", opened.State, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"c\":\"00000000\",\"tracking\":1,\"events\":[")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    public void Without_a_header_the_events_that_carry_their_check_value_are_enough(string header)
    {
        var bytes = SampleFile.Join([header, .. Sample.Lines.Skip(1)]);
        Assert.NotNull(OpenedFile.Open(bytes, OpenAs.Writer).Error);
        var opened = OpenedFile.Open(bytes, OpenAs.Repair);
        Assert.Equal(Sample.States[^1], opened.State);
        Assert.Equal(bytes, Assert.Single(opened.SetAside));
        Assert.Contains(opened.Warnings, warning => warning.Contains("Line 1, byte 0", StringComparison.Ordinal)
            || warning.Contains("no tracking store", StringComparison.Ordinal));
        opened.GoesOn();
    }

    [Fact]
    public void Without_its_first_line_it_is_repaired_too() =>
        Assert.Equal(Sample.States[^1], OpenedFile.Open(SampleFile.Join(Sample.Lines.Skip(1)), OpenAs.Repair).State);

    [Fact]
    public void An_optimised_file_keeps_its_kept_state_when_older_lines_are_pasted_into_it()
    {
        var disk = new SimulatedDisk(4096);
        disk.Put(SampleFile.Path, Sample.Bytes);
        using (var store = FileTrackStore.Open(disk, SampleFile.Path, null, new TestClock().Read))
            store.Optimize();
        var lines = Encoding.UTF8.GetString(disk.ReadAll(SampleFile.Path)).TrimEnd('\n').Split('\n').ToList();
        lines.Insert(3, Sample.Lines[2].TrimStart(',').Insert(0, ","));
        var opened = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Repair);
        Assert.Equal(Sample.States[^1], opened.State);
        Assert.Contains(opened.Warnings, warning => warning.Contains("Line 4, byte", StringComparison.Ordinal));
    }

    [Fact]
    public void A_large_original_is_kept_to_its_last_byte()
    {
        var line = HostileFile.Track(HostileFile.Bytes($"{{\"a\":\"{new string('x', 1_200_000)}\"}}"), isChecked: true);
        byte[] bytes = [.. HostileFile.Of(line, HostileFile.Track(HostileFile.Bytes("{}"), isChecked: true, null, "b", 3)), .. "the end"u8];
        Assert.Equal(bytes, Assert.Single(OpenedFile.Open(bytes, OpenAs.Repair).SetAside));
    }

    [Fact]
    public void What_is_whole_is_left_alone()
    {
        var opened = OpenedFile.Open(Sample.Bytes, OpenAs.Repair);
        Assert.Equal(Sample.States[^1], opened.State);
        Assert.Empty(opened.Warnings);
        // But that another writer has the file, in which a run is left running.
        var lines = SampleFile.Join(Sample.Lines[..^1]);
        Assert.Equal(lines, opened.Bytes[..lines.Length]);
        Assert.StartsWith(",{\"s\":", Encoding.UTF8.GetString(opened.Bytes[lines.Length..]), StringComparison.Ordinal);
        var bytes = SampleFile.Join([.. Sample.Lines[..4], Sample.Lines[^1]]);
        opened = OpenedFile.Open(bytes, OpenAs.Repair);
        Assert.Equal(Sample.States[3], opened.State);
        opened.IsTakenOver(bytes);
    }

    [Theory]
    [InlineData("{\"some\":\"json\"}\n")]
    [InlineData("Dear diary,\n\n]}\n")]
    [InlineData("{\"n\":1,\"start\":1,\"at\":\"2024-01-01T00:00:00Z\"}\n")]
    [InlineData("{\"tracking\":5,\"events\":[\n]}\n")]
    public void What_is_no_store_or_a_newer_one_is_refused_and_left_alone(string text)
    {
        foreach (var how in Enum.GetValues<OpenAs>())
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var opened = OpenedFile.Open(bytes, how);
            Assert.Equal(text.Contains("tracking", StringComparison.Ordinal)
                ? TrackingErrorCode.TrackStoreVersionTooNew
                : TrackingErrorCode.TrackStoreNotTracking, opened.Error?.Code);
            Assert.Equal([SampleFile.Path], opened.Disk.Files);
            opened.IsUntouched(bytes);
        }
    }

    [Fact]
    public void What_was_dropped_is_listed_up_to_a_number_and_then_counted()
    {
        var lines = Sample.Lines;
        lines.InsertRange(3, Enumerable.Repeat("something else", 100));
        var warnings = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Repair).Warnings;
        Assert.Equal(21, warnings.Count);
        Assert.Contains("80 more lines like this were not listed", warnings[^1], StringComparison.Ordinal);
    }

    private static List<string> With(List<string> lines, int at, string line)
    {
        lines[at] = line;
        return lines;
    }

    /// <summary>The lines of a file in which run 1 was removed, with its tracks and steps, and run 2 was not.</summary>
    private static List<string> WithRemovedRun(out string state)
    {
        var disk = new SimulatedDisk();
        disk.CreateFolder(System.IO.Path.GetDirectoryName(SampleFile.Path)!);
        var clock = new TestClock();
        using (var store = FileTrackStore.Open(disk, SampleFile.Path, null, clock.Read))
        {
            store.StartRun("a");
            store.Save(new TrackDraft("a", "u", Json.Data("{\"n\":1}")));
            store.Save(new TrackDraft("a", "v", Json.Data("{\"n\":2}")));
            store.Save(new TrackDraft("a", "u", Json.Data("{\"n\":3}")) { Mode = SaveMode.Update });
            store.SaveStep(new StepRecord(0, 1, "s", null, 0, "") { Status = StepStatus.Completed, EndUtc = clock.Read() });
            store.StopRun("a");
            store.Save(new TrackDraft("b", "u", Json.Data("{}")));
            store.RemoveRun(1);
            store.Save(new TrackDraft("b", "u", Json.Data("{}")));
            state = StoreState.Of(store);
        }
        return [.. Encoding.UTF8.GetString(disk.ReadAll(SampleFile.Path)).TrimEnd('\n').Split('\n')];
    }

    /// <summary>What the lines that stand tell of tracks, by hand.</summary>
    private static List<string> Expected(List<string> lines)
    {
        SortedDictionary<long, string> tracks = [];
        // A line that lost its line break may have a whole one at its end.
        var whole = lines.Select(line => Sample.Lines.Find(one => line.EndsWith(one, StringComparison.Ordinal)));
        foreach (var line in whole.OfType<string>().Where(line => line.EndsWith('}') && line != Sample.Lines[^1]))
        {
            using var document = JsonDocument.Parse(line.TrimStart(','));
            var root = document.RootElement;
            if (root.TryGetProperty("remove", out var removed))
            {
                tracks.Remove(removed.GetInt64());
            }
            else if (root.TryGetProperty("save", out var number) || root.TryGetProperty("update", out number))
            {
                tracks[number.GetInt64()] =
                    $"{number} {root.GetProperty("task")} {root.GetProperty("run")} {root.GetProperty("data").GetRawText()}";
            }
        }
        return [.. tracks.Values];
    }
}
