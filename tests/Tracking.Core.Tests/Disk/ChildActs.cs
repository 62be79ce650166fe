using System;
using System.IO;
using System.Text;
using System.Threading;
using Tracking.Disk;
using Xunit;

namespace Tracking.Tests.Disk;

/// <summary>
/// What the tests let a process of its own do: one that is killed, or whose system
/// calls are made to fail. Never run by itself, hence explicit.
/// </summary>
public class ChildActs
{
    /// <summary>The environment variable with the path to act on.</summary>
    public const string PathVariable = "TRACKING_TEST_PATH";

    public const string Text = "0123456789abcdef";

    private static readonly PosixDisk Disk = new();

    private static string GivenPath =>
        Environment.GetEnvironmentVariable(PathVariable) ?? throw new InvalidOperationException($"{PathVariable} is not set.");

    [Fact(Explicit = true)]
    public void Write_once()
    {
        using var file = Disk.CreateNew(GivenPath);
        var bytes = Encoding.ASCII.GetBytes(Text);
        file.Write(0, bytes, 0, bytes.Length);
    }

    [Fact(Explicit = true)]
    public void Read_once()
    {
        using var file = Disk.Open(GivenPath, writable: false);
        var bytes = new byte[Text.Length];
        Assert.Equal(bytes.Length, file.Read(0, bytes, 0, bytes.Length));
        Assert.Equal(Text, Encoding.ASCII.GetString(bytes));
    }

    [Fact(Explicit = true)]
    public void Write_more_than_fits()
    {
        using var file = Disk.CreateNew(GivenPath);
        var bytes = new byte[200_000];
        var error = Assert.Throws<IOException>(() => file.Write(0, bytes, 0, bytes.Length));
        Assert.Equal(28, error.HResult);
        Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Contains(GivenPath, error.Message, StringComparison.Ordinal);
        Assert.InRange(file.Length, 1, bytes.Length - 1);
    }

    [Fact(Explicit = true)]
    public void Flush_and_be_refused()
    {
        using var file = Disk.CreateNew(GivenPath);
        var error = Assert.Throws<IOException>(file.Flush);
        Assert.Contains(GivenPath, error.Message, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public void Create_and_be_refused() => Assert.Throws<IOException>(() => Disk.CreateNew(GivenPath));

    [Fact(Explicit = true)]
    public void Create_folder() => Disk.CreateFolder(GivenPath);

    [Fact(Explicit = true)]
    public void Create_folder_and_be_refused() => Assert.Throws<IOException>(() => Disk.CreateFolder(GivenPath));

    [Fact(Explicit = true)]
    public void Hold_lock_until_killed()
    {
        using var held = Disk.Open(GivenPath, writable: true);
        Assert.True(held.TryLock(PosixLockTests.Byte));
        Thread.Sleep(Timeout.Infinite);
    }
}
