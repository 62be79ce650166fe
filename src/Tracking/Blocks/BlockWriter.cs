using System;
using System.Collections.ObjectModel;
using System.Management.Automation;

namespace Tracking.Blocks;

/// <summary>The end of a pipe: what PowerShell adds to this collection is handed on at once, and not kept.</summary>
/// <param name="write">Takes an object.</param>
internal sealed class BlockWriter(Action<PSObject?> write) : Collection<PSObject>
{
    /// <inheritdoc/>
    protected override void InsertItem(int index, PSObject item) => write(item);
}
