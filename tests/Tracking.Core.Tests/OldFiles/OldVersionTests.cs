using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Tracking.Model;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>Files as every former version wrote them open for ever, with all that is in them: tests/OldFiles/README.md.</summary>
public sealed class OldVersionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string> Versions => [.. OldFile.Versions];

    public static TheoryData<string, string> Files => OldFile.All;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_version_has_its_files() => Assert.Equal(["0.1", "origin", "seeded", "since", "status"], OldFile.Versions);

    [Theory]
    [MemberData(nameof(Versions))]
    public void What_a_reader_sees_of_them_is_written_beside_them(string version)
    {
        var states = new JsonObject();
        foreach (var name in OldFile.Names)
        {
            using var folder = new TempFolder();
            using var store = Open(new OldFile(version, name).CopyTo(folder), readOnly: true);
            states[name] = StoreJson.State(store, store.DrainWarnings().Count);
        }
        var expected = OldFile.StateText(version);
        Assert.True(expected != null, $"Compare this with answers.json, and save it beside that as state.json:\n{OldFile.Text(states)}");
        var said = JsonNode.Parse(expected)!.AsObject();
        Assert.All(said, state => SayWhatIsWritten(state.Value!.AsObject()));
        Assert.All(states, state => SayWhatIsWritten(state.Value!.AsObject()));
        Assert.Equal(OldFile.Text(said), OldFile.Text(states));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void One_is_read_as_it_was_written(string version, string name)
    {
        var old = new OldFile(version, name);
        var path = old.CopyTo(_folder);
        using (var store = Open(path, readOnly: true))
        {
            AssertSame(old.State, StoreJson.State(store, store.DrainWarnings().Count));
            AssertSame(old.Answers, StoreJson.Answers(store));
            Assert.All(store.ListRuns().Where(run => !run.HasEnded && run.Origin == null), run =>
                Assert.Contains(run.Status, IsSeen(run.RunId, Encoding.UTF8.GetString(old.Bytes))));
        }
        Assert.Equal(old.Bytes, File.ReadAllBytes(path));
        Assert.Equal(old.HasLock ? ["store.json", "store.json.lock"] : ["store.json"], FilesBeside(path));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void One_is_gone_on_with_and_its_lines_stay_as_they_are(string version, string name)
    {
        var old = new OldFile(version, name);
        var path = old.CopyTo(_folder);
        var expected = old.State;
        TrackRecord added;
        using (var store = Open(path))
        {
            AssertSame(expected, StoreJson.State(store, store.DrainWarnings().Count));
            added = store.Save(new TrackDraft("new", "ann", Json.Data("{\"n\":1}")));
        }
        Assert.Equal(name == "torn" ? 1 : 0, FilesBeside(path).Count(file => file.Contains(".torn", StringComparison.Ordinal)));
        if (old.IsWhole)
            Assert.Equal(Lines(old.Bytes), Lines(File.ReadAllBytes(path)).Take(Lines(old.Bytes).Count));
        using var again = Open(path);
        Assert.Equal(added.Number, Assert.Single(again.Search(new TrackQuery { Tasks = [new("new")] })).Number);
        again.Remove(added.Number);
        var now = StoreJson.State(again, (int)expected["warnings"]!);
        AssertSame(expected, now);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void One_is_followed_from_its_beginning(string version, string name)
    {
        var old = new OldFile(version, name);
        using var follower = FileTrackStore.Follow(old.CopyTo(_folder), DateTime.MinValue.ToUniversalTime());
        AssertSame(ToFollower(old.State), StoreJson.State(follower.Read()));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void One_is_optimised_and_holds_the_same(string version, string name)
    {
        var old = new OldFile(version, name);
        var path = old.CopyTo(_folder);
        var expected = old.State;
        using (var store = Open(path))
            store.Optimize(acceptEdits: true);
        expected["warnings"] = 0;
        using var again = Open(path);
        AssertSame(expected, StoreJson.State(again, again.DrainWarnings().Count));
    }

    private static FileTrackStore Open(string path, bool readOnly = false) =>
        FileTrackStore.Open(path, new FileStoreOptions { ReadOnly = readOnly });

    private static string[] FilesBeside(string path) =>
        [.. Directory.GetFiles(Path.GetDirectoryName(path)!).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    // Without the header, whose beginning may be raised to a newer version, and without the brackets behind the last event.
    private static List<string> Lines(byte[] bytes) => [.. Encoding.UTF8.GetString(bytes).Split('\n').Skip(1).SkipLast(2)];

    /// <summary>
    /// One that a save started is open. Any other that was not ended is unknown, since another machine wrote the files, or abandoned where
    /// no
    /// line says who did. A file of before that was rewritten does not say what started a run.
    /// </summary>
    private static RunStatus[] IsSeen(int run, string text) =>
        text.Contains($"\"run\":{run},\"starts\":true", StringComparison.Ordinal)
            && !text.Contains($"\"resume\":{run},", StringComparison.Ordinal)
            ? [RunStatus.Open] : [RunStatus.Unknown, RunStatus.Abandoned];

    /// <summary>
    /// A reader of before told of each run that was not ended whether anybody held the file. What is written is that it was not ended; what
    /// came as abandoned from elsewhere stays so.
    /// </summary>
    private static JsonObject SayWhatIsWritten(JsonObject state)
    {
        foreach (var run in state["runs"]!.AsArray())
        {
            if ((string)run!["status"]! is "Running" or "Open" or "Unknown"
                || ((string)run["status"]! == "Abandoned" && !(run["copied"] is { } copied && (bool)copied)))
            {
                run["status"] = "not ended";
            }
        }
        return state;
    }

    private static JsonObject ToFollower(JsonObject state)
    {
        state.Remove("warnings");
        foreach (var item in state["tracks"]!.AsArray().Concat(state["runs"]!.AsArray()))
        {
            item!.AsObject().Remove("origin");
            item.AsObject().Remove("runOrigin");
        }
        return state;
    }

    private static void AssertSame(JsonObject expected, JsonObject actual) =>
        Assert.Equal(OldFile.Text(SayWhatIsWritten(expected)), OldFile.Text(SayWhatIsWritten(actual)));
}
