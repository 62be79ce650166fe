using System.Collections.Generic;
using System.Management.Automation;
using Tracking.Blocks;

namespace Tracking.Tests.Wrapped;

/// <summary>Runs a block as the module's cmdlets do, and adds what happened to a list.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Block")]
public sealed class InvokeBlockCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public ScriptBlock? ScriptBlock { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    [Parameter]
    public object?[] ArgumentList { get; set; } = [];

    [Parameter]
    public SwitchParameter Hold { get; set; }

    [Parameter]
    public SwitchParameter LeavesTerminal { get; set; }

    /// <summary>How often a failed block is run.</summary>
    [Parameter]
    public int Attempts { get; set; } = 1;

    internal static List<BlockOutcome> Outcomes { get; } = [];

    internal static List<object?> Output { get; } = [];

    protected override void ProcessRecord()
    {
        var runner = new BlockRunner(this);
        var options = new BlockOptions
        {
            HasInput = MyInvocation.BoundParameters.ContainsKey(nameof(InputObject)),
            Input = InputObject,
            Arguments = ArgumentList,
            Hold = Hold,
            LeavesTerminal = LeavesTerminal,
            OnOutput = Output.Add,
            ErrorAction = MyInvocation.BoundParameters.TryGetValue("ErrorAction", out var given) ? (ActionPreference)given : null,
        };
        BlockOutcome outcome;
        do
        {
            outcome = runner.Run(ScriptBlock!, options);
            lock (Outcomes)
                Outcomes.Add(outcome);
        }
        while (outcome.End == BlockEnd.Failed && --Attempts > 0);
        runner.Conclude(outcome, options);
    }
}
