using System;
using System.Diagnostics;

namespace Tracking.Serialization;

/// <summary>How large an output may be as text, and how long it may take to write it.</summary>
/// <param name="mostBytes">The most bytes.</param>
/// <param name="watch">Runs since the writing began.</param>
internal sealed class OutputLimits(int mostBytes, Stopwatch watch)
{
    /// <summary>A caller waits for it: what takes longer is not worth it.</summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(1);

    public int MostBytes => mostBytes;

    public TimeSpan Elapsed => watch.Elapsed;

    /// <summary>How much of the time is left; negative when there is none.</summary>
    public TimeSpan Left => MostTime - watch.Elapsed;

    /// <summary>Whether so little time has passed that it may all be spent once more.</summary>
    public bool IsEarly => watch.Elapsed.Ticks < MostTime.Ticks / 2;

    /// <summary>Refuses what has so many bytes already.</summary>
    /// <exception cref="OutputRefusedException">It is too large.</exception>
    public void Require(long bytes)
    {
        if (bytes > mostBytes)
        {
            throw new OutputRefusedException(
                mostBytes < StepOutput.MaxBytes ? "it would not fit into what is left of the run's 64 MB" : "it is larger than 1 MB")
            {
                IsOfLimit = true,
            };
        }
    }

    /// <summary>Refuses what still takes some time, in ticks.</summary>
    /// <exception cref="OutputRefusedException">That is more than there is.</exception>
    public void RequireTime(double ticks = 0)
    {
        if (Left.Ticks < ticks)
            throw new OutputRefusedException("to write it would take too long") { IsOfLimit = true };
    }
}
