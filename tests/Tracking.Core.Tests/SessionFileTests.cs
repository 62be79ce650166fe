using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>What only a store in a file has.</summary>
public sealed class SessionFileTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly TempFolder _folder = new();
    private readonly FileTrackStore _store;

    public SessionFileTests() => _store = FileTrackStore.Open(FilePath, clock: _clock.Read);

    /// <summary>The store's file.</summary>
    private string FilePath => _folder.File();

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Its_path_is_the_files()
    {
        _store.StartRun("a001");
        Assert.Equal(Path.GetFileName(FilePath), Path.GetFileName(_store.Path));
        Assert.True(Path.IsPathFullyQualified(_store.Path!));
        Assert.True(File.Exists(_store.Path));
    }

    [Fact]
    public void What_is_saved_while_it_is_optimised_keeps_its_writer()
    {
        // The file is one writer's; the other's only act before is one that leaves nothing of it.
        _store.Save([.. Enumerable.Range(0, 5_000).Select(_ => new TrackDraft("a", "u", Json.Data("{}")))], _ => { });
        _store.Dispose();
        List<Origin> origins;
        using (var store = FileTrackStore.Open(FilePath, clock: _clock.Read))
        {
            store.Remove(1);
            store.Optimize(new Listener(() => store.Save(new TrackDraft("b", "u", Json.Data("{}")))));
            store.Save(new TrackDraft("b", "u", Json.Data("{}")));
            origins = OriginsOfB(store);
        }
        Assert.True(origins.Count > 1, "Nothing was saved meanwhile.");
        Assert.Single(origins.Select(origin => origin.Writer).Distinct());
        using (var store = FileTrackStore.Open(FilePath, clock: _clock.Read))
        {
            Assert.Equal(origins, OriginsOfB(store));
            store.Optimize();
        }
        using (var store = FileTrackStore.Open(FilePath, new FileStoreOptions { ReadOnly = true }))
            Assert.Equal(origins, OriginsOfB(store));

        static List<Origin> OriginsOfB(FileTrackStore store) =>
            [.. store.Export(new TrackQuery { Tasks = [new NameCriterion("b")] })
            .SelectMany(track => new[] { track.Origin, track.RunOrigin with { Number = 0 } })];
    }

    [Fact]
    public void After_every_change_the_file_is_one_json_document()
    {
        Action[] changes =
        [
            () => _store.Save(Draft("\"]}\n")),
            () => _store.Save([Draft("\"]}\n"), Draft("b"), Draft("b", mode: SaveMode.Merge)], _ => Check()),
            () => _store.Save(Draft("b", mode: SaveMode.Update)),
            () => _store.StartRun("b"),
            () => _store.StopRun("b"),
            () => _store.Remove(2),
            () => _store.Optimize(),
            () => _store.Save(Draft("c")),
            _store.Dispose,
        ];
        foreach (var change in changes)
        {
            change();
            Check();
        }

        static TrackDraft Draft(string task, SaveMode mode = SaveMode.Add) => new(task, "u1", Json.Data("""{"a":"]}"}""")) { Mode = mode };

        void Check() => Json.CheckFile(FilePath);
    }

    [Fact]
    public void Optimising_tells_the_files_length_before_and_after_and_makes_it_smaller_when_there_is_something_to_drop()
    {
        for (var i = 0; i < 200; i++)
        {
            _store.Save(
                new TrackDraft("a001", "u1", Json.Data("""{"a":"some data"}""")) { Mode = i % 2 == 0 ? SaveMode.Add : SaveMode.Update });
        }
        foreach (var track in _store.Search(new TrackQuery { First = 90 }))
            _store.Remove(track.Number);
        _store.Flush();
        var before = new FileInfo(FilePath).Length;
        var result = _store.Optimize();
        Assert.Equal((before, new FileInfo(FilePath).Length), (result.LengthBefore, result.LengthAfter));
        Assert.True(result.LengthAfter < result.LengthBefore / 4, $"{result}");
    }

    [Fact]
    public void Read_only_it_shows_what_was_there_and_refuses_every_change()
    {
        _store.Save(new TrackDraft("a001", "u1", Json.Data("{}")));
        var before = StoreState.Of(_store);
        using var reader = FileTrackStore.Open(FilePath, new FileStoreOptions { ReadOnly = true }, _clock.Read);
        Assert.True(reader.IsReadOnly);
        Action[] changes =
        [
            () => reader.Save(new TrackDraft("a001", "u1", Json.Data("{}"))),
            () => reader.Save([new TrackDraft("a001", "u1", Json.Data("{}"))], _ => { }),
            () => reader.Remove(1),
            () => reader.StartRun("a001"),
            () => reader.StopRun("a001"),
            () => reader.SaveStep(new StepRecord(0, 1, "s", null, 0, "s")),
            () => reader.Import([], []),
            () => reader.Optimize(),
        ];
        foreach (var change in changes)
        {
            var error = Assert.Throws<TrackingException>(change);
            Assert.Equal(TrackingErrorCode.TrackStoreReadOnly, error.Code);
            Assert.Equal($"'{reader.Path}' was opened read-only.", error.Message);
        }
        Assert.Equal(before, StoreState.Of(reader));
        _store.Save(new TrackDraft("a002", "u1", Json.Data("{}")));
        _store.Remove(1);
        Assert.Equal(before, StoreState.Of(reader));
    }

    [Fact]
    public void A_run_whose_writer_holds_the_file_no_more_is_abandoned_whoever_holds_it()
    {
        _store.StartRun("a001");
        _store.StartRun("a002");
        _store.StopRun("a002", status: RunStatus.Failed);
        Assert.Equal([RunStatus.Running, RunStatus.Failed], Statuses(_store));
        using (var reader = FileTrackStore.Open(FilePath, new FileStoreOptions { ReadOnly = true }))
            Assert.Equal([RunStatus.Running, RunStatus.Failed], Statuses(reader));
        _store.Dispose();
        using (var reader = FileTrackStore.Open(FilePath, new FileStoreOptions { ReadOnly = true }))
        {
            Assert.Equal([RunStatus.Abandoned, RunStatus.Failed], Statuses(reader));
            Assert.Equal(RunStatus.Abandoned, reader.FindRun(1)?.Status);
            Assert.Equal(RunStatus.Abandoned, reader.FindCurrentRun("a001")?.Status);
        }
        using var writer = FileTrackStore.Open(FilePath);
        Assert.Equal([RunStatus.Abandoned, RunStatus.Failed], Statuses(writer));

        static IEnumerable<RunStatus> Statuses(ITrackStore store) => store.ListRuns().Select(run => run.Status);
    }

    [Fact]
    public void Read_only_the_file_must_be_there_and_stays_as_it_is()
    {
        var missing = _folder.File("missing.json");
        var error = Assert.Throws<TrackingException>(() => FileTrackStore.Open(missing, new FileStoreOptions { ReadOnly = true }));
        Assert.Equal(TrackingErrorCode.TrackStoreNotFound, error.Code);
        Assert.False(File.Exists(missing));
        _store.StartRun("a001");
        _store.Dispose();
        var before = Directory.GetFiles(Path.GetDirectoryName(FilePath)!).Order().ToList();
        var bytes = File.ReadAllBytes(FilePath);
        using (var reader = FileTrackStore.Open(FilePath, new FileStoreOptions { ReadOnly = true }))
            Assert.Equal(1, reader.Count().Runs);
        Assert.Equal(before, Directory.GetFiles(Path.GetDirectoryName(FilePath)!).Order());
        Assert.Equal(bytes, File.ReadAllBytes(FilePath));
    }

    [Fact]
    public void A_file_that_is_open_for_writing_cannot_be_opened_for_writing_again_until_it_is_closed()
    {
        _store.StartRun("a001");
        var error = Assert.Throws<TrackingException>(() => FileTrackStore.Open(FilePath));
        Assert.Equal(TrackingErrorCode.TrackStoreLocked, error.Code);
        _store.Dispose();
        using var next = FileTrackStore.Open(FilePath);
        Assert.Equal(2, next.StartRun("a001").RunId);
    }

    [Fact]
    public void A_lock_file_of_something_else_is_left_alone()
    {
        var path = _folder.File("yarn");
        File.WriteAllText(path + ".lock", "# yarn lockfile v1\n");
        FileTrackStore.Open(path).Dispose();
        Assert.Equal("# yarn lockfile v1\n", File.ReadAllText(path + ".lock"));
        Assert.True(File.Exists(path));
    }

    [Theory]
    [InlineData(Durability.Always)]
    [InlineData(Durability.EverySecond)]
    [InlineData(Durability.OnClose)]
    public void Whatever_its_durability_it_holds_what_was_saved(Durability durability)
    {
        string before;
        using (var store = FileTrackStore.Open(_folder.File("other.json"), new FileStoreOptions { Durability = durability }, _clock.Read))
        {
            for (var i = 0; i < 5; i++)
                store.Save(new TrackDraft("a001", "u1", Json.Data("{}")));
            store.StopRun("a001");
            store.Flush();
            before = StoreState.Of(store);
        }

        using var reader = FileTrackStore.Open(_folder.File("other.json"), new FileStoreOptions { ReadOnly = true });
        Assert.Equal(before, StoreState.Of(reader));
    }

    private sealed class Listener(Action heard) : IProgress<double>
    {
        public void Report(double value) => heard();
    }
}
