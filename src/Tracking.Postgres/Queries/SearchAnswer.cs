using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tracking.Model;

namespace Tracking.Postgres.Queries;

/// <summary>
/// A search's answer as of the call. In most cases the first page is all. Else the rest is read page by page in the call's snapshot on the
/// server, which is held until the answer was read or is abandoned. A long answer can be read once: only its first part is retained.
/// </summary>
internal sealed class SearchAnswer : IEnumerable<TrackRecord>
{
    /// <summary>How many tracks are retained for a second reading.</summary>
    public const int MaxRetained = 5000;

    private const long MaxRetainedBytes = 8 << 20;

    private readonly object _gate = new();
    private readonly List<TrackRecord> _known;
    private SearchPages? _rest;
    private long _knownBytes;
    private bool _isCut;

    public SearchAnswer(List<TrackRecord> first, SearchPages? rest)
    {
        _known = first;
        _knownBytes = first.Sum(record => (long)record.Data.Length);
        _rest = rest;
    }

    /// <summary>Releases the server's snapshot when the answer was not read to its end.</summary>
    ~SearchAnswer()
    {
        // A finalizer must not wait for a network.
        if (_rest is { } rest)
            ThreadPool.UnsafeQueueUserWorkItem(static pages => pages.Dispose(), rest, preferLocal: false);
    }

    public IEnumerator<TrackRecord> GetEnumerator()
    {
        SearchPages? own = null;
        try
        {
            for (var i = 0; Known(i, ref own) is { } record; i++)
                yield return record;
            while (own?.Next() is { Count: > 0 } page)
            {
                foreach (var record in page)
                    yield return record;
            }
        }
        finally
        {
            own?.Dispose();
            Abandon();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The record at a place, or null: at the end, or where this reader takes over the rest for itself.</summary>
    private TrackRecord? Known(int index, ref SearchPages? own)
    {
        lock (_gate)
        {
            if (index == _known.Count && _rest != null && _known.Count < MaxRetained && _knownBytes < MaxRetainedBytes)
            {
                var page = _rest.Next();
                _known.AddRange(page);
                _knownBytes += page.Sum(record => (long)record.Data.Length);
                if (_rest.IsAtEnd)
                    Release();
            }
            if (index < _known.Count)
                return _known[index];
            if (_isCut)
            {
                throw new InvalidOperationException(
                    "A long answer of a database can be read once. Repeat the query, or store what you read in a variable.");
            }
            own = _rest;
            _isCut = own != null;
            _rest = null;
            return null;
        }
    }

    /// <summary>A reader that stopped in the middle will hardly go on.</summary>
    private void Abandon()
    {
        lock (_gate)
        {
            if (_rest == null)
                return;
            _isCut = true;
            Release();
        }
    }

    private void Release()
    {
        _rest?.Dispose();
        _rest = null;
    }
}
