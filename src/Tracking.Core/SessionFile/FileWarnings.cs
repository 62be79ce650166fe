using System.Collections.Generic;

namespace Tracking.SessionFile;

/// <summary>
/// What a reader of a file should hear of, each naming its line. The first few are kept and the rest counted, since a file can give rise
/// to any number.
/// </summary>
internal sealed class FileWarnings
{
    private const int MaxListed = 20;

    private readonly List<string> _listed = [];
    private int _count;

    public IReadOnlyList<string> Listed => _listed;

    public void Add(string warning)
    {
        if (_count++ < MaxListed)
            _listed.Add(warning);
        else
            _listed[MaxListed - 1] = $"{warning} {_count - MaxListed} more lines like this were not listed.";
    }
}
