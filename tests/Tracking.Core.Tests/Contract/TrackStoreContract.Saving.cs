using System;
using System.Linq;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

// rules 4.2, 4.12 and 4.14 as far as they belong to a store
public abstract partial class TrackStoreContract
{
    [Fact]
    public void A_new_store_is_empty()
    {
        Assert.Equal(new StoreCounts(0, 0, 0, 0), Store.Count());
        Assert.Empty(FindAll());
        Assert.Empty(Store.ListRuns());
        Assert.Empty(Store.ListTasks());
        Assert.Empty(Store.ListUsers());
        Assert.Empty(Store.DrainWarnings());
        Assert.False(Store.IsReadOnly);
    }

    [Fact]
    public void Save_returns_the_track_as_it_is_stored()
    {
        Clock.UtcNow = TestClock.At(5);
        var saved = Save("A001", "Ü1", json: """{"a":1}""", types: """{"/a":"Int64"}""");
        Assert.Equal((1, "A001", 1, "Ü1"), (saved.Number, saved.TaskId, saved.RunId, saved.UserName));
        Assert.Equal((TestClock.At(5), DateTimeKind.Utc, false), (saved.TimeUtc, saved.TimeUtc.Kind, saved.TimeIsGiven));
        Assert.Equal(("""{"a":1}""", """{"/a":"Int64"}"""), (Json.Text(saved.Data), Json.Types(saved.Data)));
        Assert.Equal(StoreState.Show(saved), StoreState.Show(Get(1)));
    }

    [Fact]
    public void The_first_save_for_a_task_starts_its_run_and_the_next_go_there_too()
    {
        Assert.Equal([1, 2, 1, 2], new[] { Save("a001"), Save("a002"), Save("a001", "u2"), Save("A002") }.Select(t => t.RunId));
        Assert.Equal(3, Store.StartRun("a001").RunId);
        Assert.Equal([3, 2], new[] { Save("a001"), Save("a002") }.Select(t => t.RunId));
    }

    [Fact]
    public void A_run_that_a_save_starts_is_its_tasks_current_run()
    {
        Save("A001");
        var run = Store.FindCurrentRun("a001");
        Assert.Equal((1, "A001", true, false), (run?.RunId, run?.TaskId, run?.IsCurrent, run?.Finished));
    }

    [Fact]
    public void A_save_to_a_task_whose_run_was_stopped_starts_a_new_one()
    {
        Save();
        Store.StopRun("a001");
        Assert.Equal(2, Save().RunId);
        Assert.Equal(2, Store.FindCurrentRun("a001")?.RunId);
    }

