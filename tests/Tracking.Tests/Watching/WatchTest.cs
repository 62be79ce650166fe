using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading;

namespace Tracking.Tests.Watching;

/// <summary>A test of Watch-Track that follows the stores of this process from a runspace of its own.</summary>
public abstract class WatchTest : ModuleTest
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(300);

    /// <summary>Begins to watch.</summary>
    protected BackgroundScript Watch(string arguments)
    {
        var begun = FilePath(Path.GetRandomFileName());
        var watch = Begin($"Set-Content '{begun}' 1; Watch-Track {arguments}").WaitFor(begun);
        // It follows when its first look is done, which comes some milliseconds later, and says so nowhere.
        Thread.Sleep(FirstLook);
        return watch;
    }

    /// <summary>What came, in a word each: <c>0000001 5</c> is a track whose data say n = 5.</summary>
    protected static string[] Changes(ScriptResult result) => [.. result.WithoutErrors().Objects.Select(Describe)];

    /// <summary>A progress bar in a line.</summary>
    protected static string Describe(ProgressRecord bar) =>
        $"{bar.Activity} {bar.ActivityId} {bar.PercentComplete} '{bar.StatusDescription}' '{bar.CurrentOperation}' "
        + $"{bar.SecondsRemaining} {bar.RecordType}";

    private static string Describe(PSObject? change) => change!.BaseObject switch
    {
        Track track => $"{track.Id} {track.Data["n"]}",
        TrackRun run => $"run {run.RunId} {run.Status}",
        var other => throw new InvalidOperationException($"It is neither a track nor a run: {other}"),
    };
}
