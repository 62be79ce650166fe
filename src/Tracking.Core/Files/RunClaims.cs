using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using Tracking.Disk;

namespace Tracking.Files;

/// <summary>
/// The claims of this machine's processes on a task and key (rule 8.6): each is a byte of one empty file, chosen by a hash, that is locked
/// for as long as the run is at work. Nothing is left behind, and a process that is killed leaves no claim.
/// </summary>
/// <param name="folder">The folder of the session files, which is made if it is not there.</param>
public sealed class RunClaims(string folder)
{
    private const string FileName = "runs.claims";

    /// <summary>Claims a task and key; null when another run has claimed them.</summary>
    /// <param name="taskId">The task; case does not matter.</param>
    /// <param name="key">The key; null for none.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public IDisposable? TryClaim(string taskId, string? key)
    {
        SystemDisk.Current.CreateFolder(folder);
        return ByteLock.TryAcquire(Path.Combine(folder, FileName), Offset(taskId, key)) is { } held ? new Claim(held) : null;
    }

    /// <summary>Whether an error is one of those that a disk gives.</summary>
    public static bool IsFault(Exception error) => DiskFault.Is(error);

    /// <summary>The byte that stands for a task and key; two that share one are unlikely: there are 2^61 of them.</summary>
    private static long Offset(string taskId, string? key)
    {
        using var algorithm = SHA256.Create();
        var hash = algorithm.ComputeHash(Encoding.UTF8.GetBytes(taskId.ToUpperInvariant() + "\n" + (key == null ? "" : "=" + key)));
        return BitConverter.ToInt64(hash, 0) & ((1L << 61) - 1);
    }

    private sealed class Claim(IDisposable held) : IDisposable
    {
        private IDisposable? _held = held;

        public void Dispose() => Interlocked.Exchange(ref _held, null)?.Dispose();
    }
}
