using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using Tracking.Model;
using Tracking.SessionFile;

namespace Tracking.Bench;

/// <summary>
/// The tracks that everybody saves: three keys of data, half of all for one task, the rest for ten others, as many for each user.
/// </summary>
internal static class Workload
{
    public const string MainTask = "nightly";

    private const int UsersOfMillion = 50;
    private const int TracksInARow = 20;

    public static readonly DateTime Begin = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The time between two tracks of a store that <see cref="MakeStore"/> made.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    public static string Task(int index) => index % 2 == 0 ? MainTask : $"task{index % TracksInARow}";

    public static string User(int index, int users = UsersOfMillion) => $"user{index / TracksInARow % users}";

    public static string Json(int index) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"step":"copy","files":{{index}},"ok":true}""");

    public static TrackDraft[] Drafts(int count, int from = 0, SaveMode mode = SaveMode.Add, Func<int, DateTime?>? time = null)
    {
        // The names are shared, as a script's own are.
        var names = new Dictionary<string, string>();
        var drafts = new TrackDraft[count];
        for (var i = 0; i < count; i++)
        {
            var index = from + i;
            drafts[i] = new TrackDraft(Shared(Task(index)), Shared(User(index)),
                new TrackData(Encoding.UTF8.GetBytes(Json(index))))
            { Mode = mode, TimeUtc = time?.Invoke(i) };
        }
        return drafts;

        string Shared(string name) => names.TryGetValue(name, out var known) ? known : names[name] = name;
    }

    /// <summary>Makes a session file that holds so many tracks of so many users.</summary>
    public static void MakeStore(string path, int count, int users = UsersOfMillion)
    {
        Remove(path);
        var saved = 0;
        using var store = FileTrackStore.Open(path, new FileStoreOptions { Durability = Durability.OnClose }, () => Begin + (saved * Pace));
        for (; saved < count; saved++)
            store.Save(new TrackDraft(Task(saved), User(saved, users), new TrackData(Encoding.UTF8.GetBytes(Json(saved)))));
    }

    /// <summary>Opens a fresh copy of a session file.</summary>
    public static FileTrackStore OpenCopy(string path, string copy)
    {
        Remove(copy);
        File.Copy(path, copy);
        return FileTrackStore.Open(copy);
    }

    public static void Remove(string path)
    {
        File.Delete(path);
    }
}
