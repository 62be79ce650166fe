using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;
using Tracking.SessionFile;

namespace Tracking.Driver;

/// <summary>
/// Does to a store's file, for so many seconds, what administrators and their programs do: moves, deletes, replaces, empties and makes it
/// anew, and optimises it. Whatever is taken away so is in a folder of evidence in the end, for whoever looks for a track. Prints the
/// times before and after: <c>emptied</c>, between which what was written is not there, and <c>removed</c>, between which another file may
/// have been put in the place of the one that is there; and <c>did</c> with how many times each was done. Copies what was removed when its
/// input ends.
/// </summary>
internal static class Disturbance
{
    public static int Run(string file, string evidence, int seconds)
    {
        var random = new Random();
        var (number, did) = (0, new SortedDictionary<string, int>(StringComparer.Ordinal));
        var removed = new List<(string Path, FileStream File)>();
        (string Name, Action<string> Do)[] acts =
        [
            ("move", path => File.Move(file, path)),
            ("rotate", path => Rotate(file, path)),
            ("delete", path => removed.Add((path, Delete(file, path)))),
            ("replace", path => removed.Add((path, Replace(file, path)))),
            ("copytruncate", path => CopyAndTruncate(file, path)),
            ("optimise", _ => Optimise(file)),
            ("optimise", _ => Optimise(file)),
        ];
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(seconds);)
        {
            var (name, act) = acts[random.Next(acts.Length)];
            try
            {
                act(Path.Combine(evidence, $"{Path.GetFileNameWithoutExtension(file)}-{++number}.json"));
                did[name] = did.GetValueOrDefault(name) + 1;
            }
            catch (FileNotFoundException)
            {
                // Nothing was there to be disturbed.
            }
            Thread.Sleep(random.Next(40));
        }
        Output.Say($"did {string.Join(", ", did)}");
        Console.In.ReadToEnd();
        foreach (var (path, gone) in removed)
        {
            gone.Position = 0;
            using var copy = File.Create(Removed(path));
            gone.CopyTo(copy);
        }
        return 0;
    }

    /// <summary>Such a file is there for nobody but the test: it counts only for what was closed before.</summary>
    private static string Removed(string path) => path + ".removed";

    private static string Now => Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture);

    private static void Rotate(string file, string path)
    {
        File.Move(file, path);
        try
        {
            new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete).Dispose();
        }
        catch (IOException)
        {
            // A writer was faster.
        }
    }

    private static FileStream Delete(string file, string path) => Remove(file, path, () => File.Delete(file));

    private static FileStream Replace(string file, string path)
    {
        var other = path + ".new";
        // By another store, so that whoever comes next goes on with it.
        FileTrackStore.Open(other).Dispose();
        return Remove(file, path, () => File.Move(other, file, overwrite: true));
    }

    /// <summary>What was there is read in the end: who has it open may go on writing to it.</summary>
    private static FileStream Remove(string file, string path, Action remove)
    {
        var begun = Now;
        var gone = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        remove();
        Output.Say($"removed {begun} {Now} {Removed(path)}");
        return gone;
    }

    private static void CopyAndTruncate(string file, string path)
    {
        var begun = Now;
        using var emptied = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        using (var copy = File.Create(path))
            emptied.CopyTo(copy);
        emptied.SetLength(0);
        Output.Say($"emptied {begun} {Now}");
    }

    private static void Optimise(string file)
    {
        try
        {
            using var store = FileTrackStore.Open(file, new FileStoreOptions { IsLease = true });
            store.Optimize();
        }
        catch (TrackingException error)
        {
            Output.Say($"not optimised: {error.Code} {error.Message}");
        }
    }
}
