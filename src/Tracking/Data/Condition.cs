using System;
using System.Collections.Generic;

namespace Tracking.Data;

/// <summary>A condition on a stored value.</summary>
/// <param name="holds">Whether a value meets it.</param>
/// <param name="hasBlock">Whether a script block is part of it, which costs more than all else and is evaluated last.</param>
internal sealed class Condition(Func<object?, bool> holds, bool hasBlock = false)
{
    public Func<object?, bool> Holds { get; } = holds;

    public bool HasBlock { get; } = hasBlock;

    /// <summary>
    /// What data have that meet it: of each list one token or more (<see cref="DataTokens"/>). Where nothing is known there is no list.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>> Tokens { get; init; } = [];
}
