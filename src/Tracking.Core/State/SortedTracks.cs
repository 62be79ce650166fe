using System;
using System.Collections.Generic;
using Tracking.Model;

namespace Tracking.State;

/// <summary>Where a record stands in an order: by the greater key first, then by the lesser.</summary>
internal readonly struct SortKey(long major, long minor)
{
    public readonly long Major = major;
    public readonly long Minor = minor;

    /// <summary>The least key beyond this one; the greatest, which no record has, stays.</summary>
    public SortKey Next => Minor < long.MaxValue ? new SortKey(Major, Minor + 1) : Major < long.MaxValue
        ? new SortKey(Major + 1, long.MinValue) : this;

    public static bool operator <(SortKey a, SortKey b) => a.Major < b.Major || (a.Major == b.Major && a.Minor < b.Minor);

    public static bool operator >(SortKey a, SortKey b) => b < a;
}

internal interface ITrackOrder
{
    SortKey KeyOf(TrackRecord record);
}

/// <summary>The order of every list of tracks: time, ties by number (rule 4.5).</summary>
internal readonly struct ByTime : ITrackOrder
{
    public SortKey KeyOf(TrackRecord record) => new(record.TimeTicks, record.Number);
}

internal readonly struct ByNumber : ITrackOrder
{
    public SortKey KeyOf(TrackRecord record) => new(record.Number, 0);
}

/// <summary>Counts the snapshots of a state, so that its lists know which of their blocks a reader may be looking at.</summary>
internal sealed class SnapshotCounter
{
    public int Count { get; set; }
}

