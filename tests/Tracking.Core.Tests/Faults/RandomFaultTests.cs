using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using CsCheck;
using Tracking.Engine;
using Tracking.SessionFile;
using Tracking.State;
using Xunit;
using Xunit.Sdk;

namespace Tracking.Tests;

/// <summary>
/// Random histories in which calls fail, flushes fail, the file is deleted, the process is killed and the power goes, one after the other
/// and together. What was promised is there, what was refused is not, and the rest is a state that existed. TRACKING_TEST_FULL=1 takes
/// longer; a failing case prints the seed, which goes into CsCheck_Seed.
/// </summary>
public sealed class RandomFaultTests
{
    private static readonly Gen<Mishap> Mishaps = Gen.Frequency(
        (12, Gen.Const(new Mishap(MishapKind.None, default, default))),
        (3, Gen.Select(Gen.Int[1, 8], Gen.Int[1, 3], Gen.Enum<FaultKind>(),
            (after, times, fault) => new Mishap(MishapKind.CallsFail, after, times, fault))),
        (1, Gen.Int[1, 2].Select(times => new Mishap(MishapKind.FlushesFail, times, default))),
        (1, Gen.Const(new Mishap(MishapKind.Kill, default, default))),
        (1, Gen.Const(new Mishap(MishapKind.FileIsDeleted, default, default))),
        (2, Gen.Select(Gen.Enum<PageLoss>(), Gen.Bool, Gen.Int[0, 1000],
            (loss, losesNames, seed) => new Mishap(MishapKind.PowerGoes, losesNames ? 1 : 0, seed, Loss: loss))));

    private static readonly Gen<(Durability Durability, (Mishap Mishap, Step Step)[] Steps)> Cases = Gen.Select(
        Gen.Enum<Durability>(),
        Gen.Select(Mishaps, StepGen.Steps.Select(steps => steps[0]), (mishap, step) => (mishap, step)).Array[1, 40],
        (durability, steps) => (durability, steps));

    [Fact]
    public void Whatever_happens_promises_are_kept() => Cases.Sample(
        history =>
        {
            using var world = new FaultyWorld(history.Durability);
            foreach (var (mishap, step) in history.Steps)
                world.Do(mishap, step);
            world.Do(new Mishap(MishapKind.PowerGoes, 1, 0, Loss: PageLoss.All), new FlushStep());
        },
        TestContext.Current.TestOutputHelper!.WriteLine,
        time: TestScale.IsFull ? 120 : 5,
        print: history => $"{history.Durability}\n{string.Join('\n', history.Steps.Select(s => $"{s.Mishap} then {s.Step}"))}");
}

/// <summary>What goes wrong before or while a step is done.</summary>
internal sealed record Mishap(MishapKind Kind, int Number, int Seed, FaultKind Fault = default, PageLoss Loss = default);

internal enum MishapKind
{
    None,
    CallsFail,
    FlushesFail,
    Kill,
    FileIsDeleted,
    PowerGoes,
}

/// <summary>
/// A store on a disk that fails, and all that it acknowledged, of which a beginning that holds what
/// was promised must be there when the file is opened anew.
/// </summary>
internal sealed class FaultyWorld : IDisposable
{
    private readonly Durability _durability;
    private readonly TestClock _clock = new();
    private readonly List<(Step Step, DateTime Time)> _acknowledged = [];
    private readonly List<string> _states = [];
    private SimulatedDisk _disk = new();
    private FileTrackStore _store;
    private readonly List<(Step Step, DateTime Time)> _inDoubt = [];
    private int _promised;

    public FaultyWorld(Durability durability)
    {
        _durability = durability;
        _disk.CreateFolder(System.IO.Path.GetDirectoryName(Workload.Path)!);
        _store = Open();
        _states.Add(StateOf(_store));
    }

    public void Do(Mishap mishap, Step step)
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        switch (mishap.Kind)
        {
            case MishapKind.CallsFail:
                _disk.Fault = new DiskFault(_disk.Calls + mishap.Number, mishap.Seed, mishap.Fault);
                break;
            case MishapKind.FlushesFail:
                _disk.FlushesToFail = mishap.Number;
                break;
            case MishapKind.Kill:
                Restart(_disk.Copy());
                break;
            case MishapKind.FileIsDeleted:
                var fault = _disk.Fault;
                _disk.Fault = null;
                _disk.Delete(Workload.Path);
                _disk.Fault = fault;
                // Until the next flush all is in memory alone.
                _promised = 0;
                break;
            case MishapKind.PowerGoes:
                Restart(_disk.LosePower(mishap.Loss, mishap.Number == 1, mishap.Seed));
                break;
        }

