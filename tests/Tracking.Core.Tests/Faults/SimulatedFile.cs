using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Disk;

namespace Tracking.Tests;

/// <summary>
/// The content of a file as the system's cache has it, and as the disk has it. Pages that were written and not flushed remember
/// every version that they had, since the system may bring any of them to the disk at any time. A page's array never changes once it
/// is here, so that a copy of a file is a copy of references.
/// </summary>
internal sealed class SimulatedFile
{
    private static ulong _files;

    private readonly int _pageSize;
    private readonly List<byte[]> _cache = [];
    private readonly List<byte[]> _disk = [];
    private readonly SortedDictionary<int, List<byte[]>> _dirty = [];
    private readonly List<long> _lengths = [];

    public SimulatedFile(int pageSize) => _pageSize = pageSize;

    private SimulatedFile(SimulatedFile original)
        : this(original._pageSize)
    {
        _cache.AddRange(original._cache);
        _disk.AddRange(original._disk);
        foreach (var (page, versions) in original._dirty)
            _dirty.Add(page, [.. versions]);
        _lengths.AddRange(original._lengths);
        (Length, DiskLength, LinkCount, Mode, Owner) =
            (original.Length, original.DiskLength, original.LinkCount, original.Mode, original.Owner);
    }

    /// <summary>The length that readers see.</summary>
    public long Length { get; private set; }

    /// <summary>The length that is on the disk.</summary>
    public long DiskLength { get; private set; }

    public int LinkCount { get; set; } = 1;

    public FileIdentity Identity { get; } = new(1, Interlocked.Increment(ref _files));

    /// <summary>How often it was changed.</summary>
    public int Changes { get; private set; }

    /// <summary>Which bytes are locked, and by which handle.</summary>
    public Dictionary<long, object> Locks { get; } = [];

    /// <summary>The mode as chmod takes it; for the owner only from the first moment.</summary>
    public int Mode { get; set; } = 0x180;

    public string Owner { get; set; } = "me";

    public SimulatedFile Copy() => new(this);

    public int Read(long offset, byte[] buffer, int start, int count)
    {
        var available = (int)Math.Max(0, Math.Min(count, Length - offset));
        for (var done = 0; done < available;)
        {
            var (page, within) = PageOf(offset + done);
            var step = Math.Min(available - done, _pageSize - within);
            Array.Copy(_cache[page], within, buffer, start + done, step);
            done += step;
        }
        return available;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        Changes++;
        if (offset > Length)
            SetLength(offset);
        for (var done = 0; done < bytes.Length;)
        {
            var (page, within) = PageOf(offset + done);
            var step = Math.Min(bytes.Length - done, _pageSize - within);
            var changed = page < _cache.Count ? (byte[])_cache[page].Clone() : new byte[_pageSize];
            bytes.Slice(done, step).CopyTo(changed.AsSpan(within));
            SetPage(page, changed);
            done += step;
        }
        if (offset + bytes.Length > Length)
            RememberLength(offset + bytes.Length);
    }

    public void SetLength(long length)
    {
        Changes++;
        var (last, within) = PageOf(length);
        for (var page = last + (within > 0 ? 1 : 0); page < _cache.Count; page++)
            MarkDirty(page, new byte[_pageSize]);
        Resize(_cache, length);
        if (within > 0 && _cache[last].AsSpan(within).ContainsAnyExcept((byte)0))
        {
            var cut = (byte[])_cache[last].Clone();
            Array.Clear(cut, within, _pageSize - within);
            SetPage(last, cut);
        }
        RememberLength(length);
    }

    /// <summary>Brings everything to the disk.</summary>
    public void Flush()
    {
        Resize(_disk, Length);
        foreach (var page in _dirty.Keys.Where(page => page < _disk.Count))
            _disk[page] = _cache[page];
        DiskLength = Length;
        ForgetDirty();
    }

    /// <summary>
    /// What Linux does when a flush fails: it reports so once and forgets that the pages were to be
    /// written, so that the next flush succeeds without them.
    /// </summary>
    public void ForgetDirty()
    {
        _dirty.Clear();
        _lengths.Clear();
    }

    /// <summary>Makes the file what a disk holds after the power went.</summary>
    public void LosePower(PageLoss loss, Random random)
    {
        var dirty = _dirty.Keys.ToList();
        var length = loss switch
        {
            PageLoss.All => DiskLength,
            PageLoss.AnyVersion => AnyOf([DiskLength, .. _lengths]),
            PageLoss.AllButPrefix when dirty.Count > 0 && Length > DiskLength =>
                Math.Clamp((dirty[dirty.Count / 2] + 1L) * _pageSize, DiskLength, Length),
            _ => Length,
        };
        var pages = new List<byte[]>();
        Resize(pages, length);
        for (var page = 0; page < pages.Count; page++)
        {
            var old = page < _disk.Count ? _disk[page] : new byte[_pageSize];
            pages[page] = !_dirty.TryGetValue(page, out var versions) ? old : loss switch
            {
                PageLoss.None => versions[^1],
                PageLoss.AllButLength or PageLoss.All => old,
                PageLoss.AllButPrefix => dirty.IndexOf(page) <= dirty.Count / 2 ? versions[^1] : old,
                PageLoss.OddPages => page % 2 == 0 ? versions[^1] : old,
                PageLoss.EvenPages => page % 2 == 1 ? versions[^1] : old,
                _ => AnyOf([old, .. versions]),
            };
        }
        var (last, within) = PageOf(length);
        if (within > 0)
            pages[last] = [.. pages[last][..within], .. new byte[_pageSize - within]];
        (Length, DiskLength) = (length, length);
        foreach (var image in (List<byte[]>[])[_cache, _disk])
        {
            image.Clear();
            image.AddRange(pages);
        }
        ForgetDirty();

        T AnyOf<T>(List<T> values) => values[random.Next(values.Count)];
    }

    public byte[] ReadAll()
    {
        var all = new byte[Length];
        Read(0, all, 0, all.Length);
        return all;
    }

    private (int Page, int Within) PageOf(long offset) => ((int)(offset / _pageSize), (int)(offset % _pageSize));

    private void SetPage(int page, byte[] content)
    {
        Resize(_cache, Math.Max(_cache.Count, page + 1L) * _pageSize);
        _cache[page] = content;
        MarkDirty(page, content);
    }

    private void MarkDirty(int page, byte[] content)
    {
        if (!_dirty.TryGetValue(page, out var versions))
            _dirty.Add(page, versions = []);
        versions.Add(content);
    }

    private void RememberLength(long length)
    {
        Length = length;
        _lengths.Add(length);
    }

    private void Resize(List<byte[]> pages, long length)
    {
        var count = (int)((length + _pageSize - 1) / _pageSize);
        if (count < pages.Count)
            pages.RemoveRange(count, pages.Count - count);
        while (pages.Count < count)
            pages.Add(new byte[_pageSize]);
    }
}

/// <summary>Which of the pages that were not flushed are lost when the power goes.</summary>
internal enum PageLoss
{
    /// <summary>None: the system had brought them all to the disk.</summary>
    None,

    /// <summary>All, and the file has its old length.</summary>
    All,

    /// <summary>All, but the file has its new length: what was added is zeros.</summary>
    AllButLength,

    /// <summary>All but the first half, behind which the file ends.</summary>
    AllButPrefix,

    /// <summary>Every second one.</summary>
    OddPages,

    /// <summary>The others.</summary>
    EvenPages,

    /// <summary>Each page is in any version that it had since it was flushed, and the length too.</summary>
    AnyVersion,
}
