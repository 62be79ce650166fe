using System;

namespace Tracking.SessionFile;

/// <summary>
/// Makes a line right by undoing one flipped bit, if that can be done in one way (format 4.7): in the line, in the comma before it, or in
/// a line break, so that one line became two, or two one.
/// </summary>
/// <param name="lines">Of which the line is the one just read; where it became two or one, its end is moved.</param>
internal sealed class LineCorrection(LineReader lines)
{
    /// <summary>What is said of a line of which a bit had flipped.</summary>
    public const string OneBit = "one bit had flipped. It was corrected.";

    private const string LineBreak = "one bit of a line break had flipped, or one that made a line break. It was corrected.";
    private const int MostSplits = 16;
    private const int MostBytesToJoin = 1 << 20;

    private readonly FlippedBit _flippedBit = new();
    private byte[] _corrected = [];

    /// <summary>The line of an event as it was; null where that cannot be known.</summary>
    /// <param name="start">Where it begins in the buffer, behind its comma if it has one.</param>
    /// <param name="hasComma">Whether it has one.</param>
    /// <param name="seed">With which the file's lines are seeded; null where it has none.</param>
    public CorrectedLine? FindEvent(int start, bool hasComma, uint? seed)
    {
        var end = lines.End;
        return (hasComma ? null : FindComma(end, seed)) ?? FindBit(start, end, seed) ?? FindLostBreak(start, seed)
            ?? FindMadeBreak(start, end, seed);
    }

    /// <summary>The line of a header as it was; null where that cannot be known.</summary>
    /// <param name="start">Where it begins in the buffer.</param>
    public CorrectedLine? FindHeader(int start)
    {
        var most = Math.Min(lines.End, start + FileHeader.MaxBytes + 1);
        for (var at = start + FileHeader.Events.Length; at < most; at++)
        {
            if (lines.Buffer[at - 1] == '[' && FlippedBit.IsBetween(lines.Buffer[at], (byte)'\n')
                && LineCheck.IsRight(lines.Buffer, start, at))
            {
                lines.Split(at, at + 1);
                return new CorrectedLine(lines.Buffer, start, at, LineEvidence.Unseeded, LineBreak);
            }
        }
        return lines.End - start <= FileHeader.MaxBytes && _flippedBit.Find(lines.Buffer, start, lines.End, '[', seed: null)
            ? Undo(start, lines.End, seed: null)
            : null;
    }

    private CorrectedLine? FindComma(int end, uint? seed) =>
        FlippedBit.IsBetween(lines.Buffer[lines.Start], (byte)',')
        && IfRight(lines.Start + 1, end, seed, OneBit) is { } corrected
        ? corrected with { HasComma = true }
        : null;

    private CorrectedLine? FindBit(int start, int end, uint? seed) => _flippedBit.Find(lines.Buffer, start, end, '}', seed)
        ? Undo(start, end, seed)
        : null;

    /// <summary>A line break became another byte, so that two lines are one.</summary>
    private CorrectedLine? FindLostBreak(int start, uint? seed)
    {
        var tries = 0;
        for (var at = start + LineCheck.Opening.Length; at < lines.End && tries < MostSplits; at++)
        {
            if (!FlippedBit.IsBetween(lines.Buffer[at], (byte)'\n') || lines.Buffer[at - 1] != '}' || !BeginsLine(at + 1 - lines.Start))
                continue;
            tries++;
            if (IfRight(start, at, seed, LineBreak) is not { } corrected)
                continue;
            lines.Split(at, at + 1);
            return corrected;
        }
        return null;
    }

    /// <summary>A byte became a line break, so that one line is two.</summary>
    private CorrectedLine? FindMadeBreak(int start, int end, uint? seed)
    {
        var length = end - lines.Start;
        var offset = start - lines.Start;
        if (length > MostBytesToJoin || end - start < LineCheck.Opening.Length || !lines.BeginsChecked(offset) || !lines.Join())
            return null;
        var at = lines.Start + length;
        for (var bit = 0; bit < 8; bit++)
        {
            lines.Buffer[at] = (byte)('\n' ^ (1 << bit));
            if (IfRight(lines.Start + offset, lines.End, seed, LineBreak) is { } corrected)
                return corrected;
        }
        lines.Buffer[at] = (byte)'\n';
        lines.Unjoin(length);
        return null;
    }

    private CorrectedLine? IfRight(int start, int end, uint? seed, string what)
    {
        var evidence = LineCheck.EvidenceOf(lines.Buffer, start, end, seed);
        return evidence == LineEvidence.None ? null : new CorrectedLine(lines.Buffer, start, end, evidence, what);
    }

    /// <summary>A copy of the line with the bit that was found as it was.</summary>
    private CorrectedLine Undo(int start, int end, uint? seed)
    {
        var length = end - start;
        if (_corrected.Length < length)
            _corrected = new byte[length];
        Buffer.BlockCopy(lines.Buffer, start, _corrected, 0, length);
        _corrected[_flippedBit.At] ^= _flippedBit.Mask;
        return new CorrectedLine(_corrected, 0, length, LineCheck.EvidenceOf(_corrected, 0, length, seed), OneBit);
    }

    private bool BeginsLine(int offset) =>
        lines.StartsWith(",{\"", offset) || lines.StartsWith("{\"", offset) || lines.StartsWith("],\"", offset);
}

/// <summary>A line as it was before one of its bits flipped.</summary>
/// <param name="Buffer">Where it stands.</param>
/// <param name="Start">Where it begins, behind its comma.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Evidence">What shows that it is as it was written.</param>
/// <param name="What">What was corrected, in words.</param>
internal readonly record struct CorrectedLine(byte[] Buffer, int Start, int End, LineEvidence Evidence, string What)
{
    /// <summary>Whether the bit was one of the comma.</summary>
    public bool HasComma { get; init; }
}
