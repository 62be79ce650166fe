using System;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Tracking.SessionFile;
using Xunit;

namespace Tracking.Tests;

/// <summary>What the note in a lock tells of a file's owner (rule 4.16, format 6).</summary>
public sealed class FileLockTests
{
    private const string Path = "/home/me/store.json";

    private static readonly string Here = $"\"{Environment.MachineName}\"";

    private readonly SimulatedDisk _disk = new();

    public FileLockTests() => _disk.CreateFolder("/home/me");

    [Fact]
    public void The_owner_notes_its_process_machine_and_start()
    {
        FileLock.Acquire(_disk, Path).Dispose();
        Assert.Equal(Note(Environment.ProcessId, Here, OwnStart), Encoding.UTF8.GetString(_disk.ReadAll(Path + ".lock")));
    }

    [Fact]
    public void An_owner_that_holds_the_lock_is_there_whatever_the_note_says()
    {
        using (_disk.TryLock(Path + ".lock", "{}"u8.ToArray()))
            Assert.True(FileLock.IsHeld(_disk, Path));
        Assert.False(FileLock.IsHeld(_disk, Path));
    }

    [Fact]
    public void Where_no_lock_was_ever_taken_nobody_holds_it()
    {
        Assert.False(FileLock.IsHeld(_disk, Path));
        Assert.False(FileLock.IsHeld(_disk, "/nowhere/store.json"));
    }

    [Fact]
    public void A_process_that_holds_no_lock_is_no_owner_whatever_the_note_says() => IsGone(Note(Environment.ProcessId, Here, OwnStart));

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0")]
    [InlineData("{\"process\":")]
    [InlineData("{\"process\":\"x\",\"host\":\"h\",\"started\":\"2024-01-01T00:00:00.0000000Z\"}")]
    [InlineData("{\"process\":99999999999,\"host\":\"h\",\"started\":\"2024-01-01T00:00:00.0000000Z\"}")]
    [InlineData("{\"process\":1,\"host\":\"h\",\"started\":\"SECRET\"}")]
    [InlineData("{\"process\":1,\"host\":\"h\"}")]
    [InlineData("{\"process\":{},\"host\":\"h\",\"started\":\"2024-01-01T00:00:00.0000000Z\"}")]
    public void A_note_that_tells_of_nobody_leaves_the_file_to_whoever_takes_it(string note)
    {
        IsGone(note);
        FileLock.Acquire(_disk, Path).Dispose();
    }

    [Fact]
    public void Whoever_holds_it_without_a_note_is_another_process()
    {
        using (_disk.TryLock(Path + ".lock", []))
            Assert.Contains($"'{Path}' is held for writing by another process.", IsRefused(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# yarn lockfile v1\n")]
    [InlineData("{\"pid\":1}")]
    [InlineData(" {\"process\":1}")]
    public void A_file_of_something_else_is_left_as_it_is(string text)
    {
        _disk.Put(Path + ".lock", Encoding.UTF8.GetBytes(text));
        var error = Assert.Throws<TrackingException>(() => FileLock.Acquire(_disk, Path));
        Assert.Equal(TrackingErrorCode.TrackStorePathInvalid, error.Code);
        Assert.Contains($"'{Path}.lock', where the lock of the store would be,", error.Message, StringComparison.Ordinal);
        Assert.Equal(text, Encoding.UTF8.GetString(_disk.ReadAll(Path + ".lock")));
        Assert.Equal((0, 0), (_disk.OpenHandles, _disk.LockCount));
    }

    [Fact]
    public void Whoever_holds_it_is_named_to_the_next_who_waits_a_second_in_vain()
    {
        using var held = FileLock.Acquire(_disk, Path);
        var waited = Stopwatch.StartNew();
        Assert.Contains($"'{Path}' is held for writing by process {Environment.ProcessId} on {Environment.MachineName}.",
            IsRefused(), StringComparison.Ordinal);
        Assert.True(waited.Elapsed.TotalSeconds > 0.9);
        Assert.Equal((0, 1), (_disk.OpenHandles, _disk.LockCount));
    }

    [Fact]
    public void Whoever_may_not_see_the_lock_cannot_say_whether_it_is_held()
    {
        FileLock.Acquire(_disk, Path).Dispose();
        _disk.Put(Path + ".lock", []);
        foreach (var kind in new[] { FaultKind.Denied, FaultKind.Error })
        {
            _disk.Fault = new DiskFault(_disk.Calls + 1, 1, kind);
            Assert.Null(FileLock.IsHeld(_disk, Path));
        }
        Assert.False(FileLock.IsHeld(_disk, Path));
    }

    private static DateTime OwnStart
    {
        get
        {
            using var self = Process.GetCurrentProcess();
            return self.StartTime.ToUniversalTime();
        }
    }

    private static string Note(int process, string host, DateTime started) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{{\"process\":{process},\"host\":{host},\"started\":\"{started:yyyy-MM-dd'T'HH:mm:ss.fffffff}Z\"}}\n");

    private void IsGone(string note)
    {
        _disk.Put(Path + ".lock", Encoding.UTF8.GetBytes(note));
        Assert.False(FileLock.IsHeld(_disk, Path));
        Assert.Equal(0, _disk.OpenHandles);
    }

    private string IsRefused()
    {
        var error = Assert.Throws<TrackingException>(() => FileLock.Acquire(_disk, Path));
        Assert.Equal(TrackingErrorCode.TrackStoreLocked, error.Code);
        return error.Message;
    }
}
