using System.Linq;
using System.Text.Json;
using Tracking.Model;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

// rule 4.4, and rule 4.14 for the hints that a merge moves
public abstract partial class TrackStoreContract
{
    [Theory]
    [InlineData(SaveMode.Update)]
    [InlineData(SaveMode.Merge)]
    public void An_update_replaces_data_and_time_of_the_last_track_of_its_key_and_keeps_its_id(SaveMode mode)
    {
        Save(at: 1);
        Save(at: 2);
        Save("a002", at: 9);
        var updated = Save(json: """{"a":2}""", mode: mode, at: 3);
        Assert.Equal((2, TestClock.At(3), """{"a":2}"""), (updated.Number, updated.TimeUtc, Json.Text(updated.Data)));
        Assert.Equal([1, 2, 3], FindAll());
        Reopen();
        Assert.Equal(StoreState.Show(updated), StoreState.Show(Get(2)));
        Assert.Equal("{}", Json.Text(Get(1).Data));
    }

    [Theory]
    [InlineData(SaveMode.Update)]
    [InlineData(SaveMode.Merge)]
    public void An_update_of_a_key_without_tracks_saves_a_new_one(SaveMode mode)
    {
        Save();
        Store.StartRun("a001");
        Save("a001", "u2", run: 1);
        var updated = Save(json: """{"a":1}""", types: """{"/a":"Int64"}""", mode: mode);
        Assert.Equal((3, 2), (updated.Number, updated.RunId));
        Assert.Equal(("""{"a":1}""", """{"/a":"Int64"}"""), (Json.Text(updated.Data), Json.Types(updated.Data)));
        Assert.Equal((4, 3), (Save("a002", mode: mode).Number, Get(4).RunId));
    }

    [Fact]
    public void An_update_means_the_last_track_by_time_and_by_number_among_equals()
    {
        Save(at: 5);
        Save(at: 5);
        Save(at: 1);
        Assert.Equal(2, Save(mode: SaveMode.Update, at: 5).Number);
        Assert.Equal(2, Save(mode: SaveMode.Update, at: 0).Number);
        Assert.Equal(1, Save(mode: SaveMode.Update, at: 9).Number);
        Assert.Equal([2, 3, 1], FindAll());
    }

    [Fact]
    public void An_update_touches_only_its_own_task_run_and_user()
    {
        Save("a001", "u1");
        Save("a001", "u2");
        Save("a002", "u1", run: 1);
        Store.StartRun("a001");
        Save("a001", "u1");
        Assert.Equal(1, Save("a001", "u1", run: 1, json: """{"x":1}""", mode: SaveMode.Update).Number);
        Assert.Equal(["""{"x":1}""", "{}", "{}", "{}"], new long[] { 1, 2, 3, 4 }.Select(n => Json.Text(Get(n).Data)));
    }

    [Fact]
    public void An_update_finds_names_without_case_and_keeps_their_spelling()
    {
        Save("Task", "Ünal");
        var updated = Save("TASK", "üNAL", mode: SaveMode.Update);
        Assert.Equal((1, "Task", "Ünal"), (updated.Number, updated.TaskId, updated.UserName));
        Reopen();
        Assert.Equal(("Task", "Ünal"), (Get(1).TaskId, Get(1).UserName));
    }

    [Fact]
    public void An_update_says_anew_whether_its_time_was_given()
    {
        Save(at: 1);
        Assert.False(Save(mode: SaveMode.Update).TimeIsGiven);
        Assert.True(Save(mode: SaveMode.Merge, at: 1).TimeIsGiven);
    }

    [Fact]
    public void An_update_moves_the_track_to_its_new_place_in_time()
    {
        Save("a001", "u1", at: 3);
        Save("a001", "u2", at: 2);
        Save("a001", "u1", mode: SaveMode.Update, at: 1);
        Assert.Equal([1, 2], FindAll());
        Assert.Equal([1, 2], Find(new TrackQuery { Tasks = Named("a001") }));
        Assert.Equal([2], Find(new TrackQuery { FromUtc = TestClock.At(2) }));
        Assert.Equal([1], Find(new TrackQuery { ToUtc = TestClock.At(1) }));
    }

    [Fact]
    public void An_update_that_takes_the_time_of_other_tracks_stands_among_them_by_number()
    {
        Save("a001", "u1", at: 1);
        Save("a001", "u2", at: 1);
        Save("a001", "u3", at: 1);
        Save("a001", "u2", mode: SaveMode.Update, at: 1);
        Assert.Equal([1, 2, 3], FindAll());
        Save("a001", "u1", mode: SaveMode.Update, at: 9);
        Save("a001", "u1", mode: SaveMode.Update, at: 1);
        Assert.Equal([1, 2, 3], FindAll());
        Assert.Equal([3], Find(new TrackQuery { Tasks = Named("a001"), Last = 1 }));
    }

