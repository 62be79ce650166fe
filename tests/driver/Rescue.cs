using System;
using System.IO;
using System.Text;
using Tracking.Model;
using Tracking.SessionFile;

namespace Tracking.Driver;

/// <summary>
/// Saves three tracks to a store that stays open, does to its file what an administrator does, saves three more and closes the store.
/// Prints <c>ack</c>, a track's mark and the store's path for each track, <c>warning</c> and what the store told, and <c>refused</c> and
/// the error where a save or the closing failed.
/// </summary>
internal static class Rescue
{
    /// <summary>A folder of that name is made beside the store's folder when the act was done: a call that a trace shows.</summary>
    private const string Acted = "acted";

    public static int Run(string file, string fallback, string act)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var root = Path.GetDirectoryName(folder)!;
        var store = FileTrackStore.Open(file, new FileStoreOptions { Durability = Durability.Always, FallbackFolder = fallback });
        for (var i = 1; i <= 6; i++)
        {
            if (i == 4)
            {
                Act(act, file, folder, root);
                Directory.CreateDirectory(Path.Combine(root, Acted));
            }
            Do(store, () =>
            {
                store.Save(new TrackDraft("rescue", "u1", new TrackData(Encoding.UTF8.GetBytes($"{{\"n\":\"m{i}\"}}"))));
                Output.Say($"ack m{i} {store.Path}");
            });
        }
        Do(store, store.Dispose);
        return 0;
    }

    private static void Do(FileTrackStore store, Action work)
    {
        try
        {
            work();
        }
        catch (TrackingException error)
        {
            Output.Say($"refused {error.Code} {error.Message}");
        }
        foreach (var warning in store.DrainWarnings())
            Output.Say($"warning {warning}");
    }

    private static void Act(string act, string file, string folder, string root)
    {
        switch (act)
        {
            case "deleted":
                File.Delete(file);
                break;
            case "moved":
                File.Move(file, file + ".1");
                break;
            case "rotated":
                File.Delete(file);
                File.WriteAllBytes(file, []);
                break;
            case "emptied":
                using (var emptied = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
                    emptied.SetLength(0);
                break;
            case "cut":
                using (var cut = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
                    cut.SetLength(cut.Length * 2 / 3);
                break;
            case "overwritten":
                File.Delete(file);
                File.WriteAllText(file, "text");
                break;
            case "replaced":
                var other = Path.Combine(root, "other.json");
                using (var store = FileTrackStore.Open(other))
                    store.Save(new TrackDraft("other", "u1", new TrackData("{\"n\":\"other\"}"u8.ToArray())));
                File.Move(other, file, overwrite: true);
                break;
            case "gone":
                Directory.Delete(folder, recursive: true);
                break;
            default:
                throw new ArgumentException($"What is '{act}'?");
        }
    }
}