    [Fact]
    public void A_save_to_an_unknown_run_stores_nothing_and_starts_nothing()
    {
        Refused(TrackingErrorCode.TrackRunNotFound, () => Save(run: 1));
        Save();
        Refused(TrackingErrorCode.TrackRunNotFound, () => Save(run: 2));
        Refused(TrackingErrorCode.TrackRunNotFound, () => Save("a002", run: 2));
        Refused(TrackingErrorCode.TrackRunNotFound, () => Save(run: int.MaxValue, mode: SaveMode.Update));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_save_to_a_negative_run_is_refused(int run)
    {
        Save();
        Refused(TrackingErrorCode.TrackRunInvalid, () => Save(run: run));
        Refused(TrackingErrorCode.TrackRunInvalid, () => Save("a002", run: run, mode: SaveMode.Merge));
    }

    [Fact]
    public void A_save_may_go_to_a_finished_run_and_leaves_it_finished()
    {
        Save();
        Store.StopRun("a001");
        Assert.Equal(1, Save(run: 1).RunId);
        var run = Store.FindRun(1);
        Assert.Equal((true, false), (run?.Finished, run?.IsCurrent));
        Assert.Null(Store.FindCurrentRun("a001"));
    }

    [Fact]
    public void A_save_may_go_to_a_run_of_another_task_and_makes_it_nobodys_current_run()
    {
        Save("a001");
        var track = Save("a002", run: 1);
        Assert.Equal(("a002", 1), (track.TaskId, track.RunId));
        Assert.Equal(("a001", true), (Store.FindRun(1)?.TaskId, Store.FindRun(1)?.IsCurrent));
        Assert.Null(Store.FindCurrentRun("a002"));
        Assert.Equal(2, Save("a002").RunId);
    }

    [Fact]
    public void A_save_may_go_to_an_earlier_run_of_its_task_or_to_one_of_no_task()
    {
        Save();
        Store.StartRun("a001");
        Store.StartRun(null);
        Assert.Equal([1, 3, 2], new[] { Save(run: 1), Save(run: 3), Save() }.Select(t => t.RunId));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"a":1.10,"b":1E400,"c":-0,"d":123456789012345678901234567890,"e":0.1e-7}""")]
    [InlineData(
        """{"2024-01-01T00:00:00Z":"2024-01-01T00:00:00Z","guid":"6f9619ff-8b86-d011-b42d-00c04fc964ff","n":"1","""
        + "\"t\":\"true\",\"null\":\"null\"}")]
    [InlineData("""{"z":1,"a":{"z":1,"a":[1,"1",null,true,false,[],{}]},"Z2":1}""")]
    [InlineData("""{"":"","quote\"":"\\\"","tab\t":"\u0000\u001f\u007f\u2028","emoji":"😀é"}""")]
    [InlineData("""{"pair":"\ud83d\ude00","escaped":"\u0041\/"}""")]
    [InlineData("""{"brackets":"]}],","lines":"\r\n]}\n"}""")]
    public void Data_come_back_byte_for_byte(string json)
    {
        Assert.Equal(json, Json.Text(Save(json: json).Data));
        Reopen();
        Assert.Equal(json, Json.Text(Get(1).Data));
        Store.Optimize();
        Reopen();
        Assert.Equal((json, null), (Json.Text(Get(1).Data), Json.Types(Get(1).Data)));
    }

    [Fact]
    public void Type_hints_come_back_byte_for_byte()
    {
        const string Types = """{"/when":"DateTimeOffset","/a~1b/0":"Guid","/m~0n/x/1":"Int64","/q\"":"Uri"}""";
        Save(json: """{"when":"x","a/b":["y"],"m~n":{"x":[0,1]},"q\"":"z"}""", types: Types);
        Reopen();
        Assert.Equal(Types, Json.Types(Get(1).Data));
    }

    [Fact]
    public void Sixty_levels_of_data_come_back()
    {
        var json = string.Concat(Enumerable.Repeat("""{"a":""", 60)) + "1" + new string('}', 60);
        Save(json: json);
        Reopen();
        Assert.Equal(json, Json.Text(Get(1).Data));
    }

    [Fact]
    public void A_given_time_is_marked_and_kept_to_the_tick()
    {
        var time = new DateTime(TestClock.Epoch.Ticks + 1234567, DateTimeKind.Utc);
        foreach (var given in new[] { time, DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc),
            DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc) })
        {
            Store.Save(new TrackDraft("a001", "u1", Json.Data("{}")) { TimeUtc = given });
        }
        Reopen();
        Assert.Equal([time.Ticks, 0, DateTime.MaxValue.Ticks], new[] { Get(1), Get(2), Get(3) }.Select(t => t.TimeUtc.Ticks));
        Assert.All(Store.Search(new TrackQuery()), t => Assert.Equal((true, DateTimeKind.Utc), (t.TimeIsGiven, t.TimeUtc.Kind)));
        Assert.Equal([2, 1, 3], FindAll());
    }

    [Fact]
    public void A_time_of_the_clock_is_not_marked_and_kept_to_the_tick()
    {
        Clock.UtcNow = new DateTime(TestClock.Epoch.Ticks + 7, DateTimeKind.Utc);
        Save();
        Reopen();
        Assert.Equal((Clock.UtcNow, false), (Get(1).TimeUtc, Get(1).TimeIsGiven));
    }
}
