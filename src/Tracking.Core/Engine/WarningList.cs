using System.Collections.Generic;

namespace Tracking.Engine;

/// <summary>What the user of a store is to hear of. It may be added to and taken from by any thread.</summary>
internal sealed class WarningList
{
    private readonly List<string> _warnings = [];

    public void Add(string warning)
    {
        lock (_warnings)
            _warnings.Add(warning);
    }

    /// <summary>Returns the warnings and removes them.</summary>
    public IReadOnlyList<string> Remove()
    {
        // Asked after every save: the count is read without the lock, a warning that is missed now is found by the next call.
        if (_warnings.Count == 0)
            return [];
        lock (_warnings)
        {
            string[] removed = [.. _warnings];
            _warnings.Clear();
            return removed;
        }
    }
}
