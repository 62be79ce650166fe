using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Tracking.Model;
using Tracking.SessionFile;

namespace Tracking.Driver;

/// <summary>
/// Saves to a store that stays open, has something happen to its file, goes on saving and closes it. Prints <c>ack</c> and the number of
/// each track that was saved, <c>happens</c> before the file is touched, <c>happened</c> after it, and <c>closed</c>.
/// </summary>
/// <remarks>
/// What was in the file before is in <c>aside.json</c> afterwards, in the folder of the store; only what is deleted is nowhere.
/// Nothing happens to a file that is mostly dead: it is compacted.
/// </remarks>
internal static class Mishap
{
    private const string Compaction = "compaction";
    private const int TracksOnEachSide = 4;
    private const int UpdatesUntilMostIsDead = 60;

    private static readonly Dictionary<string, Action<string>> All = new(StringComparer.Ordinal)
    {
        ["delete"] = File.Delete,
        ["rotate"] = file =>
        {
            File.Move(file, Aside(file));
            File.Create(file).Dispose();
        },
        ["copytruncate"] = file =>
        {
            File.Copy(file, Aside(file));
            using var open = new FileStream(file, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        },
        ["overwrite"] = file =>
        {
            File.Copy(file, Aside(file));
            File.WriteAllText(file, "This is not a store.\n");
        },
        ["move"] = file => File.Move(file, Aside(file)),
        ["folder"] = file => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true),
        [Compaction] = _ => { },
    };

    public static int Run(string file, string name, string fallback)
    {
        var options = new FileStoreOptions
        {
            Durability = Durability.Always,
            FallbackFolder = fallback,
            CompactionFolder = name == Compaction ? Path.GetDirectoryName(file) : null,
        };
        using (var store = FileTrackStore.Open(file, options))
        {
            var number = 0;
            for (var i = 0; i < TracksOnEachSide; i++)
                Save(store, ++number, 10, SaveMode.Add);
            for (var i = 0; name == Compaction && i < UpdatesUntilMostIsDead; i++)
                Save(store, number, 100_000, SaveMode.Update);
            Output.Say("happens");
            All[name](file);
            store.CompactIfDue();
            Output.Say("happened");
            for (var i = 0; i < TracksOnEachSide; i++)
                Save(store, ++number, 10, SaveMode.Add);
        }
        Output.Say("closed");
        return 0;
    }

    private static string Aside(string file) => Path.Combine(Path.GetDirectoryName(file)!, "aside.json");

    private static void Save(FileTrackStore store, int number, int size, SaveMode mode)
    {
        var data = Encoding.UTF8.GetBytes($"{{\"n\":{number},\"fill\":\"{new string('x', size)}\"}}");
        store.Save(new TrackDraft("a001", "u1", new TrackData(data)) { Mode = mode });
        Output.Say($"ack {number}");
    }
}
