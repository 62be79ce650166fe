using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Management.Automation.Language;

namespace Tracking.Blocks;

/// <summary>
/// Runs a script block as if no cmdlet stood around it, and knows afterwards what happened: it runs in the scope of the caller, with its
/// automatic variables and preferences; its streams go where they would have gone, in order; and what ends it can be thrown on as it came.
/// </summary>
/// <param name="command">The cmdlet.</param>
internal sealed class BlockRunner(PSCmdlet command)
{
    /// <summary>
    /// The switch that has blocks run without <see cref="ShellInternals"/>, for tests of what other versions of PowerShell do.
    /// </summary>
    public const string PlainSwitch = "Tracking.PlainBlocks";

    // What is more than a list of statements is run as a command of such a list. The names are those of no script. By the trap, what ends
    // the command comes out, whatever the preference: a bad argument, or its own $PSCmdlet.ThrowTerminatingError.
    private static readonly ScriptBlock AsCommand =
        ScriptBlock.Create("param($__trackedBlock, $__trackedArguments) trap { break } . $__trackedBlock @__trackedArguments");
    private static readonly ScriptBlock AsCommandWithInput =
        ScriptBlock.Create("param($__trackedBlock, $__trackedArguments) trap { break } , $_ | . $__trackedBlock @__trackedArguments");

    /// <summary>Runs a block to its end. Nothing is thrown: <see cref="Conclude"/> does that.</summary>
    public BlockOutcome Run(ScriptBlock block, BlockOptions options)
    {
        var outcome = new BlockOutcome(block);
        var caller = command.GetVariableValue("PSCmdlet") as PSCmdlet;
        var earlier = ShellInternals.TerminatingErrorOf(caller);
        var location = command.SessionState.Path.CurrentLocation.Path;
        var exitCode = new ExitCodeWatch(command.SessionState.PSVariable);
        var stop = options.ErrorAction == ActionPreference.Stop ? new StopPreference(command) : null;
        try
        {
            if (!ShellInternals.IsKnown || (AppContext.TryGetSwitch(PlainSwitch, out var isPlain) && isPlain))
                PlainBlock.Invoke(command, block, options, outcome);
            else
                Invoke(block, options, outcome, exitCode, stop);
        }
        catch (Exception error)
        {
            outcome.EndBy(error, FailureOf(error, caller, earlier), command.Stopping);
            // The script is not at its end yet: a retry may follow.
            if (error is PipelineStoppedException && outcome.End == BlockEnd.Failed)
                ShellInternals.ForgetTerminatingError(outcome.EndedCaller = caller!);
        }
        finally
        {
            stop?.End();
        }
        outcome.ExitCode = exitCode.End();
        outcome.ChangedLocation = location != command.SessionState.Path.CurrentLocation.Path;
        return outcome;
    }

    /// <summary>
    /// Lets the script go on as the block ended: what it threw is thrown on as if there were no cmdlet around it, or, if -ErrorAction says
    /// so, its failure becomes an error that ends nothing.
    /// </summary>
    public void Conclude(BlockOutcome outcome, BlockOptions options)
    {
        if (outcome is { End: BlockEnd.Failed, FailureRecord: { } record }
            && options.ErrorAction is ActionPreference.Continue or ActionPreference.SilentlyContinue or ActionPreference.Ignore)
        {
            WriteFailure(outcome.Failure!, record);
            return;
        }
        if (outcome is { EndedCaller: { } caller, Failure: { } failure })
            ShellInternals.RecallTerminatingError(caller, failure);
        // PowerShell takes what is thrown on for none of this cmdlet's errors.
        if (outcome is { Failure: RuntimeException, FailureRecord: { } last } && ShellInternals.IsKnown)
            ShellInternals.AppendError(ShellInternals.OutputPipe(command.CommandRuntime), last);
        outcome.Rethrow();
    }

    private void WriteFailure(Exception failure, ErrorRecord record)
    {
        var error = ErrorHistory.Latest(command, record) ?? new ErrorRecord(record, failure);
        ErrorHistory.Forget(command, error);
        BlockStreams.MarkAsCounted(error);
        ShellInternals.PreservePlace(error);
        // Which obeys -ErrorAction.
        command.WriteError(error);
    }

    private void Invoke(ScriptBlock block, BlockOptions options, BlockOutcome outcome, ExitCodeWatch exitCode, StopPreference? stop)
    {
        var underscore = options.HasInput ? options.Input : AutomationNull.Value;
        var invocation = PSObject.AsPSObject(command.GetVariableValue("MyInvocation") ?? "").BaseObject as InvocationInfo;
        using var streams = new BlockStreams(command, options, outcome, exitCode, stop);
        if (IsListOfStatements(block))
        {
            var arguments = options.Arguments is [] ? command.GetVariableValue("args") as object?[] ?? [] : options.Arguments;
            ShellInternals.Invoke(block, underscore, streams.Output, invocation, arguments);
        }
        else
        {
            var wrapper = options.HasInput ? AsCommandWithInput : AsCommand;
            var context = ShellInternals.ContextOf(command);
            var arguments = ArgumentsInTrap(options.Arguments, context, ShellInternals.Propagates(context));
            ShellInternals.Invoke(wrapper, underscore, streams.Output, invocation, [block, arguments]);
        }
    }

    // PowerShell has a trap end what is called within it at its first error. They are the last that is read before the block begins.
    private static IEnumerable<object?> ArgumentsInTrap(object?[] arguments, object context, bool propagates)
    {
        ShellInternals.SetPropagates(context, propagates);
        foreach (var argument in arguments)
            yield return argument;
    }

    private static bool IsListOfStatements(ScriptBlock block) =>
        block.Ast is ScriptBlockAst { ParamBlock: null, DynamicParamBlock: null, BeginBlock: null, ProcessBlock: null } ast
        && ast.EndBlock?.Unnamed != false;

    /// <summary>The error that what was thrown stands for; null when it is none.</summary>
    private static Exception? FailureOf(Exception thrown, PSCmdlet? caller, Exception? earlier) => thrown switch
    {
        // $PSCmdlet.ThrowTerminatingError of the caller ends the caller, and throws no more than that.
        PipelineStoppedException => ShellInternals.TerminatingErrorOf(caller) is { } error && !ReferenceEquals(error, earlier)
            && error is not (FlowControlException or PipelineStoppedException)
                ? error
                : null,
        FlowControlException => null,
        _ => thrown,
    };
}
