using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Connections;
using Tracking.Postgres.Queries;
using Tracking.Postgres.Schema;
using Tracking.Postgres.Writes;
using Tracking.Rules;
using Tracking.Seam;

namespace Tracking.Postgres;

/// <summary>
/// A store in a PostgreSQL database, for many machines at once. What is acknowledged is committed; whether it also survives the server's
/// machine is the server's to say (synchronous_commit). Every member checks what it is given, and hands it to a class of Queries or Writes.
/// </summary>
public sealed class PostgresTrackStore : ITrackStore, IRunClaims, IRoleStore
{
    private readonly Server _server;
    private readonly LifeSigns _life;
    private readonly Writer _writer;
    private readonly OpenSearches _openSearches = new();
    private readonly Search _search;
    private readonly List<string> _warnings = [];
    private volatile bool _isClosed;

    private PostgresTrackStore(Server server, WriterIdentity writer, PostgresOptions options)
    {
        _server = server;
        _life = new LifeSigns(server, writer, options.LifeSpan, options.SignInterval);
        _writer = new Writer(server, writer, options.Clock, Warn);
        _search = new Search(server, options.FirstPage, _openSearches);
    }

    /// <inheritdoc/>
    public string? Path => null;

    /// <summary>Whether the user, or this version of the module, may only read here, or the server is a standby.</summary>
    public bool IsReadOnly { get; private set; }

    /// <summary>
    /// Always: a save by itself waits for a round trip and a commit, many at once wait for one. Only a caller can put them together,
    /// without making a slow producer wait; and it does so only for stores that say so, because where a save takes microseconds, in
    /// memory and in files, handing it to another thread costs more than the save.
    /// </summary>
    public bool PrefersBatches => true;

    /// <inheritdoc/>
    public string Grants => Schema.Grants.For(_server.StoreSchema);

    /// <summary>Whether its connections lead to a pooler (rule 1.15).</summary>
    internal bool IsBehindPooler => _server.IsPooled;

    /// <summary>Opens the store in a database.</summary>
    /// <param name="connectionString">Npgsql's connection string, or a postgres:// URI.</param>
    /// <param name="credential">User and password; null when the connection string or a password file says them.</param>
    /// <param name="initialize">Whether to make the tables, or bring them up to date.</param>
    /// <param name="waiting">Receives why the server is still waited for; null for nobody.</param>
    /// <param name="cancellation">Ends the wait for the server.</param>
    /// <exception cref="TrackingException">
    /// TrackStoreConnectionInvalid, TrackStoreConnectionFailed, TrackStoreAccessDenied, TrackStoreSchemaMissing, TrackStoreSchemaTooOld,
    /// TrackStoreSchemaTooNew.
    /// </exception>
    public static ITrackStore Open(
        string connectionString,
        NetworkCredential? credential,
        bool initialize,
        IProgress<string>? waiting = null,
        CancellationToken cancellation = default) => Open(
            ServerAddress.Parse(connectionString, credential),
            new PostgresOptions { Initialize = initialize, Waiting = waiting },
            cancellation);

    /// <summary>What tells a database and its user apart from others, and its name for people; neither holds a password.</summary>
    /// <exception cref="TrackingException">TrackStoreConnectionInvalid.</exception>
    public static (string Identity, string Name) Identify(string connectionString, NetworkCredential? credential)
    {
        var address = ServerAddress.Parse(connectionString, credential);
        return (address.Identity, address.Name);
    }

    /// <summary>Whether an address says that what is saved there goes to a spool first (rule 15.1).</summary>
    /// <exception cref="TrackingException">TrackStoreConnectionInvalid.</exception>
    public static bool IsSpooled(string connectionString) => ServerAddress.Parse(connectionString).IsSpooled;

    /// <inheritdoc/>
    public StoreCounts Count(CancellationToken cancellation = default) => Query(NameLists.Count, cancellation);

    /// <inheritdoc/>
    public TrackRecord Save(TrackDraft draft, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        RequireOpen();
        SaveRule.RequireDraft(draft);
        if (draft.Mode != SaveMode.Add || draft.OnlyIfChanged)
            return _writer.Write(new Replacement(draft, _life.Writer), cancellation);
        StoreErrors.RequireSize(draft.TaskId, draft.UserName, draft.Data);
        // The run of a key is looked for before it is begun.
        if (draft.RunKey == null && _writer.Append([draft], cancellation) is { } saved)
            return saved[0];
        var additions = _writer.Write(new Additions([draft], _life.Writer), cancellation);
        return additions.Error is { } error ? throw error : additions.Records.Single();
    }

