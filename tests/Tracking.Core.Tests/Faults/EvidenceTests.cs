using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Tracking.Events;
using Tracking.Model;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>What a repair believes, and what it does not: format 4.6 to 4.8 and 7.9 to 7.11.</summary>
public sealed class EvidenceTests
{
    private static SampleFile Sample => SampleFile.Shared;

    [Theory]
    [InlineData("\"first\":1,", "\"first\":70,")]
    [InlineData("\"first\":1,", "\"first\":4611686018427387903,")]
    [InlineData("\"kept\":0,", "\"kept\":12,")]
    [InlineData("\"nextTrack\":1,", "\"nextTrack\":77,")]
    [InlineData("\"nextRun\":1,", "\"nextRun\":99,")]
    [InlineData("\"generation\":1,", "\"generation\":77,")]
    [InlineData("\"tracking\": 4,", "\"tracking\":78,")]
    [InlineData("\"answers\": 3,", "\"answers\":78,")]
    [InlineData("\"session\":\"", "\"session\":\"6f9619ff-8b86-4011-b42d-00c04fc964ff\",\"was\":\"")]
    public void A_header_that_was_changed_takes_no_line_from_a_repair(string old, string changed)
    {
        var lines = Sample.Lines;
        Assert.Contains(old, lines[0], StringComparison.Ordinal);
        lines[0] = lines[0].Replace(old, changed, StringComparison.Ordinal);
        // And something is damaged, so that there is something to repair.
        lines.Insert(9, "something else");
        var bytes = SampleFile.Join(lines);
        var opened = OpenedFile.Open(bytes, OpenAs.Repair);
        Assert.Null(opened.Error);
        Assert.Equal(Sample.States[^1], opened.State);
        Assert.Equal(bytes, Assert.Single(opened.SetAside));
        opened.GoesOn();
    }

    [Fact]
    public void A_bit_of_the_header_that_flipped_is_corrected_and_no_edit()
    {
        var bytes = (byte[])Sample.Bytes.Clone();
        var at = Encoding.UTF8.GetString(bytes).IndexOf("\"first\":1", StringComparison.Ordinal) + "\"first\":".Length;
        bytes[at] ^= 4;
        foreach (var how in Enum.GetValues<OpenAs>())
        {
            var opened = OpenedFile.Open(bytes, how);
            Assert.Equal(Sample.States[^1], opened.State);
            Assert.EndsWith("Line 1, byte 0: one bit had flipped. It was corrected.", opened.Warnings[^1], StringComparison.Ordinal);
            Assert.Equal(how == OpenAs.Repair ? 1 : 0, opened.SetAside.Count);
        }
        var repaired = OpenedFile.Open(OpenedFile.Open(bytes, OpenAs.Repair).Bytes, OpenAs.Writer);
        Assert.Empty(repaired.Warnings);
    }

