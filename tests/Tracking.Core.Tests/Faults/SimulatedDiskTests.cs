using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Tracking.Disk;
using Xunit;

namespace Tracking.Tests;

/// <summary>The simulated disk does what it says; what the tests beside this one show rests on it.</summary>
public sealed class SimulatedDiskTests
{
    private const string Path = "/data/file";

    private readonly SimulatedDisk _disk = new(pageSize: 4);

    public SimulatedDiskTests() => _disk.CreateFolder("/data");

    [Fact]
    public void What_is_written_is_read_and_a_file_that_was_cut_and_grows_again_has_zeros()
    {
        using var file = _disk.CreateNew(Path);
        Write(file, 0, "abcdefghij");
        Write(file, 3, "DEF");
        Assert.Equal("abcDEFghij", Text(_disk));
        file.SetLength(5);
        file.SetLength(7);
        Write(file, 8, "x");
        Assert.Equal("abcDE\0\0\0x", Text(_disk));
        Assert.Equal(9, file.Length);
        var buffer = new byte[4];
        Assert.Equal(2, file.Read(7, buffer, 1, 3));
        Assert.Equal("\0\0x\0", Encoding.ASCII.GetString(buffer));
        Assert.Equal(0, file.Read(9, buffer, 0, 4));
    }

    [Theory]
    [InlineData(nameof(PageLoss.None), "abcdEFGHIJKLM")]
    [InlineData(nameof(PageLoss.All), "abcdefgh")]
    [InlineData(nameof(PageLoss.AllButLength), "abcdefgh\0\0\0\0\0")]
    [InlineData(nameof(PageLoss.AllButPrefix), "abcdEFGHIJKL")]
    [InlineData(nameof(PageLoss.OddPages), "abcdefghIJKL\0")]
    [InlineData(nameof(PageLoss.EvenPages), "abcdEFGH\0\0\0\0M")]
    public void Without_a_flush_the_power_takes_the_pages_that_it_is_told_to(string loss, string left)
    {
        using (var file = _disk.CreateNew(Path))
        {
            Write(file, 0, "abcdefgh");
            file.Flush();
            _disk.FlushFolder("/data");
            Write(file, 4, "EFGHIJKLM");
        }

        Assert.Equal(left, Text(_disk.LosePower(Enum.Parse<PageLoss>(loss), losesNames: true)));
        Assert.Equal("abcdEFGHIJKLM", Text(_disk));
    }

    [Fact]
    public void At_random_a_page_may_be_left_in_any_version_that_it_had()
    {
        using var file = _disk.CreateNew(Path);
        foreach (var text in new[] { "aaaaaa", "bbbbbb", "cccccc" })
            Write(file, 0, text);
        var left = Enumerable.Range(0, 200).Select(seed => Text(_disk.LosePower(PageLoss.AnyVersion, losesNames: false, seed))).Distinct()
            .ToList();
        Assert.Contains("", left);
        Assert.Contains("aaaacc", left);
        Assert.Contains("bbbbaa", left);
        Assert.Contains("\0\0\0\0bb", left);
        Assert.Equal(1 + (4 * 4), left.Count);
    }

    [Fact]
    public void What_was_flushed_outlives_the_power_whatever_is_lost()
    {
        using var file = _disk.CreateNew(Path);
        Write(file, 0, "abcdefghij");
        file.SetLength(6);
        file.Flush();
        _disk.FlushFolder("/data");
        foreach (var loss in Enum.GetValues<PageLoss>())
            Assert.Equal("abcdef", Text(_disk.LosePower(loss, losesNames: true)));
    }

    [Fact]
    public void Pages_of_a_flush_that_failed_are_lost_though_the_next_flush_succeeds()
    {
        using var file = _disk.CreateNew(Path);
        _disk.FlushFolder("/data");
        Write(file, 0, "abcdefgh");
        _disk.FlushesToFail = 1;
        Assert.Throws<IOException>(file.Flush);
        Write(file, 7, "Hijkl");
        file.Flush();
        Assert.Equal("abcdefgHijkl", Text(_disk));
        Assert.Equal("\0\0\0\0efgHijkl", Text(_disk.LosePower(PageLoss.None, losesNames: true)));
    }