    /// <inheritdoc/>
    public void Save(IReadOnlyList<TrackDraft> drafts, Action<TrackRecord> acknowledge, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        ArgumentNullException.ThrowIfNull(acknowledge);
        RequireOpen();
        foreach (var batch in SaveBatches.Of(drafts))
        {
            if (batch.Count == 1)
            {
                acknowledge(Save(batch[0], cancellation));
                continue;
            }
            if (BatchStatement.Fits(batch) && _writer.Append(batch, cancellation) is { } saved)
            {
                foreach (var record in saved)
                    acknowledge(record);
                continue;
            }
            var additions = _writer.Write(new Additions(batch, _life.Writer), cancellation);
            foreach (var record in additions.Records)
                acknowledge(record);
            if (additions.Error is { } error)
                throw error;
        }
    }

    /// <inheritdoc/>
    public TrackRecord Remove(long number, CancellationToken cancellation = default) => Write(new Removal(number), cancellation);

    /// <inheritdoc/>
    public RunRecord RemoveRun(int runId, CancellationToken cancellation = default)
    {
        RequireOpen();
        RunRule.RequireRunId(runId);
        var removable = new RemovableRun(FindRun(runId, cancellation) ?? throw StoreErrors.NoRun(runId));
        for (; ; )
        {
            var (inParts, leavesKeys) = Query(connection => RemovableRun.SizeOf(connection, runId), cancellation);
            if (inParts)
            {
                _writer.Write(new RunPartRemoval(removable), cancellation);
            }
            else if (_writer.Write(new RunRemoval(removable), cancellation).Removed is { } removed)
            {
                _life.EndRun(runId);
                while (leavesKeys)
                    leavesKeys = Query(connection => RemovableRun.SweepKeys(connection, runId), cancellation);
                return removed;
            }
        }
    }

    /// <inheritdoc/>
    public RunRecord Start(RunDraft draft, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        RequireOpen();
        RunRule.RequireStart(draft);
        var run = _writer.Write(new RunStart(draft, _life), cancellation);
        if (!draft.IsOpen)
            _life.BeginRun(run.RunId);
        return run;
    }

    /// <inheritdoc/>
    public RunRecord StopRun(
        string? taskId,
        int runId = 0,
        RunStatus status = RunStatus.Finished,
        string? message = null,
        DateTime? timeUtc = null,
        CancellationToken cancellation = default)
    {
        RequireOpen();
        RunRule.RequireStop(taskId, runId, status, message);
        var stopped = _writer.Write(new RunStop(taskId, runId, status, message, timeUtc, _life.Writer), cancellation);
        _life.EndRun(stopped.RunId);
        return stopped;
    }

    /// <inheritdoc/>
    public StepRecord SaveStep(StepRecord record, CancellationToken cancellation = default)
    {
        RequireOpen();
        StepRule.RequireStep(record);
        var saved = _writer.Write(new StepSave(record, _life), cancellation);
        _life.SetStep(saved);
        return saved;
    }

    /// <inheritdoc/>
    public IReadOnlyList<StepRecord> ListSteps(IReadOnlyList<int>? runIds = null, CancellationToken cancellation = default) =>
        Query(connection => StepQueries.List(connection, runIds), cancellation);

    /// <inheritdoc/>
    public IDisposable? TryClaim(string taskId, string? key, out string? holder) => TryClaim(taskId, key, _life.Writer.Host, out holder);

    /// <inheritdoc/>
    public IEnumerable<TrackRecord> Search(TrackQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        RequireOpen();
        return _search.Run(query, cancellation);
    }

    /// <inheritdoc/>
    public IEnumerable<TrackExport> Export(TrackQuery query, CancellationToken cancellation = default) =>
        new Exports(_server, cancellation).Of(Search(query, cancellation));

    /// <inheritdoc/>
    public IReadOnlyList<RunExport> ExportRuns(IReadOnlyList<int>? runIds = null, CancellationToken cancellation = default) =>
        Query(connection => RunQueries.Export(connection, runIds), cancellation);

    /// <inheritdoc/>
    public ImportResult Import(
        IReadOnlyList<RunExport> runs,
        IReadOnlyList<TrackExport> tracks,
        IReadOnlyList<StepExport>? steps = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(tracks);
        return Write(new Imports(runs, tracks, steps ?? [], _life.Writer), cancellation);
    }

    /// <inheritdoc/>
    public OriginIds FindOrigins(
        IReadOnlyList<Origin> runs, IReadOnlyList<Origin> tracks, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(tracks);
        return Query(connection => OriginQueries.Find(connection, runs, tracks), cancellation);
    }

    /// <inheritdoc/>
    public RunRecord? FindRun(int runId, CancellationToken cancellation = default) =>
        Query(connection => RunQueries.Find(connection, runId), cancellation);

    /// <inheritdoc/>
    public RunRecord? FindCurrentRun(string taskId, CancellationToken cancellation = default) =>
        Query(connection => RunQueries.FindCurrent(connection, taskId), cancellation);

    /// <inheritdoc/>
    public IReadOnlyList<RunRecord> ListRuns(string? taskId = null, CancellationToken cancellation = default) =>
        Query(connection => RunQueries.List(connection, taskId), cancellation);

