using System;
using System.Management.Automation;

namespace Tracking.Blocks;

/// <summary>How a block is run.</summary>
internal sealed class BlockOptions
{
    /// <summary>Whether <see cref="Input"/> is the block's <c>$_</c>.</summary>
    public bool HasInput { get; set; }

    /// <summary>The object that was piped to the cmdlet.</summary>
    public object? Input { get; set; }

    /// <summary>The block's arguments. Without any, a block that has no parameters sees its caller's <c>$args</c>.</summary>
    public object?[] Arguments { get; set; } = [];

    /// <summary>Whether nothing is output for now; <see cref="BlockOutcome.Held"/> has it.</summary>
    public bool Hold { get; set; }

    /// <summary>Sees each object that is output. It must not throw: the block could catch it.</summary>
    public Action<object?>? OnOutput { get; set; }

    /// <summary>The cmdlet's -ErrorAction, if it was given.</summary>
    public ActionPreference? ErrorAction { get; set; }

    /// <summary>Whether native programs keep their terminal: the output is not seen on its way, and neither held nor observed.</summary>
    public bool LeavesTerminal { get; set; }
}