    [Fact]
    public void An_update_drops_the_data_and_hints_that_were_there()
    {
        Save(json: """{"a":1,"b":"x"}""", types: """{"/b":"Uri"}""");
        var updated = Save(json: """{"c":1}""", mode: SaveMode.Update);
        Assert.Equal(("""{"c":1}""", null), (Json.Text(updated.Data), Json.Types(updated.Data)));
    }

    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"b":3,"c":4}""", """{"a":1,"b":3,"c":4}""")]
    [InlineData("""{"Alpha":1,"b":2}""", """{"c":0,"ALPHA":3}""", """{"Alpha":3,"b":2,"c":0}""")]
    [InlineData("""{"Ä":1,"ß":2}""", """{"ä":3,"ss":4}""", """{"Ä":3,"ß":2,"ss":4}""")]
    [InlineData("""{"i":1,"K":2}""", """{"I":3,"ı":4,"\u212a":5}""", "{\"i\":3,\"K\":2,\"ı\":4,\"\u212a\":5}")]
    [InlineData("""{"a":{"x":1,"y":2}}""", """{"a":{"z":3}}""", """{"a":{"z":3}}""")]
    [InlineData("""{"a":1,"b":2}""", """{"a":null}""", """{"a":null,"b":2}""")]
    [InlineData("""{"a":1}""", """{}""", """{"a":1}""")]
    [InlineData("""{}""", """{"b":2,"a":1}""", """{"b":2,"a":1}""")]
    [InlineData("""{"\u0041":1,"q\"\\":2}""", """{"a":"\"}","Q\"\\":[{"a":"]"},{}]}""", """{"A":"\"}","q\"\\":[{"a":"]"},{}]}""")]
    [InlineData("""{"":1,"x":{"":2}}""", """{"":3}""", """{"":3,"x":{"":2}}""")]
    [InlineData("""{"n":1.10,"big":123456789012345678901234567890,"d":"2024-01-01T00:00:00Z"}""", """{"x":2.50}""",
        """{"n":1.10,"big":123456789012345678901234567890,"d":"2024-01-01T00:00:00Z","x":2.50}""")]
    public void A_merge_lays_new_top_level_keys_over_the_old_and_keeps_their_place_and_spelling(string old, string added, string expected)
    {
        Save(json: old);
        Assert.Equal(expected, Json.Canonical(Save(json: added, mode: SaveMode.Merge).Data.Json));
        Reopen();
        Assert.Equal(expected, Json.Canonical(Get(1).Data.Json));
    }

    [Theory]
    // Kept keys keep their hints, replaced keys lose them, at any depth.
    [InlineData("""{"a":"x","b":"y"}""", """{"/a":"Uri","/b":"Guid"}""", """{"b":"z"}""", null, """{"/a":"Uri"}""")]
    [InlineData("""{"a":["x",{"k":"y"}],"ab":"z"}""", """{"/a/0":"Uri","/a/1/k":"Guid","/ab":"Version"}""", """{"a":1}""", null,
        """{"/ab":"Version"}""")]
    [InlineData("""{"a":"x"}""", """{"/a":"Uri"}""", """{"a":"y"}""", null, null)]
    [InlineData("""{"a":"x"}""", """{"/a":"Uri"}""", """{"a":"y"}""", """{"/a":"Guid"}""", """{"/a":"Guid"}""")]
    [InlineData("""{"a":"x"}""", null, """{"b":["y"]}""", """{"/b/0":"Uri"}""", """{"/b/0":"Uri"}""")]
    // The place in the pointer follows the old spelling.
    [InlineData("""{"When":"x"}""", """{"/When":"Uri"}""", """{"WHEN":["y","z"]}""", """{"/WHEN/1":"Guid"}""", """{"/When/1":"Guid"}""")]
    // Pointers escape ~ and /.
    [InlineData("""{"a/b":"x","a":{"b":"y"}}""", """{"/a~1b":"Uri","/a/b":"Guid"}""", """{"A/B":1}""", null, """{"/a/b":"Guid"}""")]
    [InlineData("""{"a/b":"x","a":{"b":"y"}}""", """{"/a~1b":"Uri","/a/b":"Guid"}""", """{"a":1}""", null, """{"/a~1b":"Uri"}""")]
    [InlineData("""{"m~n":"x","~1":"y"}""", """{"/m~0n":"Uri","/~01":"Guid"}""", """{"M~N":["z"]}""", """{"/M~0N/0":"Version"}""",
        """{"/~01":"Guid","/m~0n/0":"Version"}""")]
    [InlineData("""{"":"x","a":"y"}""", """{"/":"Uri","/a":"Guid"}""", """{"":1}""", null, """{"/a":"Guid"}""")]
    [InlineData("""{"q\"":"x","a":"y"}""", """{"/q\"":"Uri","/a":"Guid"}""", """{"a":1}""", null, """{"/q\"":"Uri"}""")]
    public void A_merge_keeps_the_type_hints_of_kept_keys_and_takes_those_of_new_ones(string old, string? oldTypes, string added,
        string? addedTypes, string? expected)
    {
        Save(json: old, types: oldTypes);
        var merged = Save(json: added, types: addedTypes, mode: SaveMode.Merge);
        Assert.Equal(Hints(expected), Hints(Json.Types(merged.Data)));
        Reopen();
        Assert.Equal(Hints(expected), Hints(Json.Types(Get(1).Data)));
    }

    /// <summary>Hints as a set: their order has no meaning, but none at all is null.</summary>
    private static string[]? Hints(string? types) =>
        types is null ? null : [.. JsonDocument.Parse(types).RootElement.EnumerateObject().Select(p => $"{p.Name}={p.Value}").Order()];
}
