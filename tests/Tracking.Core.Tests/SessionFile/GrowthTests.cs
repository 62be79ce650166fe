using System;
using System.Linq;
using System.Text;
using Tracking.Engine;
using Tracking.Events;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// How the format grows (format 10): what a module makes of a file to which a later one wrote things that it does not know, whole and
/// torn, and what the later one does to the files of this one.
/// </summary>
public sealed class GrowthTests
{
    private const string Path = "/home/me/store.json";

    // As module version 0.1 wrote it: the version is one character wide, and nothing says who may answer.
    private const string Versions = "\"tracking\": 4,\"answers\": 3,";
    private const string OldVersions = "\"tracking\":1,";

    private readonly SimulatedDisk _disk = new();

    public GrowthTests() => _disk.CreateFolder("/home/me");

    private string Text => Encoding.UTF8.GetString(_disk.ReadAll(Path));

    private string[] Lines => Text.TrimEnd('\n').Split('\n');

    [Fact]
    public void A_file_says_the_version_of_its_check_values_until_something_newer_is_written()
    {
        using var store = LaterStore.Open(_disk, Path);
        store.Save(Draft());
        Assert.Contains(Versions, Lines[0], StringComparison.Ordinal);
        store.Do(new ToyEvent(1));
        Assert.Contains("\"tracking\": 5,\"answers\": 3,", Lines[0], StringComparison.Ordinal);
        store.Do(new SweepingToyEvent(1));
        Assert.Contains("\"tracking\": 6,\"answers\": 6,", Lines[0], StringComparison.Ordinal);
        store.Do(new ToyEvent(1));
        Assert.Contains("\"tracking\": 6,\"answers\": 6,", Lines[0], StringComparison.Ordinal);
        Assert.All(Lines[..1], line => Assert.True(LineCheck.IsRight(Encoding.UTF8.GetBytes(line), 0, Encoding.UTF8.GetByteCount(line))));
    }

