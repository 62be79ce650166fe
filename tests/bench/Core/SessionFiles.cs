using System;
using System.Globalization;
using System.IO;
using System.Text;
using Tracking.Data;
using Tracking.Model;
using Tracking.SessionFile;

namespace Tracking.Bench;

/// <summary>Many session files of a hundred tracks, each as a session leaves it, one an hour up to now; one in a hundred failed.</summary>
internal static class SessionFiles
{
    private const int Tracks = 100;
    private const int OneFails = 100;

    public static void Make(string folder, int count)
    {
        Directory.CreateDirectory(folder);
        var now = DateTime.UtcNow;
        var data = new TrackData(Encoding.UTF8.GetBytes("""{"step":"copy","files":120,"ok":true}"""), null);
        for (var i = 0; i < count; i++)
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"20260301-020000-{i}-0b5a8f0e.json"));
            var start = now.AddHours(i - count);
            using (var store = FileTrackStore.Open(path, new FileStoreOptions { Durability = Durability.OnClose }))
            {
                var facts = new RunFacts { Host = HostName.Current, CanBeContinued = true, IsKeyGiven = true, Store = path };
                var run = store.Start(new RunDraft("bench") { Key = "k", Facts = facts.ToData(), TimeUtc = start });
                for (var track = 0; track < Tracks; track++)
                    store.Save(new TrackDraft("bench", "ann", data) { RunId = run.RunId, TimeUtc = start.AddSeconds(track) });
                var isFailed = i % OneFails == OneFails / 2;
                store.StopRun("bench", 0, isFailed ? RunStatus.Failed : RunStatus.Finished, null, start.AddMinutes(10));
            }
            File.SetLastWriteTimeUtc(path, start.AddMinutes(10));
        }
    }
}
