using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Tracking.Disk;
using Tracking.Model;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// The system tells of lost bytes once, whoever asks. A flush that is under way in another thread (the one in the second after a save) and
/// will fail must not let one that is asked for meanwhile succeed.
/// </summary>
public sealed class FlushRaceTests
{
    private readonly GatedDisk _disk = new(new SimulatedDisk());

    [Fact]
    public Task A_run_is_not_stopped_while_a_flush_is_failing() => CheckAsync(store => store.StopRun("a001"));

    [Fact]
    public Task A_close_does_not_succeed_while_a_flush_is_failing() => CheckAsync(store => store.Dispose());

    private async Task CheckAsync(Action<FileTrackStore> act)
    {
        var store = FileTrackStore.Open(_disk, "/store.json", new FileStoreOptions(), () => TestClock.Epoch);
        store.Save(new TrackDraft("a001", "u1", Json.Data("""{"n":1}""")));
        _disk.FailNextFlush();
        var failing = Task.Run(store.Flush, TestContext.Current.CancellationToken);
        await _disk.FlushBegun;

        var meanwhile = Task.Run(() => act(store), TestContext.Current.CancellationToken);
        await Task.WhenAny(meanwhile, Task.Delay(100, TestContext.Current.CancellationToken));
        _disk.EndFlush();

        foreach (var task in (Task[])[failing, meanwhile])
            Assert.Equal(TrackingErrorCode.TrackStoreFlushFailed, (await Assert.ThrowsAsync<TrackingException>(() => task)).Code);
        // It tells once more, and rewrites the file.
        Record.Exception(store.Dispose);
        using var replayed = FileTrackStore.Open(_disk, "/store.json", new FileStoreOptions { ReadOnly = true }, null);
        Assert.False(replayed.FindRun(1)!.Finished);
        Assert.Equal(1, replayed.Count().Tracks);
    }

    /// <summary>A disk, one flush of which waits and then fails.</summary>
    private sealed class GatedDisk(IDisk disk) : IDisk
    {
        private readonly TaskCompletionSource _begun = new();
        private readonly TaskCompletionSource _end = new();
        private int _fails;

        public Task FlushBegun => _begun.Task;

        public void FailNextFlush() => _fails = 1;

        public void EndFlush() => _end.SetResult();

        public string Resolve(string path) => disk.Resolve(path);

        public IDiskFile Open(string path, bool writable) => new GatedFile(this, disk.Open(path, writable));

        public IDiskFile CreateNew(string path) => new GatedFile(this, disk.CreateNew(path));

        public void CreateFolder(string path) => disk.CreateFolder(path);

        public void Replace(string source, string target) => disk.Replace(source, target);

        public void Delete(string path) => disk.Delete(path);

        public void FlushFolder(string path) => disk.FlushFolder(path);

        public long RoomIn(string folder) => disk.RoomIn(folder);

        public FileIdentity? Find(string path) => disk.Find(path);

        public bool? TryPlace(string source, string target) => disk.TryPlace(source, target);

        public bool TryExchange(string source, string target) => disk.TryExchange(source, target);

        public bool TryHoldLockFile(string path, out IDisposable? held) => disk.TryHoldLockFile(path, out held);

        public bool IsLockFileHeld(string path) => disk.IsLockFileHeld(path);

        private void Flush(IDiskFile file)
        {
            if (Interlocked.Exchange(ref _fails, 0) == 0)
            {
                file.Flush();
                return;
            }
            _begun.SetResult();
            _end.Task.Wait();
            throw new IOException("Simulated: could not flush.");
        }

        private sealed class GatedFile(GatedDisk gate, IDiskFile file) : IDiskFile
        {
            public long Length => file.Length;

            public int LinkCount => file.LinkCount;

            public int Read(long offset, byte[] buffer, int start, int count) => file.Read(offset, buffer, start, count);

            public void Write(long offset, byte[] buffer, int start, int count) => file.Write(offset, buffer, start, count);

            public void SetLength(long length) => file.SetLength(length);

            public void Flush() => gate.Flush(file);

            public void CopyAccess(IDiskFile original) => file.CopyAccess(((GatedFile)original).Inner);

            public FileIdentity Identity => file.Identity;

            public FileStamp Stamp => file.Stamp;

            public string? CurrentPath => file.CurrentPath;

            public bool TryLock(long offset) => file.TryLock(offset);

            public void Unlock(long offset) => file.Unlock(offset);

            public bool IsLockedElsewhere(long offset, long count) => file.IsLockedElsewhere(offset, count);

            public void Dispose() => file.Dispose();

            private IDiskFile Inner => file;
        }
    }
}
