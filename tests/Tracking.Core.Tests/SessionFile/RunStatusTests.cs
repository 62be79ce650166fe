using System;
using System.Linq;
using System.Text;
using Tracking.Data;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// How a run and a step that were not ended are seen in a file (rule 4.16): by who began them, who holds the lock, on which machine and in
/// which file, and by no process.
/// </summary>
[Collection(nameof(RunStatusTests))]
[CollectionDefinition(nameof(RunStatusTests), DisableParallelization = true)]
public sealed class RunStatusTests : IDisposable
{
    private const string Path = "/home/me/store.json";

    private readonly SimulatedDisk _disk = new(4096);

    public RunStatusTests() => _disk.CreateFolder("/home/me");

    public void Dispose() => Environment.SetEnvironmentVariable(HostName.Variable, null);

    [Fact]
    public void While_its_writer_holds_the_file_it_is_running_and_abandoned_as_soon_as_that_one_closed_it()
    {
        using (var store = Open())
        {
            Begin(store);
            IsSeen(store, RunStatus.Running, StepStatus.Running);
            IsSeenByAReader(RunStatus.Running, StepStatus.Running);
        }
        IsSeenByAReader(RunStatus.Abandoned, StepStatus.Abandoned);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Once_another_writer_has_the_file_it_is_abandoned_whether_that_one_writes_or_not(bool writes)
    {
        using (var store = Open())
            Begin(store);
        using (var next = Open())
        {
            if (writes)
                next.Save(new TrackDraft("z", "u", Json.Data("{}")));
            IsSeen(next, RunStatus.Abandoned, StepStatus.Abandoned);
            IsSeenByAReader(RunStatus.Abandoned, StepStatus.Abandoned);
            next.Optimize();
            IsSeen(next, RunStatus.Abandoned, StepStatus.Abandoned);
            IsSeenByAReader(RunStatus.Abandoned, StepStatus.Abandoned);
            // Its own is at work, before and after it was written anew.
            var own = next.StartRun("b");
            IsSeenByAReader(RunStatus.Running, null, own.RunId);
            next.Optimize();
            IsSeenByAReader(RunStatus.Running, null, own.RunId);
            IsSeenByAReader(RunStatus.Abandoned, StepStatus.Abandoned);
        }
        IsSeenByAReader(RunStatus.Abandoned, StepStatus.Abandoned);
    }

    [Fact]
    public void A_step_that_was_left_in_an_open_run_is_abandoned_too()
    {
        using (var store = Open())
        {
            store.Save(new TrackDraft("a", "u", Json.Data("{}")));
            store.SaveStep(new StepRecord(0, 1, "s", null, 0, "") { StartUtc = TestClock.Epoch });
        }
        using var next = Open();
        IsSeen(next, RunStatus.Open, StepStatus.Abandoned);
        IsSeenByAReader(RunStatus.Open, StepStatus.Abandoned);
    }

    [Fact]
    public void A_file_that_stays_open_is_taken_over_by_one_line_at_once()
    {
        for (var i = 1; i <= 3; i++)
        {
            using (Open())
                Assert.Equal(i, Opened());
            Assert.Equal(i, Opened());
        }
    }

    [Fact]
    public void A_cmdlet_takes_a_file_over_by_one_line_and_only_where_something_was_left_or_is_changed()
    {
        using (var store = Open())
            Begin(store);
        var left = Opened();
        for (var i = 0; i < 3; i++)
            Lease().Dispose();
        Assert.Equal(left + 1, Opened());
        for (var i = 0; i < 3; i++)
        {
            using var store = Lease();
            store.Save(new TrackDraft("b", "u", Json.Data("{}")));
        }
        Assert.Equal(left + 1, Opened());
        // Another process has it meanwhile.
        Open().Dispose();
        for (var i = 0; i < 3; i++)
        {
            using var store = Lease();
            store.Save(new TrackDraft("b", "u", Json.Data("{}")));
        }
        Assert.Equal(left + 3, Opened());
    }

    [Fact]
    public void What_another_writer_wrote_between_two_cmdlets_is_there_for_the_second()
    {
        using (var store = Lease())
            store.Save(new TrackDraft("a", "u", Json.Data("{}")));
        using (var store = Open())
            store.Save(new TrackDraft("b", "u", Json.Data("{}")));
        using (var store = Lease())
            Assert.Equal(3, store.Save(new TrackDraft("c", "u", Json.Data("{}"))).Number);
        using var reader = Open();
        Assert.Equal(["a", "b", "c"], reader.ListTasks().Select(task => task.TaskId));
    }

    [Fact]
    public void A_copy_of_the_file_has_another_writer()
    {
        using (var store = Lease())
            store.Save(new TrackDraft("a", "u", Json.Data("{}")));
        _disk.Put("/home/me/copy.json", _disk.ReadAll(Path));
        var origins = new[] { Path, "/home/me/copy.json" }.SelectMany(path =>
        {
            using var store = FileTrackStore.Open(_disk, path, new FileStoreOptions { IsLease = true }, null);
            store.Save(new TrackDraft("b", "u", Json.Data("{}")));
            return store.Export(new TrackQuery()).Where(track => track.Track.TaskId == "b").Select(track => track.Origin).ToList();
        });
        Assert.Equal(2, origins.Distinct().Count());
    }

    [Fact]
    public void A_run_that_a_cmdlet_left_at_work_is_abandoned_for_the_next_one()
    {
        using (var store = Lease())
            Begin(store);
        using var next = Lease();
        IsSeen(next, RunStatus.Abandoned, StepStatus.Abandoned);
    }

    private FileTrackStore Lease() => FileTrackStore.Open(_disk, Path, new FileStoreOptions { IsLease = true }, null);

    private int Opened() => Encoding.UTF8.GetString(_disk.ReadAll(Path)).Split("\"opened\"").Length - 1;

    [Fact]
    public void What_ends_a_run_is_taken_from_whoever_says_it()
    {
        using (var store = Open())
            Begin(store);
        using var next = Open();
        Assert.Equal(RunStatus.Stopped, next.StopRun("a", status: RunStatus.Stopped).Status);
        IsSeenByAReader(RunStatus.Stopped, StepStatus.Abandoned);
    }

    [Fact]
    public void Where_the_lock_cannot_be_read_nobody_knows()
    {
        using var store = Open();
        Begin(store);
        var (start, asked) = (_disk.Calls, 0L);
        _disk.Called = call => asked = call == "ask for lock" ? _disk.Calls : asked;
        Open(readOnly: true).Dispose();
        _disk.Called = null;
        _disk.Fault = new DiskFault(_disk.Calls + asked - start, 1, FaultKind.Denied);
        using var reader = Open(readOnly: true);
        Assert.Equal((RunStatus.Unknown, StepStatus.Running), (reader.FindRun(1)!.Status, reader.ListSteps()[0].Status));
    }

    [Fact]
    public void A_file_that_was_copied_tells_nothing_of_a_run_that_says_where_it_was_started()
    {
        using var store = Open();
        store.Start(new RunDraft("a") { Facts = new RunFacts { Store = Path }.ToData() });
        store.StartRun("b");
        _disk.Put("/home/me/copy.json", _disk.ReadAll(Path));
        using (var reader = Open(path: "/home/me/copy.json", readOnly: true))
            Assert.Equal([RunStatus.Unknown, RunStatus.Abandoned], reader.ListRuns().Select(run => run.Status));
        using (var writer = Open(path: "/home/me/copy.json"))
            Assert.Equal([RunStatus.Unknown, RunStatus.Abandoned], writer.ListRuns().Select(run => run.Status));
        Assert.Equal([RunStatus.Running, RunStatus.Running], store.ListRuns().Select(run => run.Status));
        store.Dispose();
        using var original = Open(readOnly: true);
        Assert.Equal([RunStatus.Abandoned, RunStatus.Abandoned], original.ListRuns().Select(run => run.Status));
    }

    [Fact]
    public void Facts_that_cannot_be_read_hide_no_run()
    {
        using (var store = Open())
            store.Start(new RunDraft("a") { Facts = Json.Data("""{"store":"x","STORE":"y"}""") });
        using var reader = Open(readOnly: true);
        Assert.Equal(RunStatus.Abandoned, reader.FindRun(1)!.Status);
    }

    [Fact]
    public void Of_another_machines_run_nobody_knows_unless_its_lock_is_held()
    {
        Environment.SetEnvironmentVariable(HostName.Variable, " web1 ");
        Assert.Equal("web1", HostName.Current);
        Assert.True(HostName.IsCurrent("WEB1"));
        var store = Open();
        Begin(store);
        Assert.Contains("\"host\":\"web1\"", Encoding.UTF8.GetString(_disk.ReadAll(Path)), StringComparison.Ordinal);
        Environment.SetEnvironmentVariable(HostName.Variable, "web2");
        IsSeenByAReader(RunStatus.Running, StepStatus.Running);
        store.Dispose();
        IsSeenByAReader(RunStatus.Unknown, StepStatus.Running);
        using (var next = Open())
            IsSeen(next, RunStatus.Unknown, StepStatus.Running);
        Environment.SetEnvironmentVariable(HostName.Variable, "Web1");
        IsSeenByAReader(RunStatus.Abandoned, StepStatus.Abandoned);
        Environment.SetEnvironmentVariable(HostName.Variable, " ");
        Assert.Equal(Environment.MachineName, HostName.Current);
    }

    [Fact]
    public void A_run_that_a_save_started_is_open_whoever_holds_the_file()
    {
        using (var store = Open())
            store.Save(new TrackDraft("a", "u", Json.Data("{}")));
        IsSeenByAReader(RunStatus.Open, null);
        using var next = Open();
        next.Optimize();
        IsSeen(next, RunStatus.Open, null);
        IsSeenByAReader(RunStatus.Open, null);
    }

    private static void Begin(FileTrackStore store)
    {
        store.StartRun("a");
        store.SaveStep(new StepRecord(0, 1, "s", null, 0, "") { StartUtc = TestClock.Epoch });
    }

    private static void IsSeen(FileTrackStore store, RunStatus run, StepStatus? step, int runId = 1)
    {
        Assert.Equal((run, run, run), (store.FindRun(runId)!.Status, store.ListRuns().Single(one => one.RunId == runId).Status,
            store.ExportRuns([runId])[0].Run.Status));
        Assert.Equal(step, store.ListSteps([runId]).Select(one => (StepStatus?)one.Status).SingleOrDefault());
    }

    private void IsSeenByAReader(RunStatus run, StepStatus? step, int runId = 1)
    {
        using var reader = Open(readOnly: true);
        IsSeen(reader, run, step, runId);
        using var follower = reader.Follow();
        Assert.Equal(run, follower.FindRun(runId)!.Status);
    }

    private FileTrackStore Open(string path = Path, bool readOnly = false) =>
        FileTrackStore.Open(_disk, path, new FileStoreOptions { ReadOnly = readOnly }, new TestClock().Read);
}