    /// <inheritdoc/>
    public IReadOnlyList<RunRecord> ListLastRuns(RunQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Query(connection => RunQueries.ListLast(connection, query), cancellation);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TaskSummary> ListTasks(IReadOnlyList<NameCriterion>? tasks = null, CancellationToken cancellation = default) =>
        Query(connection => NameLists.Tasks(connection, tasks), cancellation);

    /// <inheritdoc/>
    public IReadOnlyList<UserSummary> ListUsers(
        IReadOnlyList<NameCriterion>? tasks = null, IReadOnlyList<NameCriterion>? users = null, CancellationToken cancellation = default) =>
        Query(connection => NameLists.Users(connection, tasks, users), cancellation);

    /// <inheritdoc/>
    public IStoreFollower Follow(DateTime? fromUtc = null, CancellationToken cancellation = default)
    {
        RequireOpen();
        return new PostgresFollower(_server, this, fromUtc, cancellation);
    }

    /// <summary>
    /// Adds the keys that the list of keys lacks, from which lists come, and makes the tokens of tracks that have none. The server
    /// maintains its own indexes.
    /// </summary>
    /// <param name="progress">Is not reported to.</param>
    /// <param name="cancellation">Ends the wait for a connection.</param>
    public void RebuildIndexes(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        Write(new KeyRebuild(), cancellation);
        TokenFill.Run(_server, cancellation);
        RestoredRows.Run(_server, cancellation);
    }

    /// <summary>Has the server clean up what was replaced or removed, and renew the statistics that its plans go by.</summary>
    /// <param name="progress">Is not reported to.</param>
    /// <param name="acceptEdits">Nothing in a database has a mark.</param>
    /// <param name="cancellation">Ends the wait for a connection.</param>
    /// <returns>The bytes of the tracks' table with its indexes.</returns>
    public OptimizeResult Optimize(
        IProgress<double>? progress = null, bool acceptEdits = false, CancellationToken cancellation = default)
    {
        RequireOpen();
        _server.Schema.RequireWritable();
        return CleanUp.Run(_server, cancellation);
    }

    /// <summary>Does nothing: what was acknowledged is committed.</summary>
    public void Flush() => RequireOpen();

    /// <inheritdoc/>
    public IReadOnlyList<string> DrainWarnings()
    {
        lock (_warnings)
        {
            string[] taken = [.. _warnings];
            _warnings.Clear();
            return taken;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isClosed = true;
        _life.Dispose();
        _openSearches.Dispose();
        _server.Dispose();
    }

    internal static PostgresTrackStore Open(ServerAddress address, PostgresOptions options, CancellationToken cancellation = default)
    {
        var writer = new WriterIdentity(options.Host);
        var server = new Server(address, address.Patience ?? options.Patience, options.Migrations.Newest, writer);
        try
        {
            return server.Begin(
                connection =>
                {
                    if (options.Initialize && SchemaVersions.Read(connection).Current < options.Migrations.Newest)
                        options.Migrations.Apply(connection);
                    server.Schema.RequireReadable(connection);
                    var mayWrite = MayWrite(connection, out var backend);
                    server.Recognise(connection, backend);
                    var isReadOnly = !server.Schema.IsWritable || !mayWrite;
                    var store = new PostgresTrackStore(server, writer, options) { IsReadOnly = isReadOnly };
                    if (server.Schema.Warning is { } warning)
                        store.Warn(warning);
                    return store;
                },
                options.Waiting,
                cancellation);
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Claims a task and key on a host.</summary>
    internal IDisposable? TryClaim(string taskId, string? key, string host, out string? holder)
    {
        RequireOpen();
        StoreErrors.RequireName(taskId, "task id");
        if (key != null)
            StoreErrors.RequireKey(key);
        var taken = _writer.Write(new ClaimTaking(taskId, key, host, _life), CancellationToken.None);
        holder = taken.HeldBy;
        if (taken.Number == 0)
            return null;
        _life.BeginClaim(taken.Number);
        return new RunClaim(_life, taken.Number);
    }

    private static bool MayWrite(NpgsqlConnection connection, out int backend)
    {
        using var row = Sql.Read(
            connection,
            $"SELECT has_table_privilege('tracking.store', 'UPDATE') AND NOT pg_is_in_recovery(), {Server.Backend}");
        row.Read();
        backend = row.GetInt32(1);
        return row.GetBoolean(0);
    }

    private T Query<T>(Func<NpgsqlConnection, T> query, CancellationToken cancellation)
    {
        RequireOpen();
        return _server.Query(query, cancellation);
    }

    private T Write<T>(IWrite<T> write, CancellationToken cancellation)
    {
        RequireOpen();
        return _writer.Write(write, cancellation);
    }

    private void RequireOpen()
    {
        if (_isClosed)
            throw StoreErrors.Closed();
    }

    private void Warn(string warning)
    {
        lock (_warnings)
            _warnings.Add(warning);
    }
}
