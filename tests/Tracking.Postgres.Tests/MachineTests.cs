using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Postgres.Schema;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>Several machines on one database: each is itself (rule 4.26).</summary>
public sealed class MachineTests : IDisposable
{
    private readonly TestDatabase _database;
    private readonly PostgresTrackStore _a;
    private readonly PostgresTrackStore _b;

    public MachineTests(PostgresServer server)
    {
        _database = server.BorrowDatabase();
        _a = _database.Open(new PostgresOptions { Host = "A" });
        _b = _database.Open(new PostgresOptions { Host = "B" });
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void What_one_machine_saves_goes_to_its_own_run_and_its_stop_stops_that()
    {
        var (ofA, ofB) = (_a.StartRun("backup").RunId, _b.StartRun("Backup").RunId);
        Assert.Equal([ofA, ofA, ofA], [Save(_a), SaveMany(_a), Save(_a, SaveMode.Update)]);
        Assert.Equal([ofB, ofB, ofB], [Save(_b), SaveMany(_b), Save(_b, SaveMode.Merge)]);
        Assert.Equal((ofA, ofB), (_a.FindCurrentRun("backup")!.RunId, _b.FindCurrentRun("backup")!.RunId));
        Assert.Equal([true, false], _a.ListRuns().Select(run => run.IsCurrent));
        Assert.Equal([false, true], _b.ListRuns("backup").Select(run => run.IsCurrent));
        Assert.Equal((ofA, ofB), (_a.ListTasks().Single().CurrentRunId!.Value, _b.ListTasks().Single().CurrentRunId!.Value));
        Assert.Equal(ofA, _a.StopRun("backup").RunId);
        Assert.Equal([RunStatus.Finished, RunStatus.Running], _a.ListRuns().Select(run => run.Status));
        Assert.Null(_a.FindCurrentRun("backup"));
        Assert.Null(_a.ListTasks().Single().CurrentRunId);
        Assert.Equal(TrackingErrorCode.TrackRunNotFound, Assert.Throws<TrackingException>(() => _a.StopRun("backup")).Code);
        Assert.Equal(ofB, Save(_b));
        // Whoever names a run stops it, wherever it is current.
        Assert.Equal(ofB, _a.StopRun(null, ofB).RunId);
        Assert.Null(_b.FindCurrentRun("backup"));
        FleetTests.AssertConsistent(_database);
    }

    [Fact]
    public void A_save_starts_a_run_of_its_machine_where_only_others_have_one()
    {
        Assert.Equal([1, 2, 1, 2], [Save(_a), SaveMany(_b), SaveMany(_a), Save(_b)]);
        Assert.Equal(["A", "B"], _a.ListRuns().Select(run => run.Host));
        _b.RemoveRun(2);
        Assert.Equal([1, 3], [Save(_a), Save(_b, SaveMode.Update)]);
        FleetTests.AssertConsistent(_database);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("A")]
    public void Two_processes_of_a_machine_share_its_current_run(string host)
    {
        using var other = _database.Open(new PostgresOptions { Host = host });
        Assert.Equal([1, 1, 2], [Save(_a), Save(other), Save(_b)]);
        other.StopRun("backup");
        Assert.Null(_a.FindCurrentRun("backup"));
    }

    [Theory]
    [InlineData("é", "É", 1)]
    [InlineData("", "B", 2)]
    [InlineData("o'clock", "o\"clock", 2)]
    public void Hosts_are_compared_as_names_are(string one, string other, int runs)
    {
        using var first = _database.Open(new PostgresOptions { Host = one });
        using var second = _database.Open(new PostgresOptions { Host = other });
        _ = (Save(first), Save(second));
        Assert.Equal(runs, _a.ListRuns().Count);
    }

    [Fact]
    public void Tracks_runs_and_steps_show_the_machine_that_wrote_them()
    {
        _a.StartRun("backup");
        var step = _a.SaveStep(new StepRecord(0, 1, "s", null, 0, ""));
        Save(_a);
        SaveMany(_a);
        Assert.Equal(("A", "A"), (step.Host, _b.ListSteps().Single().Host));
        Assert.Equal(["A", "A", "A"], _b.Search(new TrackQuery()).Select(track => track.Host));
        Assert.Equal("A", _b.FindRun(1)!.Host);
        // What another one does to them leaves who began the run, and shows who was there last.
        var changed = new TrackDraft("", "", Json.Data("{}")) { Number = 1, Mode = SaveMode.Update };
        Assert.Equal("B", _b.Save(changed).Host);
        Assert.Equal("B", _b.SaveStep(step with { Status = StepStatus.Completed }).Host);
        Assert.Equal("A", _b.StopRun(null, 1).Host);
        Assert.Equal(("B", "A"), (_a.ListSteps().Single().Host, _a.FindRun(1)!.Host));
        Assert.Equal(["B", "A", "A"], _a.Search(new TrackQuery()).OrderBy(track => track.Number).Select(track => track.Host));
        // By several lists that are merged, too.
        Assert.Equal(["B", "A", "A"], _a.Search(new TrackQuery { Tasks = [new("backup"), new("no")] })
            .OrderBy(track => track.Number).Select(track => track.Host));
    }

    [Fact]
    public void A_copy_shows_no_machine_since_where_it_was_first_is_on_record_there()
    {
        Save(_a);
        using var target = new Engine.MemoryTrackStore();
        new StoreCopier(_a, target).CopyAll();
        using var another = _database.Open(new PostgresOptions { Host = "C" });
        target.Save(new TrackDraft("more", "u", Json.Data("{}")));
        new StoreCopier(target, another).CopyAll();
        Assert.Equal(["A", null], _a.Search(new TrackQuery()).OrderBy(track => track.Number).Select(track => track.Host));
        Assert.Equal(["A", null], _a.ListRuns().Select(run => run.Host));
        Assert.Null(another.FindCurrentRun("more"));
    }

    [Fact]
    public void The_last_run_of_a_machine_comes_before_later_ones_of_others_where_that_is_asked_for()
    {
        Assert.Equal([], Last(_a, 1));
        _b.StartRun("backup");
        Assert.Equal([1], Last(_a, 1));
        _a.StartRun("backup");
        _b.StartRun("backup");
        _a.StartRun("other");
        Assert.Equal([2], Last(_a, 1));
        Assert.Equal([3], Last(_b, 1));
        Assert.Equal([2, 3, 1], Last(_a, null));
        Assert.Equal([3, 1], Last(_b, 2));
        Assert.Equal([3, 2, 1], _a.ListLastRuns(new RunQuery("backup")).Select(run => run.RunId));
    }

    [Fact]
    public void A_writer_is_on_record_with_host_process_login_and_start()
    {
        Save(_a);
        SaveMany(_b);
        Save(_a);
        Assert.Equal(
            [$"A {Environment.ProcessId} owner true", $"B {Environment.ProcessId} owner true"],
            _database.Query<string[]>("""
                SELECT array_agg(format('%s %s %s %s', host, process, login, (started <= clock_timestamp())::text) ORDER BY host)
                FROM tracking.writers
                """));
        Assert.Equal(0, _database.Query<long>(
            "SELECT count(*) FROM tracking.tracks t WHERE NOT EXISTS (SELECT 1 FROM tracking.writers w WHERE w.writer = t.writer)"));
        // Those who are referred to are not forgotten.
        _database.Execute("UPDATE tracking.writers SET written = now() - interval '31 days'");
        _a.Optimize();
        Assert.Equal("A", _b.Search(new TrackQuery { Numbers = [1] }).Single().Host);
    }

    [Fact]
    public async Task Each_of_two_machines_that_begin_at_once_has_a_run_of_its_own()
    {
        for (var i = 0; i < 20; i++)
        {
            var task = $"t{i}";
            var runs = await Task.WhenAll(
                new[] { _a, _b, _a, _b }.Select(store => Task.Run(() => Save(store, task: task), TestContext.Current.CancellationToken)));
            Assert.Equal((runs[0], runs[1]), (runs[2], runs[3]));
            Assert.NotEqual(runs[0], runs[1]);
        }
        FleetTests.AssertConsistent(_database);
    }

    private static IEnumerable<int> Last(PostgresTrackStore store, int? most) =>
        store.ListLastRuns(new RunQuery("backup") { Most = most, ThisHostFirst = true }).Select(run => run.RunId);

    private static int Save(PostgresTrackStore store, SaveMode mode = SaveMode.Add, string task = "backup") =>
        store.Save(new TrackDraft(task, "u", Json.Data("{}")) { Mode = mode }).RunId;

    private static int SaveMany(PostgresTrackStore store)
    {
        var runs = new List<int>();
        var draft = new TrackDraft("backup", "u", Json.Data("{}"));
        store.Save([draft, draft], track => runs.Add(track.RunId));
        return Assert.Single(runs.Distinct());
    }
}
