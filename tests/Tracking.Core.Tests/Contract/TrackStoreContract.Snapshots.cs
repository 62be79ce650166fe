using System.Collections.Generic;
using System.Linq;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

// rules 2.4 and 4.12
public abstract partial class TrackStoreContract
{
    public static TheoryData<string> Questions =>
        ["all", "descending", "last", "task", "tasks", "user", "run", "numbers", "range", "condition"];

    [Theory]
    [MemberData(nameof(Questions))]
    public void Results_are_what_was_there_when_they_were_asked_for(string question)
    {
        FillForSnapshot();
        var expected = Store.Search(Question(question)).Select(StoreState.Show).ToList();
        Assert.NotEmpty(expected);
        var results = Store.Search(Question(question));
        TurnUpsideDown();
        Assert.Equal(expected, results.Select(StoreState.Show));
        Assert.Equal(expected, results.Select(StoreState.Show));
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void Results_go_on_unchanged_when_the_store_changes_while_they_are_read(string question)
    {
        FillForSnapshot();
        var expected = Store.Search(Question(question)).Select(StoreState.Show).ToList();
        List<string> read = [];
        foreach (var track in Store.Search(Question(question)))
        {
            if (read.Count == 1)
                TurnUpsideDown();
            read.Add(StoreState.Show(track));
        }

        Assert.Equal(expected, read);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void Every_result_may_be_removed_as_it_comes(string question)
    {
        FillForSnapshot();
        var expected = Find(Question(question));
        var read = Store.Search(Question(question)).Select(t => Store.Remove(t.Number).Number).ToList();
        Assert.Equal(expected, read);
        Assert.Empty(Find(Question(question)).Intersect(expected));
    }

    [Fact]
    public void Every_result_may_be_updated_and_answered_with_a_new_track_as_it_comes()
    {
        FillForSnapshot();
        var before = Store.Count().Tracks;
        foreach (var track in Store.Search(new TrackQuery { Tasks = Named("a") }))
        {
            Save(track.TaskId, track.UserName, track.RunId, json: """{"seen":true}""", mode: SaveMode.Merge, at: 0);
            Save(track.TaskId, track.UserName, track.RunId, at: 5000);
        }

        Assert.Equal(before + (Many / 2), Store.Count().Tracks);
    }

    [Fact]
    public void Lists_are_what_was_there_when_they_were_asked_for()
    {
        FillForSnapshot();
        var (runs, tasks, users) = (Store.ListRuns(), Store.ListTasks(), Store.ListUsers());
        TurnUpsideDown();
        Store.StartRun("new");
        Assert.Equal([1, 2], runs.Select(r => r.RunId));
        Assert.Equal([("a", Many / 2), ("b", Many / 2)], tasks.Select(t => (t.TaskId, t.TrackCount)));
        Assert.All(tasks, t => Assert.Equal(3, t.UserNames.Count));
        Assert.Equal(6, users.Count);
        Assert.Equal(Many, users.Sum(u => u.TrackCount));
    }

    private void FillForSnapshot() =>
        Store.Save([.. Enumerable.Range(0, Many)
            .Select(i => Draft(i % 2 == 0 ? "a" : "b", $"u{i % 3}", json: $$"""{"i":{{i}}}""", at: i * 37 % 211))], _ => { });

    /// <summary>Removes most of what is there, changes the rest, and puts new tracks before, between and after.</summary>
    private void TurnUpsideDown()
    {
        foreach (var number in FindAll().Where(n => n % 7 != 0))
            Store.Remove(number);
        foreach (var user in new[] { "u0", "u1", "u2" })
        {
            Save("a", user, run: 1, json: """{"i":"changed"}""", mode: SaveMode.Update, at: 60);
            Save("b", user, run: 2, json: """{"i":"changed"}""", mode: SaveMode.Merge, at: 1);
        }

        Store.Save([.. Enumerable.Range(0, Many / 3).Select(i => Draft("a", $"u{i % 3}", at: i))], _ => { });
        Store.RebuildIndexes();
        Store.Optimize();
    }

    private static TrackQuery Question(string name) => name switch
    {
        "descending" => new TrackQuery { Descending = true },
        "last" => new TrackQuery { Last = 90, Skip = 5 },
        "task" => new TrackQuery { Tasks = Named("a") },
        "tasks" => new TrackQuery { Tasks = Named("b", "a"), Users = StartingWith("u") },
        "user" => new TrackQuery { Users = Named("u1") },
        "run" => new TrackQuery { RunIds = [2] },
        "numbers" => new TrackQuery { Numbers = [90, 5, 77, 3] },
        "range" => new TrackQuery { FromUtc = TestClock.At(50), ToUtc = TestClock.At(150) },
        "condition" => new TrackQuery { Where = t => t.Number % 3 == 0, First = 30 },
        _ => new TrackQuery(),
    };
}
