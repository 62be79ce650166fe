using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Threading;
using Tracking.Model;
using Tracking.Rules;

namespace Tracking.Runs;

/// <summary>
/// A run whose script block is at work in this process. Steps and tracks find it by the flow of execution (<see cref="StepScope"/>), and by
/// the name of its task from elsewhere in the process.
/// </summary>
internal sealed class ActiveRun : IDisposable
{
    /// <summary>The most bytes of output that the steps of one run keep together (rule 7.7).</summary>
    private const long MostOutputBytes = 64L << 20;

    private static readonly List<ActiveRun> All = [];

    private readonly Guid _runspace = Runspace.DefaultRunspace?.InstanceId ?? Guid.Empty;
    private readonly Dictionary<string, StepRecord> _records = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ambiguous = new(StringComparer.Ordinal);
    private long _outputBytes;

    private ActiveRun(
        TrackStore store, RunRecord run, IReadOnlyList<StepRecord> carried, bool isOfLoneStep, bool warnsOfCopies, string? user)
    {
        WarnsOfCopies = warnsOfCopies;
        Store = store;
        Record = run;
        IsOfLoneStep = isOfLoneStep;
        Around = StepScope.Innermost;
        Done = new DoneSteps(carried);
        Root = new StepScope(this, step: null, parent: null, attempt: 1, mayRetry: false) { UserName = user };
        foreach (var step in carried)
            _records[step.Path] = step;
    }

    public TrackStore Store { get; }

    public RunRecord Record { get; }

    public int RunId => Record.RunId;

    public string TaskId => Record.TaskId!;

    /// <summary>Whether a step that belongs to no run made it for itself; steps elsewhere do not join it.</summary>
    public bool IsOfLoneStep { get; }

    /// <summary>Whether it matters to its script that objects come back from the record as copies.</summary>
    public bool WarnsOfCopies { get; }

    /// <summary>What is around the run in this process; null when nothing is.</summary>
    public StepScope? Around { get; }

    public StepScope Root { get; }

    public DoneSteps Done { get; }

    /// <summary>The bar of the run; null when none is shown.</summary>
    public RunBar? Bar { get; set; }

    public bool HasEnded { get; private set; }

    /// <summary>What makes it impossible to go on; null while nothing does.</summary>
    public TrackingException? Failure { get; private set; }

    /// <summary>How many bytes of output may still be kept.</summary>
    public long OutputBytesLeft => MostOutputBytes - Interlocked.Read(ref _outputBytes);

    /// <summary>Takes note of a run until it is disposed.</summary>
    /// <param name="store">The store that it is in.</param>
    /// <param name="run">The run.</param>
    /// <param name="carried">The steps that it begins with.</param>
    /// <param name="isOfLoneStep">Whether a step that belongs to no run made it for itself.</param>
    /// <param name="warnsOfCopies">Whether it matters to its script that objects come back from the record as copies.</param>
    /// <param name="user">The user that was named for it; null when none was.</param>
    public static ActiveRun Begin(
        TrackStore store, RunRecord run, IReadOnlyList<StepRecord> carried, bool isOfLoneStep, bool warnsOfCopies = false,
        string? user = null)
    {
        var begun = new ActiveRun(store, run, carried, isOfLoneStep, warnsOfCopies, user);
        lock (All)
            All.Add(begun);
        return begun;
    }

    /// <summary>Where a step belongs; null when no run is at work.</summary>
    /// <param name="taskId">The task that is named, or null for any.</param>
    /// <exception cref="TrackingException">TrackRunNotFound: several runs are at work elsewhere in the process, and which one is meant
    /// cannot be told.</exception>
    public static StepScope? Find(string? taskId)
    {
        if ((taskId == null ? StepScope.Innermost : StepScope.Find(taskId)) is { } around)
            return around;
        lock (All)
        {
            var candidates = All.FindAll(run => !run.IsOfLoneStep && (taskId == null || NameRule.IsSame(run.TaskId, taskId)));
            var found = candidates.LastOrDefault();
            if (candidates.Exists(run => run._runspace != found!._runspace))
            {
                throw new TrackingException(
                    TrackingErrorCode.TrackRunNotFound,
                    "Several runs are at work in this process, and none of them in this runspace. "
                    + "Say by -TaskId which one the step belongs to; each needs a task of its own for that.");
            }
            return found?.Root;
        }
    }

    /// <summary>Whether the run can take no more steps.</summary>
    /// <exception cref="TrackingException">What made it so.</exception>
    public void ThrowIfFailed()
    {
        if (Failure != null)
            throw new TrackingException(Failure.Code, Failure.Message);
    }

    /// <summary>The run takes no more steps, and fails whatever its block does.</summary>
    public TrackingException Fail(TrackingException failure) => Failure ??= failure;

    /// <summary>
    /// What is on record of the step of a path, which a further attempt of it goes on with; null when nothing is, or when it cannot be told
    /// from another one.
    /// </summary>
    public StepRecord? FindRecord(string path)
    {
        lock (_records)
            return _records.TryGetValue(path, out var record) ? record : null;
    }

    /// <summary>
    /// Whether steps of the path cannot be told from each other, as an earlier attempt of the step around them has shown.
    /// </summary>
    public bool IsAmbiguous(string path)
    {
        lock (_ambiguous)
            return _ambiguous.Contains(path);
    }

    /// <summary>Notes that steps of the path cannot be told from each other.</summary>
    public void NoteAmbiguous(string path)
    {
        lock (_ambiguous)
            _ambiguous.Add(path);
    }

    /// <summary>Notes what is on record of a step.</summary>
    public void NoteRecord(StepRecord record)
    {
        lock (_records)
            _records[record.Path] = record;
    }

    /// <summary>Counts bytes of output that are kept.</summary>
    public void CountOutput(long bytes) => Interlocked.Add(ref _outputBytes, bytes);

    /// <summary>Whether something is said for the first time in the run.</summary>
    public bool IsNews(string text)
    {
        lock (_told)
            return _told.Add(text);
    }

    public void Dispose()
    {
        HasEnded = true;
        lock (All)
            All.Remove(this);
    }
}
