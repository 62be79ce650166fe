using System;
using System.Threading;

namespace Tracking.Model;

/// <summary>Reports now and then how much of an operation is done, and ends the operation when it is cancelled.</summary>
public sealed class ProgressMeter
{
    // Some milliseconds' worth: Ctrl+C is to end the operation within 100 ms.
    private const int StepsBetween = 4096;

    private readonly IProgress<double>? _progress;
    private readonly double _from;
    private readonly double _to;
    private readonly CancellationToken _cancellation;
    private int _steps;

    /// <summary>A meter for a whole operation.</summary>
    /// <param name="progress">Receives how much is done, 0 to 1, on the thread that works; null when nobody wants to know.</param>
    /// <param name="cancellation">Ends the operation by an <see cref="OperationCanceledException"/>.</param>
    public ProgressMeter(IProgress<double>? progress, CancellationToken cancellation = default)
        : this(progress, 0, 1, cancellation)
    {
    }

    private ProgressMeter(IProgress<double>? progress, double from, double to, CancellationToken cancellation) =>
        (_progress, _from, _to, _cancellation) = (progress, from, to, cancellation);

    /// <summary>A meter that nobody reads and that never ends an operation.</summary>
    public static ProgressMeter None => new(progress: null);

    /// <summary>A meter for a part of the operation.</summary>
    /// <param name="start">Where the part begins, 0 to 1 of this meter.</param>
    /// <param name="end">Where the part ends, 0 to 1 of this meter.</param>
    public ProgressMeter Part(double start, double end) =>
        new(_progress, Of(start), Of(end), _cancellation);

    /// <summary>Counts one step, behind which <paramref name="done"/> is done of <paramref name="all"/>.</summary>
    public void Step(long done, long all)
    {
        if (++_steps % StepsBetween == 0)
            Report((double)done / all);
    }

    /// <summary>Reports at once how much of this part is done, 0 to 1.</summary>
    public void Report(double done)
    {
        _progress?.Report(Of(done));
        _cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>How much of the whole is done when so much of this part is.</summary>
    private double Of(double done) => _from + ((_to - _from) * done);
}
