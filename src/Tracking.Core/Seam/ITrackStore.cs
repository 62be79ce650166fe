using System;
using System.Collections.Generic;
using System.Threading;
using Tracking.Model;

namespace Tracking.Seam;

/// <summary>
/// All that the cmdlets know of a store (rule 6). Members may be called from any thread; each call is one step that happens wholly or not
/// at all.
/// Every failure is a <see cref="TrackingException"/>, and one that was thrown by a call leaves the store as it was before it. A call
/// that is cancelled throws an
/// <see cref="OperationCanceledException"/> and leaves the store as it was, unless the change is on its way to a server already.
/// </summary>
public interface ITrackStore : IDisposable
{
    /// <summary>The file behind the store; null where there is none.</summary>
    string? Path { get; }

    /// <summary>Whether changes are refused.</summary>
    bool IsReadOnly { get; }

    /// <summary>
    /// Whether many tracks at once cost much less than one after another, as where each step goes over a network: who has several at hand
    /// gives them together.
    /// </summary>
    bool PrefersBatches { get; }

    /// <summary>How much the store holds.</summary>
    StoreCounts Count(CancellationToken cancellation = default);

    /// <summary>Saves one track and returns it as stored; it is acknowledged as the store's durability promises.</summary>
    /// <exception cref="TrackingException">TrackNameInvalid, TrackNotFound, TrackRunNotFound, TrackRunInvalid, TrackDataTooLarge,
    /// TrackStoreWriteFailed and those of any change.</exception>
    TrackRecord Save(TrackDraft draft, CancellationToken cancellation = default);

    /// <summary>
    /// Saves many tracks in order and acknowledges each as soon as it is safe, never later than 200 ms after it was. A failure ends the
    /// batch: what was acknowledged
    /// is saved, the rest is not.
    /// </summary>
    void Save(IReadOnlyList<TrackDraft> drafts, Action<TrackRecord> acknowledge, CancellationToken cancellation = default);

    /// <summary>Removes a track for good and returns what it was; TrackNotFound when there is none.</summary>
    TrackRecord Remove(long number, CancellationToken cancellation = default);

    /// <summary>
    /// Removes a run for good, with its steps and tracks, as one change, and returns what it was (rule 4.25). Whether someone is about to
    /// continue it is for the caller to make sure of, but for a store that keeps the claims itself (<see cref="IRunClaims"/>).
    /// </summary>
    /// <exception cref="TrackingException">TrackRunNotFound, TrackRunInvalid, TrackRunClaimed and those of any change.</exception>
    RunRecord RemoveRun(int runId, CancellationToken cancellation = default);

    /// <summary>
    /// Starts a run and makes it the task's current one. What it carries over from the run that it continues is stored with it, wholly or
    /// not at all.
    /// </summary>
    RunRecord Start(RunDraft draft, CancellationToken cancellation = default);

    /// <summary>
    /// Stops the run with the id or, where it is 0, the task's current one; TrackRunNotFound when there is nothing to stop (rule 4.7).
    /// </summary>
    /// <param name="taskId">The task; may be null when the run is named.</param>
    /// <param name="runId">The run.</param>
    /// <param name="status">Finished, Stopped or Failed.</param>
    /// <param name="message">What there is to say, up to 8,192 characters.</param>
    /// <param name="timeUtc">When; the clock's time when left out.</param>
    /// <param name="cancellation">Ends the call.</param>
    RunRecord StopRun(string? taskId, int runId = 0, RunStatus status = RunStatus.Finished, string? message = null,
        DateTime? timeUtc = null, CancellationToken cancellation = default);

    /// <summary>
    /// Records a step as it is now (rule 7.1). One whose id is 0 is a new one, and gets an id; any other takes the place of what was
    /// recorded of it before.
    /// </summary>
    /// <returns>The step as stored, with id, path and identity.</returns>
    /// <exception cref="TrackingException">TrackNameInvalid, TrackRunNotFound, TrackStepInvalid, TrackDataTooLarge, TrackRunContinued and
    /// those of any change.</exception>
    StepRecord SaveStep(StepRecord record, CancellationToken cancellation = default);

    /// <summary>Steps by id; all, or those of some runs.</summary>
    /// <param name="runIds">Which runs; all when null.</param>
    /// <param name="cancellation">Ends the call.</param>
    IReadOnlyList<StepRecord> ListSteps(IReadOnlyList<int>? runIds = null, CancellationToken cancellation = default);

    /// <summary>
    /// Finds tracks, in the order of time and then number. The answer is a snapshot taken now; the store may change while it is read.
    /// </summary>
    IEnumerable<TrackRecord> Search(TrackQuery query, CancellationToken cancellation = default);