        switch (step)
        {
            case ClockStep or HoldStep or SearchStep or ListStep:
                return;
            case ReopenStep:
                Close();
                Restart(_disk);
                return;
            case BatchStep batch:
                foreach (var save in batch.Saves)
                    Change(save);
                return;
            case ImportStep import:
                foreach (var part in import.Parts)
                    Change(part);
                return;
            case ContinueStep begun:
                // What it carries over is cut off anywhere: CarriedStepsTests.
                Change(begun with { Run = 0 });
                return;
            default:
                Change(step);
                return;
        }
    }

    public void Dispose()
    {
        try
        {
            _store.Dispose();
        }
        catch (TrackingException)
        {
            // Calls fail to the last.
        }
    }

    private FileTrackStore Open() =>
        FileTrackStore.Open(_disk, Workload.Path, new FileStoreOptions { Durability = _durability }, _clock.Read);

    private void Change(Step step)
    {
        var calls = _disk.Calls;
        var result = step.On(_store);
        var state = StateOf(_store);
        if (result is "error TrackStoreWriteFailed" or "error TrackStoreFlushFailed")
        {
            Equal("what is in memory after a refusal", _states[^1], state);
            // One of those that were refused in a row may be in the file, if taking it back failed as well.
            _inDoubt.Add((step, _clock.UtcNow));
            return;
        }

        // What reached the disk took back before what was refused.
        if (_disk.Calls == calls)
            return;
        _inDoubt.Clear();
        _acknowledged.Add((step, _clock.UtcNow));
        _states.Add(state);
        if (_durability == Durability.Always || step is FlushStep or OptimizeStep
            || (step is StopStep && _durability == Durability.EverySecond))
        {
            _promised = _acknowledged.Count;
        }
    }

    private void Close()
    {
        try
        {
            _store.Dispose();
            _promised = _acknowledged.Count;
            _inDoubt.Clear();
        }
        catch (TrackingException error)
        {
            Assert.Equal(TrackingErrorCode.TrackStoreFlushFailed, error.Code);
        }
    }

    /// <summary>Opens the file anew, without faults, and goes on from the state in which it is.</summary>
    private void Restart(SimulatedDisk disk)
    {
        // Nothing of the process that was killed, or of the machine that stopped, reaches the disk of which this is a copy.
        Dispose();
        _disk = disk;
        _disk.Fault = null;
        _disk.FlushesToFail = 0;
        try
        {
            _store = Open();
        }
        catch (TrackingException error)
        {
            throw new XunitException($"It does not open: {error.Message}\n{Show(disk)}");
        }

        var state = StateOf(_store);
        var last = _states.LastIndexOf(state);
        for (var doubt = 0; last < _promised && doubt < _inDoubt.Count; doubt++)
        {
            _acknowledged.Add(_inDoubt[doubt]);
            _states.Add(Replay());
            last = _states.LastIndexOf(state);
            if (last < _promised)
            {
                _acknowledged.RemoveAt(_acknowledged.Count - 1);
                _states.RemoveAt(_states.Count - 1);
            }
        }
        if (last < _promised)
        {
            throw new XunitException(
                $"The state is {(last < 0 ? "none that was" : $"number {last}")}, and number {_promised} of {_acknowledged.Count} was "
                + $"promised.\n{Show(disk)}");
        }
        _acknowledged.RemoveRange(last, _acknowledged.Count - last);
        _states.RemoveRange(last + 1, _states.Count - last - 1);
        Equal("a replay in memory", state, Replay());
        _inDoubt.Clear();
        _promised = last;
    }

    private string Replay()
    {
        var time = _clock.UtcNow;
        using var memory = new MemoryTrackStore(_clock.Read);
        foreach (var (step, at) in _acknowledged)
        {
            _clock.UtcNow = at;
            step.On(memory);
        }
        _clock.UtcNow = time;
        return StateOf(memory);
    }

    /// <summary>What can be seen of a store, and the ids that it will give: a track that came and went leaves no more than that.</summary>
    private static string StateOf(TrackEngine store) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{StoreState.Of(store)}\nnext track {InsideOf(store).NextNumber}, next run {InsideOf(store).NextRunId}");

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_State")]
    private static extern TrackState InsideOf(TrackEngine store);

    private static void Equal(string what, string expected, string actual)
    {
        if (expected != actual)
        {
            throw new XunitException(
                string.Create(CultureInfo.InvariantCulture,
                $"{what} differs:\n{string.Join('\n', actual.Split('\n').Except(expected.Split('\n')))}\ninstead "
                + $"of\n{string.Join('\n', expected.Split('\n').Except(actual.Split('\n')))}"));
        }
    }

    private static string Show(SimulatedDisk disk) =>
        string.Concat(disk.Files.Select(path => $"{path}:\n{Encoding.UTF8.GetString(disk.ReadAll(path)).Replace('\0', '·')}\n"));
}
