using System;
using System.IO;
using System.Linq;
using System.Text;
using Newtonsoft.Json;
using Tracking.Data;
using Tracking.Model;
using Tracking.SessionFile;

namespace Tracking.Bench;

/// <summary>A store of a million tracks against one of a thousand, and against what only reads or copies its file.</summary>
internal sealed class LargeBench(Results results, Scale scale, string folder, string largeFile)
{
    private const int SmallCount = 1_000;
    private const int SmallStores = 10;

    private readonly string _copy = Path.Combine(folder, "large-copy.json");

    public void Run()
    {
        Change();
        Read();
        Reopen();
        Rewrite();
    }

    /// <summary>Saves, back-dated saves, updates and removals, each to a place of its own choice in the whole store.</summary>
    private void Change()
    {
        var smallFile = Path.Combine(folder, "small.json");
        Workload.MakeStore(smallFile, SmallCount);
        FileTrackStore[] small = [];
        using var large = Workload.OpenCopy(largeFile, _copy);
        var random = new Random(1);
        var turns = new Turns(results, scale.Rounds);

        var plain = Workload.Drafts(SmallCount * SmallStores, from: scale.Large);
        var backDated = Workload.Drafts(scale.Transactions, time: i => Workload.Begin + (random.Next(scale.Large) * Workload.Pace));
        var updates = Enumerable.Range(0, scale.Transactions)
            .SelectMany(_ => Workload.Drafts(1, from: random.Next(scale.Large), SaveMode.Update)).ToArray();
        var removable = Enumerable.Range(1, scale.Large).ToArray();
        random.Shuffle(removable);
        var removed = 0;
        turns.Run(
            new Contender("core.saveSmall", plain.Length, () =>
            {
                for (var i = 0; i < plain.Length; i++)
                    small[i / SmallCount].Save(plain[i]);
            })
            {
                Before = () =>
                {
                    foreach (var store in small)
                        store.Dispose();
                    small = [.. Enumerable.Range(0, SmallStores)
                        .Select(i => Workload.OpenCopy(smallFile, Path.Combine(folder, $"small-{i}.json")))];
                    // A writer's first line says who writes.
                    foreach (var store in small)
                        store.Save(plain[0]);
                },
            },
            new Contender("core.saveLarge", plain.Length, () => Save(large, plain)),
            new Contender("core.backDated", backDated.Length, () => Save(large, backDated)),
            new Contender("core.update", updates.Length, () => Save(large, updates)),
            new Contender("core.remove", scale.Transactions, () =>
            {
                for (var i = 0; i < scale.Transactions; i++)
                    large.Remove(removable[removed++]);
            }));
        var saved = turns.Total(plain.Length + backDated.Length);
        if (large.Count().Tracks != scale.Large + saved - removed)
            throw new InvalidOperationException("The large store does not hold what was saved to it.");
        foreach (var store in small)
            store.Dispose();
    }

    /// <summary>One user's tracks and their data, against a JsonTextReader that only reads over the same data.</summary>
    private void Read()
    {
        using var store = FileTrackStore.Open(largeFile, new FileStoreOptions { ReadOnly = true });
        var byUser = new TrackQuery { Users = [new NameCriterion(Workload.User(0))] };
        var found = store.Search(byUser).ToList();
        var data = Encoding.UTF8.GetBytes(string.Join('\n', found.Select(r => Encoding.UTF8.GetString(r.Data.Json))));
        long seen = 0;
        long keys = 0;
        var tokens = 0;
        var turns = new Turns(results, scale.Rounds);
        turns.Run(
            new Contender("core.search", found.Count, () => seen += store.Search(byUser).Count()),
            new Contender("core.searchAndRead", found.Count, () =>
            {
                foreach (var record in store.Search(byUser))
                    keys += DataReader.Read(record.Data).Count;
            }),
            new Contender("floor.readData", found.Count, () => tokens = Scan(new MemoryStream(data))));
        const int TokensOfData = 8;
        if (seen != turns.Total(found.Count) || keys != turns.Total(3L * found.Count) || tokens != TokensOfData * found.Count)
            throw new InvalidOperationException("Not all data were read.");
        results.Add("core.searchCount", found.Count);
    }

    private void Reopen()
    {
        var turns = new Turns(results, scale.FewRounds);
        long tracks = 0;
        var tokens = 0;
        turns.Run(
            new Contender("core.open", 1, () =>
            {
                using var store = FileTrackStore.Open(largeFile);
                tracks = store.Count().Tracks;
            }),
            new Contender("floor.scan", 1,
                () => tokens = Scan(new FileStream(largeFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 20))));
        if (tracks != scale.Large || tokens < 15 * scale.Large)
            throw new InvalidOperationException("The file was not read to its end.");
    }

    private void Rewrite()
    {
        using var store = Workload.OpenCopy(largeFile, _copy);
        var raw = Path.Combine(folder, "large.raw");
        var turns = new Turns(results, scale.FewRounds);
        turns.Run(
            new Contender("core.optimize", 1, () => store.Optimize()),
            new Contender("floor.copy", 1, () => RawFile.Copy(largeFile, raw)) { Before = () => File.Delete(raw) });
        if (store.Count().Tracks != scale.Large || new FileInfo(raw).Length != new FileInfo(largeFile).Length)
            throw new InvalidOperationException("The file was not copied as a whole.");
        File.Delete(raw);
    }

    private static void Save(FileTrackStore store, TrackDraft[] drafts)
    {
        foreach (var draft in drafts)
            store.Save(draft);
    }

    private static int Scan(Stream stream)
    {
        using var reader = new JsonTextReader(new StreamReader(stream, Encoding.UTF8, false, 1 << 16))
        {
            DateParseHandling = DateParseHandling.None,
            SupportMultipleContent = true,
        };
        var tokens = 0;
        while (reader.Read())
            tokens++;
        return tokens;
    }
}
