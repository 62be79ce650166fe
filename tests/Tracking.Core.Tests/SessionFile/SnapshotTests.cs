using System;
using System.Linq;
using Tracking.Seam;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// A snapshot of a file that is being written: what looks torn or damaged is looked at again, and told only if it stays so (format 7.6).
/// </summary>
public sealed class SnapshotTests
{
    private static SampleFile Sample => SampleFile.Shared;

    private readonly SimulatedDisk _disk = new(4096);
    private int _opened;

    public SnapshotTests() => _disk.CreateFolder("/data");

    [Fact]
    public void A_write_that_came_to_its_end_meanwhile_is_read()
    {
        // In the middle of a write of which all the bytes are counted and not all are there.
        var torn = (byte[])Sample.Bytes.Clone();
        Array.Clear(torn, torn.Length - 60, 60);
        _disk.Put(SampleFile.Path, torn);
        At(2, Sample.Bytes);
        IsRead(Sample.States[^1], looks: 3);
    }

    [Fact]
    public void A_file_that_grows_is_read_up_to_the_write_in_the_middle_without_a_warning()
    {
        _disk.Put(SampleFile.Path, Sample.Bytes[..^(40 + Sample.ClosingLength)]);
        At(2, Sample.Bytes);
        IsRead(Sample.States[^2], looks: 2);
    }

    [Fact]
    public void What_stays_torn_is_told()
    {
        _disk.Put(SampleFile.Path, Sample.Bytes[..^(40 + Sample.ClosingLength)]);
        At(0, []);
        IsRead(Sample.States[^2], looks: 3, "It and what follows was not read.");
    }

    [Fact]
    public void What_stays_without_its_end_is_told()
    {
        _disk.Put(SampleFile.Path, Sample.Bytes[..^(Sample.ClosingLength - 1)]);
        At(0, []);
        IsRead(Sample.States[^1], looks: 3, "The file lacks its end, as a write that was cut off leaves it. What is whole was read.");
    }

    [Fact]
    public void What_was_damaged_and_is_whole_again_is_read()
    {
        _disk.Put(SampleFile.Path, Damaged(3));
        At(2, Sample.Bytes);
        IsRead(Sample.States[^1], looks: 2);
    }

    [Fact]
    public void What_stays_damaged_is_told()
    {
        _disk.Put(SampleFile.Path, Damaged(3));
        At(0, []);
        IsRead(DamagedState, looks: 2, "Events 3 to 3 are missing.");
    }

    [Fact]
    public void What_is_damaged_in_another_way_at_each_look_is_told_after_the_sixth()
    {
        _disk.Put(SampleFile.Path, Damaged(3));
        _disk.Called = call =>
        {
            if (call == "open")
                Overwrite([.. Damaged(3), .. Enumerable.Repeat((byte)'\n', ++_opened)]);
        };
        IsRead(DamagedState, looks: 6, "Events 3 to 3 are missing.");
    }

    [Fact]
    public void What_was_emptied_meanwhile_is_empty()
    {
        _disk.Put(SampleFile.Path, Damaged(3));
        At(2, []);
        IsRead(Sample.States[0], looks: 2);
    }

    private static string DamagedState => OpenedFile.Open(Damaged(3), OpenAs.Repair).State!;

    [Fact]
    public void It_needs_no_right_to_write_and_looks_for_the_owner_without_one()
    {
        _disk.Put(SampleFile.Path, Sample.Bytes[..^(40 + Sample.ClosingLength)]);
        _disk.IsReadOnly = true;
        At(0, []);
        IsRead(Sample.States[^2], looks: 3, "It and what follows was not read.");
        Assert.False(FileLock.IsHeld(_disk, SampleFile.Path));
        using var store = FileTrackStore.Open(_disk, SampleFile.Path, new FileStoreOptions { ReadOnly = true }, null);
        using var follower = store.Follow();
        Assert.Empty(follower.Read());
        Assert.Equal(TrackingErrorCode.TrackStoreAccessDenied,
            Assert.Throws<TrackingException>(() => FileTrackStore.Open(_disk, SampleFile.Path, null, null)).Code);
    }

    [Fact]
    public void Where_the_lock_may_not_be_asked_for_nobody_knows_whether_a_run_goes_on()
    {
        using (var store = FileTrackStore.Open(_disk, "/data/own.json", null, null))
            store.StartRun("a");
        RunStatus? status = null;
        for (var at = 1; status == null; at++)
        {
            _disk.Fault = new DiskFault(_disk.Calls + at, 1, FaultKind.Denied);
            try
            {
                using var reader = FileTrackStore.Open(_disk, "/data/own.json", new FileStoreOptions { ReadOnly = true }, null);
                status = reader.FindRun(1)!.Status;
            }
            catch (TrackingException error)
            {
                Assert.Equal(TrackingErrorCode.TrackStoreAccessDenied, error.Code);
            }
        }
        // The last call of all asks for the lock.
        Assert.Equal(RunStatus.Unknown, status);
    }

    private static byte[] Damaged(int line)
    {
        var lines = Sample.Lines;
        lines.RemoveAt(line);
        return SampleFile.Join(lines);
    }

    /// <summary>The file, at its opening of that number, holds something else.</summary>
    private void At(int look, byte[] content)
    {
        _opened = 0;
        _disk.Called = call =>
        {
            if (call == "open" && ++_opened == look)
                Overwrite(content);
        };
    }

    private void Overwrite(byte[] content)
    {
        var file = _disk.File(SampleFile.Path);
        file.SetLength(0);
        file.Write(0, content);
    }

    private void IsRead(string state, int looks, string? warning = null)
    {
        using var store = FileTrackStore.Open(_disk, SampleFile.Path, new FileStoreOptions { ReadOnly = true }, null);
        Assert.Equal(state, StoreState.Of(store));
        // Where a run is at work, the lock is looked at once more.
        Assert.Equal(looks + (state == Sample.States[0] ? 0 : 1), _opened);
        Assert.Equal(0, _disk.OpenHandles);
        if (warning == null)
            Assert.Empty(store.DrainWarnings());
        else
            Assert.Contains(warning, store.DrainWarnings()[0], StringComparison.Ordinal);
    }
}
