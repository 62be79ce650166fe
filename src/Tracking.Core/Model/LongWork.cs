using System;

namespace Tracking.Model;

/// <summary>Tells whoever listens now and then how far some long work is; what the listener throws ends it.</summary>
internal sealed class LongWork(IProgress<double>? progress, double from = 0, double to = 1)
{
    /// <summary>How much of the opening of a file is done when its last line is read and the lists by time are still to be built.</summary>
    public const double ReadingEnds = 0.75;

    // Some milliseconds' worth: Ctrl+C is to be heard within 100 ms.
    private const int StepsBetween = 4096;

    private int _steps;

    /// <summary>Hears that one step more is done, so that <paramref name="done"/> is done of <paramref name="all"/>.</summary>
    public void Step(long done, long all)
    {
        if (progress != null && ++_steps % StepsBetween == 0)
            progress.Report(from + ((to - from) * done / all));
    }
}
