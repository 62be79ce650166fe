using System;
using System.Collections.Generic;

namespace Tracking.Postgres.Queries;

/// <summary>The searches of a store that hold a snapshot on the server, so that closing the store ends them.</summary>
internal sealed class OpenSearches : IDisposable
{
    private readonly HashSet<SearchPages> _pages = [];

    public void Add(SearchPages pages)
    {
        lock (_pages)
            _pages.Add(pages);
    }

    public void Remove(SearchPages pages)
    {
        lock (_pages)
            _pages.Remove(pages);
    }

    public void Dispose()
    {
        SearchPages[] open;
        lock (_pages)
            open = [.. _pages];
        foreach (var pages in open)
            pages.Dispose();
    }
}
