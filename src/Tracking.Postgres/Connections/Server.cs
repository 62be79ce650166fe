using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using Tracking.Postgres.Schema;
using Tracking.Rules;

namespace Tracking.Postgres.Connections;

/// <summary>
/// A database's connections. What is lost with one is done again on another, for as long as a server takes to restart or another one to
/// take its place.
/// </summary>
internal sealed class Server : IDisposable
{
    /// <summary>The backend that answers; selected when a connection is new.</summary>
    public const string Backend = "pg_backend_pid()";

    private const int ReportedEveryMilliseconds = 500;

    private static readonly TimeSpan ReportedAfter = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource _direct;
    private readonly Lazy<NpgsqlDataSource> _pooled;
    private readonly LockWaits _waits;
    private readonly HashSet<int> _backends = [];
    private readonly WriterIdentity _writer;
    private volatile bool _isPooled;

    public Server(ServerAddress address, TimeSpan patience, int clientVersion, WriterIdentity writer)
    {
        Name = address.Name;
        Schema = new SchemaCheck(address.Name, clientVersion);
        StoreSchema = address.Schema;
        _writer = writer;
        Patience = patience;
        _waits = new LockWaits(LockWaits.PatienceOf(patience), FindBlockers);
        var application = ApplicationName.Of(writer.Host);
        _direct = address.CreateConnections(isPooled: false, application);
        _pooled = new Lazy<NpgsqlDataSource>(
            () => address.IsForPooler ? _direct : address.CreateConnections(isPooled: true, application));
    }

    /// <summary>Host and database, for people.</summary>
    public string Name { get; }

    /// <summary>How long it is waited for.</summary>
    public TimeSpan Patience { get; }

    /// <summary>Where the tables are.</summary>
    public StoreSchema StoreSchema { get; }

    /// <summary>Whether the tables are those that this client knows.</summary>
    public SchemaCheck Schema { get; }

    /// <summary>Whether connections lead to a pooler, which gives each transaction another backend (rule 1.15).</summary>
    public bool IsPooled => _isPooled;

    /// <summary>How long a statement waits for the locks of others, as the server's setting says it.</summary>
    public string LockTimeout => _waits.Setting;

    private NpgsqlDataSource Connections => _isPooled ? _pooled.Value : _direct;

    /// <summary>
    /// A connection, which is there at once where one is idle. A host that does not answer may take as long as the connection string
    /// allows.
    /// </summary>
    public NpgsqlConnection Connect(CancellationToken cancellation)
    {
        while (true)
        {
            var isPooled = _isPooled;
            var connection = Open(() => { }, cancellation);
            new Session(StoreSchema, _writer.HostKey, _waits, cancellation).Begin(connection);
            if (isPooled || IsKnown(connection.ProcessID))
                return connection;
            try
            {
                using (var row = Sql.Read(connection, $"SELECT {Backend}"))
                {
                    row.Read();
                    Recognise(connection, row.GetInt32(0));
                }
                if (!_isPooled)
                    return connection;
            }
            catch
            {
                connection.Dispose();
                throw;
            }
            connection.Dispose();
        }
    }

    /// <summary>
    /// Sees whether a connection leads to the backend that answers on it. If not, a pooler stands between, and from now on nothing is
    /// prepared by name: another client's transaction may find it, or another backend lack it (rule 1.15).
    /// </summary>
    /// <param name="connection">The connection, on which nothing has been prepared yet.</param>
    /// <param name="backend">What <see cref="Backend"/> gave on it.</param>
    public void Recognise(NpgsqlConnection connection, int backend)
    {
        if (backend == connection.ProcessID)
        {
            lock (_backends)
                _backends.Add(backend);
            return;
        }
        // A pooler of statements shows by this what it is.
        using (connection.BeginTransaction())
        using (var row = Sql.Read(connection, "SELECT 1"))
            row.Read();
        LeaveDirect();
    }

