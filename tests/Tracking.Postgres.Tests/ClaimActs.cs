using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Postgres.Connections;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>What one process does that wants the same claims as others. Never run by itself, hence explicit.</summary>
public sealed class ClaimActs
{
    public const string Variable = "TRACKING_TEST_CLAIMS";
    public const int Claims = 200;
    public const int Processes = 2;
    public const string Won = "won";

    /// <summary>Tries each claim once, at the same time as the others, and holds what it has won until all have tried.</summary>
    [Fact(Explicit = true)]
    public void Race()
    {
        using var store = Open();
        Meet(store, "ready");
        var held = new List<IDisposable>();
        for (var i = 0; i < Claims; i++)
        {
            var key = i.ToString(CultureInfo.InvariantCulture);
            if (store.TryClaim("task", key, out var holder) is not { } claim)
            {
                Assert.NotNull(holder);
                continue;
            }
            Assert.Null(holder);
            held.Add(claim);
            store.Save(new TrackDraft(Won, $"{key} by {Environment.ProcessId}", Json.Data("{}")));
        }
        Meet(store, "done");
        held.ForEach(claim => claim.Dispose());
    }

    /// <summary>Takes a claim, starts a run, and waits until it is killed.</summary>
    [Fact(Explicit = true)]
    public void Hold()
    {
        using var store = Open();
        Assert.NotNull(store.TryClaim("task", "held", out _));
        store.StartRun("task");
        Thread.Sleep(TimeSpan.FromMinutes(5));
    }

    private static PostgresTrackStore Open() => PostgresTrackStore.Open(
        ServerAddress.Parse(Environment.GetEnvironmentVariable(Variable)!),
        new PostgresOptions { LifeSpan = TimeSpan.FromSeconds(3), SignInterval = TimeSpan.FromSeconds(1) });

    private static void Meet(PostgresTrackStore store, string place)
    {
        store.Save(new TrackDraft(place, "u", Json.Data("{}")));
        while (store.ListTasks([new NameCriterion(place)]).Sum(task => task.TrackCount) < Processes)
            Thread.Sleep(5);
    }
}
