using System.Linq;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

// rule 4.11, removal, and the lists of tasks and users
public abstract partial class TrackStoreContract
{
    [Fact]
    public void A_removal_returns_the_track_and_takes_it_out_of_every_answer()
    {
        Save("a", "u1", json: """{"a":1}""", at: 1);
        Save("a", "u2", at: 2);
        Save("b", "u1", at: 3);
        var removed = Store.Remove(1);
        Assert.Equal((1, "a", "u1", """{"a":1}"""), (removed.Number, removed.TaskId, removed.UserName, Json.Text(removed.Data)));
        Reopen();
        Assert.Equal([2, 3], FindAll());
        Assert.Equal([2], Find(new TrackQuery { Tasks = Named("a") }));
        Assert.Equal([3], Find(new TrackQuery { Users = Named("u1") }));
        Assert.Equal([2], Find(new TrackQuery { RunIds = [1] }));
        Assert.Empty(Find(new TrackQuery { Numbers = [1] }));
        Assert.Empty(Find(new TrackQuery { Tasks = Named("a"), Users = Named("u1") }));
        Assert.Equal(new StoreCounts(2, 2, 2, 2), Store.Count());
    }

    [Fact]
    public void Removing_what_is_not_there_is_an_error()
    {
        Refused(TrackingErrorCode.TrackNotFound, () => Store.Remove(1));
        Save();
        Refused(TrackingErrorCode.TrackNotFound, () => Store.Remove(2));
        Refused(TrackingErrorCode.TrackNotFound, () => Store.Remove(long.MaxValue));
        Store.Remove(1);
        Refused(TrackingErrorCode.TrackNotFound, () => Store.Remove(1));
        Reopen();
        Refused(TrackingErrorCode.TrackNotFound, () => Store.Remove(1));
    }

    [Fact]
    public void After_a_removal_the_last_track_is_the_one_before()
    {
        Save(at: 1);
        Save(at: 3);
        Save(at: 2);
        Store.Remove(2);
        Assert.Equal([3], Find(new TrackQuery { Tasks = Named("a001"), Users = Named("u1"), RunIds = [1], Last = 1 }));
        Assert.Equal(3, Save(mode: SaveMode.Update, at: 4).Number);
        Store.Remove(3);
        Store.Remove(1);
        Assert.Equal(4, Save(mode: SaveMode.Update).Number);
    }

    [Fact]
    public void A_user_vanishes_with_the_last_track_and_so_does_a_task()
    {
        Save("a", "u1");
        Save("a", "u2");
        Save("a", "u2");
        Save("b", "u1");
        Store.Remove(1);
        Assert.Equal([("a", "u2"), ("b", "u1")], Store.ListUsers().Select(u => (u.TaskId, u.UserName)));
        Assert.Equal(["u2"], Store.ListTasks()[0].UserNames);
        Store.Remove(2);
        Assert.Equal([("a", "u2"), ("b", "u1")], Store.ListUsers().Select(u => (u.TaskId, u.UserName)));
        Store.Remove(3);
        Assert.Equal([("b", "u1")], Store.ListUsers().Select(u => (u.TaskId, u.UserName)));
        Assert.Equal(["b"], Store.ListTasks().Select(t => t.TaskId));
        Assert.Equal(new StoreCounts(1, 1, 1, 1), Store.Count());
    }

    [Fact]
    public void A_task_that_vanished_keeps_its_current_run_and_comes_back_with_a_track()
    {
        Store.StartRun("a001");
        Save();
        Store.Remove(1);
        Assert.Empty(Store.ListTasks());
        Assert.Equal(1, Store.FindCurrentRun("a001")?.RunId);
        Reopen();
        Assert.Equal(1, Save("A001").RunId);
        Assert.Equal("A001", Assert.Single(Store.ListTasks()).TaskId);
    }

    [Fact]
    public void A_run_without_tracks_makes_no_task()
    {
        Store.StartRun("a001");
        Assert.Empty(Store.ListTasks());
        Assert.Empty(Store.ListUsers());
        Assert.Equal(new StoreCounts(0, 1, 0, 0), Store.Count());
    }

    [Fact]
    public void Counts_count_a_user_of_two_tasks_once()
    {
        Save("a", "u1");
        Save("b", "U1");
        Save("b", "u2");
        Assert.Equal(new StoreCounts(3, 2, 2, 2), Store.Count());
        Store.Remove(1);
        Assert.Equal(new StoreCounts(2, 1, 1, 2), Store.Count());
    }

