using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Engine;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Postgres.Queries;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>Tasks and users of a database, which are counted by their keys and spelled by the list of spellings.</summary>
public sealed class NameListTests(PostgresServer server)
{
    private static readonly NameCriterion Some = new("t5*", name => name.StartsWith("t5", StringComparison.OrdinalIgnoreCase));

    private static readonly NameCriterion Many = new("t*", name => name is ['t' or 'T', ..] && !Some.Matches(name));

    public static TheoryData<string> Losses =>
    [
        "DELETE FROM tracking.names",
        "DELETE FROM tracking.names WHERE name_key LIKE 'U%'",
        "DELETE FROM tracking.names WHERE name_key LIKE 'T1%'",
    ];

    [Fact]
    public void All_many_and_a_few_tasks_are_listed_alike()
    {
        using var database = server.NewDatabase();
        using var store = Fill(database, out var model);
        using (model)
            AssertAlike(model, store);
        FleetTests.AssertConsistent(database);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_spelling_that_is_not_listed_is_that_of_the_last_track_and_is_listed_again(string loss)
    {
        using var database = server.NewDatabase();
        using var store = Fill(database, out var model);
        using (model)
        {
            database.Execute(loss);
            AssertAlike(model, store);
            store.RebuildIndexes();
            FleetTests.AssertConsistent(database);
            AssertAlike(model, store);
        }
    }

    [Theory]
    [InlineData("Task", "user", "TASK", "user")]
    [InlineData("task", "User", "task", "USER")]
    [InlineData("both", "u", "other", "BOTH")]
    public void Each_spelling_is_listed_once_whichever_way_a_track_comes(string task, string user, string otherTask, string otherUser)
    {
        using var database = server.NewDatabase();
        using var store = database.Open();
        var (one, two) = (store.StartRun(task).RunId, store.StartRun(task).RunId);
        for (var i = 0; i < 2; i++)
        {
            store.Save(new TrackDraft(task, user, Json.Data("{}")) { RunId = one });
            store.Save(new TrackDraft(otherTask, otherUser, Json.Data("{}")) { RunId = one });
            store.Save([.. Enumerable.Repeat(new TrackDraft(task + "2", user, Json.Data("{}")) { RunId = two }, 3)], _ => { });
            store.Save([.. Enumerable.Repeat(new TrackDraft(otherTask + "2", otherUser, Json.Data("{}")) { RunId = two }, 3)], _ => { });
            store.Save(new TrackDraft("Key", "ü", Json.Data("{}")) { RunKey = $"k{i}" });
            store.Save(new TrackDraft("KEY", "Ü", Json.Data("{}")) { Mode = SaveMode.Update, RunId = one });
        }
        FleetTests.AssertConsistent(database);
        string[] names = [task, user, otherTask, otherUser, task + "2", otherTask + "2", "Key", "KEY", "ü", "Ü"];
        Assert.Equal(names.Distinct().Count(), database.Query<long>("SELECT count(*) FROM tracking.names"));
    }

    /// <summary>More tasks than are looked for one by one, in several runs, with names in several spellings and as times go back.</summary>
    private static PostgresTrackStore Fill(TestDatabase database, out MemoryTrackStore model)
    {
        var store = database.Open(new PostgresOptions { Clock = () => TestClock.Epoch });
        model = new MemoryTrackStore(() => TestClock.Epoch);
        var random = new Random(19);
        var drafts = new List<TrackDraft>();
        for (var i = 0; i < 6000; i++)
        {
            var (task, user) = ($"t{random.Next(UsersOfTasks.MostTasks * 2)}", $"u{random.Next(random.Next(2) == 0 ? 3 : 30)}");
            task = random.Next(9) == 0 ? task.ToUpperInvariant() : task;
            user = random.Next(9) == 0 ? user.ToUpperInvariant() : user;
            drafts.Add(new TrackDraft(task, user, Json.Data("{}"))
            {
                TimeUtc = TestClock.At(random.Next(20)),
                RunId = i < 500 ? 0 : random.Next(100) + 1,
            });
        }
        foreach (var each in (ITrackStore[])[store, model])
        {
            each.Save(drafts, _ => { });
            each.StartRun("T7");
            each.Remove(17);
        }
        return store;
    }

    private static void AssertAlike(MemoryTrackStore model, PostgresTrackStore store)
    {
        foreach (var tasks in (IReadOnlyList<NameCriterion>?[])[null, [Many], [Some], [new NameCriterion("T7")], []])
        {
            Assert.Equal(model.ListTasks(tasks).Select(StoreState.Show), store.ListTasks(tasks).Select(StoreState.Show));
            Assert.Equal(model.ListUsers(tasks).Select(StoreState.Show), store.ListUsers(tasks).Select(StoreState.Show));
            NameCriterion[] users = [new("u2"), new("none")];
            Assert.Equal(model.ListUsers(tasks, users).Select(StoreState.Show), store.ListUsers(tasks, users).Select(StoreState.Show));
        }
    }
}