    [Theory]
    [InlineData("\"save\":2", "\"save\":4")]
    [InlineData("\"n\":3", "\"n\":9")]
    [InlineData("\"n\":3", "\"n\":900")]
    [InlineData("\"save\":2", "\"save\":99")]
    [InlineData("\"save\":2", "\"save\":2")]
    public void A_line_that_nothing_shows_to_be_right_displaces_none_and_gives_no_id_other_data(string old, string changed)
    {
        var lines = Sample.Lines;
        lines[3] = lines[3].Replace(old, changed, StringComparison.Ordinal).Replace("two", "made up", StringComparison.Ordinal);
        lines.Insert(9, "something else");
        var opened = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Repair);
        Assert.DoesNotContain("made up", opened.State, StringComparison.Ordinal);
        Assert.Contains(opened.Warnings, warning => warning.Contains("Line 4, byte", StringComparison.Ordinal)
            && warning.Contains("It was set aside.", StringComparison.Ordinal));
        // The update that is whole stands for the save.
        Assert.Contains("{\"k\":\"new\"}", opened.State, StringComparison.Ordinal);
        opened.GoesOn();
    }

    [Fact]
    public void A_line_that_fits_between_whole_ones_is_taken_and_marked()
    {
        var lines = Sample.Lines;
        Assert.Contains("\"save\":3", lines[7], StringComparison.Ordinal);
        lines[7] = lines[7].Replace("2024-01-01\"", "by hand\"", StringComparison.Ordinal);
        lines.Insert(9, "something else");
        var opened = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Repair);
        Assert.Contains("by hand", opened.State, StringComparison.Ordinal);
        Assert.Contains("\"edited\":true,\"save\":3", Encoding.UTF8.GetString(opened.Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_removal_wins_over_what_would_bring_the_track_back()
    {
        var lines = Sample.Lines;
        Assert.Contains("\"remove\":1", lines[6], StringComparison.Ordinal);
        // A whole line of a later number names the track again, which no history can have.
        var last = Sample.Lines.Count - 1;
        lines.Insert(last, SampleFile.Checked(lines[2].Insert(0, ",").Replace("\"n\":2", $"\"n\":{last}", StringComparison.Ordinal)
            .Replace("\"save\":", "\"update\":", StringComparison.Ordinal).Replace(",\"starts\":true", "", StringComparison.Ordinal)
            .TrimStart(',').Insert(0, ",")));
        var opened = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Repair);
        Assert.DoesNotContain("track 0000001", opened.State, StringComparison.Ordinal);
        Assert.Contains(opened.Warnings, warning => warning.Contains("was removed before", StringComparison.Ordinal));
    }

    [Fact]
    public void An_id_that_a_whole_line_names_is_not_given_again_though_its_save_is_lost()
    {
        var lines = Sample.Lines;
        var last = Sample.Lines.Count - 1;
        lines.Insert(last, SampleFile.Checked($",{{\"s\":\"00000000\",\"n\":{last},\"remove\":41}}"));
        var disk = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Repair).Disk.Copy();
        using var store = FileTrackStore.Open(disk, SampleFile.Path, null, new TestClock().Read);
        Assert.Equal(42, store.Save(new TrackDraft("z", "u", Json.Data("{}"))).Number);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Lines_of_an_older_generation_are_no_lines_of_the_file(int generationsBefore)
    {
        var (disk, older) = Rewritten(generationsBefore);
        var lines = Lines(disk);
        // In the place of a line of the same number.
        var number = JsonDocument.Parse(lines[^2].TrimStart(',')).RootElement.GetProperty("n").GetInt64();
        lines[^2] = ","
            + Seeded($"{{\"s\":\"00000000\",\"n\":{number},\"save\":3,\"task\":\"a\",\"run\":1,\"user\":\"u\","
                + "\"at\":\"2024-01-01T00:00:09Z\",\"data\":{\"old\":1}}", older);
        var refused = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Writer);
        Assert.Contains("of an older generation", refused.Error!.Message, StringComparison.Ordinal);
        var opened = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Repair);
        Assert.DoesNotContain("\"old\"", opened.State, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_without_a_seed_behind_those_that_have_one_count_as_edited()
    {
        var lines = Sample.Lines;
        lines[7] = SampleFile.Checked(lines[7].Replace("{\"s\":", "{\"c\":", StringComparison.Ordinal));
        var opened = OpenedFile.Open(SampleFile.Join(lines), OpenAs.Writer);
        Assert.Equal(Sample.States[^1], opened.State);
        Assert.Contains("it was edited", Assert.Single(opened.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_file_of_before_that_is_gone_on_with_keeps_its_lines_and_has_seeded_ones_behind_them(int version)
    {
        var disk = new SimulatedDisk(4096);
        disk.CreateFolder("/data");
        var former = new EventKinds(version, EventKinds.Current.All.Where(kind => kind.Since <= version));
        using (var store = FileTrackStore.Open(disk, SampleFile.Path, new FileStoreOptions { Kinds = former }, new TestClock().Read))
            store.Save(new TrackDraft("a", "u", Json.Data("{}")));
        var before = Lines(disk);
        Assert.Equal("],\"flushed\":true }", before[^1]);
        Assert.All(before[1..^1], line => Assert.StartsWith("{\"c\":", line.TrimStart(','), StringComparison.Ordinal));
        using (var store = FileTrackStore.Open(disk, SampleFile.Path, null, new TestClock().Read))
        {
            Assert.Equal(before[1..^1], Lines(disk)[1..(before.Count - 1)]);
            store.Save(new TrackDraft("a", "u", Json.Data("{}")));
        }
        var after = Lines(disk);
        Assert.Contains("\"tracking\": 4,\"answers\": 3,", after[0], StringComparison.Ordinal);
        Assert.Equal(before[1..^1], after[1..(before.Count - 1)]);
        Assert.All(after[(before.Count - 1)..^1], line => Assert.StartsWith(",{\"s\":", line, StringComparison.Ordinal));
        Assert.StartsWith("],\"flushed\":true ,\"of\":\"", after[^1], StringComparison.Ordinal);
        JsonDocument.Parse(disk.ReadAll(SampleFile.Path)).Dispose();
        using var again = FileTrackStore.Open(disk, SampleFile.Path, null, new TestClock().Read);
        Assert.Empty(again.DrainWarnings());
        Assert.Equal(2, again.Count().Tracks);
    }

    [Fact]
    public void What_was_edited_keeps_its_mark_through_rewriting_and_repair_until_it_is_accepted()
    {
        var lines = Sample.Lines;
        lines[7] = lines[7].Replace("2024-01-01\"", "by hand\"", StringComparison.Ordinal);
        lines[6] = SampleFile.Unchecked(lines[6]);
        var disk = new SimulatedDisk(4096);
        disk.Put(SampleFile.Path, SampleFile.Join(lines));
        for (var turn = 0; turn < 2; turn++)
        {
            using var store = FileTrackStore.Open(disk, SampleFile.Path, null, new TestClock().Read);
            Assert.Equal(2, store.DrainWarnings().Count(warning => warning.Contains("edited", StringComparison.Ordinal)));
            store.Optimize();
            Assert.Single(Lines(disk), line => line.Contains("\"edited\":true,\"save\":3", StringComparison.Ordinal));
            Assert.Contains("\"edits\":1,", Lines(disk)[0], StringComparison.Ordinal);
        }
        var damaged = Lines(disk);
        damaged.Insert(3, "something else");
        disk.Put(SampleFile.Path, SampleFile.Join(damaged));
        using (var store = FileTrackStore.Open(disk, SampleFile.Path, new FileStoreOptions { Repair = true }, new TestClock().Read))
            Assert.Equal(2, store.Repair!.Edited);
        using (var store = FileTrackStore.Open(disk, SampleFile.Path, null, new TestClock().Read))
        {
            Assert.Equal(2, store.DrainWarnings().Count(warning => warning.Contains("edited", StringComparison.Ordinal)));
            store.Optimize(acceptEdits: true);
            store.Optimize();
        }
        Assert.DoesNotContain("\"edit", Encoding.UTF8.GetString(disk.ReadAll(SampleFile.Path)), StringComparison.Ordinal);
        using var accepted = FileTrackStore.Open(disk, SampleFile.Path, null, new TestClock().Read);
        Assert.Empty(accepted.DrainWarnings());
    }

    [Theory]
    [InlineData(300)]
    [InlineData(5_000)]
    [InlineData(60_000)]
    public void A_bit_is_found_in_lines_of_any_length_up_to_a_bound(int length)
    {
        var line = Encoding.UTF8.GetBytes($"{LineCheck.SeededOpening}\"n\":1,\"text\":\"{new string('x', length)}\"}}");
        LineCheck.Set(line, 0, line.Length, seed: 12345);
        foreach (var at in new[] { 2, 9, 30, length / 2, line.Length - 9, line.Length - 1 })
        {
            var changed = (byte[])line.Clone();
            changed[at] ^= 16;
            var bit = new FlippedBit();
            Assert.True(bit.Find(changed, 0, changed.Length, '}', seed: 12345), $"{at}");
            Assert.Equal((at, 16), (bit.At, (int)bit.Mask));
            changed[at == 30 ? 31 : 30] ^= 2;
            Assert.False(bit.Find(changed, 0, changed.Length, '}', seed: 12345));
        }
    }

    [Fact]
    public void A_look_says_how_a_file_stands_and_leaves_it_as_it_is()
    {
        Assert.Equal((StoreCondition.Whole, 0), Look(Sample.Bytes));
        var edited = Sample.Lines;
        edited[7] = edited[7].Replace("2024-01-01\"", "by hand\"", StringComparison.Ordinal);
        Assert.Equal((StoreCondition.Edited, 1), Look(SampleFile.Join(edited)));
        Assert.Equal(StoreCondition.TornEnd, Look(Sample.Bytes[..^(Sample.ClosingLength + 20)]).Condition);
        Assert.Equal((StoreCondition.TornEnd, 1), Look(Sample.Bytes[..^(Sample.ClosingLength - 1)]));
        var damaged = Sample.Lines;
        damaged.Insert(5, "something else");
        Assert.Equal((StoreCondition.Damaged, 1), Look(SampleFile.Join(damaged)));
        Assert.Equal((StoreCondition.Whole, 0), Look([]));

        static (StoreCondition Condition, int Findings) Look(byte[] bytes)
        {
            var disk = new SimulatedDisk(4096);
            disk.Put(SampleFile.Path, bytes);
            var check = FileOpening.Check(disk, SampleFile.Path, ReadContext.Default);
            Assert.Equal(bytes, disk.ReadAll(SampleFile.Path));
            Assert.Equal([SampleFile.Path], disk.Files);
            Assert.Equal((0, 0), (disk.OpenHandles, disk.LockCount));
            Assert.Equal(check.Condition == StoreCondition.Whole, check.IsWhole);
            return (check.Condition, check.Findings.Count);
        }
    }

    [Fact]
    public void What_a_look_says_is_what_a_repair_does()
    {
        for (var line = 1; line < Sample.Lines.Count - 1; line += TestScale.Stride)
        {
            var lines = Sample.Lines;
            lines[line] = new string('\0', 30);
            var disk = new SimulatedDisk(4096);
            disk.Put(SampleFile.Path, SampleFile.Join(lines));
            var check = FileOpening.Check(disk, SampleFile.Path, ReadContext.Default);
            using var store = FileTrackStore.Open(disk, SampleFile.Path, new FileStoreOptions { Repair = true }, new TestClock().Read);
            Assert.Equal(check.Findings, store.Repair!.Findings);
            Assert.Equal(check with { Original = store.Repair.Original, Findings = store.Repair.Findings }, store.Repair);
            Assert.Equal((store.Count().Tracks, store.Count().Runs), (check.TrackCount, check.RunCount));
            Assert.Contains(check.Findings, finding => finding.Line == line + 1 && finding.Kind == FindingKind.Dropped);
            Assert.Equal(SampleFile.Join(lines), disk.ReadAll(store.Repair.Original!));
        }
    }

    private static (SimulatedDisk Disk, uint Seed) Rewritten(int times)
    {
        var disk = new SimulatedDisk(4096);
        disk.Put(SampleFile.Path, Sample.Bytes);
        var seed = SampleFile.Seed(Sample.Lines[0]);
        for (; times > 0; times--)
        {
            using var store = FileTrackStore.Open(disk, SampleFile.Path, null, new TestClock().Read);
            store.Optimize();
        }
        return (disk, seed);
    }

    private static List<string> Lines(SimulatedDisk disk) =>
        [.. Encoding.UTF8.GetString(disk.ReadAll(SampleFile.Path)).TrimEnd('\n').Split('\n')];

    private static string Seeded(string line, uint seed)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        LineCheck.Set(bytes, 0, bytes.Length, seed);
        return Encoding.UTF8.GetString(bytes);
    }
}
