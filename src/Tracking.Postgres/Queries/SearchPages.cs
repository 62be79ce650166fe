using System;
using System.Collections.Generic;
using System.Data;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Connections;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Queries;

/// <summary>
/// Reads a search's pages in one snapshot of the server's, on a connection of its own. A page is some megabytes at most, unless a single
/// track is more.
/// </summary>
internal sealed class SearchPages : IDisposable
{
    private const int MaxRows = 2000;
    private const int MaxBytes = 4 << 20;

    private readonly Server _server;
    private readonly SearchStatement _statement;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction? _transaction;
    private readonly OpenSearches _open;
    private readonly object _gate = new();
    private int _rows;
    private long? _left;
    private long _skip;
    private TrackRecord? _last;
    private bool _isDisposed;

    /// <param name="server">The server.</param>
    /// <param name="connection">Becomes this object's.</param>
    /// <param name="transaction">The snapshot; null where one page is all.</param>
    /// <param name="statement">The search.</param>
    /// <param name="limit">How many tracks at most; null for all.</param>
    /// <param name="skip">How many to pass over.</param>
    /// <param name="firstPage">How many rows the first page has, while their size is unknown.</param>
    /// <param name="open">Holds this object for as long as it holds the connection.</param>
    public SearchPages(
        Server server,
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        SearchStatement statement,
        long? limit,
        long skip,
        int firstPage,
        OpenSearches open)
    {
        _server = server;
        _connection = connection;
        _transaction = transaction;
        _statement = statement;
        _left = limit;
        _skip = skip;
        _rows = firstPage;
        _open = open;
        open.Add(this);
    }

    /// <summary>Whether all has been read.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>The next page; empty at the end.</summary>
    public List<TrackRecord> Next()
    {
        lock (_gate)
        {
            if (IsAtEnd)
                return [];
            if (_isDisposed)
                throw StoreErrors.Closed();
            try
            {
                return Read();
            }
            catch (Exception error) when (ServerErrors.IsOfTheServer(error)
                && Session.Of(_connection).Cancellation is { IsCancellationRequested: true } cancelled)
            {
                throw new OperationCanceledException(cancelled);
            }
            catch (PostgresException error) when (!ServerErrors.IsOfTheConnection(error))
            {
                throw _server.Rejected(error);
            }
            catch (Exception error) when (_last != null && ServerErrors.IsOfTheServer(error))
            {
                throw ServerErrors.AnswerLost(error, _server.Name);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            try
            {
                _transaction?.Dispose();
                _connection.Dispose();
            }
            catch (Exception error) when (ServerErrors.IsOfTheServer(error))
            {
                // The connection is lost, and the snapshot with it.
            }
        }
        _open.Remove(this);
    }

    private List<TrackRecord> Read()
    {
        var page = new List<TrackRecord>();
        var wanted = Math.Min(_rows, _left ?? _rows);
        if (wanted > 0)
        {
            var bytes = 0L;
            // Without a snapshot there is no other page.
            var most = _transaction == null ? long.MaxValue : MaxBytes;
            using var rows = Sql.Read(Sql.Batch(_connection, _statement.Page(_last, wanted, _skip)), CommandBehavior.SequentialAccess);
            while (bytes < most && rows.Read())
            {
                var record = Rows.Track(rows);
                page.Add(record);
                bytes += record.Data.Length;
            }
            // As many as fit into a page by the size of these.
            _rows = page.Count == 0 ? _rows : (int)Math.Clamp(MaxBytes / Math.Max(1, bytes / page.Count), 1, MaxRows);
            IsAtEnd = bytes < most && page.Count < wanted;
        }
        _left -= page.Count;
        _skip = 0;
        _last = page.Count > 0 ? page[^1] : _last;
        IsAtEnd |= page.Count == 0 || _left == 0;
        return page;
    }
}