/// <summary>
/// A sorted list of records in blocks, made for appending. A snapshot shares the blocks: whatever is appended later lies behind what it
/// counted, and a block that changes otherwise is copied first if a snapshot was taken since it was last copied. Nothing here locks; the
/// store does.
/// </summary>
internal sealed class SortedTracks<TOrder>(SnapshotCounter snapshots)
    where TOrder : struct, ITrackOrder
{
    private const int BlockSize = 256;

    private Block[] _blocks = new Block[1];
    private int _blockCount;

    private static TOrder Order => default;

    public int Count { get; private set; }

    public TrackRecord? Last
    {
        get
        {
            if (_blockCount == 0)
                return null;
            ref var last = ref _blocks[_blockCount - 1];
            return last.Records[last.Count - 1];
        }
    }

    public TrackRecord? Find(SortKey key)
    {
        var (block, index) = LowerBound(key);
        if (block == _blockCount)
            return null;
        var found = _blocks[block].Records[index];
        return key < Order.KeyOf(found) ? null : found;
    }

    public void Add(TrackRecord record)
    {
        var key = Order.KeyOf(record);
        if (Last is not { } last || Order.KeyOf(last) < key)
            Append(record, key);
        else
            Insert(record, key, LowerBound(key));
        Count++;
    }

    public void Remove(TrackRecord record)
    {
        var (block, index) = PlaceOf(record);
        ref var place = ref _blocks[block];
        Own(ref place);
        place.Count--;
        Array.Copy(place.Records, index + 1, place.Records, index, place.Count - index);
        place.Records[place.Count] = null!;
        if (place.Count > 0)
        {
            place.LastKey = Order.KeyOf(place.Records[place.Count - 1]);
        }
        else
        {
            _blockCount--;
            Array.Copy(_blocks, block + 1, _blocks, block, _blockCount - block);
            _blocks[_blockCount] = default;
        }
        Count--;
    }

    /// <summary>Puts a record in the place of another; both must have the same key.</summary>
    public void Replace(TrackRecord old, TrackRecord record)
    {
        var (block, index) = PlaceOf(old);
        ref var place = ref _blocks[block];
        Own(ref place);
        place.Records[index] = record;
    }

    /// <summary>How many records stand between two keys, both included.</summary>
    public long CountBetween(SortKey from, SortKey to)
    {
        var range = RangeOf(from, to);
        if (range.LastBlock >= 0 && range.LastBlock == _blockCount - 1
            && range == new Range(0, 0, range.LastBlock, _blocks[range.LastBlock].Count))
        {
            return Count;
        }

        long count = 0;
        for (var block = range.FirstBlock; block <= range.LastBlock; block++)
            count += EndIn(range, block) - StartIn(range, block);
        return count;
    }

    /// <summary>The records between two keys, both included, as they are now.</summary>
    /// <param name="from">The lower key.</param>
    /// <param name="to">The upper key.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="fromEnd">Whether those are the last between the keys, not the first.</param>
    public TrackSlice Slice(SortKey from, SortKey to, long most = long.MaxValue, bool fromEnd = false)
    {
        var range = Limit(RangeOf(from, to), most, fromEnd);
        var parts = new TrackSlice.Part[range.LastBlock - range.FirstBlock + 1];
        for (var i = 0; i < parts.Length; i++)
        {
            var block = range.FirstBlock + i;
            parts[i] = new TrackSlice.Part(_blocks[block].Records, StartIn(range, block), EndIn(range, block));
        }
        snapshots.Count++;
        return new TrackSlice(parts);
    }

    public TrackSlice SliceAll() => Slice(new SortKey(long.MinValue, long.MinValue), new SortKey(long.MaxValue, long.MaxValue));

    /// <summary>
    /// All records, for who reads them to the end before anything changes: it is no snapshot, so that no block is copied for it.
    /// </summary>
    public IEnumerable<TrackRecord> ReadNow()
    {
        for (var block = 0; block < _blockCount; block++)
        {
            for (var i = 0; i < _blocks[block].Count; i++)
                yield return _blocks[block].Records[i];
        }
    }

    private Range RangeOf(SortKey from, SortKey to)
    {
        var (firstBlock, firstIndex) = LowerBound(from);
        var (lastBlock, end) = LowerBound(to.Next);
        if (end == 0 && --lastBlock >= 0)
            end = _blocks[lastBlock].Count;
        return lastBlock > firstBlock || (lastBlock == firstBlock && end > firstIndex) ? new Range(firstBlock, firstIndex, lastBlock, end)
            : new Range(0, 0, -1, 0);
    }

    private Range Limit(Range range, long most, bool fromEnd)
    {
        for (var i = range.FirstBlock; i <= range.LastBlock; i++)
        {
            var block = fromEnd ? range.LastBlock - (i - range.FirstBlock) : i;
            var (start, end) = (StartIn(range, block), EndIn(range, block));
            if (end - start >= most)
            {
                return fromEnd ? range with { FirstBlock = block, FirstIndex = end - (int)most }
                    : range with { LastBlock = block, End = start + (int)most };
            }

            most -= end - start;
        }
        return range;
    }

    private static int StartIn(Range range, int block) => block == range.FirstBlock ? range.FirstIndex : 0;

    private int EndIn(Range range, int block) => block == range.LastBlock ? range.End : _blocks[block].Count;

    /// <summary>The place of the first record that is not before the key; behind the last block when there is none.</summary>
    private (int Block, int Index) LowerBound(SortKey key)
    {
        var found = BlockFor(key);
        if (found == _blockCount)
            return (found, 0);
        ref var block = ref _blocks[found];
        int first = 0, end = block.Count;
        while (first < end)
        {
            var middle = (first + end) / 2;
            if (Order.KeyOf(block.Records[middle]) < key)
                first = middle + 1;
            else
                end = middle;
        }
        return (found, first);
    }

    /// <summary>
    /// The place of a record that is there. It is told from others in its block by what it is: to ask each for its key is to look all
    /// over the memory.
    /// </summary>
    private (int Block, int Index) PlaceOf(TrackRecord record)
    {
        var block = BlockFor(Order.KeyOf(record));
        var records = _blocks[block].Records;
        var index = 0;
        while (!ReferenceEquals(records[index], record))
            index++;
        return (block, index);
    }

    /// <summary>The first block whose last record is not before the key; the number of blocks when there is none.</summary>
    private int BlockFor(SortKey key)
    {
        int low = 0, high = _blockCount;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_blocks[middle].LastKey < key)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private void Append(TrackRecord record, SortKey key)
    {
        if (_blockCount == 0 || _blocks[_blockCount - 1].Count == BlockSize)
            InsertBlock(_blockCount, new Block { Records = new TrackRecord[_blockCount == 0 ? 4 : BlockSize], CopiedAt = snapshots.Count });
        ref var last = ref _blocks[_blockCount - 1];
        if (last.Count == last.Records.Length)
            Array.Resize(ref last.Records, Math.Min(BlockSize, last.Count * 2));
        last.Records[last.Count++] = record;
        last.LastKey = key;
    }

    private void Insert(TrackRecord record, SortKey key, (int Block, int Index) at)
    {
        var (block, index) = at;
        if (_blocks[block].Count == BlockSize)
        {
            Split(block);
            if (index > BlockSize / 2)
                (block, index) = (block + 1, index - (BlockSize / 2));
        }
        ref var place = ref _blocks[block];
        Own(ref place);
        if (place.Count == place.Records.Length)
            Array.Resize(ref place.Records, Math.Min(BlockSize, place.Count * 2));
        Array.Copy(place.Records, index, place.Records, index + 1, place.Count - index);
        place.Records[index] = record;
        if (index == place.Count++)
            place.LastKey = key;
    }

    private void Split(int block)
    {
        const int Half = BlockSize / 2;
        var upper = new Block
        {
            Records = new TrackRecord[BlockSize],
            Count = Half,
            LastKey = _blocks[block].LastKey,
            CopiedAt = snapshots.Count
        };
        Array.Copy(_blocks[block].Records, Half, upper.Records, 0, Half);
        Own(ref _blocks[block]);
        Array.Clear(_blocks[block].Records, Half, Half);
        _blocks[block].Count = Half;
        _blocks[block].LastKey = Order.KeyOf(_blocks[block].Records[Half - 1]);
        InsertBlock(block + 1, upper);
    }

    private void InsertBlock(int index, Block block)
    {
        if (_blockCount == _blocks.Length)
            Array.Resize(ref _blocks, _blockCount * 2);
        Array.Copy(_blocks, index, _blocks, index + 1, _blockCount - index);
        _blocks[index] = block;
        _blockCount++;
    }

    private void Own(ref Block block)
    {
        if (block.CopiedAt == snapshots.Count)
            return;
        block.Records = (TrackRecord[])block.Records.Clone();
        block.CopiedAt = snapshots.Count;
    }

    /// <summary>
    /// Records from a place in one block up to, without, a place in another; none when the last block is before the first.
    /// </summary>
    private readonly record struct Range(int FirstBlock, int FirstIndex, int LastBlock, int End);

    private struct Block
    {
        public TrackRecord[] Records;
        public int Count;
        public int CopiedAt;

        // Here, and not asked of the record: a search then looks at one array and not all over the memory.
        public SortKey LastKey;
    }
}
