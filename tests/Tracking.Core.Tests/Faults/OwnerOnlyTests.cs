using System;
using System.Collections.Generic;
using System.Linq;
using Tracking.Model;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// Every file that a store makes is its owner's alone from its first moment, and what takes the place of a file, or
/// is set aside from it, has its owner and mode (format 8.4).
/// </summary>
public sealed class OwnerOnlyTests
{
    private const int OwnerOnly = 0b110_000_000;
    private const int GroupToo = 0b110_100_000;

    private readonly SimulatedDisk _disk = new(4096);

    [Fact]
    public void New_files_are_their_owners_alone()
    {
        _disk.CreateFolder("/data");
        using (var store = Open())
        {
            store.Save(new TrackDraft("a", "u", Json.Data("{}")));
            store.Optimize();
        }

        Assert.Equal([SampleFile.Path], _disk.Files);
        Assert.All(_disk.Files, path => Assert.Equal(OwnerOnly, _disk.File(path).Mode));
    }

    [Theory]
    [InlineData("optimise")]
    [InlineData("repair")]
    [InlineData("tear")]
    [InlineData("fail a flush")]
    public void What_is_rewritten_or_set_aside_keeps_the_files_owner_and_mode_and_has_no_data_before(string what)
    {
        var lines = SampleFile.Shared.Lines;
        if (what == "repair")
            lines[3] = "";
        _disk.Put(SampleFile.Path, what == "tear"
            ? SampleFile.Shared.Bytes[..^(40 + SampleFile.Shared.ClosingLength)] : SampleFile.Join(lines));
        (_disk.File(SampleFile.Path).Mode, _disk.File(SampleFile.Path).Owner) = (GroupToo, "someone");
        List<string> early = [];
        _disk.Called = call =>
        {
            if (call == "write")
            {
                early.AddRange(_disk.Files.Where(path => (_disk.File(path).Mode, _disk.File(path).Owner) != (GroupToo, "someone")));
            }
        };
        using (var store = Open(repair: what == "repair"))
        {
            if (what == "fail a flush")
            {
                _disk.FlushesToFail = 1;
                Assert.Throws<TrackingException>(() => store.Save(new TrackDraft("a", "u", Json.Data("{}"))));
            }
            store.Save(new TrackDraft("a", "u", Json.Data("{}")));
            if (what == "optimise")
                store.Optimize();
        }

        Assert.Empty(early);
        var others = _disk.Files.Where(path => path != SampleFile.Path).ToList();
        Assert.Equal(what is "repair" or "tear" ? 1 : 0, others.Count);
        Assert.All([SampleFile.Path, .. others],
            path => Assert.Equal((GroupToo, "someone"), (_disk.File(path).Mode, _disk.File(path).Owner)));
    }

    [Fact]
    public void A_file_with_several_names_is_appended_to_and_never_written_anew()
    {
        _disk.Put(SampleFile.Path, SampleFile.Shared.Bytes);
        _disk.File(SampleFile.Path).LinkCount = 2;
        using (var store = Open())
        {
            store.Save(new TrackDraft("a", "u", Json.Data("{}")));
            var bytes = _disk.ReadAll(SampleFile.Path);
            var error = Assert.Throws<TrackingException>(() => store.Optimize());
            Assert.Equal(TrackingErrorCode.TrackStoreWriteFailed, error.Code);
            Assert.Contains("hard links", error.Message, StringComparison.Ordinal);
            Assert.Equal(bytes, _disk.ReadAll(SampleFile.Path));
        }
        using var reader = FileTrackStore.Open(_disk, SampleFile.Path, new FileStoreOptions { ReadOnly = true }, null);
        Assert.Equal(6, reader.Count().Tracks);
        Assert.Equal([SampleFile.Path], _disk.Files);
    }

    [Fact]
    public void What_a_killed_rewrite_left_goes_away_when_the_file_is_opened_and_nothing_else_does()
    {
        _disk.Put(SampleFile.Path, SampleFile.Shared.Bytes[..^3]);
        string[] leftovers = [SampleFile.Path + ".tmp", SampleFile.Path + ".1.tmp", SampleFile.Path + ".4.tmp"];
        _disk.Put(leftovers[0], SampleFile.Shared.Bytes[..500]);
        _disk.Put(leftovers[1], new byte[100]);
        _disk.Put(leftovers[2], []);
        string[] others = [SampleFile.Path + ".2.tmp", SampleFile.Path + ".3.tmp", SampleFile.Path + ".9.tmp"];
        Array.ForEach(others, path => _disk.Put(path, "my notes"u8.ToArray()));
        _disk.Put(others[1], SampleFile.Shared.Bytes);
        using var held = _disk.Open(others[1], writable: true);
        Assert.True(FileLock.TryAcquire(held));
        using (var reader = FileTrackStore.Open(_disk, SampleFile.Path, new FileStoreOptions { ReadOnly = true }, null))
            Assert.All(leftovers, path => Assert.Contains(path, _disk.Files));
        using (Open())
            Assert.Equal([.. others.Append(SampleFile.Path).Order(StringComparer.Ordinal)], _disk.Files);
    }

    private FileTrackStore Open(bool repair = false) =>
        FileTrackStore.Open(_disk, SampleFile.Path, new FileStoreOptions { Durability = Durability.Always, Repair = repair },
            new TestClock { UtcNow = TestClock.At(1000) }.Read);
}
