using System;
using System.Management.Automation;

namespace Tracking.Runs;

/// <summary>
/// Invokes a script block as ForEach-Object does: in the caller's scope, and what it outputs is the cmdlet's output at once.
/// </summary>
/// <param name="command">The cmdlet.</param>
internal sealed class BlockInvoker(PSCmdlet command)
{
    // Dot-sourced, hence in the caller's scope.
    private static readonly ScriptBlock Plain = ScriptBlock.Create("param($block) . $block");
    private static readonly ScriptBlock Tapped = ScriptBlock.Create(
        "param($block, $tap, $output, $hold) . $block | & $tap -Output $output -Hold:$hold");
    private static readonly CmdletInfo Tap = new("Copy-StepOutput", typeof(CopyStepOutputCommand));

    /// <summary>
    /// The error that a block ended with; null for what ends more than the block: Ctrl+C, exit, a pipeline that has enough.
    /// </summary>
    public static ErrorRecord? FailureOf(Exception error) =>
        error is PipelineStoppedException ? null : (error as IContainsErrorRecord)?.ErrorRecord;

    /// <summary>Invokes a block.</summary>
    public void Invoke(ScriptBlock block) => InvokePipeline(Plain, [block]);

    /// <summary>Invokes a block and retains what it outputs.</summary>
    /// <param name="block">The block.</param>
    /// <param name="output">Where its output is retained.</param>
    /// <param name="hold">Whether nothing of it is output for now.</param>
    public void Invoke(ScriptBlock block, StepOutput output, bool hold) => InvokePipeline(Tapped, [block, Tap, output, hold]);

    private void InvokePipeline(ScriptBlock wrapper, object[] arguments)
    {
        using var pipeline = wrapper.GetSteppablePipeline(CommandOrigin.Internal, arguments);
        try
        {
            pipeline.Begin(command);
            pipeline.End();
        }
        catch (RuntimeException error)
        {
            // Else PowerShell makes an error of this cmdlet of it, with this cmdlet's name in its id and this cmdlet's place in the script.
            error.WasThrownFromThrowStatement = true;
            throw;
        }
    }
}