    /// <summary>
    /// Does the first work there is, on a connection of its own: a server that starts, or has no connection left, is waited for
    /// (rule 1.13).
    /// </summary>
    /// <param name="work">The work, which may be done again after a lost connection.</param>
    /// <param name="waiting">Receives why it takes long, on this thread, from the third second on; null for nobody.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public T Begin<T>(Func<NpgsqlConnection, T> work, IProgress<string>? waiting, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var reason = "it has not answered yet";
        var waits = _waits with { Find = FindAndReport };
        while (true)
        {
            try
            {
                using var connection = Open(ReportWait, cancellation);
                new Session(StoreSchema, _writer.HostKey, waits, cancellation).Begin(connection);
                return Await(Task.Run(() => work(connection), CancellationToken.None), ReportWait, CancellationToken.None);
            }
            catch (Exception) when (cancellation.IsCancellationRequested)
            {
                Connections.Clear();
                throw new OperationCanceledException(cancellation);
            }
            catch (Exception error) when (ServerErrors.MayPass(error) && watch.Elapsed < Patience)
            {
                Connections.Clear();
                reason = ServerErrors.Reason(error);
            }
            catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.InsufficientPrivilege
                or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled)
            {
                throw ServerErrors.Rejected(error, Name);
            }
            catch (Exception error) when (ServerErrors.IsOfTheServer(error))
            {
                throw ServerErrors.Opening(error, Name, ServerErrors.MayPass(error) ? Patience : TimeSpan.Zero);
            }
            ReportWait();
            // Those who wait for the same server come back one by one.
            cancellation.WaitHandle.WaitOne(Random.Shared.Next(50, 500));
            cancellation.ThrowIfCancellationRequested();
        }

        string? FindAndReport(int backend)
        {
            var found = FindBlockers(backend);
            if (found?.Length > 0)
                reason = $"it waits for {found}";
            return found;
        }

        void ReportWait()
        {
            if (watch.Elapsed > ReportedAfter)
                waiting?.Report($"Waiting for '{Name}', up to {Patience.TotalSeconds:0} s: {reason}.");
        }
    }

    /// <summary>Reads something, on a connection of its own.</summary>
    public T Query<T>(Func<NpgsqlConnection, T> query, CancellationToken cancellation) => Repeat(
        _ =>
        {
            using var connection = Connect(cancellation);
            return query(connection);
        },
        cancellation);

    /// <summary>Does work until the server has done it, rejected it, or is gone for too long.</summary>
    /// <param name="work">
    /// The work, which may be done again after a lost connection. It says in what it is given when something is on its way to be stored,
    /// and so may have been stored when the connection is lost.
    /// </param>
    /// <param name="cancellation">Ends the wait for a connection.</param>
    public T Repeat<T>(Func<Attempt, T> work, CancellationToken cancellation)
    {
        var attempt = new Attempt();
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return work(attempt);
            }
            catch (Exception) when (cancellation.IsCancellationRequested)
            {
                // The request may end yet what comes next on its connection.
                Connections.Clear();
                throw new OperationCanceledException(cancellation);
            }
            catch (Exception error) when (ServerErrors.IsRolledBack(error) || ServerErrors.IsOfTheConnection(error))
            {
                if (ServerErrors.IsRolledBack(error))
                    attempt.IsOnItsWay = false;
                else
                    Connections.Clear();
                attempt.MayHaveLanded |= attempt.IsOnItsWay;
                attempt.IsOnItsWay = false;
                if (watch.Elapsed >= Patience)
                    throw attempt.MayHaveLanded ? ServerErrors.Unknown(error, Name, Patience) : ServerErrors.Lost(error, Name, Patience);
            }
            catch (PostgresException error) when (!_isPooled && ServerErrors.IsOfAPooler(error))
            {
                // What was prepared is there under another's name, or not at all: nothing of it was done.
                attempt.IsOnItsWay = false;
                LeaveDirect();
            }
            catch (ObjectDisposedException)
            {
                throw StoreErrors.Closed();
            }
            catch (PostgresException error)
            {
                throw Rejected(error);
            }
            catch (Exception error) when (ServerErrors.IsOfTheServer(error))
            {
                throw ServerErrors.Opening(error, Name, TimeSpan.Zero);
            }
            attempt.Count++;
            // Those who lost the same server at once come back one by one.
            cancellation.WaitHandle.WaitOne(Random.Shared.Next(1, Math.Min(1000, 10 << Math.Min(attempt.Count, 10))));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The error for a statement that the server rejected.</summary>
    public TrackingException Rejected(PostgresException error) =>
        Schema.Explain(error, () => Connect(CancellationToken.None)) ?? ServerErrors.Rejected(error, Name);

    public void Dispose()
    {
        _direct.Dispose();
        if (_pooled.IsValueCreated)
            _pooled.Value.Dispose();
    }

    /// <summary>Also what is idle holds a place in a pooler of sessions.</summary>
    private void LeaveDirect()
    {
        _isPooled = true;
        if (_pooled.Value != _direct)
            _direct.Clear();
    }

    private bool IsKnown(int backend)
    {
        lock (_backends)
            return _backends.Contains(backend);
    }

    /// <param name="report">Is called now and then while there is no answer.</param>
    /// <param name="cancellation">Ends the wait.</param>
    private NpgsqlConnection Open(Action report, CancellationToken cancellation)
    {
        var opening = Connections.OpenConnectionAsync(cancellation);
        if (opening.IsCompleted)
            return opening.GetAwaiter().GetResult();
        var task = opening.AsTask();
        try
        {
            return Await(task, report, cancellation);
        }
        catch
        {
            // Nobody has a use for it, should it come yet.
            task.ContinueWith(
                static opened => opened.Result.Dispose(),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default);
            throw;
        }
    }

    /// <param name="task">What is waited for.</param>
    /// <param name="report">Is called now and then, on this thread, while it is not done.</param>
    /// <param name="cancellation">Ends the wait.</param>
    private static T Await<T>(Task<T> task, Action report, CancellationToken cancellation)
    {
        while (Task.WaitAny([task], ReportedEveryMilliseconds, cancellation) < 0)
            report();
        return task.GetAwaiter().GetResult();
    }

    /// <summary>
    /// For whom a backend waits, as a part of a sentence; null where that cannot be found out. It is asked on a connection of its own, on
    /// which nothing is prepared: a pooler may not have been recognised yet.
    /// </summary>
    private string? FindBlockers(int backend)
    {
        try
        {
            using var connection = _pooled.Value.OpenConnection();
            return Blockers.Find(connection, backend);
        }
        catch (Exception error) when (ServerErrors.IsOfTheServer(error) || error is ObjectDisposedException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>How far the attempts at one piece of work have come.</summary>
internal sealed class Attempt
{
    public int Count { get; set; }

    /// <summary>Whether the server may be storing something now.</summary>
    public bool IsOnItsWay { get; set; }

    /// <summary>Whether an earlier attempt was lost while something was on its way.</summary>
    public bool MayHaveLanded { get; set; }
}
