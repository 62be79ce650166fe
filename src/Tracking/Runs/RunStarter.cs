using System.Diagnostics;
using Tracking.Data;
using Tracking.Model;
using Tracking.Traces;

namespace Tracking.Runs;

/// <summary>What is on record of each run that this process starts (rule 8.1).</summary>
internal static class RunStarter
{
    private static readonly int ProcessId = FindProcessId();

    /// <summary>The facts of a run.</summary>
    /// <param name="script">The script file that starts it; null when there is none.</param>
    /// <param name="store">The store that it is started in.</param>
    /// <param name="user">The user that was named for it; null when none was.</param>
    public static RunFacts Facts(string? script, TrackStore store, string? user = null) => new()
    {
        Host = HostName.Current,
        Process = ProcessId,
        User = user ?? StepScope.UserHere,
        Script = script,
        Store = store.Path,
        Parent = StepScope.Innermost?.Run.Record.Identity.ToString(),
        TraceParent = TraceParentHere?.ToString(),
    };

    private static TraceParent? TraceParentHere => StepScope.Innermost switch
    {
        null => TraceEnvironment.Outer,
        { Step: { } step } scope => TraceParent.Of(scope.Run.Record, step),
        { Run: var run } => TraceParent.Of(run.Record),
    };

    private static int FindProcessId()
    {
        using var self = Process.GetCurrentProcess();
        return self.Id;
    }
}
