using System;
using System.Collections.Generic;

namespace Tracking.SessionFile;

/// <summary>
/// What a reader of a file should hear of, each naming its line. The first few are kept and the rest counted, since a file can give rise
/// to any number.
/// </summary>
internal sealed class FileWarnings
{
    private const int MaxListed = 20;
    private const int MaxFindings = 1000;

    private readonly List<string> _listed = [];
    private readonly List<LineFinding> _findings = [];
    private readonly long[] _counts = new long[Enum.GetValues(typeof(FindingKind)).Length];
    private int _count;

    public IReadOnlyList<string> Listed => _listed;

    /// <summary>The first of what was found, line by line.</summary>
    public IReadOnlyList<LineFinding> Findings => _findings;

    /// <summary>How many lines have such a finding.</summary>
    public long Count(FindingKind kind) => _counts[(int)kind];

    /// <summary>Adds what was found at a line.</summary>
    /// <param name="kind">What becomes of it.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="text">What to tell, with the place.</param>
    public void Add(FindingKind kind, LinePlace place, string text)
    {
        _counts[(int)kind]++;
        if (_findings.Count < MaxFindings)
            _findings.Add(new LineFinding(kind, place.Line, place.Offset, text));
        if (_count++ < MaxListed)
            _listed.Add(text);
        else
            _listed[MaxListed - 1] = $"{text} {_count - MaxListed} more lines like this were not listed.";
    }
}
