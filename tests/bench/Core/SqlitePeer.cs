using System;
using System.IO;
using Microsoft.Data.Sqlite;

namespace Tracking.Bench;

/// <summary>
/// A table of tracks in SQLite as a careful author would make it: WAL, one prepared statement, names compared without case, and an index
/// for each of the questions that a store of ours answers from one: by (task, run, user), by user, and by time.
/// </summary>
internal sealed class SqlitePeer : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;

    public SqlitePeer(string path, string synchronous)
    {
        foreach (var file in new[] { path, path + "-wal", path + "-shm" })
            File.Delete(file);
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        Execute($"pragma journal_mode = wal; pragma synchronous = {synchronous}");
        Execute("""
            create table tracks (number integer primary key, task text not null collate nocase, run integer not null,
                user text not null collate nocase, time integer not null, data text not null);
            create index by_key on tracks (task, run, user, time);
            create index by_user on tracks (user, time);
            create index by_time on tracks (time);
            """);
        _insert = _connection.CreateCommand();
        _insert.CommandText = "insert into tracks (task, run, user, time, data) values ($task, $run, $user, $time, $data)";
        foreach (var name in new[] { "$task", "$run", "$user", "$time", "$data" })
            _insert.Parameters.Add(new SqliteParameter { ParameterName = name });
        _insert.Parameters[0].SqliteType = _insert.Parameters[2].SqliteType = _insert.Parameters[4].SqliteType = SqliteType.Text;
        _insert.Parameters[1].SqliteType = _insert.Parameters[3].SqliteType = SqliteType.Integer;
        _insert.Prepare();
    }

    public static string Version => new SqliteConnection().ServerVersion;

    /// <summary>Saves each track in a transaction of its own.</summary>
    public void SaveEach(string[] tasks, string[] users, string[] data)
    {
        for (var i = 0; i < data.Length; i++)
            Save(tasks[i], users[i], data[i]);
    }

    /// <summary>Saves all in one transaction.</summary>
    public void SaveAll(string[] tasks, string[] users, string[] data)
    {
        using var transaction = _connection.BeginTransaction();
        _insert.Transaction = transaction;
        SaveEach(tasks, users, data);
        transaction.Commit();
        _insert.Transaction = null;
    }

    /// <summary>Throws unless so many tracks are there, the last of them with these data, and the index by user finds its own.</summary>
    public void RequireWork(long count, string lastData, string user, long countOfUser)
    {
        var (all, last, own) = (Ask("select count(*) from tracks"), Ask("select data from tracks order by time desc, number desc limit 1"),
            Ask($"select count(*) from tracks where user = '{user}'"));
        if ((long)all != count || (string)last != lastData || (long)own != countOfUser)
            throw new InvalidOperationException("SQLite did not do the work that it was measured by.");
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }

    private void Save(string task, string user, string data)
    {
        _insert.Parameters[0].Value = task;
        _insert.Parameters[1].Value = 1;
        _insert.Parameters[2].Value = user;
        _insert.Parameters[3].Value = DateTime.UtcNow.Ticks;
        _insert.Parameters[4].Value = data;
        _insert.ExecuteNonQuery();
    }

    private void Execute(string statement)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    private object Ask(string question)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = question;
        return command.ExecuteScalar()!;
    }
}
