using System;
using System.Collections.Generic;
using System.Linq;
using Npgsql;
using NpgsqlTypes;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Postgres.Connections;

namespace Tracking.Bench;

/// <summary>
/// Tracks into and out of a PostgreSQL database: ours, and Npgsql itself with the same rows into tables with the same columns and indexes.
/// </summary>
internal sealed class DatabaseBench(Results results, Scale scale, string connectionString)
{
    private const string Columns = "number, at, run_id, given, task, task_key, user_name, user_key, data, types";

    private long _number;

    public void Run()
    {
        using var store = PostgresTrackStore.Open(ServerAddress.Parse(connectionString), new PostgresOptions { Initialize = true });
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        Execute(connection, "CREATE TABLE peer_copy (LIKE tracking.tracks INCLUDING ALL)");
        Execute(connection, "CREATE TABLE peer_insert (LIKE tracking.tracks INCLUDING ALL)");
        var many = Workload.Drafts(scale.Saves);
        var few = Workload.Drafts(scale.Transactions);
        using var insert = Prepared(connection, $"INSERT INTO peer_insert ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
        using var ping = Prepared(connection, "SELECT 1");
        var turns = new Turns(results, scale.FewRounds);
        turns.Run(
            new Contender("database.batch", many.Length, () => store.Save(many, _ => { })),
            new Contender("database.copy", many.Length, () => Copy(connection, many)),
            new Contender("database.save", few.Length, () => Save(store, few)),
            new Contender("database.insert", few.Length, () => Insert(insert, few)),
            new Contender("database.update", few.Length, () => Save(store, Workload.Drafts(few.Length, mode: SaveMode.Update))),
            new Contender("database.last", few.Length, () => Last(store, few)),
            new Contender("database.ping", few.Length, () => Ping(ping, few.Length)),
            new Contender("database.search", many.Length, () => Read(store, many.Length)));
        MeasureWhole(store, connection, many);
        results.Tell("postgres", connection.PostgreSqlVersion.ToString());
        results.Tell("npgsql", typeof(NpgsqlConnection).Assembly.GetName().Version!.ToString(3));
        var expected = turns.Total(many.Length + few.Length);
        if (store.Count().Tracks < expected || (long)Ask(connection, "SELECT count(*) FROM peer_copy") != turns.Total(many.Length)
            || (long)Ask(connection, "SELECT count(*) FROM peer_insert") != turns.Total(few.Length))
        {
            throw new InvalidOperationException("Somebody did not do the work that was measured.");
        }
    }

    /// <summary>What goes through all that there is: the list of tasks, and the removal of a run.</summary>
    private void MeasureWhole(PostgresTrackStore store, NpgsqlConnection connection, TrackDraft[] many)
    {
        Execute(connection, "CREATE TABLE peer_removal (LIKE tracking.tracks INCLUDING ALL)");
        Execute(connection, "VACUUM (ANALYZE) tracking.tracks");
        var tracks = (int)store.Count().Tracks;
        var run = 0;
        using var count = Prepared(connection, "SELECT count(*) FROM tracking.tracks");
        new Turns(results, scale.FewRounds).Run(
            new Contender("database.tasks", tracks, () => store.ListTasks()),
            new Contender("database.count", tracks, () => Ping(count, 1)),
            new Contender("database.removal", many.Length, () => store.RemoveRun(run)) { Before = () => run = SaveRun(store, many) },
            new Contender("database.delete", many.Length, () => Execute(connection, "DELETE FROM peer_removal"))
            {
                Before = () => Execute(connection, $"INSERT INTO peer_removal SELECT * FROM tracking.tracks LIMIT {many.Length}"),
            });
    }

    private static int SaveRun(PostgresTrackStore store, TrackDraft[] many)
    {
        var run = store.Start(new RunDraft("removed")).RunId;
        store.Save([.. many.Select(draft => new TrackDraft("removed", draft.UserName, draft.Data) { RunId = run })], _ => { });
        store.StopRun(null, run);
        return run;
    }

    private static void Save(PostgresTrackStore store, IEnumerable<TrackDraft> drafts)
    {
        foreach (var draft in drafts)
            store.Save(draft);
    }

    private static void Last(PostgresTrackStore store, IEnumerable<TrackDraft> drafts)
    {
        foreach (var draft in drafts)
        {
            var run = store.FindCurrentRun(draft.TaskId)!.RunId;
            if (store.Search(
                new TrackQuery { Tasks = [new(draft.TaskId)], Users = [new(draft.UserName)], RunIds = [run], Last = 1 }).Count() != 1)
            {
                throw new InvalidOperationException("There is no last track.");
            }
        }
    }

    private static void Read(PostgresTrackStore store, int count)
    {
        if (store.Search(new TrackQuery { First = count }).Count() != count)
            throw new InvalidOperationException("Too few tracks were found.");
    }

    private static void Ping(NpgsqlCommand ping, int count)
    {
        for (var i = 0; i < count; i++)
            ping.ExecuteScalar();
    }

    private void Copy(NpgsqlConnection connection, IEnumerable<TrackDraft> drafts)
    {
        using var copy = connection.BeginBinaryImport($"COPY peer_copy ({Columns}) FROM STDIN (FORMAT BINARY)");
        foreach (var draft in drafts)
        {
            copy.StartRow();
            copy.Write(++_number);
            copy.Write(DateTime.UtcNow.Ticks);
            copy.Write(1);
            copy.Write(false);
            copy.Write(draft.TaskId, NpgsqlDbType.Text);
            copy.Write(draft.TaskId, NpgsqlDbType.Text);
            copy.Write(draft.UserName, NpgsqlDbType.Text);
            copy.Write(draft.UserName, NpgsqlDbType.Text);
            copy.Write(draft.Data.Json, NpgsqlDbType.Text);
            copy.WriteNull();
        }
        copy.Complete();
    }

    private void Insert(NpgsqlCommand insert, IEnumerable<TrackDraft> drafts)
    {
        foreach (var draft in drafts)
        {
            object[] values = [++_number, DateTime.UtcNow.Ticks, 1, false, draft.TaskId, draft.TaskId, draft.UserName, draft.UserName,
                draft.Data.Json, DBNull.Value];
            for (var i = 0; i < values.Length; i++)
                insert.Parameters[i].Value = values[i];
            insert.ExecuteNonQuery();
        }
    }

    private static NpgsqlCommand Prepared(NpgsqlConnection connection, string text)
    {
        var command = new NpgsqlCommand(text, connection);
        NpgsqlDbType[] types = text.StartsWith("INSERT", StringComparison.Ordinal)
            ? [NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Integer, NpgsqlDbType.Boolean, NpgsqlDbType.Text, NpgsqlDbType.Text,
                NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text]
            : [];
        foreach (var type in types)
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type });
        command.Prepare();
        return command;
    }

    private static void Execute(NpgsqlConnection connection, string text)
    {
        using var command = new NpgsqlCommand(text, connection);
        command.ExecuteNonQuery();
    }

    private static object Ask(NpgsqlConnection connection, string text)
    {
        using var command = new NpgsqlCommand(text, connection);
        return command.ExecuteScalar()!;
    }
}
