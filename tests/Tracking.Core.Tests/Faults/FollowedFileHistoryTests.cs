using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CsCheck;
using Tracking.Model;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>A session file that is followed for long: all that is heard, put together, is what the store holds.</summary>
public sealed class FollowedFileHistoryTests
{
    [Fact]
    public async Task Ten_thousand_tracks_and_two_optimisations_all_come_once_and_in_order()
    {
        const int Count = 10_000 / TestScale.Stride;
        using var folder = new TempFolder();
        using var store = FileTrackStore.Open(folder.File());
        using var follower = FileTrackStore.Follow(store.Path);
        var writing = Task.Run(() =>
        {
            for (var i = 1; i <= Count; i++)
            {
                store.Save(new TrackDraft("a", "u", Json.Data("{}")));
                if (i is Count / 3 or Count * 2 / 3)
                    store.Optimize();
            }
            store.StopRun("a");
        }, TestContext.Current.CancellationToken);
        var numbers = new List<long>();
        var hasStopped = false;
        while (!hasStopped)
        {
            foreach (var change in follower.Read())
            {
                if (change.Track is { } track)
                    numbers.Add(track.Number);
                hasStopped |= change.Run?.Finished == true;
            }
            Assert.False(writing.IsFaulted, writing.Exception?.Message);
        }
        await writing;
        Assert.Equal(Enumerable.Range(1, Count).Select(i => (long)i), numbers);
    }

    [Fact]
    public void What_is_heard_makes_the_state_of_the_store_whatever_happens_to_its_file() =>
        Gen.Int[0, 11].Array[1, 60].Sample(steps =>
        {
            const string Path = "/home/me/store.json";
            var disk = new SimulatedDisk();
            disk.CreateFolder("/home/me");
            var store = FileTrackStore.Open(disk, Path, null, null);
            using var follower = store.Follow();
            var tracks = new Dictionary<long, string>();
            var runs = new Dictionary<int, RunStatus>();
            var made = 0;
            var heard = 0;
            foreach (var step in steps)
            {
                var task = "t" + (made % 3);
                switch (step)
                {
                    case < 4:
                        store.Save(new TrackDraft(task, "u", Json.Data($$"""{"n":{{made++}}}""")));
                        break;
                    case < 6:
                        store.Save(new TrackDraft(task, "u", Json.Data($$"""{"n":{{made++}}}""")) { Mode = SaveMode.Update });
                        break;
                    case 6 when store.FindCurrentRun(task) != null:
                        store.StopRun(task, status: made % 2 == 0 ? RunStatus.Finished : RunStatus.Failed);
                        break;
                    case 7 when store.Search(new TrackQuery { First = 1 }).FirstOrDefault() is { } oldest:
                        store.Remove(oldest.Number);
                        tracks.Remove(oldest.Number);
                        break;
                    case 8:
                        store.Optimize();
                        break;
                    case 9:
                        store.Dispose();
                        store = FileTrackStore.Open(disk, Path, null, null);
                        break;
                    default:
                        Listen();
                        break;
                }
            }
            Listen();
            Assert.Equal(store.Search(new TrackQuery()).ToDictionary(track => track.Number, track => Json.Text(track.Data)),
                tracks.Where(track => store.Search(new TrackQuery { Numbers = [track.Key] }).Any()).ToDictionary());
            Assert.Equal(store.ListRuns().ToDictionary(run => run.RunId, run => run.Status),
                runs.Where(run => store.FindRun(run.Key) != null).ToDictionary());
            Assert.True(heard <= made, $"{heard} tracks were heard of {made} that were saved.");
            store.Dispose();

            void Listen()
            {
                foreach (var change in follower.Read())
                {
                    if (change.Track is { } track)
                    {
                        tracks[track.Number] = Json.Text(track.Data);
                        heard++;
                    }
                    else
                    {
                        runs[change.Run!.RunId] = change.Run.Status;
                    }
                }
            }
        }, iter: Math.Max(300 / TestScale.Stride, 10));
}
