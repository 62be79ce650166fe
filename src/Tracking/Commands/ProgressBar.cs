using System;
using System.Diagnostics;
using System.Management.Automation;

namespace Tracking.Commands;

/// <summary>
/// Draws PowerShell's progress bar for work that takes longer than a second, and ends the work when the pipeline is stopped.
/// </summary>
internal sealed class ProgressBar(Cmdlet command, string activity) : IProgress<double>, IProgress<string>
{
    /// <summary>How much is done when nobody knows.</summary>
    public const double Unknown = -1;

    private const int ShownAfterMilliseconds = 1000;
    private const int DrawnEveryMilliseconds = 200;

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private long _nextDrawing = ShownAfterMilliseconds;
    private bool _isShown;

    /// <summary>Called by the work, on the pipeline's thread.</summary>
    public void Report(double value)
    {
        if (command.Stopping || _watch.ElapsedMilliseconds < _nextDrawing)
            return;
        _nextDrawing = _watch.ElapsedMilliseconds + DrawnEveryMilliseconds;
        _isShown = true;
        command.WriteProgress(new ProgressRecord(1, activity, " ") { PercentComplete = value == Unknown ? -1 : (int)(100 * value) });
    }

    /// <summary>Shows why the work has to wait.</summary>
    public void Report(string value)
    {
        if (command.Stopping)
            return;
        _isShown = true;
        command.WriteProgress(new ProgressRecord(1, activity, value));
    }

    /// <summary>Takes the bar away, if it was drawn; a stopped pipeline takes it away itself.</summary>
    public void Complete()
    {
        if (_isShown && !command.Stopping)
            command.WriteProgress(new ProgressRecord(1, activity, " ") { RecordType = ProgressRecordType.Completed });
    }
}
