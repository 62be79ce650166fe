using System.Collections.Generic;
using System.Data;
using System.Linq;
using System.Threading;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Connections;
using Tracking.Seam;

namespace Tracking.Postgres.Queries;

/// <summary>Answers a query: takes the snapshot and reads its first page; the rest is read as it is needed.</summary>
/// <param name="server">The server.</param>
/// <param name="firstPage">How many tracks the first page has.</param>
/// <param name="open">Gets the searches that hold a snapshot.</param>
internal sealed class Search(Server server, int firstPage, OpenSearches open)
{
    public IEnumerable<TrackRecord> Run(TrackQuery query, CancellationToken cancellation)
    {
        query.RequireConsistent();
        // The newest of the answer are read first.
        var descending = query.Last != null || query.Descending;
        var isLimited = query.Where == null;
        var limit = isLimited ? query.First ?? query.Last : null;
        var skip = isLimited ? query.Skip : 0;
        IEnumerable<TrackRecord> answer =
            limit == 0 ? [] : server.Repeat(_ => Answer(query, descending, limit, skip, cancellation), cancellation);
        var found = query.Where is { } condition ? answer.Where(condition) : answer;
        return SortedStreams.Limit(_ => found, query.Descending, isLimited ? 0 : query.Skip, query.First, query.Last);
    }

    private SearchAnswer Answer(TrackQuery query, bool descending, long? limit, long skip, CancellationToken cancellation)
    {
        var connection = server.Connect(cancellation);
        SearchPages? pages = null;
        NpgsqlTransaction? snapshot = null;
        try
        {
            if (query is { Numbers: null, DataTokens: { Count: > 0 } tokens })
            {
                snapshot = connection.BeginTransaction(IsolationLevel.RepeatableRead);
                query = Candidates.Find(connection, tokens) is { } numbers ? query with { Numbers = numbers } : query;
                if (query.Numbers?.Count == 0)
                {
                    snapshot.Dispose();
                    connection.Dispose();
                    return new SearchAnswer([], null);
                }
            }
            var isOfKeys = query.Numbers == null && (query.RunIds != null || (query.Tasks != null && query.Users != null));
            var isOnePage = limit <= firstPage && !HasPattern(query.Tasks) && !HasPattern(query.Users) && (!isOfKeys || IsKey(query));
            if (!isOnePage)
                snapshot ??= connection.BeginTransaction(IsolationLevel.RepeatableRead);
            var names = new NameKeys(NameLists.TaskKeys(connection, query.Tasks), NameLists.UserKeys(connection, query.Users));
            var keys = IsKey(query) ? [new TrackKeyRow(query.RunIds![0], names.Tasks![0], names.Users![0])]
                : isOfKeys ? NameLists.KeysOf(connection, query.RunIds, names)
                : null;
            if (keys?.Count == 0)
            {
                connection.Dispose();
                return new SearchAnswer([], null);
            }
            var statement = SearchStatement.For(query, names, keys, descending);
            pages = new SearchPages(server, connection, snapshot, statement, limit, skip, firstPage, open);
            var first = pages.Next();
            if (!pages.IsAtEnd)
                return new SearchAnswer(first, pages);
            pages.Dispose();
            return new SearchAnswer(first, null);
        }
        catch
        {
            pages?.Dispose();
            connection.Dispose();
            throw;
        }
    }

    private static bool HasPattern(IReadOnlyList<NameCriterion>? criteria) => criteria?.Any(c => c.Pattern != null) == true;

    private static bool IsKey(TrackQuery query) =>
        query is { Tasks: [{ Pattern: null }], Users: [{ Pattern: null }], RunIds: [_], Numbers: null };
}
