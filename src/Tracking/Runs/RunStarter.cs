using System.Diagnostics;
using Tracking.Data;
using Tracking.Model;
using Tracking.Stores;

namespace Tracking.Runs;

/// <summary>What is on record of each run that this process starts (rule 8.1).</summary>
internal static class RunStarter
{
    private static readonly int ProcessId = FindProcessId();

    /// <summary>The facts of a run.</summary>
    /// <param name="script">The script file that starts it; null when there is none.</param>
    /// <param name="store">The store that it is started in.</param>
    public static RunFacts Facts(string? script, TrackStore store) => new()
    {
        Host = HostName.Current,
        Process = ProcessId,
        User = SystemUser.Name,
        Script = script,
        Store = store.Path,
        Parent = StepScope.Innermost?.Run.Record.Identity.ToString(),
    };

    private static int FindProcessId()
    {
        using var self = Process.GetCurrentProcess();
        return self.Id;
    }
}
