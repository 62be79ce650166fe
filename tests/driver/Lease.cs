using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Tracking.Model;
using Tracking.SessionFile;

namespace Tracking.Driver;

/// <summary>
/// Opens a store as a cmdlet does that saves to a path, saves a few tracks and closes it, again and again for so many seconds, while other
/// processes do the same and someone may move, delete and empty the file. Prints <c>ack</c>, the track's mark and the time for each track,
/// <c>closing</c> and <c>closed</c> and the times, <c>warning</c> and what the store told, <c>locked</c> when it was refused as held by
/// another, <c>refused</c> and the error when by another one, <c>failed</c> and the error when closing failed, and <c>owned</c> with how
/// many times it had the store. Ends with 3 when another process had the same file at the same time.
/// </summary>
/// <remarks>
/// The witness is a symbolic link that has the number of the file that is open here, as the system gives it. Between making and deleting it
/// nothing is asked of the store, so that it does not go on in another file meanwhile.
/// </remarks>
internal static class Lease
{
    public static int Run(string file, string witnesses, string fallback, int seconds)
    {
        var random = new Random();
        var waited = Stopwatch.StartNew();
        var (owned, saved) = (0, 0);
        while (waited.Elapsed < TimeSpan.FromSeconds(seconds))
        {
            FileTrackStore? store = null;
            try
            {
                store = FileTrackStore.Open(file, new FileStoreOptions
                {
                    IsLease = true,
                    CreateLater = !File.Exists(file),
                    Durability = Durability.OnClose,
                    FallbackFolder = fallback,
                });
                for (var i = random.Next(1, 4); i > 0; i--)
                {
                    var mark = $"{Environment.ProcessId}-{++saved}";
                    store.Save(new TrackDraft("race", "u1", new TrackData(Encoding.UTF8.GetBytes($"{{\"n\":\"{mark}\"}}"))));
                    Output.Say($"ack {mark} {Now}");
                    if (!IsAlone(witnesses, Path.GetFileName(file), random))
                        return 3;
                }
                owned++;
            }
            catch (TrackingException error)
            {
                var isLocked = error.Code == TrackingErrorCode.TrackStoreLocked;
                Output.Say(isLocked ? $"locked {error.Message}" : $"refused {error.Code} {error.Message}");
            }
            finally
            {
                Close(store);
            }
        }
        Output.Say($"owned {owned}");
        return 0;
    }

    /// <summary>The same time in all processes.</summary>
    private static string Now => Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture);

    private static void Close(FileTrackStore? store)
    {
        if (store == null)
            return;
        Output.Say($"closing {Now}");
        try
        {
            store.Dispose();
        }
        catch (TrackingException error)
        {
            Output.Say($"failed {error.Code} {error.Message}");
        }
        Output.Say($"closed {Now}");
        foreach (var warning in store.DrainWarnings())
            Output.Say($"warning {warning}");
    }

    private static bool IsAlone(string witnesses, string name, Random random)
    {
        string[] open = [.. NumbersOfOpenFiles(name)];
        if (open.Length != 1)
        {
            Output.Say($"differs: {open.Length} files of the store are open");
            return false;
        }
        var witness = Path.Combine(witnesses, open[0]);
        try
        {
            File.CreateSymbolicLink(witness, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            Output.Say($"differs: {new FileInfo(witness).LinkTarget ?? "a process that has gone on since"} has file {open[0]} too");
            return false;
        }
        Thread.Sleep(random.Next(3));
        File.Delete(witness);
        return true;
    }

    /// <summary>The numbers of the files that are open here and have the store's name, wherever they stand by now.</summary>
    private static IEnumerable<string> NumbersOfOpenFiles(string name) =>
        from descriptor in Directory.GetFiles("/proc/self/fd")
        let target = new FileInfo(descriptor).LinkTarget
        where target != null && Path.GetFileName(target).StartsWith(Path.GetFileNameWithoutExtension(name), StringComparison.Ordinal)
        from line in File.ReadLines("/proc/self/fdinfo/" + Path.GetFileName(descriptor))
        where line.StartsWith("ino:", StringComparison.Ordinal)
        select line[4..].Trim();
}
