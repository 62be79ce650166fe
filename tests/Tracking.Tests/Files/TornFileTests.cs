using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Tracking.Tests.Files;

/// <summary>A file of three tracks whose end a crash cut off, or that is damaged: format 7.</summary>
public sealed class TornFileTests : FileTest
{
    private readonly byte[] _whole;

    public TornFileTests()
    {
        Run("New-SessionFile $path");
        _whole = File.ReadAllBytes(StoreFile);
        Closing = "\n" + Encoding.UTF8.GetString(_whole).Split('\n')[^2] + "\n";
    }

    /// <summary>The closing line, with the line breaks around it.</summary>
    private string Closing { get; }

    [Fact]
    public void A_file_whose_last_event_was_cut_off_opens_with_a_warning_and_what_was_torn_is_kept_beside_it()
    {
        // The closing brackets, and half of the last event.
        var cut = _whole[..^(20 + Closing.Length)];
        File.WriteAllBytes(StoreFile, cut);
        var opened = Run("$store = Open-TrackStore $path");
        Assert.StartsWith($"'{StoreFile}' ended in the middle of a write. ", Assert.Single(opened.Warnings), StringComparison.Ordinal);
        Assert.Equal(["1", "2", "0000003"], Output("""
            (Search-Track -Store $store).Data.k
            Save-UserTrack a001 @{ k = 4 } -Store $store
            $store | Close-TrackStore
            """));

        var aside = File.ReadAllText(Assert.Single(Directory.GetFiles(Folder, "s.json.torn-*")));
        Assert.EndsWith(aside, Encoding.UTF8.GetString(cut), StringComparison.Ordinal);
        Assert.Contains("\"save\":3", aside, StringComparison.Ordinal);

        var again = Run("$store = Open-TrackStore $path; (Search-Track -Store $store).Data.k; $store | Close-TrackStore");
        Assert.Empty(again.Warnings);
        Assert.Equal(["1", "2", "4"], again.Output);
        JsonDocument.Parse(File.ReadAllBytes(StoreFile)).Dispose();
    }

    [Fact]
    public void A_file_that_lacks_only_its_closing_brackets_loses_no_event_and_nothing_is_set_aside()
    {
        Assert.StartsWith("\n],\"flushed\":true ,\"of\":\"", Closing, StringComparison.Ordinal);
        File.WriteAllBytes(StoreFile, _whole[..^Closing.Length]);
        var opened = Run("$store = Open-TrackStore $path; (Search-Track -Store $store).Data.k; $store | Close-TrackStore");
        Assert.Single(opened.Warnings);
        Assert.Equal(["1", "2", "3"], opened.Output);
        var after = EventsOf(StoreFile);
        File.WriteAllBytes(StoreFile, _whole);
        Assert.Equal(EventsOf(StoreFile), after);
        AssertNothingElseIsThere();
    }

    [Fact]
    public void A_question_and_a_snapshot_read_a_torn_file_with_a_warning_and_leave_it_as_it_is()
    {
        var torn = _whole[..^(20 + Closing.Length)];
        File.WriteAllBytes(StoreFile, torn);
        var question = Run("(Search-Track -Store $path).Data.k");
        Assert.Single(question.Warnings);
        Assert.Equal(["1", "2"], question.Output);
        var snapshot = Run("$store = Open-TrackStore $path -ReadOnly; $store.TrackCount; $store | Close-TrackStore");
        Assert.Single(snapshot.Warnings);
        Assert.Equal(["2"], snapshot.Output);
        Assert.Equal(torn, File.ReadAllBytes(StoreFile));
        AssertNothingElseIsThere();
    }

    [Fact]
    public void A_file_that_is_damaged_in_the_middle_is_refused_by_line_and_byte_read_around_by_a_question_and_repaired_on_demand()
    {
        var damaged = (byte[])_whole.Clone();
        var text = Encoding.UTF8.GetString(_whole);
        var offset = text.LastIndexOf('\n', text.IndexOf("\"save\":2", StringComparison.Ordinal)) + 1;
        Assert.Equal(text.Length, _whole.Length);
        damaged.AsSpan(offset + 3, 10).Fill((byte)'#');
        File.WriteAllBytes(StoreFile, damaged);
        var before = FolderState();
        var place = $"Line {text[..offset].Count(c => c == '\n') + 1}, byte {offset}: ";

        var error = Use("Open-TrackStore", StoreFile).Errors.Single();
        Assert.Equal(IdOf("TrackStoreDamaged", "Open-TrackStore"), error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
        Assert.StartsWith($"'{StoreFile}': {place}", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, FolderState());

        var question = Run("(Search-Track -Store $path).Data.k");
        Assert.Equal(["1", "3"], question.Output);
        Assert.Contains(place, string.Join('\n', question.Warnings), StringComparison.Ordinal);
        Assert.Equal(before, FolderState());

        var repaired = Run("$store = Open-TrackStore $path -Repair; (Search-Track -Store $store).Data.k; $store | Close-TrackStore");
        Assert.Equal(["1", "3"], repaired.Output);
        Assert.Contains(repaired.Warnings, warning =>
            warning.Contains($"'{StoreFile}' was repaired; the original was kept as '", StringComparison.Ordinal));
        Assert.Equal(damaged, File.ReadAllBytes(Assert.Single(Directory.GetFiles(Folder, "s.json.damaged-*"))));
        Assert.Empty(Run("Open-TrackStore $path | Close-TrackStore").Warnings);
    }

    private void AssertNothingElseIsThere() =>
        Assert.Equal([StoreFile], Directory.GetFileSystemEntries(Folder));
}
