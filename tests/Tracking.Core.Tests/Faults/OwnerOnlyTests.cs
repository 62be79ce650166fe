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

        Assert.Equal([SampleFile.Path, SampleFile.Path + ".lock"], _disk.Files);
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
                early.AddRange(_disk.Files.Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)
                    && (_disk.File(path).Mode, _disk.File(path).Owner) != (GroupToo, "someone")));
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
        var others = _disk.Files.Where(path => path != SampleFile.Path && !path.EndsWith(".lock", StringComparison.Ordinal)).ToList();
        Assert.Equal(what is "repair" or "tear" ? 1 : 0, others.Count);
        Assert.All([SampleFile.Path, .. others],
            path => Assert.Equal((GroupToo, "someone"), (_disk.File(path).Mode, _disk.File(path).Owner)));
    }

    [Fact]
    public void A_file_with_several_names_is_refused_since_its_lock_would_not_keep_a_second_writer_out()
    {
        _disk.Put(SampleFile.Path, SampleFile.Shared.Bytes);
        _disk.File(SampleFile.Path).LinkCount = 2;
        foreach (var repair in new[] { false, true })
        {
            var error = Assert.Throws<TrackingException>(() => Open(repair));
            Assert.Equal(TrackingErrorCode.TrackStorePathInvalid, error.Code);
            Assert.Contains("hard links", error.Message, StringComparison.Ordinal);
        }
        using var reader = FileTrackStore.Open(_disk, SampleFile.Path, new FileStoreOptions { ReadOnly = true }, null);
        Assert.Equal(5, reader.Count().Tracks);
    }

    [Fact]
    public void What_a_killed_optimisation_left_goes_away_when_the_file_is_opened()
    {
        _disk.Put(SampleFile.Path, SampleFile.Shared.Bytes);
        _disk.Put(SampleFile.Path + ".tmp", new byte[100]);
        using (var reader = FileTrackStore.Open(_disk, SampleFile.Path, new FileStoreOptions { ReadOnly = true }, null))
            Assert.Contains(SampleFile.Path + ".tmp", _disk.Files);
        using (Open())
            Assert.DoesNotContain(SampleFile.Path + ".tmp", _disk.Files);
    }

    private FileTrackStore Open(bool repair = false) =>
        FileTrackStore.Open(_disk, SampleFile.Path, new FileStoreOptions { Durability = Durability.Always, Repair = repair },
            new TestClock { UtcNow = TestClock.At(1000) }.Read);
}