    [Fact]
    public void A_name_is_on_the_disk_when_its_folder_was_flushed()
    {
        using (var file = _disk.CreateNew(Path))
        {
            Write(file, 0, "old");
            file.Flush();
        }

        Assert.Empty(_disk.LosePower(PageLoss.None, losesNames: true).Files);
        _disk.FlushFolder("/data");
        using (var file = _disk.CreateNew("/data/new"))
            Write(file, 0, "new");
        _disk.Replace("/data/new", Path);
        Assert.Equal(("new", "old"),
            (Text(_disk.LosePower(PageLoss.None, losesNames: false)), Text(_disk.LosePower(PageLoss.None, losesNames: true))));
        _disk.FlushFolder("/data");
        Assert.Equal("new", Text(_disk.LosePower(PageLoss.None, losesNames: true)));
        _disk.Delete(Path);
        Assert.Equal([Path], _disk.LosePower(PageLoss.None, losesNames: true).Files);
        Assert.Empty(_disk.LosePower(PageLoss.None, losesNames: false).Files);
    }

    [Theory]
    [InlineData(nameof(FaultKind.Error), "abcd")]
    [InlineData(nameof(FaultKind.HalfWritten), "abcEFG")]
    [InlineData(nameof(FaultKind.AlmostWritten), "abcEFGHI")]
    [InlineData(nameof(FaultKind.DiskFull), "abcE")]
    public void A_write_that_fails_did_as_much_as_it_is_told_to(string kind, string left)
    {
        using var file = _disk.CreateNew(Path);
        Write(file, 0, "abcd");
        _disk.Fault = new DiskFault(_disk.Calls + 2, 2, Enum.Parse<FaultKind>(kind));
        Assert.Equal(4, file.Length);
        Assert.Throws<IOException>(() => Write(file, 3, "EFGHIJ"));
        Assert.Equal(left, Text(_disk));
        Assert.Throws<IOException>(() => Write(file, 3, "EFGHIJ"));
        Write(file, 3, "EFGHIJ");
        Assert.Equal("abcEFGHIJ", Text(_disk));
    }

    [Fact]
    public void On_a_full_disk_what_takes_no_room_succeeds()
    {
        using var file = _disk.CreateNew(Path);
        Write(file, 0, "abcd");
        _disk.Fault = new DiskFault(1, DiskFault.Always, FaultKind.DiskFull);
        Write(file, 1, "BC");
        file.Flush();
        file.SetLength(3);
        Assert.Throws<IOException>(() => file.SetLength(4));
        Assert.Throws<IOException>(() => _disk.CreateNew("/data/new"));
        _disk.Replace(Path, "/data/other");
        Assert.Equal("aBC", Encoding.ASCII.GetString(_disk.ReadAll("/data/other")));
    }

    [Fact]
    public void A_lock_is_held_by_one_and_stays_with_its_file()
    {
        var held = _disk.CreateNew(Path);
        using var other = _disk.Open(Path, writable: true);
        Assert.True(held.TryLock(5));
        Assert.False(other.TryLock(5));
        _disk.Move(Path, "/data/moved");
        Assert.True(other.IsLockedElsewhere(0, 10));
        Assert.False(held.IsLockedElsewhere(0, 10));
        Assert.False(_disk.Copy().Open("/data/moved", writable: true).IsLockedElsewhere(0, 10));
        held.Dispose();
        Assert.True(other.TryLock(5));
    }

    [Fact]
    public void Each_call_is_counted_and_heard_of()
    {
        List<string> heard = [];
        _disk.Called = heard.Add;
        var before = _disk.Calls;
        using (var file = _disk.CreateNew(Path))
            file.Flush();
        _disk.Fault = new DiskFault(_disk.Calls + 1, 1, FaultKind.Denied);
        Assert.Throws<UnauthorizedAccessException>(() => _disk.FlushFolder("/data"));
        Assert.Equal(["create", "flush", "flush folder"], heard);
        Assert.Equal((3, 0), (_disk.Calls - before, _disk.OpenHandles));
    }

    private static void Write(IDiskFile file, long offset, string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        file.Write(offset, bytes, 0, bytes.Length);
    }

    private static string Text(SimulatedDisk disk) => Encoding.ASCII.GetString(disk.ReadAll(Path));
}
