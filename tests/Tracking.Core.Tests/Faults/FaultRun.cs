using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Engine;
using Tracking.Seam;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// Does the workload to a store on a disk that fails, and what was acknowledged to a store in memory as well,
/// with which the first one, and its file, then have to agree.
/// </summary>
internal sealed class FaultRun : IDisposable
{
    private readonly Durability _durability;
    private readonly TestClock _clock = new();
    private readonly MemoryTrackStore _expected;
    private FileTrackStore? _store;
    private (Step Step, DateTime Time)? _inDoubt;
    private bool _wasRefused;
    private bool _allFail;

    public FaultRun(Durability durability)
    {
        _durability = durability;
        _expected = new MemoryTrackStore(_clock.Read);
        Disk.CreateFolder(System.IO.Path.GetDirectoryName(Workload.Path)!);
    }

    public SimulatedDisk Disk { get; } = new();

    /// <summary>What was refused, an opening or closing too.</summary>
    public List<string> Refused { get; } = [];

    /// <summary>Does the whole workload while calls fail, and then what a user does when the fault is gone.</summary>
    public void Do(DiskFault? fault)
    {
        Disk.Fault = fault;
        _allFail = fault is { Times: DiskFault.Always };
        foreach (var step in Workload.Script)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            Do(step);
        }
        Disk.Fault = null;
        Finish();
    }

    public void Dispose()
    {
        _store?.Dispose();
        _expected.Dispose();
    }

    private void Do(Step step)
    {
        if (_store == null && !TryOpen())
            return;
        switch (step)
        {
            case ReopenStep:
                Close();
                TryOpen();
                break;
            case BatchStep batch:
                foreach (var save in batch.Saves)
                    Change(save);
                break;
            case ImportStep import:
                foreach (var part in import.Parts)
                    Change(part);
                break;
            default:
                Change(step);
                break;
        }
    }

    private void Change(Step step)
    {
        var result = step.On(_store!);
        if (result is "error TrackStoreWriteFailed" or "error TrackStoreFlushFailed")
        {
            Refused.Add($"{step}: {result}");
            _inDoubt ??= (step, _clock.UtcNow);
            _wasRefused = true;
            Agree("what is in memory after a refusal", _store!);
            return;
        }
        Assert.Equal(step.On(_expected), result);
        if (result.StartsWith("error", StringComparison.Ordinal))
            return;
        _inDoubt = null;
        if (_wasRefused && _durability == Durability.Always)
            SurvivesPowerLoss();
        _wasRefused = false;
    }

    private bool TryOpen()
    {
        try
        {
            _store = FileTrackStore.Open(Disk, Workload.Path, new FileStoreOptions { Durability = _durability }, _clock.Read);
        }
        catch (TrackingException error)
        {
            Refused.Add($"Open: {error.Code}");
            NothingIsLeftOpen();
            return false;
        }
        SettleDoubt();
        Agree("what was opened", _store);
        return true;
    }

    private void Close()
    {
        try
        {
            _store!.Dispose();
            _inDoubt = null;
        }
        catch (TrackingException error)
        {
            Assert.Equal(TrackingErrorCode.TrackStoreFlushFailed, error.Code);
            Refused.Add($"Close: {error.Code}");
            _wasRefused = true;
        }
        _store = null;
        NothingIsLeftOpen();
    }

    /// <summary>
    /// When every call fails, from an append on to the closing, nobody can take back what the first of them may have written. Then,
    /// and only then, the one that was refused may be there.
    /// </summary>
    private void SettleDoubt()
    {
        if (_inDoubt is { } doubt && _allFail && StoreState.Of(_expected) != StoreState.Of(_store!))
        {
            var now = _clock.UtcNow;
            _clock.UtcNow = doubt.Time;
            doubt.Step.On(_expected);
            _clock.UtcNow = now;
        }
        _inDoubt = null;
    }

    /// <summary>The fault is gone: the store takes the next save, and its file says what it says.</summary>
    private void Finish()
    {
        if (_store == null)
            Assert.True(TryOpen(), string.Join('\n', Refused));
        Assert.Null(Record.Exception(() => Change(new SaveStep("z", "u", 0, SaveMode.Add, null, """{"the":"next"}""", null))));
        Assert.DoesNotContain("Save 'z'", Refused.LastOrDefault() ?? "", StringComparison.Ordinal);
        Agree("memory", _store!);
        using (var reader = FileTrackStore.Open(Disk, Workload.Path, new FileStoreOptions { ReadOnly = true }, _clock.Read))
        {
            Agree("the file", reader);
            Assert.Empty(reader.DrainWarnings());
        }
        Assert.Null(Record.Exception(_store!.Dispose));
        NothingIsLeftOpen();
        var disk = Disk.LosePower(PageLoss.All, losesNames: true);
        using var reopened = FileTrackStore.Open(disk, Workload.Path, new FileStoreOptions(), _clock.Read);
        Agree("what is on the disk after closing", reopened);
        Assert.Empty(reopened.DrainWarnings());
        Assert.Equal([Workload.Path],
            disk.Files.Where(path => !_allFail || !path.Contains(".torn-", StringComparison.Ordinal)));
    }

    private void SurvivesPowerLoss()
    {
        using var reader = FileTrackStore.Open(Disk.LosePower(PageLoss.All, losesNames: true), Workload.Path,
            new FileStoreOptions { ReadOnly = true }, _clock.Read);
        Agree("what is on the disk", reader);
    }

    private void NothingIsLeftOpen() => Assert.Equal((0, 0), (Disk.OpenHandles, Disk.LockCount));

    private void Agree(string what, ITrackStore store)
    {
        var (expected, actual) = (StoreState.Of(_expected), StoreState.Of(store));
        if (expected == actual)
            return;
        Assert.Fail($"{what} is not what was acknowledged (- acknowledged, + there):\n"
            + string.Concat(expected.Split('\n').Except(actual.Split('\n')).Select(line => $"- {line}\n"))
            + string.Concat(actual.Split('\n').Except(expected.Split('\n')).Select(line => $"+ {line}\n")));
    }
}
