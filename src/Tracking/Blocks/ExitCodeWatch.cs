using System.Collections.Generic;
using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace Tracking.Blocks;

/// <summary>
/// Sees whether a native program ran in a block. Each one leaves an object of its own in <c>$LASTEXITCODE</c>, so that one which is equal
/// to that of before, but another object, tells that a program ran and ended alike.
/// </summary>
internal sealed class ExitCodeWatch
{
    private const string Name = "global:LASTEXITCODE";

    // By exit code: what stood there before the block that it belongs to. For the blocks around it, it did not happen.
    private static readonly ConditionalWeakTable<object, object> Before = new();
    private static readonly object Nothing = new();

    private readonly PSVariableIntrinsics _variables;
    private readonly object? _former;
    private readonly object? _base;
    private PSVariable? _variable;

    // Exit codes of what reads the block's output, and what stood there before.
    private List<(object Code, object? Before)>? _foreign;

    public ExitCodeWatch(PSVariableIntrinsics variables)
    {
        _variables = variables;
        _former = _base = Current;
        if (_former is not int code || (_variable!.Options & (ScopedItemOptions.ReadOnly | ScopedItemOptions.Constant)) != 0)
            return;
        _base = code;
        _variable.Value = _base;
        Before.Add(_base, _former);
    }

    private object? Current => (_variable ??= _variables.Get(Name))?.Value;

    /// <summary>What is to be given to <see cref="Disown"/> after others were at work.</summary>
    public object? Mark() => Current;

    /// <summary>Since then, others were at work; what ran there is theirs.</summary>
    public void Disown(object? mark)
    {
        if (Current is { } now && !ReferenceEquals(now, mark))
            (_foreign ??= []).Add((now, mark));
    }

    /// <summary>The exit code of the last program since the beginning; null when none ran.</summary>
    public int? End()
    {
        var now = Current;
        if (ReferenceEquals(now, _base))
        {
            if (_variable != null && !ReferenceEquals(_former, _base))
                _variable.Value = _former;
            return null;
        }
        var last = Own(now);
        if (last == null || ReferenceEquals(last, _base))
            return null;
        Before.Remove(last);
        Before.Add(last, _former ?? Nothing);
        return LanguagePrimitives.TryConvertTo<int>(last, out var code) ? code : null;
    }

    /// <summary>Of what stands there, the last that belongs to this block.</summary>
    private object? Own(object? code)
    {
        while (code != null && !ReferenceEquals(code, _base))
        {
            if (Before.TryGetValue(code, out var before))
                code = ReferenceEquals(before, Nothing) ? null : before;
            else if (_foreign?.FindIndex(pair => ReferenceEquals(pair.Code, code)) is { } index and >= 0)
                code = _foreign[index].Before;
            else
                break;
        }
        return code;
    }
}
