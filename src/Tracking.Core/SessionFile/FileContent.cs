using System.Collections.Generic;
using Tracking.State;

namespace Tracking.SessionFile;

/// <summary>What was read from a session file, and how it stands at its end.</summary>
internal sealed class FileContent(FileHeader header)
{
    private const int MaxWarnings = 20;

    private int _warningCount;

    public FileHeader Header { get; } = header;

    public TrackState State { get; } = new();

    /// <summary>The number that the next event takes.</summary>
    public long NextEvent { get; set; } = header.FirstEvent;

    /// <summary>Whether the file has events.</summary>
    public bool HasEvents { get; set; }

    /// <summary>Where the last whole event (or the header) ends, in bytes: the next one is written from here.</summary>
    public long End { get; set; }

    /// <summary>Whether the closing brackets stand behind it, and nothing else.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Where the first line stands that is no event, and why; null when there is none.</summary>
    public string? TornAt { get; set; }

    /// <summary>What a reader should hear of, each naming its line; damage that was read around among them.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Whether something in the middle was passed over.</summary>
    public bool IsDamaged { get; set; }

    public void Warn(string warning)
    {
        if (_warningCount++ < MaxWarnings)
            Warnings.Add(warning);
        else
            Warnings[MaxWarnings - 1] = $"{warning} {_warningCount - MaxWarnings} more lines like this were not listed.";
    }
}
