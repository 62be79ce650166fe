using System;
using System.Linq;
using Tracking.Model;
using Tracking.Rules;
using Xunit;

namespace Tracking.Tests;

/// <summary>An index row has at most 2,704 bytes: whatever is longer is told apart by its hash, or stands in no index.</summary>
public sealed class LongKeyTests(PostgresServer server) : IDisposable
{
    private readonly TestDatabase _database = server.NewDatabase();

    [Theory]
    [InlineData('a', 'z')]
    [InlineData('\u4e00', '\u9fa5')]
    [InlineData('\u0390', '\u03c9')]
    public void Tasks_users_keys_paths_and_hosts_may_be_as_long_as_names_may_be(char from, char to)
    {
        var random = new Random(7);
        var (task, user, key, name, host) = (Long(), Long(), Long(), Long(), Long());
        using var store = _database.Open();
        foreach (var (oneTask, oneKey) in new[] { (task, key), (task, key + "x"), (task + "x", key) })
        {
            var run = store.Start(new RunDraft(oneTask) { Key = oneKey });
            var outer = store.SaveStep(new StepRecord(0, run.RunId, name, oneKey, 0, ""));
            var inner = store.SaveStep(new StepRecord(0, run.RunId, name, oneKey, outer.StepId, ""));
            Assert.True(inner.Path.Length > 4 * name.Length - 8, $"{inner.Path.Length}");
            var saved = store.Save(new TrackDraft(oneTask, user, Json.Data("""{"k":1}""")) { RunId = run.RunId, StepId = inner.StepId });
            Assert.Equal(saved.Number, Assert.Single(store.Search(new TrackQuery { RunIds = [run.RunId] })).Number);
            Assert.Equal((oneTask, oneKey), (store.FindRun(run.RunId)!.TaskId, store.FindRun(run.RunId)!.Key));
            using var claim = store.TryClaim(oneTask, oneKey, host, out _);
            Assert.NotNull(claim);
            Assert.Null(store.TryClaim(oneTask, oneKey, host, out var holder));
            Assert.Contains(host, holder, StringComparison.Ordinal);
            Assert.NotNull(store.TryClaim(oneTask, oneKey, host + "x", out _));
        }
        Assert.Equal(2, store.ListTasks().Count);
        Assert.Equal(3, store.ListRuns().Count);

        string Long() => new([.. Enumerable.Range(0, StoreLimits.MaxNameLength - 1).Select(_ => (char)random.Next(from, to + 1))]);
    }

    public void Dispose() => _database.Dispose();
}
