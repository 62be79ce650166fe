namespace Tracking.Tests.Scripts;

/// <summary>A test of runs and steps in scripts that begin as scripts should, with a store in memory: <c>$store</c>.</summary>
public abstract class ScriptTest : ModuleTest
{
    protected ScriptTest() => Run("""
        Set-StrictMode -Version 3
        $ErrorActionPreference = 'Stop'
        $store = Open-TrackStore -InMemory
        """);

    /// <summary>The steps of a task's runs, oldest first: <c>1 deploy/copy Completed</c> for one of run 1.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="store">An expression; the current store unless it is given.</param>
    protected string[] Steps(string taskId, string store = "(Get-TrackStore)") =>
        Output($"Get-TrackStep '{taskId}' -Store {store} | ForEach-Object {{ \"$($_.RunId) $($_.Path) $($_.Status)\" }}");

    /// <summary>A task's runs, oldest first: <c>1 Failed no disk</c>.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="store">An expression; the current store unless it is given.</param>
    protected string[] Runs(string taskId, string store = "(Get-TrackStore)") =>
        Output($"Get-TrackRun '{taskId}' -All -Store {store} | ForEach-Object {{ \"$($_.RunId) $($_.Status) $($_.Message)\".TrimEnd() }}");
}
