using System;
using System.Globalization;
using System.Management.Automation;
using System.Threading;
using Tracking.Blocks;
using Tracking.Runs;

namespace Tracking.Hooks;

/// <summary>
/// A script block at the end of a run (rule 13.2). It runs in the caller's runspace, in a pipeline of its own, which can be stopped without
/// the caller's, and leaves nothing behind in <c>$Error</c> and <c>$LASTEXITCODE</c>.
/// </summary>
/// <param name="command">The cmdlet that ends the run.</param>
/// <param name="block">The block.</param>
/// <param name="timeout">After how long it is asked to stop.</param>
internal sealed class BlockHook(PSCmdlet command, ScriptBlock block, TimeSpan timeout)
{
    /// <summary>The task of what is on record of it.</summary>
    public const string TaskId = "OnEnd";

    private const string InOwnScope = "param($__trackedHook, $__trackedWork) & $__trackedHook -Work $__trackedWork";

    private static readonly CmdletInfo Hook = new("Invoke-Hook", typeof(InvokeHookCommand));

    /// <summary>Runs it to its end.</summary>
    /// <param name="run">The run that ended: its <c>$_</c>, and its argument.</param>
    /// <param name="within">What is known of the steps in it.</param>
    /// <param name="warn">Receives what it warned of.</param>
    public HookOutcome Run(TrackRun run, StepScope within, Action<string> warn)
    {
        BlockOutcome? outcome = null;
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddScript(InOwnScope, useLocalScope: true).AddArgument(Hook).AddArgument((Action<PSCmdlet>)(inner =>
            outcome = new BlockRunner(inner).Run(block, new BlockOptions { HasInput = true, Input = run, Arguments = [run] })));
        var isLate = false;
        Exception? thrown = null;
        using (ErrorHistory.Restore(command))
        using (LastExitCode.Restore(command.SessionState.PSVariable))
        using (new Timer(_ => Stop(shell, ref isLate), state: null, timeout, Timeout.InfiniteTimeSpan))
        {
            try
            {
                shell.Invoke();
            }
            catch (Exception error) when (!command.Stopping)
            {
                // Of a pipeline that was stopped, and of what could not begin.
                thrown = error;
            }
        }
        foreach (var warning in shell.Streams.Warning)
            warn(warning.Message);
        if (isLate)
            return new HookOutcome(RunStatus.Stopped, Late(timeout));
        // PowerShell stops what is within first: the pipeline around may not know yet that it is to end.
        if (outcome is { End: BlockEnd.Stopped } || (outcome == null && thrown is PipelineStoppedException))
            throw new PipelineStoppedException();
        if (outcome == null)
            return HookOutcome.Failed(thrown?.Message ?? "It did not begin.");
        var end = new RecordedEnd(outcome, within, [0]);
        return new HookOutcome(end.RunStatus, end.RunMessage);
    }

    /// <summary>What is said of a hook that took too long.</summary>
    public static string Late(TimeSpan timeout) =>
        string.Format(CultureInfo.InvariantCulture, "It had not ended after {0} s.", timeout.TotalSeconds);

    private static void Stop(PowerShell shell, ref bool isLate)
    {
        if (shell.InvocationStateInfo.State != PSInvocationState.Running)
            return;
        isLate = true;
        // Waiting for its end is what the pipeline's own thread does.
        shell.BeginStop(callback: null, state: null);
    }
}
