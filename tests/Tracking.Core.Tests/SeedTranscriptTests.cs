using System.Collections.Generic;
using System.Linq;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Tracking.State;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// The transcript of the tracking storage that this module took up (Python, 2007), line by line in its
/// order. Above each step stands the line that it comes from.
/// </summary>
public sealed class SeedTranscriptTests
{
    [Fact]
    public void The_seeds_transcript_holds_in_memory()
    {
        using var store = new MemoryTrackStore();
        Transcript(store);
    }

    [Fact]
    public void The_seeds_transcript_holds_in_a_file()
    {
        using var folder = new TempFolder();
        using var store = FileTrackStore.Open(folder.File());
        Transcript(store);
    }

    [Fact]
    public void The_seeds_transcript_holds_in_a_file_that_is_reopened_between_any_two_lines()
    {
        using var folder = new TempFolder();
        using var store = new ReopeningStore(() => FileTrackStore.Open(folder.File()));
        Transcript(store);
    }

    private static void Transcript(ITrackStore tracks)
    {
        // >>> tracks.saveUserTrack('a001', 0, 'u1', {'somekey': 'somevalue'})
        Assert.Equal("0000001", Save(tracks, "a001", 0, "u1", """{"somekey":"somevalue"}"""));

        // >>> t1 = tracks.getUserTracks('a001', 0, 'u1')
        var t1 = GetUserTracks(tracks, "a001", 0, "u1");

        // >>> len(t1)
        Assert.Single(t1);

        // >>> t1[0].data
        Assert.Equal("""{"somekey":"somevalue"}""", Json.Text(t1[0].Data));

        // >>> tracks.getUserNames('a001')
        Assert.Equal(["u1"], GetUserNames(tracks, "a001"));

        // >>> tracks.getUserNames('a002')
        Assert.Empty(GetUserNames(tracks, "a002"));

        // >>> [str(id) for id in tracks.getTaskIds()]
        Assert.Equal(["a001"], tracks.ListTasks().Select(t => t.TaskId));

        // >>> tracks.query(taskId='a001')
        Assert.Equal(
            ["""<Track ['a001', 1, 'u1']: {"somekey":"somevalue"}>"""],
            tracks.Search(new TrackQuery { Tasks = [new("a001")] }).Select(Print));

        // >>> tracks.saveUserTrack('a002', 0, 'u1', {'somekey': 'anothervalue'})
        Assert.Equal("0000002", Save(tracks, "a002", 0, "u1", """{"somekey":"anothervalue"}"""));

        // >>> result = tracks.query(userName='u1')
        // >>> len(result)
        Assert.Equal(2, tracks.Search(new TrackQuery { Users = [new("u1")] }).Count());

        // >>> result = tracks.query(taskId=('a001', 'a002'))
        // >>> len(result)
        Assert.Equal(2, tracks.Search(new TrackQuery { Tasks = [new("a001"), new("a002")] }).Count());

        // >>> tracks.saveUserTrack('a001', 0, 'u1', {'somekey': 'newvalue'})
        Assert.Equal("0000003", Save(tracks, "a001", 0, "u1", """{"somekey":"newvalue"}"""));

        // >>> t2 = tracks.getUserTracks('a001', 0, 'u1')
        // >>> [t.data for t in t2]
        Assert.Equal(
            ["""{"somekey":"somevalue"}""", """{"somekey":"newvalue"}"""],
            GetUserTracks(tracks, "a001", 0, "u1").Select(t => Json.Text(t.Data)));

        // >>> tracks.getLastUserTrack('a001', 0, 'u1')
        Assert.Equal("""<Track ['a001', 1, 'u1']: {"somekey":"newvalue"}>""", Print(GetLastUserTrack(tracks, "a001", 0, "u1")));

        // >>> tracks.saveUserTrack('a001', 0, 'u1', {'somekey': 'newvalue2'}, update=True)
        Assert.Equal("0000003", Save(tracks, "a001", 0, "u1", """{"somekey":"newvalue2"}""", SaveMode.Update));

        // >>> t3 = tracks.getUserTracks('a001', 0, 'u1')
        // >>> [t.data for t in t3]
        Assert.Equal(
            ["""{"somekey":"somevalue"}""", """{"somekey":"newvalue2"}"""],
            GetUserTracks(tracks, "a001", 0, "u1").Select(t => Json.Text(t.Data)));

        // >>> tracks.saveUserTrack('a001', 0, 'u2', {'somekey': 'user2'}, update=True)
        Assert.Equal("0000004", Save(tracks, "a001", 0, "u2", """{"somekey":"user2"}""", SaveMode.Update));

        // >>> t4 = tracks.getUserTracks('a001', 0, 'u2')
        // >>> [t.data for t in t4]
        Assert.Equal(["""{"somekey":"user2"}"""], GetUserTracks(tracks, "a001", 0, "u2").Select(t => Json.Text(t.Data)));

        // >>> tracks.reindexTracks()
        tracks.RebuildIndexes();

        // >>> tracks.startRun('a001')
        Assert.Equal(3, tracks.StartRun("a001").RunId);

        // >>> tracks.saveUserTrack('a001', 0, 'u1', {'k1': 'value1'})
        Assert.Equal("0000005", Save(tracks, "a001", 0, "u1", """{"k1":"value1"}"""));

        // >>> tracks.getLastUserTrack('a001', 0, 'u1')
        Assert.Equal("""<Track ['a001', 3, 'u1']: {"k1":"value1"}>""", Print(GetLastUserTrack(tracks, "a001", 0, "u1")));

        // >>> tracks.getLastUserTrack('a001', 1, 'u1')
        Assert.Equal("""<Track ['a001', 1, 'u1']: {"somekey":"newvalue2"}>""", Print(GetLastUserTrack(tracks, "a001", 1, "u1")));

        // >>> tracks.getRun(runId=3)
        Assert.Equal("<Run 3, False>", Print(tracks.FindRun(3)));

        // >>> tracks.getRun(taskId='a001')
        Assert.Equal("<Run 3, False>", Print(tracks.FindCurrentRun("a001")));

        // >>> tracks.stopRun('a001')
        Assert.Equal(3, tracks.StopRun("a001").RunId);

        // >>> tracks.getRun(runId=3)
        Assert.Equal("<Run 3, True>", Print(tracks.FindRun(3)));

        // >>> tracks.getRun(runId=3).finished
        Assert.True(tracks.FindRun(3)!.Finished);

        // >>> tracks.getRun('a001') is None
        Assert.Null(tracks.FindCurrentRun("a001"));

        // >>> tracks.getRun(runId=2)
        Assert.Equal("<Run 2, False>", Print(tracks.FindRun(2)));

        // >>> tracks.stopRun('a001', 2)
        Assert.Equal(2, tracks.StopRun("a001", 2).RunId);

        // >>> tracks.getRun(runId=2)
        Assert.Equal("<Run 2, True>", Print(tracks.FindRun(2)));
    }

