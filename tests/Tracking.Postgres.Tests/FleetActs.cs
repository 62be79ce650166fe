using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Threading;
using Tracking.Model;
using Tracking.Postgres;
using Tracking.Seam;
using Xunit;

namespace Tracking.Tests;

/// <summary>What one machine of a fleet does, in a process of its own. Never run by itself, hence explicit.</summary>
public sealed class FleetActs
{
    public const string Variable = "TRACKING_TEST_FLEET";
    public const int Writers = 4;
    public const int Steps = 60;

    /// <summary>Starts a process that does one of these until it is ended.</summary>
    internal static Process Start(TestDatabase database, string act)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet) { RedirectStandardOutput = true };
        foreach (var argument in (string[])
            [Assembly.GetExecutingAssembly().Location, "-explicit", "only", "-noLogo", "-noColor", "-method",
                $"{typeof(FleetActs).FullName}.{act}"])
        {
            start.ArgumentList.Add(argument);
        }
        start.Environment[Variable] = $"{database.ConnectionString}|0";
        return Process.Start(start)!;
    }

    internal static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    [Fact(Explicit = true)]
    public void Work()
    {
        var given = Environment.GetEnvironmentVariable(Variable)!.Split('|');
        var (connectionString, seed) = (given[0], int.Parse(given[1], CultureInfo.InvariantCulture));
        var faults = new List<Exception>();
        var threads = Enumerable.Range(0, Writers).Select(writer => new Thread(() =>
        {
            try
            {
                Write(connectionString, (seed * Writers) + writer);
            }
            catch (Exception error)
            {
                lock (faults)
                    faults.Add(error);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Empty(faults);
    }

    /// <summary>Saves batches until the process is ended.</summary>
    [Fact(Explicit = true)]
    public void SaveBatches()
    {
        using var store = PostgresTrackStore.Open(Environment.GetEnvironmentVariable(Variable)!.Split('|')[0], null, initialize: false);
        while (true)
            store.Save([.. Enumerable.Range(0, 500).Select(i => Draft("frozen", 0, i))], _ => { });
    }

    /// <summary>Changes all kinds of things until the process is ended, also what takes many packets to send.</summary>
    [Fact(Explicit = true)]
    public void Change()
    {
        using var store = PostgresTrackStore.Open(Environment.GetEnvironmentVariable(Variable)!.Split('|')[0], null, initialize: false);
        var large = Json.Data($$"""{"text":"{{new string('x', 2_000_000)}}"}""");
        while (true)
        {
            var run = store.StartRun("changed");
            var step = store.SaveStep(new StepRecord(0, run.RunId, "s", null, 0, ""));
            var track = store.Save(Draft("changed", 1, 1));
            store.Save(new TrackDraft("changed", "user 1", large) { Mode = SaveMode.Update });
            store.Save(
                [.. Enumerable.Range(0, 200).Select(i => new TrackDraft("keyed", "u", Json.Data("{}")) { RunKey = $"{run.RunId} {i}" })],
                _ => { });
            store.SaveStep(step with { Status = StepStatus.Completed, EndUtc = step.StartUtc });
            store.Remove(track.Number);
            store.StopRun(null, run.RunId);
            store.RemoveRun(run.RunId);
        }
    }

    /// <summary>
    /// Saves to and starts and stops runs of the tasks that all others use too; each id that comes out is greater than the one before.
    /// </summary>
    private static void Write(string connectionString, int writer)
    {
        using var store = PostgresTrackStore.Open(connectionString, null, initialize: false);
        var random = new Random(writer);
        var last = 0L;
        for (var step = 0; step < Steps; step++)
        {
            var task = $"task {random.Next(3)}";
            switch (random.Next(6))
            {
                case 0:
                    store.StartRun(task);
                    break;
                case 1:
                    StopOrNot(store, task);
                    break;
                case 2:
                    store.Save([.. Enumerable.Range(0, 5).Select(_ => Draft(task, writer, step))], Check);
                    break;
                case 3:
                    store.Save(new TrackDraft(task, $"user {writer}", Json.Data("{}")) { Mode = SaveMode.Update });
                    break;
                default:
                    Check(store.Save(Draft(task, writer, step)));
                    break;
            }
        }

        void Check(TrackRecord track)
        {
            Assert.True(track.Number > last, $"Track {track.Number} came after track {last}.");
            last = track.Number;
        }
    }

    private static TrackDraft Draft(string task, int writer, int step) => new(task, $"user {writer}", Json.Data($$"""{"step":{{step}}}"""));

    private static void StopOrNot(ITrackStore store, string task)
    {
        try
        {
            store.StopRun(task);
        }
        catch (TrackingException error) when (error.Code == TrackingErrorCode.TrackRunNotFound)
        {
            // Another one has stopped it.
        }
    }
}
