using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Tracking.Model;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>How a file is opened.</summary>
internal enum OpenAs
{
    Writer,
    Reader,
    Repair,
}

/// <summary>
/// What came of opening a file with some content: a state and warnings, or an error of ours, and what stands beside it now.
/// </summary>
internal sealed class OpenedFile
{
    private OpenedFile(SimulatedDisk disk) => Disk = disk;

    public SimulatedDisk Disk { get; }

    public string? State { get; private init; }

    public IReadOnlyList<string> Warnings { get; private init; } = [];

    public TrackingException? Error { get; private init; }

    /// <summary>What was set aside, whatever it is called.</summary>
    public IReadOnlyList<byte[]> SetAside => SetAsideOn(Disk);

    public byte[] Bytes => Disk.ReadAll(SampleFile.Path);

    /// <summary>What was set aside and is there on a disk.</summary>
    public static IReadOnlyList<byte[]> SetAsideOn(SimulatedDisk disk) =>
        [.. disk.Files.Where(path => path.Contains(".torn-", StringComparison.Ordinal)
            || path.Contains(".damaged-", StringComparison.Ordinal)).Select(disk.ReadAll)];

    /// <summary>Opens a file, and sees to it that nothing is left open and that a store that opened goes on as any other.</summary>
    public static OpenedFile Open(byte[] bytes, OpenAs how)
    {
        var disk = new SimulatedDisk(4096);
        disk.Put(SampleFile.Path, bytes);
        var clock = new TestClock { UtcNow = TestClock.At(1000) };
        try
        {
            using var store = Open(disk, how, clock);
            return new OpenedFile(disk.Copy()) { State = StoreState.Of(store), Warnings = [.. store.DrainWarnings()] };
        }
        catch (TrackingException error)
        {
            return new OpenedFile(disk) { Error = error };
        }
        finally
        {
            Assert.Equal((0, 0), (disk.OpenHandles, disk.LockCount));
        }
    }

    /// <summary>
    /// The store that was opened takes a save, and is the same without a warning when it is opened again,
    /// optimised or not. Optimised, any JSON reader can read it.
    /// </summary>
    public void GoesOn()
    {
        var disk = Disk.Copy();
        var clock = new TestClock { UtcNow = TestClock.At(1000) };
        string after;
        using (var store = Open(disk, OpenAs.Writer, clock))
        {
            Assert.Equal(State, StoreState.Of(store));
            var ids = store.Search(new TrackQuery()).Select(track => track.Number).ToList();
            try
            {
                Assert.DoesNotContain(store.Save(new TrackDraft("z", "u", Json.Data("{}"))).Number, ids);
            }
            catch (TrackingException error) when (error.Code == TrackingErrorCode.TrackStoreWriteFailed)
            {
                // Only a file says so that was not written by a store.
                Assert.Contains("used up", error.Message, StringComparison.Ordinal);
            }
            after = StoreState.Of(store);
        }

        var isOptimised = false;
        foreach (var optimise in new[] { false, true })
        {
            using var store = Open(disk, OpenAs.Writer, clock);
            Assert.Equal(after, StoreState.Of(store));
            if (optimise)
                isOptimised = TryOptimise(store, disk);
            Assert.Equal(after, StoreState.Of(store));
        }

        using var last = Open(disk, OpenAs.Writer, clock);
        Assert.Equal(after, StoreState.Of(last));
        // What was edited by hand stays so until that is accepted.
        if (isOptimised)
            Assert.Empty(last.DrainWarnings());
    }

    /// <summary>Nothing was changed and nothing left beside the file.</summary>
    public void IsUntouched(byte[] bytes)
    {
        Assert.Equal(bytes, Bytes);
        Assert.Equal([SampleFile.Path], Disk.Files);
    }

    /// <summary>Nothing was changed but what each writer changes: the versions in the header, and its own line at the end.</summary>
    public void IsTakenOver(byte[] bytes)
    {
        var (before, after) = (Lines(bytes), Lines(Bytes));
        Assert.Equal(before[1..^1], after[1..^2]);
        Assert.Contains("\"opened\":", after[^2], StringComparison.Ordinal);
        Assert.Equal(WithoutVersions(before[0]), WithoutVersions(after[0]));
        Assert.Equal([SampleFile.Path], Disk.Files);

        static string[] Lines(byte[] bytes) => Encoding.UTF8.GetString(bytes).TrimEnd('\n').Split('\n');

        static string WithoutVersions(string header) => header[header.IndexOf("\"session\"", StringComparison.Ordinal)..];
    }

    private static bool TryOptimise(FileTrackStore store, SimulatedDisk disk)
    {
        var before = disk.ReadAll(SampleFile.Path);
        try
        {
            store.Optimize(acceptEdits: true);
        }
        catch (TrackingException error) when (error.Code == TrackingErrorCode.TrackDataUnreadable)
        {
            Assert.Contains(store.Search(new TrackQuery()), track => !Json.IsDocument(track.Data.Json));
            Assert.Equal(before, disk.ReadAll(SampleFile.Path));
            return false;
        }
        Assert.True(Json.IsDocument(disk.ReadAll(SampleFile.Path)), "An optimised file is no JSON.");
        return true;
    }

    private static FileTrackStore Open(SimulatedDisk disk, OpenAs how, TestClock clock) => FileTrackStore.Open(
        disk, SampleFile.Path, new FileStoreOptions
        {
            ReadOnly = how == OpenAs.Reader,
            Repair = how == OpenAs.Repair,
            Durability = Durability.OnClose
        }, clock.Read);
}
