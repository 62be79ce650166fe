using System;
using System.Linq;
using System.Management.Automation.Host;
using System.Threading;

namespace Tracking.Stores;

/// <summary>What is to be said to who asks an empty session store while there are other sessions (rule 3.27).</summary>
internal static class OtherSessions
{
    // What pwsh is started by to do something and end.
    private static readonly string[] BatchSwitches =
        ["-noninteractive", "-noni", "-file", "-f", "-command", "-c", "-encodedcommand", "-e", "-ec"];

    /// <summary>The line; null when the store holds something, is no session's own, or there are no other files.</summary>
    public static string? Hint(TrackStore? current, CancellationToken cancellation)
    {
        if (current is not { Opened: { } opened } || !SessionStore.IsOfSession(current.Path))
            return null;
        var counts = opened.Count(cancellation);
        if (counts.Tracks > 0 || counts.Runs > 0)
            return null;
        var others = SessionStore.ListFiles().Count(path => path != current.Path);
        return others == 0 ? null
            : others == 1 ? "This session has saved nothing. There is the file of another session: -AllSessions asks it too."
            : $"This session has saved nothing. There are the files of {others} other sessions: -AllSessions asks them too.";
    }

    /// <summary>Whether someone reads what the host shows, and nothing else does.</summary>
    public static bool IsSomebodyThere(PSHost host) =>
        host.UI?.RawUI != null && host.Name == "ConsoleHost" && Environment.UserInteractive && !Console.IsOutputRedirected
        && !Environment.GetCommandLineArgs().Skip(1).Any(IsOfBatch);

    private static bool IsOfBatch(string given) =>
        BatchSwitches.Contains(given, StringComparer.OrdinalIgnoreCase) || given.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase);
}
