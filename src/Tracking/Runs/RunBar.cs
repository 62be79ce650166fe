using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Threading;
using Tracking.Model;

namespace Tracking.Runs;

/// <summary>
/// The progress bar of a run: its task, the step at work, and which one it is of the steps that the last finished run had. All records
/// come from one source and none of them ends the bar before the run has ended, since a host hides what follows on an end. A host also
/// drops what comes soon after the record before; so each is written once more a moment later.
/// </summary>
/// <param name="ui">The host's interface, for what is written again; null when there is none, or when bars are not wanted.</param>
/// <param name="run">The run.</param>
/// <param name="expectedSteps">How many steps the last finished run had; 0 when that is not known.</param>
internal sealed class RunBar(PSHostUserInterface? ui, RunRecord run, int expectedSteps) : IDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);

    // Hosts tell bars apart by source and activity.
    private static long _lastSource = 1L << 40;

    private readonly long _source = Interlocked.Increment(ref _lastSource);
    private readonly object _gate = new();
    private readonly HashSet<int> _ended = [];
    private Timer? _timer;
    private (string Status, int Percent)? _shown;
    private bool _hasEnded;

    /// <summary>A step begins.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="runtime">That of the step's cmdlet.</param>
    public void Show(string path, ICommandRuntime runtime)
    {
        ProgressRecord record;
        lock (_gate)
        {
            _shown = Describe(path);
            record = Record(ProgressRecordType.Processing);
            if (ui != null && !_hasEnded)
            {
                _timer ??= new Timer(_ => Repeat());
                _timer.Change(Again, Timeout.InfiniteTimeSpan);
            }
        }
        runtime.WriteProgress(_source, record);
    }

    /// <summary>A step ended, in whatever way, or need not be run.</summary>
    /// <param name="stepId">Its id: one that ends several times, as those in a step that is retried do, counts once.</param>
    public void Count(int stepId)
    {
        lock (_gate)
            _ended.Add(stepId);
    }

    /// <summary>What takes the bar away; nothing when none was shown.</summary>
    /// <param name="runtime">That of the run's cmdlet; null when its pipeline takes nothing more.</param>
    public void End(ICommandRuntime? runtime)
    {
        Dispose();
        if (_shown != null)
            runtime?.WriteProgress(_source, Record(ProgressRecordType.Completed));
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _hasEnded = true;
            _timer?.Dispose();
        }
    }

    private void Repeat()
    {
        lock (_gate)
        {
            if (_hasEnded)
                return;
            try
            {
                ui!.WriteProgress(_source, Record(ProgressRecordType.Processing));
            }
            catch (Exception)
            {
                // A host that draws no bars, or is going: on this thread nobody else would catch what it throws.
                _hasEnded = true;
            }
        }
    }

    private (string Status, int Percent) Describe(string path)
    {
        path = string.IsNullOrWhiteSpace(path) ? " " : path;
        // A run may have more steps than the one before.
        var number = _ended.Count + 1;
        return expectedSteps > 0
            ? ($"{path} ({number} of {Math.Max(expectedSteps, number)})", Math.Min(99, 100 * _ended.Count / expectedSteps))
            : (path, -1);
    }

    // One each time: who draws them keeps them.
    private ProgressRecord Record(ProgressRecordType type) => new(run.RunId, run.TaskId, _shown!.Value.Status)
    {
        RecordType = type,
        PercentComplete = _shown.Value.Percent,
    };
}
