using System;
using System.IO;
using System.Linq;
using System.Text;
using Tracking.Engine;
using Tracking.Model;
using Tracking.SessionFile;

namespace Tracking.Bench;

/// <summary>One track after another into a store that is young, by C#: ours, a bare write, SQLite, LiteDB.</summary>
internal sealed class SavingBench(Results results, Scale scale, string folder)
{
    private const string Closing = FileHeader.Closing;

    public void Run()
    {
        Plain();
        Flushed();
    }

    private void Plain()
    {
        var turns = new Turns(results, scale.Rounds);
        var many = Workload.Drafts(scale.Saves);
        var few = Workload.Drafts(scale.Transactions);
        var (tasks, users, data) = Columns(many);
        var (fewTasks, fewUsers, fewData) = Columns(few);
        var counts = Enumerable.Range(0, few.Length).ToArray();
        var records = RecordsOf(many);

        using var memory = new MemoryTrackStore();
        using var store = FileTrackStore.Open(Fresh("saving.json"));
        using var raw = new RawFile(Fresh("saving.raw"), Closing.Length);
        using var each = new SqlitePeer(Fresh("each.sqlite"), "normal");
        using var all = new SqlitePeer(Fresh("all.sqlite"), "normal");
        using var litedb = new LiteDbPeer(Fresh("each.litedb"));
        turns.Run(
            new Contender("core.save", many.Length, () => Save(store, many)),
            new Contender("core.saveToMemory", many.Length, () => Save(memory, many)),
            new Contender("floor.write", records.Length, () => Write(raw, records)),
            new Contender("sqlite.normal.each", few.Length, () => each.SaveEach(fewTasks, fewUsers, fewData)),
            new Contender("sqlite.normal.all", many.Length, () => all.SaveAll(tasks, users, data)),
            new Contender("litedb.each", few.Length, () => litedb.SaveEach(fewTasks, fewUsers, counts)));

        var (manyOfUser, fewOfUser) = (users.Count(u => u == users[0]), fewUsers.Count(u => u == fewUsers[0]));
        RequireWork(store, turns.Total(many.Length), many[^1]);
        all.RequireWork(turns.Total(many.Length), data[^1], users[0], turns.Total(manyOfUser));
        each.RequireWork(turns.Total(few.Length), fewData[^1], fewUsers[0], turns.Total(fewOfUser));
        litedb.RequireWork(turns.Total(few.Length), counts[^1], fewUsers[0], turns.Total(fewOfUser));
        RequireWork(raw, turns.Total(1), records);

        // Names in their quotes, as compact JSON has them.
        var names = tasks.Zip(users, (task, user) => Encoding.UTF8.GetByteCount($"\"{task}\"\"{user}\"")).Average();
        var content = names + data.Average(d => (double)Encoding.UTF8.GetByteCount(d));
        results.Add("file.bytesPerTrack", records.Average(r => (double)r.Length) - Closing.Length);
        results.Add("file.bytesOfContent", content);
    }

    private void Flushed()
    {
        var turns = new Turns(results, scale.Rounds);
        var drafts = Workload.Drafts(scale.Flushes);
        var (tasks, users, data) = Columns(drafts);
        var records = RecordsOf(drafts);

        using var store = FileTrackStore.Open(Fresh("flushed.json"), new FileStoreOptions { Durability = Durability.Always });
        using var raw = new RawFile(Fresh("flushed.raw"), Closing.Length);
        using var sqlite = new SqlitePeer(Fresh("flushed.sqlite"), "full");
        turns.Run(
            new Contender("core.saveAlways", drafts.Length, () => Save(store, drafts)),
            new Contender("floor.writeAndFsync", records.Length, () => WriteAndFlush(raw, records)),
            new Contender("sqlite.full.each", drafts.Length, () => sqlite.SaveEach(tasks, users, data)));

        RequireWork(store, turns.Total(drafts.Length), drafts[^1]);
        RequireWork(raw, turns.Total(1), records);
        sqlite.RequireWork(turns.Total(data.Length), data[^1], users[0], turns.Total(users.Count(u => u == users[0])));
    }

    private static void Save(TrackEngine store, TrackDraft[] drafts)
    {
        foreach (var draft in drafts)
            store.Save(draft);
    }

    private static void Write(RawFile raw, byte[][] records)
    {
        foreach (var record in records)
            raw.Write(record);
    }

    private static void WriteAndFlush(RawFile raw, byte[][] records)
    {
        foreach (var record in records)
        {
            raw.Write(record);
            raw.Flush();
        }
    }

    private static (string[] Tasks, string[] Users, string[] Data) Columns(TrackDraft[] drafts) =>
        ([.. drafts.Select(d => d.TaskId)], [.. drafts.Select(d => d.UserName)],
            [.. drafts.Select(d => Encoding.UTF8.GetString(d.Data.Json))]);

    /// <summary>The very bytes that saving the tracks writes, a write each.</summary>
    private byte[][] RecordsOf(TrackDraft[] drafts)
    {
        var path = Fresh("records.json");
        using (var store = FileTrackStore.Open(path))
            Save(store, drafts);
        return [.. File.ReadLines(path).Where(line => line.Contains("\"save\":", StringComparison.Ordinal))
            .Select(line => Encoding.UTF8.GetBytes("\n" + line + Closing))];
    }

    private static void RequireWork(FileTrackStore store, long count, TrackDraft last)
    {
        store.Flush();
        using var reopened = FileTrackStore.Open(store.Path, new FileStoreOptions { ReadOnly = true });
        var newest = reopened.Search(new TrackQuery { Last = 1 }).Single();
        if (reopened.Count().Tracks != count || newest.Number != count || !newest.Data.Json.AsSpan().SequenceEqual(last.Data.Json))
            throw new InvalidOperationException("Our own store did not do the work that it was measured by.");
    }

    private static void RequireWork(RawFile raw, long times, byte[][] records)
    {
        if (raw.Length != (times * records.Sum(r => (long)r.Length - Closing.Length)) + Closing.Length)
            throw new InvalidOperationException("The bare writes did not do the work that they were measured by.");
    }

    private string Fresh(string name)
    {
        var path = Path.Combine(folder, name);
        Workload.Remove(path);
        return path;
    }
}
