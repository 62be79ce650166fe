using System;
using System.Management.Automation;

namespace Tracking.Blocks;

/// <summary>
/// Runs a block in the caller's scope by public means alone, where <see cref="ShellInternals"/> is not known: its output is seen, its
/// errors and warnings are not, and automatic variables are the block's own.
/// </summary>
internal static class PlainBlock
{
    private static readonly ScriptBlock Plain = ScriptBlock.Create("param($block, $arguments) . $block @arguments");
    private static readonly ScriptBlock PlainWithInput = ScriptBlock.Create("param($block) ForEach-Object -Process $block");
    private static readonly ScriptBlock Tapped =
        ScriptBlock.Create("param($block, $arguments, $tap, $filter) . $block @arguments | & $tap -Filter $filter");
    private static readonly ScriptBlock TappedWithInput =
        ScriptBlock.Create("param($block, $arguments, $tap, $filter) ForEach-Object -Process $block | & $tap -Filter $filter");
    private static readonly CmdletInfo Tap = new("Copy-BlockOutput", typeof(CopyBlockOutputCommand));

    public static void Invoke(PSCmdlet command, ScriptBlock block, BlockOptions options, BlockOutcome outcome)
    {
        Func<object?, bool> filter = value =>
        {
            options.OnOutput?.Invoke(value);
            if (options.Hold)
                outcome.Hold(value);
            return !options.Hold;
        };
        var wrapper = (options.LeavesTerminal, options.HasInput) switch
        {
            (true, false) => Plain,
            (true, true) => PlainWithInput,
            (false, false) => Tapped,
            (false, true) => TappedWithInput,
        };
        object?[] arguments = options.LeavesTerminal ? [block, options.Arguments] : [block, options.Arguments, Tap, filter];
        using var pipeline = wrapper.GetSteppablePipeline(CommandOrigin.Internal, arguments);
        if (!options.HasInput)
        {
            pipeline.Begin(command);
            pipeline.End();
            return;
        }
        // Tied to the cmdlet, it would expect input only where the cmdlet does.
        pipeline.Begin(expectInput: true);
        Write(pipeline.Process(options.Input));
        Write(pipeline.End());

        void Write(Array values)
        {
            foreach (var value in values)
                command.WriteObject(value);
        }
    }
}