    private static string Save(ITrackStore tracks, string task, int run, string user, string json, SaveMode mode = SaveMode.Add) =>
        TrackId.Format(tracks.Save(new TrackDraft(task, user, Json.Data(json)) { RunId = run, Mode = mode }).Number);

    private static List<TrackRecord> GetUserTracks(ITrackStore tracks, string task, int run, string user)
    {
        var asked = run == 0 ? tracks.FindCurrentRun(task)?.RunId : run;
        return asked is null ? [] : [.. tracks.Search(new TrackQuery { Tasks = [new(task)], RunIds = [asked.Value], Users = [new(user)] })];
    }

    private static TrackRecord? GetLastUserTrack(ITrackStore tracks, string task, int run, string user) =>
        GetUserTracks(tracks, task, run, user).LastOrDefault();

    private static IEnumerable<string> GetUserNames(ITrackStore tracks, string task) =>
        tracks.ListUsers([new(task)]).Select(u => u.UserName);

    private static string Print(TrackRecord? track) =>
        track is null ? "None" : $"<Track ['{track.TaskId}', {track.RunId}, '{track.UserName}']: {Json.Text(track.Data)}>";

    private static string Print(RunRecord? run) => run is null ? "None" : $"<Run {run.RunId}, {run.Finished}>";
}
