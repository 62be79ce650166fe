using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Tracking.Engine;
using Tracking.Files;
using Tracking.Model;
using Tracking.Seam;
using Tracking.SessionFile;
using Tracking.Spool;
using Xunit;

namespace Tracking.Tests;

/// <summary>What is sent of a spool, and what becomes of it where it arrives (rules 15.3 to 15.7).</summary>
public sealed class ForwardedSpoolTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<string> _warnings = [];
    private ITrackStore _server = new MemoryTrackStore();
    private FileTrackStore _file;

    public ForwardedSpoolTests() => _file = FileTrackStore.Open(SpoolPath);

    private string SpoolPath => _folder.File("spool.json");

    [Fact]
    public void Whatever_happens_in_a_spool_happens_on_the_server()
    {
        var spool = NewSpool();
        foreach (var act in Acts)
        {
            act(_file);
            Forward(spool);
            Assert.Equal(ContentByOrigin.Of(_file), ContentByOrigin.Of(_server));
        }
        Assert.Equal(0, spool.Left);
        Assert.Empty(_warnings);
    }

    [Fact]
    public void It_is_the_same_when_it_is_sent_at_once_at_the_end()
    {
        foreach (var act in Acts)
            act(_file);
        Forward(NewSpool());
        Assert.Equal(ContentByOrigin.Of(_file), ContentByOrigin.Of(_server));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_random_history_arrives_once_whatever_breaks(int seed)
    {
        var random = new Random(seed);
        var breaks = BreakServer(random);
        var spool = NewSpool();
        for (var i = 0; i < 600; i++)
        {
            ActAtRandom(random);
            switch (random.Next(40))
            {
                case 0:
                    _file.Dispose();
                    _file = FileTrackStore.Open(SpoolPath);
                    spool = NewSpool();
                    break;
                case 1:
                    File.Delete(SpoolPath + SpoolRecord.Suffix);
                    spool = NewSpool();
                    break;
                case 2:
                    File.WriteAllText(SpoolPath + SpoolRecord.Suffix, "tracking spool 1\nposition x 1 2");
                    spool = NewSpool();
                    break;
                case 3:
                    // As a process that was killed before it wrote the last position down.
                    var before = File.Exists(SpoolPath + SpoolRecord.Suffix) ? File.ReadAllText(SpoolPath + SpoolRecord.Suffix) : "";
                    TryForward(spool);
                    File.WriteAllText(SpoolPath + SpoolRecord.Suffix, before);
                    spool = NewSpool();
                    break;
                case < 15:
                    TryForward(spool);
                    break;
            }
        }
        breaks.Before = (_, _) => { };
        breaks.Behind = _ => { };
        Forward(spool);
        Assert.Equal(ContentByOrigin.Of(_file), ContentByOrigin.Of(_server));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void A_run_ends_on_the_server_behind_what_is_in_it()
    {
        var run = _file.StartRun("a001");
        for (var i = 0; i < ForwardedSpool.MostEvents + 5; i++)
            Save("a001", i);
        _file.StopRun("a001", status: RunStatus.Failed, message: "no net");
        var spool = NewSpool();
        Assert.Equal(ForwardedSpool.MostEvents, spool.Forward(_server));
        Assert.False(_server.ListRuns().Single().HasEnded);
        Forward(spool);
        var arrived = _server.ListRuns().Single();
        Assert.Equal((RunStatus.Failed, "no net", run.StartUtc), (arrived.Status, arrived.Message, arrived.StartUtc));
        Assert.Equal(ForwardedSpool.MostEvents + 5, _server.Count().Tracks);
    }

    [Fact]
    public void A_run_and_a_step_that_are_at_work_are_sent_and_keep_nothing_back()
    {
        var run = _file.StartRun("a001");
        _file.SaveStep(new StepRecord(0, run.RunId, "install", null, 0, "") { StartUtc = run.StartUtc });
        Save("a001", 1);
        Forward(NewSpool());
        Assert.Equal(RunStatus.Unknown, _server.ListRuns().Single().Status);
        Assert.Equal("install", _server.ListSteps().Single().Path);
        Assert.Equal(1, _server.Count().Tracks);
    }

    [Fact]
    public void A_run_of_a_process_that_is_gone_is_abandoned_on_the_server()
    {
        _file.StartRun("a001");
        Forward(NewSpool());
        _file.Dispose();
        _file = FileTrackStore.Open(SpoolPath, new FileStoreOptions { ReadOnly = true });
        var spool = NewSpool();
        Forward(spool);
        spool.ForwardAbandoned(() => _server);
        Assert.Equal(RunStatus.Abandoned, _server.ListRuns().Single().Status);
    }

    [Theory]
    [InlineData(TrackingErrorCode.TrackStoreWriteFailed)]
    [InlineData(TrackingErrorCode.TrackDataTooLarge)]
    [InlineData(TrackingErrorCode.TrackStoreAccessDenied)]
    public void What_is_refused_is_set_aside_and_stops_nothing_behind_it(TrackingErrorCode code)
    {
        var (inner, breaks) = BreakingStore.Of(_server);
        breaks.Before = (_, arguments) =>
        {
            if (Tracks(arguments).Any(track => track.Track.UserName == "mallory"))
                throw new TrackingException(code, "Not that.");
        };
        for (var i = 0; i < 300; i++)
            Save("a001", i, i is 17 or 130 or 131 ? "mallory" : "ann");
        Forward(NewSpool(), inner);
        Assert.Equal(297, _server.Count().Tracks);
        Assert.Equal(3, _warnings.Count);
        Assert.All(_warnings, warning => Assert.Contains($"{code}: Not that.", warning, StringComparison.Ordinal));
        Save("a001", 300);
        var next = NewSpool();
        Forward(next, inner);
        Assert.Equal((298, 3, 3), (_server.Count().Tracks, _warnings.Count, next.RefusedCount));
        // A day later it is sent again.
        Assert.False(next.WasRefusedBefore(DateTime.UtcNow.AddDays(-1)));
        Assert.True(next.WasRefusedBefore(DateTime.UtcNow.AddDays(1)));
        next.Restart();
        Forward(next);
        Assert.Equal((301, 0), (_server.Count().Tracks, next.RefusedCount));
    }

    [Fact]
    public void A_server_that_refuses_everything_is_tried_again_and_nothing_is_set_aside()
    {
        var (inner, breaks) = BreakingStore.Of(_server);
        breaks.Before = (name, _) =>
        {
            if (name == nameof(ITrackStore.Import))
                throw new TrackingException(TrackingErrorCode.TrackStoreWriteFailed, "Its disk is full.");
        };
        for (var i = 0; i < 100; i++)
            Save("a001", i);
        var spool = NewSpool();
        for (var i = 0; i < 3; i++)
            Assert.Throws<TrackingException>(() => spool.Forward(inner));
        Assert.Equal((0, _file.LastEvent), (spool.RefusedCount, spool.Left));
        Forward(spool);
        Assert.Equal((100, 0), (_server.Count().Tracks, _warnings.Count));
    }

    [Theory]
    [InlineData(TrackingErrorCode.TrackStoreAccessDenied)]
    [InlineData(TrackingErrorCode.TrackRunClaimed)]
    public void A_removal_that_is_refused_stops_nothing_behind_it(TrackingErrorCode code)
    {
        var (inner, breaks) = BreakingStore.Of(_server);
        breaks.Before = (name, _) =>
        {
            if (name is nameof(ITrackStore.Remove) or nameof(ITrackStore.RemoveRun))
                throw new TrackingException(code, "Not from here.");
        };
        var spool = NewSpool();
        Save("a001", 1);
        Save("a001", 2);
        Forward(spool, inner);
        _file.Remove(1);
        _file.RemoveRun(1);
        Save("a002", 3);
        Forward(spool, inner);
        Assert.Equal(3, _server.Count().Tracks);
        Assert.Equal(2, spool.RefusedCount);
        Assert.All(_warnings, warning => Assert.Contains("refused the removal", warning, StringComparison.Ordinal));
    }

    [Fact]
    public void A_server_that_was_restored_from_a_backup_is_sent_again_what_it_lost()
    {
        var spool = NewSpool();
        Save("a001", 1);
        _file.StopRun("a001");
        Forward(spool);
        var backup = new MemoryTrackStore();
        new StoreCopier(_server, backup).CopyAll();
        Save("a002", 2);
        Save("a002", 3);
        _file.Remove(2);
        Forward(spool);
        _server = backup;
        Save("a003", 4);
        Forward(spool);
        Assert.Equal(ContentByOrigin.Of(_file), ContentByOrigin.Of(_server));
        Assert.Contains("restored from a backup", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void That_the_last_track_was_removed_here_is_no_restored_server()
    {
        var spool = NewSpool();
        Save("a001", 1);
        Forward(spool);
        var last = Save("a002", 2);
        Forward(spool);
        _file.Remove(last.Number);
        Forward(spool);
        Save("a002", 3);
        Forward(spool);
        Assert.Empty(_warnings);
        Assert.Equal(ContentByOrigin.Of(_file), ContentByOrigin.Of(_server));
    }

    [Fact]
    public void A_file_that_was_written_anew_is_sent_from_its_beginning()
    {
        var spool = NewSpool();
        Save("a001", 1);
        Forward(spool);
        _file.Save(new TrackDraft("a001", "u", Json.Data("""{"n":2}""")) { Mode = SaveMode.Update });
        _file.Optimize();
        Forward(spool);
        Assert.Equal(ContentByOrigin.Of(_file), ContentByOrigin.Of(_server));
    }

    public void Dispose()
    {
        _file.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    private static IReadOnlyList<Action<ITrackStore>> Acts =>
    [
        store => store.Save(new TrackDraft("a001", "ann", Json.Data("""{"a":1.10}""", """{"/a":"Decimal"}"""))),
        store => store.Save(new TrackDraft("a001", "ann", Json.Data("""{"a":2}""")) { Mode = SaveMode.Update }),
        store => store.Save(new TrackDraft("a001", "ann", Json.Data("""{"b":3}""")) { Mode = SaveMode.Merge }),
        store => store.Save(new TrackDraft("a001", "bob", Json.Data("""{"a":1}"""))),
        store => store.StartRun("a001"),
        store => store.SaveStep(new StepRecord(0, 2, "outer", null, 0, "") { StartUtc = TestClock.At(1) }),
        store => store.SaveStep(new StepRecord(0, 2, "inner", "k", 1, "") { StartUtc = TestClock.At(2) }),
        store => store.Save(new TrackDraft("a001", "bob", Json.Data("""{"step":1}""")) { RunId = 2, StepId = 2 }),
        store => store.SaveStep(store.ListSteps()[1] with { Status = StepStatus.Completed, EndUtc = TestClock.At(3) }),
        store => store.SaveStep(store.ListSteps()[0] with { Status = StepStatus.Failed, EndUtc = TestClock.At(4) }),
        store => store.StopRun("a001", status: RunStatus.FinishedWithErrors, message: "one step"),
        store => store.Save(new TrackDraft("late", "ann", Json.Data("""{"a":1}""")) { RunId = 2 }),
        store => store.Remove(1),
        store => store.Save(new TrackDraft("a003", "ann", Json.Data("""{"a":1}"""))),
        // A run that a save started goes with its last track.
        store => store.Remove(store.Count().Tracks > 0 ? store.Search(new TrackQuery { Last = 1 }).Single().Number : 0),
        store => store.Save(new TrackDraft("keyed", "ann", Json.Data("""{"a":1}""")) { RunKey = "2026" }),
        store => store.Save(new TrackDraft("keyed", "ann", Json.Data("""{"a":0}""")) { RunKey = "2026", TimeUtc = TestClock.At(-500) }),
        store => store.RemoveRun(2),
        store => store.Save(new TrackDraft("a001", "ann", Json.Data("""{"after":1}"""))),
    ];

    private static IEnumerable<TrackExport> Tracks(object?[] arguments) =>
        arguments.OfType<IReadOnlyList<TrackExport>>().SelectMany(tracks => tracks);

    private ForwardedSpool NewSpool() => new(_file, "db/fleet", _warnings.Add);

    private TrackRecord Save(string task, int n, string user = "u") =>
        _file.Save(new TrackDraft(task, user, Json.Data($$"""{"n":{{n.ToString(CultureInfo.InvariantCulture)}}}""")));

    private void Forward(ForwardedSpool spool, ITrackStore? destination = null)
    {
        while (spool.Forward(destination ?? _server) > 0)
        {
        }
    }

    private void TryForward(ForwardedSpool spool)
    {
        try
        {
            Forward(spool);
        }
        catch (TrackingException error) when (error.Code is TrackingErrorCode.TrackStoreConnectionFailed
            or TrackingErrorCode.TrackStoreOutcomeUnknown)
        {
        }
    }

    private BreakingStore BreakServer(Random random)
    {
        var (store, breaks) = BreakingStore.Of(_server);
        breaks.Before = (_, _) =>
        {
            if (random.Next(4) == 0)
                throw new TrackingException(TrackingErrorCode.TrackStoreConnectionFailed, "Lost before.");
        };
        breaks.Behind = _ =>
        {
            if (random.Next(4) == 0)
                throw new TrackingException(TrackingErrorCode.TrackStoreOutcomeUnknown, "Lost behind.");
        };
        _server = store;
        return breaks;
    }

    private void ActAtRandom(Random random)
    {
        var task = "t" + random.Next(3).ToString(CultureInfo.InvariantCulture);
        var runs = _file.ListRuns();
        var tracks = _file.Search(new TrackQuery()).ToList();
        switch (random.Next(14))
        {
            case 0:
                _file.StartRun(task);
                break;
            case 1 when _file.FindCurrentRun(task) != null:
                _file.StopRun(task, status: random.Next(2) == 0 ? RunStatus.Failed : RunStatus.Finished);
                break;
            case 2 when tracks.Count > 0:
                _file.Remove(tracks[random.Next(tracks.Count)].Number);
                break;
            case 3 when runs.Where(run => run.HasEnded).ToList() is { Count: > 0 } ended && random.Next(3) == 0:
                _file.RemoveRun(ended[random.Next(ended.Count)].RunId);
                break;
            case 4 when runs.Count > 0:
                var run = runs[random.Next(runs.Count)];
                _file.SaveStep(new StepRecord(0, run.RunId, "s" + random.Next(1000).ToString(CultureInfo.InvariantCulture), null, 0, "")
                {
                    StartUtc = run.StartUtc,
                });
                break;
            case 5 when _file.ListSteps().Where(step => step.Status == StepStatus.Running).ToList() is { Count: > 0 } open:
                _file.SaveStep(open[random.Next(open.Count)] with { Status = StepStatus.Completed, EndUtc = DateTime.UtcNow });
                break;
            case 6 or 7 when tracks.Count > 0:
                _file.Save(TrackDraft.Replacing(
                    tracks[random.Next(tracks.Count)].Number,
                    Json.Data($$"""{"m":{{random.Next(1000)}}}"""),
                    random.Next(2) == 0,
                    onlyIfChanged: false,
                    timeUtc: null));
                break;
            default:
                Save(task, random.Next(1000), random.Next(2) == 0 ? "ann" : "bob");
                break;
        }
    }
}
