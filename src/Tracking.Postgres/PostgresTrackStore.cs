using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using Npgsql;
using Tracking.Model;
using Tracking.Postgres.Schema;
using Tracking.Seam;
using Tracking.State;

namespace Tracking.Postgres;

/// <summary>
/// A store in a PostgreSQL database, for many machines at once. What is acknowledged is committed; whether it also survives the server's machine is the server's to say
/// (synchronous_commit).
/// </summary>
public sealed class PostgresTrackStore : ITrackStore
{
    /// <summary>The most tracks of one transaction: some ten milliseconds' worth.</summary>
    private const int MaxBatch = 2000;

    private const long MaxBatchBytes = 8 << 20;

    private readonly Server _server;
    private readonly Writer _writer;
    private readonly PostgresOptions _options;
    private readonly List<string> _warnings = [];
    private readonly HashSet<SearchPages> _openPages = [];
    private volatile bool _isClosed;

    private PostgresTrackStore(Server server, PostgresOptions options)
    {
        _server = server;
        _options = options;
        _writer = new Writer(server, options.Clock, Warn);
    }

    /// <inheritdoc/>
    public string? Path => null;

    /// <summary>Whether the user, or this version of the module, may only read here, or the server is a standby.</summary>
    public bool IsReadOnly { get; private set; }

    /// <inheritdoc/>
    public bool PrefersBatches => true;

    /// <summary>Opens the store in a database.</summary>
    /// <param name="connectionString">Npgsql's connection string, or a postgres:// URI.</param>
    /// <param name="credential">User and password; null when the connection string or a password file says them.</param>
    /// <param name="initialize">Whether to make the tables, or bring them up to date.</param>
    /// <exception cref="TrackingException">TrackStoreConnectionInvalid, TrackStoreConnectionFailed, TrackStoreAccessDenied, TrackStoreSchemaMissing, TrackStoreSchemaTooOld, TrackStoreSchemaTooNew.</exception>
    public static ITrackStore Open(string connectionString, NetworkCredential? credential, bool initialize) =>
        Open(ServerAddress.Parse(connectionString, credential), new PostgresOptions { Initialize = initialize });

    /// <summary>What tells a database and its user apart from others, and its name for people; neither holds a password.</summary>
    /// <exception cref="TrackingException">TrackStoreConnectionInvalid.</exception>
    public static (string Identity, string Name) Identify(string connectionString, NetworkCredential? credential)
    {
        var address = ServerAddress.Parse(connectionString, credential);
        return (address.Identity, address.Name);
    }

