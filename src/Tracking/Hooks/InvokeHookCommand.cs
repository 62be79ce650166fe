using System;
using System.Management.Automation;

namespace Tracking.Hooks;

/// <summary>Does something within a pipeline of its own. It is no command of the module's: only <see cref="BlockHook"/> runs it.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Hook")]
internal sealed class InvokeHookCommand : PSCmdlet
{
    [Parameter(Mandatory = true)]
    public Action<PSCmdlet> Work { get; set; } = _ => { };

    protected override void EndProcessing() => Work(this);
}
