using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Tracking.Disk;

namespace Tracking.SessionFile;

/// <summary>
/// By which seed the lines of a file are checked whose header does not say it, or cannot be trusted: the lines say it themselves, since
/// each has its value, and those of one file agree (format 7.10).
/// </summary>
internal sealed class FileSeed
{
    private const int MostSeeds = 1 << 16;
    private const string ClosingStart = "],\"flushed\":";
    private const string OfKey = ",\"of\":\"";

    private readonly Dictionary<uint, long> _lines = [];
    private (Guid Session, int Generation)? _closing;

    private FileSeed()
    {
    }

    /// <summary>Reads a file for the seeds of its lines.</summary>
    public static FileSeed Read(IDiskFile file, long length)
    {
        var seed = new FileSeed();
        var lines = new LineReader(file, length);
        while (lines.Read())
        {
            var start = lines.Start < lines.End && lines.Buffer[lines.Start] == ',' ? lines.Start + 1 : lines.Start;
            if (LineCheck.SeedOf(lines.Buffer, start, lines.End) is { } one)
            {
                if (seed._lines.TryGetValue(one, out var count))
                    seed._lines[one] = count + 1;
                else if (seed._lines.Count < MostSeeds)
                    seed._lines.Add(one, 1);
            }
            else
            {
                seed._closing ??= Closing(lines.Buffer, lines.Start, lines.End);
            }
        }
        return seed;
    }

    /// <summary>Whether several lines agree on a seed, which is that of another file then, or of an older generation.</summary>
    public bool IsOfSeveral(uint seed) => _lines.TryGetValue(seed, out var count) && count > 1;

    /// <summary>
    /// A header with the session, the generation and a seed that the lines show: what the closing line says where a line has its seed,
    /// then what the header says itself, then what most lines have, which takes two.
    /// </summary>
    public FileHeader Correct(FileHeader header)
    {
        if (_closing is { } closing)
        {
            var corrected = header with { Session = closing.Session, Generation = closing.Generation };
            if (_lines.ContainsKey(corrected.Seed))
                return corrected;
        }
        if (_lines.ContainsKey(header.Seed))
            return header;
        var most = _lines.OrderByDescending(seed => seed.Value).FirstOrDefault();
        return most.Value > 1 ? header with { SeedOfLines = most.Key } : header;
    }

    /// <summary>The session and generation that a closing line repeats, with a summary or without; null when the line is none.</summary>
    public static (Guid Session, int Generation)? Closing(byte[] buffer, int start, int end)
    {
        if (end - start is < 64 or > ClosingSummary.MaxLineBytes || buffer[start] != ']')
            return null;
        var line = Encoding.ASCII.GetString(buffer, start, Math.Min(end - start, FileHeader.MaxClosingLength + ClosingSummary.Key.Length));
        var summary = line.IndexOf("\"" + ClosingSummary.Key, StringComparison.Ordinal);
        if (summary >= 0 && buffer[end - 1] == '}')
            line = line.Substring(0, summary + 1) + "}";
        var of = line.IndexOf(OfKey, StringComparison.Ordinal);
        if (!line.StartsWith(ClosingStart, StringComparison.Ordinal) || of < 0 || !line.EndsWith("\"}", StringComparison.Ordinal))
            return null;
        var parts = line.Substring(of + OfKey.Length, line.Length - 2 - of - OfKey.Length).Split('/');
        return parts.Length == 2 && Guid.TryParseExact(parts[0], "D", out var session)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var generation) ? (session, generation) : null;
    }
}