    [Fact]
    public void Nothing_newer_is_written_unless_the_raised_header_is_on_the_disk()
    {
        using (var store = LaterStore.Open(_disk, Path, Durability.OnClose))
        {
            store.Save(Draft());
            _disk.FlushesToFail = 1;
            var error = Assert.Throws<TrackingException>(() => store.Do(new ToyEvent(1)));
            Assert.Equal(TrackingErrorCode.TrackStoreFlushFailed, error.Code);
            Assert.DoesNotContain("toy", Text, StringComparison.Ordinal);
            store.Do(new ToyEvent(1));
        }
        Assert.Contains("toy", Text, StringComparison.Ordinal);
        Assert.Contains("\"tracking\": 5,", Lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_older_module_answers_with_what_it_understands_and_says_so(bool isTorn)
    {
        Write(new ToyEvent(1), isTorn);
        var before = _disk.ReadAll(Path);
        using var reader = OpenOlder(readOnly: true);
        Assert.Equal(isTorn ? [1L] : [1L, 2], reader.Search(new TrackQuery()).Select(track => track.Number));
        Assert.Contains(reader.DrainWarnings(), warning => warning.Contains("Line 4, byte", StringComparison.Ordinal)
            && warning.EndsWith("a newer version of this module wrote the line. It was passed over.", StringComparison.Ordinal));
        Assert.Equal(before, _disk.ReadAll(Path));
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, true, true)]
    public void An_older_module_writes_nothing_and_sets_nothing_aside(bool isTorn, bool repair, bool lacksRaise)
    {
        Write(new ToyEvent(1), isTorn);
        if (lacksRaise)
            Relabel("\"tracking\": 5,", "\"tracking\": 4,");
        var before = _disk.ReadAll(Path);
        var error = Assert.Throws<TrackingException>(() => OpenOlder(repair: repair));
        Assert.Equal(TrackingErrorCode.TrackStoreVersionTooNew, error.Code);
        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, _disk.ReadAll(Path));
        Assert.Empty(OpenedFile.SetAsideOn(_disk));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_older_module_refuses_queries_where_it_would_answer_wrongly(bool isTorn)
    {
        Write(new SweepingToyEvent(1), isTorn);
        foreach (var open in new Action[] { () => OpenOlder(readOnly: true), () => OpenOlder(), () => OpenOlder(repair: true), () =>
            Follow() })
        {
            Assert.Equal(TrackingErrorCode.TrackStoreVersionTooNew, Assert.Throws<TrackingException>(open).Code);
        }

        Assert.Empty(OpenedFile.SetAsideOn(_disk));
    }

    [Fact]
    public void A_follower_of_an_older_module_reads_on_behind_what_it_does_not_know()
    {
        using var store = LaterStore.Open(_disk, Path);
        store.Save(Draft());
        using var follower = Follow();
        store.Do(new ToyEvent(1));
        store.Save(Draft());
        Assert.Equal([2L], follower.Read().Select(change => change.Track!.Number));
        Assert.Contains("It was passed over.", Assert.Single(follower.DrainWarnings()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_follower_of_an_older_module_passes_over_what_refers_to_something_newer()
    {
        using var store = LaterStore.Open(_disk, Path);
        store.Save(Draft());
        using var follower = Follow();
        store.Do(new ToyEvent(1));
        store.Save(Draft());
        store.StopRun("a");
        store.Flush();
        // The run is one that something newer may have started.
        var text = Text;
        foreach (var (known, unknown) in new[] { ("\"run\":1,\"user\"", "\"run\":7,\"user\""), ("\"stop\":1", "\"stop\":7") })
        {
            var line = Lines.Last(line => line.Contains(known, StringComparison.Ordinal));
            text = text.Replace(line, Checked(line.Replace(known, unknown, StringComparison.Ordinal)), StringComparison.Ordinal);
        }
        _disk.File(Path).Write(0, Encoding.UTF8.GetBytes(text));
        Assert.Empty(follower.Read());
        Assert.Equal(3, follower.DrainWarnings().Count);
        Assert.Equal(RunStatus.Open, follower.FindRun(1)!.Status);
    }

    [Fact]
    public void A_follower_of_an_older_module_ends_when_it_would_answer_wrongly()
    {
        using var store = LaterStore.Open(_disk, Path);
        store.Save(Draft());
        using var follower = Follow();
        store.Save(Draft());
        Assert.Single(follower.Read());
        store.Do(new SweepingToyEvent(1));
        var error = Assert.Throws<TrackingException>(() => follower.Read().ToList());
        Assert.Equal(TrackingErrorCode.TrackStoreVersionTooNew, error.Code);
        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_made_for_the_first_event_says_what_that_one_needs()
    {
        using (var store = LaterStore.Open(_disk, Path, createLater: true))
            store.Do(new SweepingToyEvent(1));
        Assert.Contains("\"tracking\": 6,\"answers\": 6,", Lines[0], StringComparison.Ordinal);
        Assert.Equal(Checked(Lines[0]), Lines[0]);
    }

    [Theory]
    [InlineData("\uFEFF", "")]
    [InlineData("", "\r")]
    public void A_header_with_something_of_an_editor_about_it_has_the_file_rewritten(string before, string behind)
    {
        using (var store = LaterStore.Open(_disk, Path))
            store.Save(Draft());
        Replace(Lines[0], before + Lines[0] + behind);
        using (var store = LaterStore.Open(_disk, Path))
            store.Do(new ToyEvent(1));
        Assert.Contains("\"tracking\": 5,\"answers\": 3,", Lines[0], StringComparison.Ordinal);
        Assert.Contains("\"generation\":2,", Lines[0], StringComparison.Ordinal);
        Assert.Equal(Checked(Lines[0]), Lines[0]);
    }

    [Theory]
    [InlineData(nameof(FaultKind.Error))]
    [InlineData(nameof(FaultKind.HalfWritten))]
    [InlineData(nameof(FaultKind.AlmostWritten))]
    public void A_raise_that_fails_stores_nothing_and_is_made_good_for_the_next_event(string kind)
    {
        using (var store = LaterStore.Open(_disk, Path, Durability.OnClose))
        {
            store.Save(Draft());
            _disk.Fault = new DiskFault(_disk.Calls + 2, Times: 2, Enum.Parse<FaultKind>(kind));
            Assert.Equal(TrackingErrorCode.TrackStoreWriteFailed, Assert.Throws<TrackingException>(() => store.Do(new ToyEvent(1))).Code);
            _disk.Fault = null;
            Assert.DoesNotContain("toy", Text, StringComparison.Ordinal);
            store.Do(new ToyEvent(1));
            store.Save(Draft());
        }
        Assert.Contains("\"tracking\": 5,\"answers\": 3,", Lines[0], StringComparison.Ordinal);
        Assert.Equal(Checked(Lines[0]), Lines[0]);
        using var again = LaterStore.Open(_disk, Path);
        Assert.Empty(again.DrainWarnings());
        Assert.Equal([1L, 2], again.Search(new TrackQuery()).Select(track => track.Number));
    }

    [Fact]
    public void What_cannot_be_raised_in_place_waits_for_an_optimisation_that_is_under_way()
    {
        WriteOld();
        using var store = LaterStore.Open(_disk, Path);
        for (var i = 0; i < 5000; i++)
            store.Save(Draft());
        TrackingException? error = null;
        store.Optimize(new Listener(() => error ??= Assert.Throws<TrackingException>(() => store.Do(new SweepingToyEvent(1)))));
        Assert.Equal(TrackingErrorCode.TrackStoreWriteFailed, error?.Code);
        store.Do(new SweepingToyEvent(1));
        Assert.Contains("\"tracking\": 6,\"answers\": 6,", Lines[0], StringComparison.Ordinal);
        Assert.Equal(5001, store.Count().Tracks);
    }

    [Fact]
    public void What_refers_to_something_newer_is_passed_over_too()
    {
        Write(new ToyEvent(1), isTorn: false);
        // The run of the last track is one that something newer may have started.
        var line = Lines[4];
        Replace(line, Checked(line.Replace("\"run\":1", "\"run\":7", StringComparison.Ordinal)));
        using var reader = OpenOlder(readOnly: true);
        Assert.Equal([1L], reader.Search(new TrackQuery()).Select(track => track.Number));
        Assert.Equal(2, reader.DrainWarnings().Count);
    }

    [Theory]
    [InlineData("\"toy\":1", "\"toy\":1")]
    [InlineData("\"stop\":1,\"status\":\"finished\",\"at\":\"2024-01-01T00:00:00.0000000Z\"", "\"exit\":0")]
    [InlineData("\"stop\":1,\"at\":\"2024-01-01T00:00:00.0000000Z\"", "\"status\":\"paused\"")]
    public void What_is_unknown_is_newer_only_in_a_line_whose_check_value_is_right(string known, string unknown)
    {
        using (var store = LaterStore.Open(_disk, Path))
            store.Save(Draft());
        var line = $",{{\"s\":\"00000000\",\"n\":3,{(known == unknown ? known : known + "," + unknown)}}}";
        var whole = Text;
        _disk.Put(Path, Encoding.UTF8.GetBytes(whole.Replace("\n],", $"\n{Checked(line)}\n],", StringComparison.Ordinal)));
        Assert.Equal(TrackingErrorCode.TrackStoreVersionTooNew, Assert.Throws<TrackingException>(() => OpenOlder()).Code);
        Assert.Empty(OpenedFile.SetAsideOn(_disk));
        using (var reader = OpenOlder(readOnly: true))
            Assert.Contains("It was passed over.", Assert.Single(reader.DrainWarnings()), StringComparison.Ordinal);

        _disk.Put(Path, Encoding.UTF8.GetBytes(whole.Replace("\n],", $"\n{line}\n],", StringComparison.Ordinal)));
        Assert.Equal(TrackingErrorCode.TrackStoreDamaged, Assert.Throws<TrackingException>(() => OpenOlder()).Code);
    }

    [Fact]
    public void In_a_header_of_the_first_module_only_the_digit_is_raised_in_place()
    {
        WriteOld();
        var before = Lines;
        using (var store = LaterStore.Open(_disk, Path))
            store.Do(new ToyEvent(1));
        Assert.Equal(before[0].Replace("\"tracking\":1,", "\"tracking\":5,", StringComparison.Ordinal)[16..], Lines[0][16..]);
        Assert.Equal(before[1..3], Lines[1..3]);
        Assert.Equal(Checked(Lines[0]), Lines[0]);
    }

    [Fact]
    public void What_needs_another_version_to_answer_rewrites_a_file_of_the_first_module_first()
    {
        WriteOld();
        using (var store = LaterStore.Open(_disk, Path))
        {
            store.Do(new SweepingToyEvent(1));
            Assert.Empty(store.DrainWarnings());
            Assert.Equal([1L], store.Search(new TrackQuery()).Select(track => track.Number));
        }
        Assert.Contains("\"tracking\": 6,\"answers\": 6,", Lines[0], StringComparison.Ordinal);
        Assert.Contains("\"generation\":2,", Lines[0], StringComparison.Ordinal);
        Assert.Contains("\"sweep\":1", Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_was_edited_is_not_passed_off_as_ours()
    {
        using (var store = LaterStore.Open(_disk, Path))
            store.Save(Draft());
        Replace("\"generation\":1", "\"generation\":7");
        using (var store = LaterStore.Open(_disk, Path))
            store.Do(new ToyEvent(1));
        Assert.Contains("\"tracking\": 5,\"answers\": 3,", Lines[0], StringComparison.Ordinal);
        Assert.Contains("\"generation\":2,", Lines[0], StringComparison.Ordinal);
        Assert.Equal(Checked(Lines[0]), Lines[0]);
    }

    [Fact]
    public void A_file_that_is_being_optimised_has_what_came_meanwhile_and_says_so()
    {
        using (var store = LaterStore.Open(_disk, Path))
        {
            for (var i = 0; i < 5000; i++)
                store.Save(Draft());
            var done = false;
            store.Optimize(new Listener(() =>
            {
                if (!done)
                    store.Do(new ToyEvent(1));
                done = true;
            }));
            Assert.True(done);
        }
        Assert.Contains("\"tracking\": 5,\"answers\": 3,", Lines[0], StringComparison.Ordinal);
        Assert.Contains("\"generation\":2,", Lines[0], StringComparison.Ordinal);
        Assert.Equal(Checked(Lines[0]), Lines[0]);
        Assert.Contains("\"toy\":1", Text, StringComparison.Ordinal);
    }

    /// <summary>What version 2 added, each by what a caller does; the lowest versions that may write and answer then.</summary>
    private static readonly (string Name, Action<FileTrackStore> Do, int Write, int Answer)[] OfVersion2 =
    [
        ("a step", store => store.SaveStep(Step(1)), 2, 1),
        ("an open run", store => store.Start(new RunDraft("b") { IsOpen = true }), 2, 1),
        ("a run with a key", store => store.Start(new RunDraft("b") { Key = "" }), 2, 1),
        ("a run with facts", store => store.Start(new RunDraft("b") { Facts = Json.Data("{}") }), 2, 1),
        ("a run that continues one", store => store.Start(new RunDraft("b") { Continues = store.FindRun(1)!.Identity }), 2, 1),
        ("a run that carries a step", store => store.Start(new RunDraft("b") { Carried = [Step(9)] }), 2, 1),
        ("an end with errors", store => store.StopRun("a", status: RunStatus.FinishedWithErrors), 2, 2),
        ("a compaction of an open run", store => store.Optimize(), 2, 1),
        ("a track", store => store.Save(Draft()), 1, 1),
        ("an end", store => store.StopRun("a"), 1, 1),
        ("a run", store => store.StartRun("b"), 1, 1),
    ];

    public static TheoryData<string> Additions => [.. OfVersion2.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Additions))]
    public void What_version_2_added_raises_the_header_before_its_line_is_written(string name)
    {
        var (_, act, write, answer) = OfVersion2.Single(one => one.Name == name);
        var raised = $"\"tracking\": {write},\"answers\": {answer},";
        using (var store = FileTrackStore.Open(
            _disk, Path, new FileStoreOptions { Durability = Durability.OnClose, Kinds = KindsOf(2) }, clock: null))
        {
            store.Save(Draft());
            Assert.Contains("\"tracking\": 1,\"answers\": 1,", Lines[0], StringComparison.Ordinal);
            var lines = Lines.Length;
            _disk.Called = call =>
                Assert.True(call == "flush" || Lines.Length == lines || Lines[0].Contains(raised, StringComparison.Ordinal));
            act(store);
            _disk.Called = null;
            Assert.Contains(raised, Lines[0], StringComparison.Ordinal);
            Assert.Equal(Checked(Lines[0]), Lines[0]);
        }
        if (write == 1)
        {
            OpenFirst().Dispose();
            return;
        }
        Assert.Equal(TrackingErrorCode.TrackStoreVersionTooNew, Assert.Throws<TrackingException>(() => OpenFirst()).Code);
        Assert.Equal(TrackingErrorCode.TrackStoreVersionTooNew, Assert.Throws<TrackingException>(() => OpenFirst(repair: true)).Code);
        Assert.Empty(OpenedFile.SetAsideOn(_disk));
        if (answer == 2)
        {
            Assert.Equal(TrackingErrorCode.TrackStoreVersionTooNew, Assert.Throws<TrackingException>(() => OpenFirst(readOnly: true)).Code);
            return;
        }
        using var reader = OpenFirst(readOnly: true);
        Assert.Equal(1, reader.Count().Tracks);
    }

    [Fact]
    public void The_first_module_passes_over_steps_by_name_and_answers_of_the_rest()
    {
        using (var store = FileTrackStore.Open(_disk, Path, new FileStoreOptions { Kinds = KindsOf(2) }, clock: null))
        {
            store.Save(Draft());
            store.SaveStep(Step(1));
            store.Save(Draft());
            store.StopRun("a");
        }
        using var reader = OpenFirst(readOnly: true);
        Assert.Equal([1L, 2], reader.Search(new TrackQuery()).Select(track => track.Number));
        Assert.Equal(RunStatus.Finished, reader.FindRun(1)!.Status);
        Assert.EndsWith("a newer version of this module wrote the line. It was passed over.", Assert.Single(reader.DrainWarnings()),
            StringComparison.Ordinal);
        Assert.Empty(reader.ListSteps());
    }

    [Theory]
    [InlineData(1, "\"tracking\":1,", "\"tracking\":3,")]
    [InlineData(1, "\"tracking\": 1,\"answers\": 1,", "\"tracking\": 3,\"answers\": 3,")]
    [InlineData(2, "\"tracking\": 1,\"answers\": 1,", "\"tracking\": 3,\"answers\": 3,")]
    public void The_first_opening_for_writing_raises_the_header_in_place_and_former_versions_refuse_it(
        int version, string before, string after)
    {
        var former = new FileStoreOptions { Kinds = KindsOf(version) };
        using (var store = FileTrackStore.Open(_disk, Path, former, clock: null))
            store.Save(Draft());
        Relabel("\"tracking\": 1,\"answers\": 1,", before);
        var lines = Lines;
        FileTrackStore.Open(_disk, Path, new FileStoreOptions { ReadOnly = true }, clock: null).Dispose();
        Assert.Equal(lines, Lines);
        // As a cmdlet opens it for itself that then changes nothing, so that no line of a writer has it raised.
        FileTrackStore.Open(_disk, Path, new FileStoreOptions { IsLease = true }, clock: null).Dispose();
        Assert.Equal(lines[0].Replace(before, after, StringComparison.Ordinal)[16..], Lines[0][16..]);
        Assert.Equal(Checked(Lines[0]), Lines[0]);
        Assert.Equal(lines[1..], Lines[1..]);
        var error = Assert.Throws<TrackingException>(() => FileTrackStore.Open(_disk, Path, former, clock: null));
        Assert.Equal(TrackingErrorCode.TrackStoreVersionTooNew, error.Code);
    }

    /// <summary>What version 4 added to data, and what it did not.</summary>
    private static readonly (string Name, string Json, string? Types, int Needs)[] OfVersion4 =
    [
        ("a byte", "1", """{"/k":"Byte"}""", 4),
        ("a character", "\"x\"", """{"/k":"Char"}""", 4),
        ("an absolute address that looks relative", "\"/tmp\"", """{"/k":"AbsoluteUri"}""", 4),
        ("a date behind a GUID", """["x","y"]""", """{"/k/0":"Guid","/k/1":"DateOnly"}""", 4),
        ("a list of one type", "[1,2]", """{"/k/*":"Int64"}""", 4),
        ("a type of a later module", "1", """{"/k":"Later"}""", 4),
        ("a former type", "1", """{"/k":"Int64"}""", 3),
        ("several former types", "[1,2]", """{"/k/0":"Int64","/k/1":"BigInteger"}""", 3),
        ("nothing of a type", "1", null, 3),
        ("hints that are none", "1", """{"/k":[1],"x":2}""", 3),
    ];

    public static TheoryData<string, string> Hints
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var act in new[] { "save", "update", "copy", "optimise" })
            {
                foreach (var one in OfVersion4)
                    all.Add(act, one.Name);
            }
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Hints))]
    public void What_version_4_added_to_data_raises_who_may_write_and_who_may_answer(string act, string name)
    {
        var (_, json, types, needs) = OfVersion4.Single(one => one.Name == name);
        TrackDraft NewDraft(SaveMode mode) => new("a", "u", Json.Data($$"""{"k":{{json}}}""", types)) { Mode = mode };
        // The store was opened to stay open.
        var raised = $"\"tracking\": 4,\"answers\": {needs},";
        using (var store = FileTrackStore.Open(_disk, Path, new FileStoreOptions { Durability = Durability.OnClose }, clock: null))
        {
            store.Save(Draft());
            Assert.Contains(Versions, Lines[0], StringComparison.Ordinal);
            _disk.Called = call => Assert.True(call == "flush" || !Text.Contains("\"types\"", StringComparison.Ordinal)
                || Lines[0].Contains(raised, StringComparison.Ordinal));
            Do(store, act, NewDraft);
            _disk.Called = null;
            Assert.Contains(raised, Lines[0], StringComparison.Ordinal);
            Assert.Equal(Checked(Lines[0]), Lines[0]);
        }
        Assert.Equal(TrackingErrorCode.TrackStoreVersionTooNew, Refusal(isReadOnly: false));
        Assert.Equal(needs > 3 ? TrackingErrorCode.TrackStoreVersionTooNew : null, Refusal(isReadOnly: true));

        TrackingErrorCode? Refusal(bool isReadOnly)
        {
            var former = new FileStoreOptions { Kinds = KindsOf(3), ReadOnly = isReadOnly };
            return (Record.Exception(() => FileTrackStore.Open(_disk, Path, former, clock: null).Dispose()) as TrackingException)?.Code;
        }
    }

    private static void Do(FileTrackStore store, string act, Func<SaveMode, TrackDraft> draft)
    {
        switch (act)
        {
            case "update":
                store.Save(draft(SaveMode.Update));
                break;
            case "copy":
                using (var other = new MemoryTrackStore())
                {
                    other.Save(draft(SaveMode.Add));
                    new StoreCopier(other, store).CopyAll(progress: null, default);
                }
                break;
            case "optimise":
                store.Save(draft(SaveMode.Add));
                store.Optimize();
                break;
            default:
                store.Save(draft(SaveMode.Add));
                break;
        }
    }

    [Fact]
    public void No_kind_of_this_module_asks_for_a_version_that_it_does_not_know() =>
        Assert.All(EventKinds.Current.All, kind =>
        {
            Assert.InRange(kind.Since, 1, EventKinds.Current.Version);
            Assert.InRange(kind.AnswersSince, 1, kind.Since);
        });

    /// <summary>What a former version knew.</summary>
    private static EventKinds KindsOf(int version) => new(version, EventKinds.Current.All.Where(kind => kind.Since <= version));

    private static TrackDraft Draft() => new("a", "u", Json.Data("""{"k":1}"""));

    /// <summary>A line with the check value that it should have; one of an event may begin with a comma.</summary>
    private string Checked(string line) => SampleFile.Checked(line, Lines[0]);

    /// <summary>A later module saves a track, does something of its own, saves another track, and is killed.</summary>
    private void Write(TrackEvent newer, bool isTorn)
    {
        using (var store = LaterStore.Open(_disk, Path))
        {
            store.Save(Draft());
            store.Do(newer);
            store.Save(Draft());
        }
        var bytes = _disk.ReadAll(Path);
        if (isTorn)
            _disk.Put(Path, bytes[..(bytes.AsSpan().LastIndexOf("\n]"u8) - 43)]);
    }

    /// <summary>A file as module version 0.1 wrote it.</summary>
    private void WriteOld()
    {
        using (var store = FileTrackStore.Open(_disk, Path, new FileStoreOptions { Kinds = KindsOf(1) }, clock: null))
            store.Save(Draft());
        Relabel("\"tracking\": 1,\"answers\": 1,", OldVersions);
    }

    private void Relabel(string old, string versions)
    {
        var header = Lines[0];
        Replace(header, Checked(header.Replace(old, versions, StringComparison.Ordinal)));
    }

    private void Replace(string old, string text)
    {
        Assert.Contains(old, Text, StringComparison.Ordinal);
        _disk.Put(Path, Encoding.UTF8.GetBytes(Text.Replace(old, text, StringComparison.Ordinal)));
    }

    private static StepRecord Step(int run) =>
        new(0, run, "s", null, 0, "") { Status = StepStatus.Completed, StartUtc = TestClock.Epoch, EndUtc = TestClock.Epoch };

    /// <summary>As far as its kinds of events go; the keys that version 2 added to others it knows.</summary>
    private FileTrackStore OpenFirst(bool readOnly = false, bool repair = false) => FileTrackStore.Open(_disk, Path, new FileStoreOptions
    {
        ReadOnly = readOnly,
        Repair = repair,
        Kinds = KindsOf(1),
    }, clock: null);

    private FileTrackStore OpenOlder(bool readOnly = false, bool repair = false) =>
        FileTrackStore.Open(_disk, Path, new FileStoreOptions { ReadOnly = readOnly, Repair = repair }, clock: null);

    private FileFollower Follow() => FileFollower.Begin(_disk, Path, fromUtc: null, mustExist: true, ReadContext.Default);

    private sealed class Listener(Action report) : IProgress<double>
    {
        public void Report(double value) => report();
    }
}
