using System;

namespace Tracking.Data;

/// <summary>A condition on a stored value.</summary>
/// <param name="holds">Whether a value meets it.</param>
/// <param name="hasBlock">Whether a script block is part of it, which costs more than all else and is evaluated last.</param>
internal sealed class Condition(Func<object?, bool> holds, bool hasBlock = false)
{
    public Func<object?, bool> Holds { get; } = holds;

    public bool HasBlock { get; } = hasBlock;
}
