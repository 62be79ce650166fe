using System.Collections.Generic;
using Tracking.Model;

namespace Tracking.State;

/// <summary>
/// Records of one list, in order, as they were when the slice was taken; it stays readable from any thread while the list changes.
/// </summary>
internal sealed class TrackSlice
{
    private readonly Part[] _parts;

    public TrackSlice(Part[] parts)
    {
        _parts = parts;
        foreach (var part in parts)
            Count += part.End - part.Start;
    }

    public long Count { get; }

    public IEnumerable<TrackRecord> Read(bool descending) => descending ? ReadBackward() : ReadForward();

    private IEnumerable<TrackRecord> ReadForward()
    {
        foreach (var part in _parts)
        {
            for (var j = part.Start; j < part.End; j++)
                yield return part.Records[j];
        }
    }

    private IEnumerable<TrackRecord> ReadBackward()
    {
        for (var i = _parts.Length - 1; i >= 0; i--)
        {
            var part = _parts[i];
            for (var j = part.End - 1; j >= part.Start; j--)
                yield return part.Records[j];
        }
    }

    internal readonly struct Part(TrackRecord[] records, int start, int end)
    {
        public readonly TrackRecord[] Records = records;
        public readonly int Start = start;
        public readonly int End = end;
    }
}
