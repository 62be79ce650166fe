using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using Tracking.Model;
using Tracking.SessionFile;

namespace Tracking.Driver;

/// <summary>
/// Opens a store for writing again and again, for so many seconds, while other processes do the same; saves a few tracks each time and
/// closes it. Prints <c>ack</c>, the track's number and its <c>n</c> for each track, <c>locked</c> and the message when it was refused, and
/// <c>owned</c> with how many times it had the store. Ends with 3 when another process had it at the same time.
/// </summary>
/// <remarks>
/// The witness is a symbolic link beside the store that names the owner's process. Making one is a single step and
/// fails where there is one; no code of the store takes part.
/// </remarks>
internal static class Race
{
    public static int Run(string file, int seconds)
    {
        var random = new Random();
        var waited = Stopwatch.StartNew();
        var (owned, saved) = (0, 0);
        while (waited.Elapsed < TimeSpan.FromSeconds(seconds))
        {
            try
            {
                using var store = FileTrackStore.Open(file);
                if (!TryTestify(file))
                    return 3;
                for (var i = random.Next(1, 5); i > 0; i--)
                {
                    var text = string.Create(CultureInfo.InvariantCulture, $"{{\"n\":\"{Environment.ProcessId}-{++saved}\"}}");
                    var track = store.Save(new TrackDraft("race", "u1", new TrackData(Encoding.UTF8.GetBytes(text))));
                    Output.Say($"ack {track.Number} {Environment.ProcessId}-{saved}");
                }
                Thread.Sleep(random.Next(10));
                owned++;
                File.Delete(WitnessOf(file));
            }
            catch (TrackingException error) when (error.Code == TrackingErrorCode.TrackStoreLocked)
            {
                Output.Say($"locked {error.Message}");
            }
            Thread.Sleep(random.Next(10));
        }
        Output.Say($"owned {owned}");
        return 0;
    }

    private static string WitnessOf(string file) => file + ".witness";

    private static bool TryTestify(string file)
    {
        var witness = WitnessOf(file);
        for (var waited = Stopwatch.StartNew(); ;)
        {
            try
            {
                File.CreateSymbolicLink(witness, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
                return true;
            }
            catch (IOException)
            {
                // Of one that owns the store, which must not be; or of one that was killed, and may be ending only now.
                var other = new FileInfo(witness).LinkTarget;
                if (other != null && IsGone(other))
                {
                    File.Delete(witness);
                }
                else if (other == null || waited.Elapsed > TimeSpan.FromSeconds(1))
                {
                    Output.Say($"differs: {other ?? "a process that has gone on since"} has the store too");
                    return false;
                }
            }
            Thread.Sleep(1);
        }
    }

    private static bool IsGone(string processId)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{processId}/stat");
            return status[status.LastIndexOf(')') + 2] is 'Z' or 'X';
        }
        catch (IOException)
        {
            return true;
        }
    }
}