    /// <summary>Finds tracks as <see cref="Search"/> does, with where each of them comes from, to take them to another store.</summary>
    IEnumerable<TrackExport> Export(TrackQuery query, CancellationToken cancellation = default);

    /// <summary>Runs by id, with where each of them comes from, to take them to another store.</summary>
    /// <param name="runIds">Which ones; all when null.</param>
    /// <param name="cancellation">Ends the call.</param>
    IReadOnlyList<RunExport> ExportRuns(IReadOnlyList<int>? runIds = null, CancellationToken cancellation = default);

    /// <summary>
    /// Takes over runs, steps and tracks from another store, in one step. What comes for the first time gets a new id here; a run never
    /// becomes
    /// current. What is here by its origin already is brought
    /// up to date: a track by one of a later time, a run by a state that is further on. So nothing comes twice, and the order of copies
    /// does not matter.
    /// </summary>
    /// <param name="runs">The runs.</param>
    /// <param name="tracks">The tracks. The run of one that is new is among the runs, or here already.</param>
    /// <param name="steps">The steps, outer ones before those inside them; their runs as for tracks.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="TrackingException">TrackRunNotFound, TrackStoreReadOnly, TrackStoreWriteFailed and those of a save; nothing was
    /// taken over then.</exception>
    ImportResult Import(IReadOnlyList<RunExport> runs, IReadOnlyList<TrackExport> tracks, IReadOnlyList<StepExport>? steps = null,
        CancellationToken cancellation = default);

    /// <summary>Which runs and tracks of some origins are here, and under which ids (rule 4.18).</summary>
    /// <param name="runs">The origins of runs.</param>
    /// <param name="tracks">The origins of tracks.</param>
    /// <param name="cancellation">Ends the call.</param>
    OriginIds FindOrigins(IReadOnlyList<Origin> runs, IReadOnlyList<Origin> tracks, CancellationToken cancellation = default);

    /// <summary>The run with the id, or null.</summary>
    RunRecord? FindRun(int runId, CancellationToken cancellation = default);

    /// <summary>The run that new tracks of the task go to, or null.</summary>
    RunRecord? FindCurrentRun(string taskId, CancellationToken cancellation = default);

    /// <summary>Runs by id: all, or those that were started for the task or hold tracks of it.</summary>
    IReadOnlyList<RunRecord> ListRuns(string? taskId = null, CancellationToken cancellation = default);

    /// <summary>The last runs that were started for a task, the newest first: by start, then by id.</summary>
    IReadOnlyList<RunRecord> ListLastRuns(RunQuery query, CancellationToken cancellation = default);

    /// <summary>Tasks that have tracks, sorted by name; all when no criterion is given.</summary>
    IReadOnlyList<TaskSummary> ListTasks(IReadOnlyList<NameCriterion>? tasks = null, CancellationToken cancellation = default);

    /// <summary>Users by task, sorted by task and name; all when no criterion is given.</summary>
    IReadOnlyList<UserSummary> ListUsers(
        IReadOnlyList<NameCriterion>? tasks = null, IReadOnlyList<NameCriterion>? users = null, CancellationToken cancellation = default);

    /// <summary>
    /// Follows what happens in the store from now on. Followers outlive a store that has a file, and are closed by whoever follows.
    /// </summary>
    /// <param name="fromUtc">
    /// When given, the follower first hears of the tracks of that time and later, and of the runs that ended then or later or have not
    /// ended, in the order of time and as they are now.
    /// </param>
    /// <param name="cancellation">Ends the call.</param>
    IStoreFollower Follow(DateTime? fromUtc = null, CancellationToken cancellation = default);

    /// <summary>Builds every index again from the tracks.</summary>
    /// <param name="progress">Receives how much is done, 0 to 1, on the thread that works.</param>
    /// <param name="cancellation">Ends the work and leaves everything as it was.</param>
    void RebuildIndexes(IProgress<double>? progress = null, CancellationToken cancellation = default);

    /// <summary>Rewrites what is stored compactly: only what gives the current state remains.</summary>
    /// <param name="progress">As for <see cref="RebuildIndexes"/>.</param>
    /// <param name="acceptEdits">
    /// Whether what was edited by hand loses the mark that it has in a session file (format 4.8); other kinds have none.
    /// </param>
    /// <param name="cancellation">As for <see cref="RebuildIndexes"/>.</param>
    OptimizeResult Optimize(IProgress<double>? progress = null, bool acceptEdits = false, CancellationToken cancellation = default);

    /// <summary>Brings all that was acknowledged to the disk.</summary>
    void Flush();

    /// <summary>Hands over what the user should hear of (a torn end set aside, a clock that stepped back) and forgets it.</summary>
    IReadOnlyList<string> DrainWarnings();
}
