using System;
using System.IO;
using LiteDB;

namespace Tracking.Bench;

/// <summary>A collection of tracks in LiteDB, with the same three indexes; it has no compound ones, so the key's is one text.</summary>
internal sealed class LiteDbPeer : IDisposable
{
    private readonly LiteDatabase _database;
    private readonly ILiteCollection<BsonDocument> _tracks;

    public LiteDbPeer(string path)
    {
        File.Delete(path);
        File.Delete(Path.ChangeExtension(path, null) + "-log" + Path.GetExtension(path));
        _database = new LiteDatabase(path);
        _tracks = _database.GetCollection("tracks", BsonAutoId.Int64);
        _tracks.EnsureIndex("key");
        _tracks.EnsureIndex("user");
        _tracks.EnsureIndex("time");
    }

    public static string Version => typeof(LiteDatabase).Assembly.GetName().Version!.ToString(3);

    public void SaveEach(string[] tasks, string[] users, int[] counts)
    {
        for (var i = 0; i < tasks.Length; i++)
            _tracks.Insert(Track(tasks[i], users[i], counts[i]));
    }

    public void RequireWork(long count, int lastCount, string user, long countOfUser)
    {
        var last = _tracks.Query().OrderByDescending("_id").First();
        if (_tracks.LongCount() != count || last["data"]["files"].AsInt32 != lastCount
            || _tracks.LongCount(Query.EQ("user", user)) != countOfUser)
        {
            throw new InvalidOperationException("LiteDB did not do the work that it was measured by.");
        }
    }

    public void Dispose() => _database.Dispose();

    private static BsonDocument Track(string task, string user, int count) => new()
    {
        ["key"] = $"{task}\n1\n{user}",
        ["task"] = task,
        ["run"] = 1,
        ["user"] = user,
        ["time"] = DateTime.UtcNow,
        ["data"] = new BsonDocument { ["step"] = "copy", ["files"] = count, ["ok"] = true },
    };
}
