using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Tracking.Model;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// The power goes after any call that the workload makes to the disk, and the disk has lost what was not flushed. The file opens, and it
/// holds a state that existed: nothing that was promised is missing, nothing is there that was not asked for (format 8).
/// </summary>
public sealed class PowerLossTests
{
    [Theory]
    [InlineData(Durability.Always, 64)]
    [InlineData(Durability.EverySecond, 64)]
    [InlineData(Durability.OnClose, 64)]
    [InlineData(Durability.Always, 512)]
    [InlineData(Durability.EverySecond, 512)]
    [InlineData(Durability.OnClose, 512)]
    public void Whenever_the_power_goes_what_was_promised_is_there_and_the_file_opens(Durability durability, int pageSize)
    {
        var history = History.Record(durability, pageSize);
        HashSet<string> seen = [];
        foreach (var moment in history.Moments.Where((_, i) => i % TestScale.Stride == 0))
        {
            foreach (var (loss, losesNames, seed) in Losses())
            {
                var disk = moment.Disk.LosePower(loss, losesNames, seed);
                if (seen.Add($"{moment.Promised} {moment.Acknowledged} {Content(disk)}"))
                {
                    Check(disk, history, moment,
                        $"{moment.Call} {moment.Acknowledged}, {loss}, names {(losesNames ? "lost" : "kept")}, seed {seed}");
                }
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{history.Moments.Count} calls, {seen.Count} disks");
    }

    private static IEnumerable<(PageLoss Loss, bool LosesNames, int Seed)> Losses()
    {
        foreach (var losesNames in new[] { false, true })
        {
            foreach (var loss in Enum.GetValues<PageLoss>())
            {
                for (var seed = 0; seed < (loss == PageLoss.AnyVersion ? 3 : 1); seed++)
                    yield return (loss, losesNames, seed);
            }
        }
    }

    private static void Check(SimulatedDisk disk, History history, Moment moment, string where)
    {
        var clock = new TestClock { UtcNow = TestClock.At(1000) };
        try
        {
            using (var store =
                FileTrackStore.Open(disk, Workload.Path, new FileStoreOptions { Durability = Durability.Always }, clock.Read))
            {
                var state = StoreState.Of(store);
                var index = history.States.LastIndexOf(state, Math.Min(moment.Acknowledged + 1, history.States.Count - 1));
                Assert.True(index >= moment.Promised,
                    $"The state is {(index < 0 ? "none that existed" : $"number {index}")}, not one of those from {moment.Promised} to "
                    + $"{moment.Acknowledged + 1}.");
                store.Save(new TrackDraft("z", "u", Json.Data("{}")));
                // The power goes again before anything else happens.
                disk = disk.LosePower(PageLoss.All, losesNames: true);
                using var reopened = FileTrackStore.Open(disk, Workload.Path, new FileStoreOptions { ReadOnly = true }, clock.Read);
                Assert.Equal(StoreState.Of(store), StoreState.Of(reopened));
            }
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"After {where}: {error.Message}\n{Show(disk)}", error);
        }
    }

    private static string Content(SimulatedDisk disk) =>
        string.Concat(disk.Files.Select(path => $"{path}\n{Encoding.Latin1.GetString(disk.ReadAll(path))}\n"));

    private static string Show(SimulatedDisk disk) =>
        string.Concat(disk.Files.Select(path => $"{path}:\n{Encoding.UTF8.GetString(disk.ReadAll(path)).Replace('\0', '·')}\n"));

    /// <summary>The disk right after a call, and what the store had said by then.</summary>
    private sealed record Moment(SimulatedDisk Disk, string Call, int Promised, int Acknowledged);

    /// <summary>
    /// The workload done once, without faults: the states that it went through, and each moment at which the power may go.
    /// </summary>
    private sealed class History
    {
        private readonly Durability _durability;
        private int _promised;

        private History(Durability durability) => _durability = durability;

        /// <summary>The empty state, and the state after each operation that was acknowledged.</summary>
        public List<string> States { get; } = [];

        public List<Moment> Moments { get; } = [];

        public static History Record(Durability durability, int pageSize)
        {
            var history = new History(durability);
            var disk = new SimulatedDisk(pageSize);
            disk.Called = call =>
                history.Moments.Add(new Moment(disk.Copy(), call, history._promised, Math.Max(0, history.States.Count - 1)));
            disk.CreateFolder(System.IO.Path.GetDirectoryName(Workload.Path)!);
            history.Run(disk);
            return history;
        }

        private void Run(SimulatedDisk disk)
        {
            var clock = new TestClock();
            var store = Open();
            States.Add(StoreState.Of(store));
            foreach (var step in Workload.Script)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                switch (step)
                {
                    case ReopenStep:
                        store.Dispose();
                        Acknowledge(States[^1], promised: true);
                        store = Open();
                        break;
                    case BatchStep batch:
                        store.Save([.. batch.Saves.Select(save => save.Draft)], _ => Acknowledge(StoreState.Of(store), promised: false));
                        break;
                    case ImportStep import:
                        foreach (var part in import.Parts)
                        {
                            Assert.DoesNotContain("error", part.On(store), StringComparison.Ordinal);
                            Acknowledge(StoreState.Of(store), promised: false);
                        }
                        break;
                    default:
                        Assert.DoesNotContain("error", step.On(store), StringComparison.Ordinal);
                        Acknowledge(StoreState.Of(store),
                            step is FlushStep or OptimizeStep || (step is StopStep && _durability == Durability.EverySecond));
                        break;
                }
            }

            store.Dispose();

            FileTrackStore Open() =>
                FileTrackStore.Open(disk, Workload.Path, new FileStoreOptions { Durability = _durability }, clock.Read);

            void Acknowledge(string state, bool promised)
            {
                States.Add(state);
                if (promised || _durability == Durability.Always)
                    _promised = States.Count - 1;
            }
        }
    }
}
