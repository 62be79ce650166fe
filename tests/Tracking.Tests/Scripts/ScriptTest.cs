namespace Tracking.Tests.Scripts;

/// <summary>A test of runs and steps in scripts that begin as scripts should, with a store in memory: <c>$store</c>.</summary>
public abstract class ScriptTest : ModuleTest
{
    protected ScriptTest() => Run("""
        Set-StrictMode -Version 3
        $ErrorActionPreference = 'Stop'
        $store = Open-TrackStore -InMemory
        # The outcomes that a task's steps left, oldest first.
        function Get-Outcome([string] $TaskId, [object] $Store = (Get-TrackStore)) {
            Search-Track $TaskId -Store $Store | Where-Object { $_.Data.Contains('Step') } |
                ForEach-Object { "$($_.Data.Step) $($_.Data.Outcome)" }
        }
        """);

    /// <summary>What a task's steps left, oldest first: <c>copy Started</c>.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="store">An expression; the current store unless it is given.</param>
    protected string[] Outcomes(string taskId, string store = "(Get-TrackStore)") => Output($"Get-Outcome '{taskId}' {store}");

    /// <summary>A task's runs, oldest first: <c>1 Failed no disk</c>.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="store">An expression; the current store unless it is given.</param>
    protected string[] Runs(string taskId, string store = "(Get-TrackStore)") =>
        Output($"Get-TrackRun '{taskId}' -All -Store {store} | ForEach-Object {{ \"$($_.RunId) $($_.Status) $($_.Message)\".TrimEnd() }}");
}
