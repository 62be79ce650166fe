using System.Management.Automation;

namespace Tracking.Blocks;

/// <summary><c>$ErrorActionPreference</c> of a block's scope, which is the caller's, set to Stop while the block runs.</summary>
internal sealed class StopPreference
{
    private const string Name = "local:ErrorActionPreference";

    private readonly PSVariableIntrinsics _variables;
    private readonly bool _hadOne;
    private readonly object? _former;

    // Whether the block itself set another one.
    private bool _hasOwn;

    public StopPreference(PSCmdlet command)
    {
        _variables = command.SessionState.PSVariable;
        if (_variables.Get(Name) is { } variable)
            (_hadOne, _former) = (true, variable.Value);
        _variables.Set(Name, ActionPreference.Stop);
    }

    /// <summary>What runs next is not of the block.</summary>
    public void Suspend()
    {
        var now = _variables.Get(Name)?.Value;
        _hasOwn = !Equals(now, ActionPreference.Stop);
        if (!_hasOwn)
            Restore();
    }

    /// <summary>What runs next is of the block again.</summary>
    public void Resume()
    {
        if (!_hasOwn)
            _variables.Set(Name, ActionPreference.Stop);
    }

    /// <summary>The block is over. What it set itself stays, as without.</summary>
    public void End()
    {
        if (Equals(_variables.Get(Name)?.Value, ActionPreference.Stop))
            Restore();
    }

    private void Restore()
    {
        if (_hadOne)
            _variables.Set(Name, _former);
        else
            _variables.Remove(Name);
    }
}