    /// <inheritdoc/>
    public StoreCounts Count(CancellationToken cancellation = default) => AskOne(
        "SELECT COALESCE(sum(tracks), 0)::bigint, (SELECT count(*) FROM tracking.runs), count(DISTINCT task_key), count(DISTINCT user_key) FROM tracking.keys",
        row => new StoreCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)))!;

    /// <inheritdoc/>
    public TrackRecord Save(TrackDraft draft, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        RequireOpen();
        Refusal.RequireName(draft.TaskId, "task id");
        Refusal.RequireName(draft.UserName, "user name");
        if (draft.RunId < 0)
            throw Refusal.NegativeRun();
        if (draft.Mode != SaveMode.Add)
            return new Replacement(draft).Run(_writer);
        Refusal.RequireSize(draft.TaskId, draft.UserName, draft.Data);
        return _writer.Append(draft);
    }

    /// <inheritdoc/>
    public void Save(IReadOnlyList<TrackDraft> drafts, Action<TrackRecord> acknowledge, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        ArgumentNullException.ThrowIfNull(acknowledge);
        RequireOpen();
        for (var start = 0; start < drafts.Count;)
        {
            var count = CountTogether(drafts, start);
            if (count == 1)
            {
                acknowledge(Save(drafts[start]));
            }
            else
            {
                var additions = new Additions([.. drafts.Skip(start).Take(count)]);
                _writer.Change(additions.Questions, additions.Decide, additions.Copy);
                foreach (var record in additions.Records)
                    acknowledge(record);
                if (additions.Error is { } error)
                    throw error;
            }
            start += count;
        }
    }

    /// <inheritdoc/>
    public TrackRecord Remove(long number, CancellationToken cancellation = default)
    {
        RequireOpen();
        return Removal.Run(_writer, number);
    }

    /// <inheritdoc/>
    public RunRecord StartRun(string? taskId, DateTime? timeUtc = null, CancellationToken cancellation = default)
    {
        RequireOpen();
        if (taskId != null)
            Refusal.RequireName(taskId, "task id");
        return RunChanges.Start(_writer, taskId, timeUtc);
    }

    /// <inheritdoc/>
    public RunRecord StopRun(string? taskId, int runId = 0, RunStatus status = RunStatus.Finished, string? message = null, DateTime? timeUtc = null, CancellationToken cancellation = default)
    {
        RequireOpen();
        Refusal.RequireOutcome(status, message);
        if (runId == 0 && taskId == null)
            throw Refusal.NoRunNamed();
        if (runId < 0)
            throw Refusal.NegativeRun();
        return RunChanges.Stop(_writer, taskId, runId, status, message, timeUtc);
    }

    /// <inheritdoc/>
    public RunRecord ResumeRun(int runId, CancellationToken cancellation = default)
    {
        RequireOpen();
        if (runId < 0)
            throw Refusal.NegativeRun();
        return RunChanges.Resume(_writer, runId);
    }

    /// <inheritdoc/>
    public IEnumerable<TrackRecord> Search(TrackQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        RequireOpen();
        return new Search(_server, _options.FirstPage, Opened, Ended).Run(query);
    }

    /// <inheritdoc/>
    public IEnumerable<TrackExport> Export(TrackQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new Exports(_server).Of(Search(query));
    }

    /// <inheritdoc/>
    public IReadOnlyList<RunExport> ExportRuns(IReadOnlyList<int>? runIds = null, CancellationToken cancellation = default) => runIds == null
        ? AskMany($"SELECT {Rows.RunColumns}, {Rows.RunOrigin} FROM tracking.runs r ORDER BY r.run_id", Rows.RunWithOrigin)
        : AskMany($"SELECT {Rows.RunColumns}, {Rows.RunOrigin} FROM tracking.runs r WHERE r.run_id = ANY($1) ORDER BY r.run_id", Rows.RunWithOrigin, Sql.Numbers([.. runIds]));

    /// <inheritdoc/>
    public ImportResult Import(IReadOnlyList<RunExport> runs, IReadOnlyList<TrackExport> tracks, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(tracks);
        RequireOpen();
        var imports = new Imports(runs, tracks);
        return _writer.Change(imports.Questions, imports.Decide, imports.Copy);
    }

    /// <inheritdoc/>
    public RunRecord? FindRun(int runId, CancellationToken cancellation = default) => AskOne($"SELECT {Rows.RunColumns} FROM tracking.runs r WHERE r.run_id = $1", Rows.Run, Sql.Number(runId));

    /// <inheritdoc/>
    public RunRecord? FindCurrentRun(string taskId, CancellationToken cancellation = default) => AskOne(
        $"SELECT {Rows.RunColumns} FROM tracking.runs r WHERE r.run_id = (SELECT c.run_id FROM tracking.current_runs c WHERE c.task_key = $1)", Rows.Run, Sql.Text(NameKey.Of(taskId)));

    /// <inheritdoc/>
    public IReadOnlyList<RunRecord> ListRuns(string? taskId = null, CancellationToken cancellation = default) => taskId == null
        ? AskMany($"SELECT {Rows.RunColumns} FROM tracking.runs r ORDER BY r.run_id", Rows.Run)
        : AskMany(
            $"""
            SELECT {Rows.RunColumns} FROM tracking.runs r WHERE r.run_id IN (
                SELECT run_id FROM tracking.runs WHERE task_key = $1 UNION SELECT run_id FROM tracking.keys WHERE task_key = $1
            ) ORDER BY r.run_id
            """,
            Rows.Run,
            Sql.Text(NameKey.Of(taskId)));

    /// <inheritdoc/>
    public IReadOnlyList<TaskSummary> ListTasks(IReadOnlyList<NameCriterion>? tasks = null, CancellationToken cancellation = default)
    {
        RequireOpen();
        return _server.Ask(connection => NameLists.Tasks(connection, tasks));
    }

    /// <inheritdoc/>
    public IReadOnlyList<UserSummary> ListUsers(IReadOnlyList<NameCriterion>? tasks = null, IReadOnlyList<NameCriterion>? users = null, CancellationToken cancellation = default)
    {
        RequireOpen();
        return _server.Ask(connection => NameLists.Users(connection, tasks, users));
    }

    /// <inheritdoc/>
    public IStoreFollower Follow(DateTime? fromUtc = null, CancellationToken cancellation = default)
    {
        RequireOpen();
        return new PostgresFollower(_server, this, fromUtc);
    }

    /// <summary>Makes the list of keys, from which counts and lists come, again from the tracks. The server keeps its own indexes.</summary>
    /// <param name="progress">Hears nothing: it is a single statement.</param>
    /// <param name="cancellation">Ends the statement.</param>
    public void RebuildIndexes(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        RequireOpen();
        Upkeep.RebuildKeys(_writer);
    }

    /// <summary>Has the server clean up what was replaced or removed, and look again at what its plans go by.</summary>
    /// <param name="progress">Hears nothing.</param>
    /// <param name="cancellation">Ends the statement.</param>
    /// <returns>The bytes of the tracks' table with its indexes.</returns>
    public OptimizeResult Optimize(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        RequireOpen();
        _server.Schema.RequireWritable();
        return _server.Ask(Upkeep.CleanUp);
    }

    /// <summary>Does nothing: what was acknowledged is committed.</summary>
    public void Flush() => RequireOpen();

    /// <inheritdoc/>
    public IReadOnlyList<string> TakeWarnings()
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
        SearchPages[] open;
        lock (_openPages)
            open = [.. _openPages];
        foreach (var pages in open)
            pages.Dispose();
        _server.Dispose();
    }

    internal static PostgresTrackStore Open(ServerAddress address, PostgresOptions options)
    {
        var server = new Server(address, options.Patience, options.Migrations.Newest);
        try
        {
            var store = new PostgresTrackStore(server, options);
            using var connection = server.Connect();
            if (options.Initialize && SchemaVersions.Read(connection).Current < options.Migrations.Newest)
                options.Migrations.Apply(connection);
            server.Schema.RequireReadable(connection);
            if (server.Schema.Warning is { } warning)
                store.Warn(warning);
            store.IsReadOnly = !server.Schema.IsWritable || !MayWrite(connection);
            return store;
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            server.Dispose();
            throw ServerFaults.Refused(error, server.Name);
        }
        catch (Exception error) when (ServerFaults.IsOfTheServer(error))
        {
            server.Dispose();
            throw ServerFaults.Opening(error, server.Name);
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private static bool MayWrite(NpgsqlConnection connection)
    {
        using var row = Sql.Read(connection, "SELECT has_table_privilege('tracking.counters', 'UPDATE') AND NOT pg_is_in_recovery()");
        row.Read();
        return row.GetBoolean(0);
    }

    private static int CountTogether(IReadOnlyList<TrackDraft> drafts, int start)
    {
        var bytes = 0L;
        var end = start;
        while (end < drafts.Count && end - start < MaxBatch && IsPlain(drafts[end]) && (end == start || bytes + drafts[end].Data.Length <= MaxBatchBytes))
            bytes += drafts[end++].Data.Length;
        return Math.Max(1, end - start);

        // What replaces a track, or will be refused for its names, has its turn by itself.
        static bool IsPlain(TrackDraft draft) => draft.Mode == SaveMode.Add && Refusal.IsName(draft.TaskId) && Refusal.IsName(draft.UserName);
    }

    private T? AskOne<T>(string text, Func<NpgsqlDataReader, T> read, params NpgsqlParameter[] parameters)
        where T : class => AskMany(text, read, parameters).FirstOrDefault();

    private List<T> AskMany<T>(string text, Func<NpgsqlDataReader, T> read, params NpgsqlParameter[] parameters)
    {
        RequireOpen();
        return _server.Ask(connection =>
        {
            using var rows = Sql.Read(connection, text, [.. parameters.Select(p => p.Clone())]);
            var found = new List<T>();
            while (rows.Read())
                found.Add(read(rows));
            return found;
        });
    }

    private void RequireOpen()
    {
        if (_isClosed)
            throw Refusal.Closed();
    }

    private void Warn(string warning)
    {
        lock (_warnings)
            _warnings.Add(warning);
    }

    private void Opened(SearchPages pages)
    {
        lock (_openPages)
            _openPages.Add(pages);
    }

    private void Ended(SearchPages pages)
    {
        lock (_openPages)
            _openPages.Remove(pages);
    }
}