    [Fact]
    public void Tasks_and_users_are_sorted_by_their_characters_without_case()
    {
        string[] sorted = ["a", "aB", "a_b", "B", "co-p", "coop", "Z", "É", "\ufb01"];
        foreach (var name in sorted.OrderBy(n => n.GetHashCode(System.StringComparison.Ordinal)))
            Save(name, name);
        foreach (var name in sorted.Reverse())
            Save("zz", name);
        Assert.Equal(["a", "aB", "a_b", "B", "co-p", "coop", "Z", "zz", "É", "\ufb01"], Store.ListTasks().Select(t => t.TaskId));
        Assert.Equal(sorted, Store.ListUsers(Named("zz")).Select(u => u.UserName));
        Assert.Equal(sorted, Store.ListTasks(Named("zz"))[0].UserNames);
        Reopen();
        Assert.Equal(
            ["a", "aB", "a_b", "B", "co-p", "coop", "Z", "zz", "É", "\ufb01"], Store.ListUsers().Select(u => u.TaskId).Distinct());
    }

    [Fact]
    public void A_task_is_listed_with_its_count_users_current_run_and_last_time()
    {
        Save("a", "u2", at: 3);
        Save("a", "u1", at: 9);
        Save("a", "u2", at: 5);
        Save("b", "u3", at: 1);
        Store.StopRun("b");
        Store.StartRun("a");
        var (a, b) = (Store.ListTasks()[0], Store.ListTasks()[1]);
        Assert.Equal(("a", 3, 3, TestClock.At(9)), (a.TaskId, a.TrackCount, a.CurrentRunId, a.LastTimeUtc));
        Assert.Equal(["u1", "u2"], a.UserNames);
        Assert.Equal(("b", 1, null, TestClock.At(1)), (b.TaskId, b.TrackCount, b.CurrentRunId, b.LastTimeUtc));
        Store.Remove(2);
        Assert.Equal((TestClock.At(5), System.DateTimeKind.Utc), (Store.ListTasks()[0].LastTimeUtc, Store.ListTasks()[0].LastTimeUtc.Kind));
    }

    [Fact]
    public void A_user_is_listed_by_task_with_count_and_last_time()
    {
        Save("a", "u2", at: 3);
        Save("a", "u1", at: 9);
        Save("a", "u2", run: 1, at: 5);
        Store.StartRun("a");
        Save("a", "u2", at: 4);
        Save("b", "u1", at: 1);
        Assert.Equal(
            [("a", "u1", 1L, TestClock.At(9)), ("a", "u2", 3L, TestClock.At(5)), ("b", "u1", 1L, TestClock.At(1))],
            Store.ListUsers().Select(u => (u.TaskId, u.UserName, u.TrackCount, u.LastTimeUtc)));
    }

    [Fact]
    public void Tasks_and_users_are_spelled_as_their_last_track_spells_them()
    {
        Save("Task", "User", at: 5);
        Save("TASK", "USER", at: 9);
        Save("task", "user", at: 1);
        Save("tASK", "other", at: 7);
        Assert.Equal("TASK", Store.ListTasks()[0].TaskId);
        Assert.Equal(["other", "USER"], Store.ListTasks()[0].UserNames);
        Assert.Equal([("TASK", "other"), ("TASK", "USER")], Store.ListUsers().Select(u => (u.TaskId, u.UserName)));
        Store.Remove(2);
        Assert.Equal("tASK", Store.ListTasks()[0].TaskId);
        Assert.Equal([("tASK", "other"), ("tASK", "User")], Store.ListUsers().Select(u => (u.TaskId, u.UserName)));
        Reopen();
        Assert.Equal(["other", "User"], Store.ListTasks()[0].UserNames);
    }

    [Fact]
    public void Tasks_and_users_are_listed_by_names_and_patterns()
    {
        foreach (var task in new[] { "alpha", "alps", "Beta" })
        {
            Save(task, "u1");
            Save(task, "v*");
        }

        Assert.Equal(["Beta"], Store.ListTasks(Named("BETA", "beta", "none")).Select(t => t.TaskId));
        Assert.Equal(["alpha", "Beta"], Store.ListTasks(Named("BETA", "alpha")).Select(t => t.TaskId));
        Assert.Equal(["alpha", "alps"], Store.ListTasks(StartingWith("ALP")).Select(t => t.TaskId));
        Assert.Equal(["alpha", "alps", "Beta"], Store.ListTasks([.. Named("beta"), .. StartingWith("alp")]).Select(t => t.TaskId));
        Assert.Empty(Store.ListTasks(Named("alp*")));
        Assert.Empty(Store.ListTasks([]));
        Assert.Equal(["alpha", "alps", "Beta"], Store.ListUsers(users: Named("V*")).Select(u => u.TaskId));
        Assert.Equal([("alpha", "u1"), ("alps", "u1")],
            Store.ListUsers(StartingWith("alp"), Named("u1")).Select(u => (u.TaskId, u.UserName)));
        Assert.Equal([("Beta", "u1"), ("Beta", "v*")],
            Store.ListUsers([.. Named("beta"), .. StartingWith("b")]).Select(u => (u.TaskId, u.UserName)));
        Assert.Empty(Store.ListUsers(tasks: []));
        Assert.Empty(Store.ListUsers(users: []));
        Assert.Empty(Store.ListUsers(Named("alpha"), Named("v")));
    }
}
