using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Model;
using Tracking.Runs;
using Tracking.Seam;
using Tracking.Stores;

namespace Tracking.Commands;

/// <summary>Removes old runs by rules, with their steps and tracks, and merges the small files of dead sessions.</summary>
/// <remarks>
/// <para>
/// A run is removed when it ended longer ago than -OlderThan says, unless it is among the last runs of its task (-KeepLast), or did not
/// finish without errors and is not older than -KeepFailedFor. A run that nobody stopped, as an open or abandoned one, ended with its last
/// track or step. Tracks are removed only with their run. Several stores are one history: the last runs of a task are counted over all of
/// them.
/// </para>
/// <para>
/// A run that is at work is never removed, nor one that Invoke-TrackRun -Resume may be about to continue, because a run of the same task
/// and key is at work. They are passed over; -Verbose names them, and each run that is removed.
/// </para>
/// <para>
/// With -AllSessions, the stores are all that are open in this session, and all your session files that no process holds. Afterwards the
/// files of dead sessions that are small (-ArchiveBelow, 1 MB) and in which nothing has happened for long (-ArchiveAfter, 30 days) are
/// merged into archive.json, beside them in TRACKING_HOME. That is a session file like any other, in which Search-Track, Get-TrackRun and
/// all else find each track and run once. A file is deleted only when all that it holds is in the archive, and on the disk. Merged are only
/// files whose names the module made, no file that someone named, and none with a run that Invoke-TrackRun -Resume would continue.
/// </para>
/// <para>
/// With -AllSessions, what a process that was killed left of a file that it wrote anew is removed too, or where it holds what the file
/// lacks, gets a name of its own, &lt;name&gt;.rescued-&lt;time&gt;.json, with a warning.
/// </para>
/// <para>
/// A file does not shrink by a removal: Optimize-TrackStore rewrites it. -WhatIf shows what would be removed and merged.
/// </para>
/// </remarks>
/// <inputs cref="TrackStore">A store to limit, as Get-TrackStore returns it.</inputs>
/// <outputs cref="Tracking.TrackRun">With -PassThru: the runs that were removed, as they were.</outputs>
/// <example>
/// <para>See what would go, then remove it</para>
/// <code>
/// PS> foreach ($day in '2020-03-01', '2020-03-02', '2020-03-03') {
/// >>     $null = Start-TrackRun backup -TimeStamp "$day 02:00"
/// >>     $null = Stop-TrackRun backup -TimeStamp "$day 02:45"
/// >> }
/// PS> Limit-TrackHistory -OlderThan 90.00:00:00 -KeepLast 2 -WhatIf
/// What if: Performing the operation "Remove run" on target "run 1 of task backup in ...".
/// PS> Limit-TrackHistory -OlderThan 90.00:00:00 -KeepLast 2
/// PS> Get-TrackRun backup | ForEach-Object RunId
/// 2
/// 3
/// </code>
/// </example>
/// <example>
/// <para>Keep what went wrong for a year</para>
/// <code>
/// PS> $when = (Get-Date).AddDays(-100)
/// PS> $null = Start-TrackRun deploy -TimeStamp $when
/// PS> $null = Stop-TrackRun deploy -TimeStamp $when
/// PS> $null = Start-TrackRun deploy -TimeStamp $when
/// PS> $null = Stop-TrackRun deploy -Failed -Message 'no network' -TimeStamp $when
/// PS> Limit-TrackHistory -OlderThan 30 -KeepFailedFor 365 -PassThru | ForEach-Object { "$($_.RunId) $($_.Status)" }
/// 1 Finished
/// PS> Get-TrackRun deploy | ForEach-Object { "$($_.RunId) $($_.Status) $($_.Message)" }
/// 2 Failed no network
/// </code>
/// </example>
/// <example>
/// <para>Do it each night: a line for cron on Linux, and a scheduled task on Windows</para>
/// <code>
/// PS> $job = 'Limit-TrackHistory 90 -KeepLast 10 -KeepFailedFor 365 -AllSessions'
/// PS> "15 3 * * * pwsh -NoProfile -Command `"$job`""
/// 15 3 * * * pwsh -NoProfile -Command "Limit-TrackHistory 90 -KeepLast 10 -KeepFailedFor 365 -AllSessions"
/// PS> if ($IsWindows) {
/// >>     $action = New-ScheduledTaskAction -Execute pwsh -Argument "-NoProfile -Command `"$job`""
/// >>     Register-ScheduledTask 'Limit track history' -Action $action -Trigger (New-ScheduledTaskTrigger -Daily -At 03:15)
/// >> }
/// </code>
/// </example>
/// <example>
/// <para>Merge the small files of sessions that are gone</para>
/// <code>
/// PS> $null = New-Item "$env:TRACKING_HOME" -ItemType Directory -Force
/// PS> $files = '20260301-020000-4711-0b5a8f0e.json', '20260302-020000-815-6c3f1b6b.json'
/// PS> foreach ($file in $files) {
/// >>     $null = Save-UserTrack backup @{ files = 120 } -Store "$env:TRACKING_HOME/$file" -TimeStamp (Get-Date).AddDays(-60)
/// >> }
/// PS> Limit-TrackHistory -OlderThan 365 -AllSessions
/// PS> Get-TrackStore -ListAvailable | ForEach-Object Name
/// archive.json
/// PS> @(Get-TrackStore -ListAvailable | Search-Track backup).Count
/// 2
/// </code>
/// </example>
/// <seealso cref="RemoveTrackRunCommand"/>
/// <seealso cref="GetTrackRunCommand"/>
/// <seealso cref="OptimizeTrackStoreCommand"/>
/// <seealso cref="CopyTrackCommand"/>
/// <seealso href="about_Tracking_Stores"/>
[Cmdlet(VerbsData.Limit, "TrackHistory", DefaultParameterSetName = ByStore, SupportsShouldProcess = true)]
[OutputType(typeof(TrackRun))]
public sealed class LimitTrackHistoryCommand : RunRemovalCommand
{
    private const string ByStore = "Store";
    private const string OfAll = "AllSessions";

    private readonly Dictionary<TrackStore, List<TrackRun>> _runs = [];
    private readonly Dictionary<TrackStore, StoreSummary> _untouched = [];
    private readonly HashSet<TrackRun> _removed = [];
    private readonly DateTime _now = DateTime.UtcNow;

    /// <summary>How long ago a run ended that is removed: a time span, as 90.00:00:00, or a number of days.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Days]
    public TimeSpan OlderThan { get; set; }

    /// <summary>How many of the last runs of each task stay, by their starts, however old they are.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int KeepLast { get; set; }

    /// <summary>
    /// How long runs stay that did not finish without errors: those that are Failed, Stopped, Abandoned, FinishedWithErrors or Unknown. A
    /// time span or a number of days; less than -OlderThan makes no difference.
    /// </summary>
    /// <value>As for all runs</value>
    [Parameter]
    [Days]
    public TimeSpan KeepFailedFor { get; set; }

    /// <summary>Only runs of these tasks; wildcards are allowed. They are the tasks that runs were started for.</summary>
    /// <value>All runs</value>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ScalarName(Many = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TaskPatternCompleter))]
    public string?[]? TaskId { get; set; } = NotGiven.Names;

    /// <summary>The store: an object, piped or given, or the path of a session file.</summary>
    /// <value>The current store</value>
    [Parameter(ParameterSetName = ByStore, ValueFromPipeline = true)]
    [StorePath]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public TrackStore? Store { get; set; }

    /// <summary>All stores that are open in this session, and all session files in TRACKING_HOME that no process holds.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfAll)]
    public SwitchParameter AllSessions { get; set; }

    /// <summary>
    /// How long ago the last run of a file ended that is merged into the archive: a time span, or a number of days.
    /// </summary>
    /// <value>30 days</value>
    [Parameter(ParameterSetName = OfAll)]
    [Days]
    public TimeSpan ArchiveAfter { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Below which length, in bytes, a file is merged into the archive; 0 for none.</summary>
    /// <value>1MB</value>
    [Parameter(ParameterSetName = OfAll)]
    [ValidateRange(0, long.MaxValue)]
    public long ArchiveBelow { get; set; } = 1L << 20;

    /// <summary>Returns the runs that were removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        if (!AllSessions)
        {
            Try(Store, () => Add(StoreOrCurrent(Store)));
            return;
        }
        foreach (var store in StoreRegistry.Instance.ListOpen().Where(store => !store.IsReadOnly))
            Try(store, () => Add(store));
        foreach (var path in SessionStore.ListFiles())
            Try(path, () => AddFile(StoreRegistry.Instance.ForPath(path)));
    }

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        ReadCopied();
        var rule = Rule with { Later = LaterRuns() };
        foreach (var ofStore in rule.Select([.. _runs.Values.SelectMany(runs => runs)], _now).GroupBy(run => run.Store).ToList())
        {
            foreach (var run in ofStore)
                Try(run, () => Remove(run));
            if (ofStore.Any(_removed.Contains) && !IsWhatIf)
                Try(ofStore.Key, () => Summarize(ofStore.Key));
            ReleaseStores();
        }
        if (AllSessions)
        {
            Archive();
            ClearLeftovers();
        }
    }

    private RetentionRule Rule => new()
    {
        OlderThan = OlderThan,
        FailedOlderThan = KeepFailedFor > OlderThan ? KeepFailedFor : OlderThan,
        Last = KeepLast,
        Tasks = NameCriteria.From(TaskId, isLiteral: false),
    };

    private ArchiveRule RuleOfArchive => new(ArchiveAfter, ArchiveBelow, _now);

    private void Add(TrackStore store)
    {
        if (_runs.ContainsKey(store) || ForQuestion(store, isPiped: !IsOnCommandLine(nameof(Store))) is not { } opened)
            return;
        _runs.Add(store, [.. opened.ListRuns(taskId: null, Cancellation).Select(run => new TrackRun(run, store))]);
    }

    /// <summary>Adds a file that nobody holds. It is read for its runs alone, so that of many files few are in memory at once.</summary>
    private void AddFile(TrackStore store)
    {
        if (_runs.ContainsKey(store))
            return;
        if (SessionStore.IsSpool(store.Path))
        {
            WriteVerbose($"'{store}' is a spool, which is removed by itself, and was passed over.");
            return;
        }
        if (store.IsLocked)
        {
            WriteVerbose($"'{store}' is held by a process, and was passed over.");
            return;
        }
        if (store.ReadSummary() is { } summary && IsUntouched(store, summary))
            _untouched.Add(store, summary);
        else
            ReadFile(store);
    }

    /// <summary>Whether nothing of a file goes, and its summary says all that counts for what goes of others.</summary>
    private bool IsUntouched(TrackStore store, StoreSummary summary) =>
        summary is { FirstRunUtc: { } first, HasCopies: false, LacksWriters: false, LacksTasks: false }
        && Rule.SparesAllSince(first, _now)
        && (!SessionStore.IsOfSession(store.Path) || RuleOfArchive.IsTooRecent(store, summary));

    /// <summary>
    /// Reads the files that were left untouched and of which a run may be in another file too, as in a copy: each run counts once.
    /// </summary>
    private void ReadCopied()
    {
        var writers = _untouched.Values.SelectMany(summary => summary.Writers.Distinct()).GroupBy(writer => writer)
            .Where(same => same.Count() > 1).Select(same => same.Key)
            .Concat(_runs.Values.SelectMany(runs => runs.Select(run => run.Record.Identity.Writer)));
        var known = new HashSet<Guid>(writers);
        foreach (var store in _untouched.Where(each => each.Value.Writers.Any(known.Contains)).Select(each => each.Key).ToList())
        {
            _untouched.Remove(store);
            ReadFile(store);
        }
    }

    /// <summary>
    /// How many runs of each task are in the files that were left untouched. They started after all that go, which ended before.
    /// </summary>
    private Dictionary<string, long> LaterRuns()
    {
        var later = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        foreach (var summary in _untouched.Values)
        {
            foreach (var task in summary.Tasks)
                Count(task.TaskId, task.RunCount);
            Count(RetentionRule.NoTask, summary.RunCount - summary.Tasks.Sum(task => task.RunCount));
        }
        return later;

        void Count(string task, long count) => later[task] = count + (later.TryGetValue(task, out var before) ? before : 0);
    }

    private void ReadFile(TrackStore store)
    {
        var runs = Open(
            () =>
            {
                using var snapshot = store.FileKind!.OpenSnapshot(store.Path!, progress: null, Cancellation);
                WriteWarnings(snapshot);
                return snapshot.ListRuns(taskId: null, Cancellation).Select(run => new TrackRun(run, store)).ToList();
            },
            isPiped: true);
        if (runs != null)
            _runs.Add(store, runs);
    }

    private void Remove(TrackRun run)
    {
        try
        {
            var removed = Remove(run.Store, run.Record);
            if (removed == null && !IsWhatIf)
                return;
            _removed.Add(run);
            if (removed != null && PassThru)
                WriteObject(new TrackRun(removed, run.Store));
        }
        catch (TrackingException error) when (error.Code == TrackingErrorCode.TrackRunClaimed)
        {
            WriteVerbose(error.Message);
        }
        catch (TrackingException error) when (error.Code == TrackingErrorCode.TrackRunNotFound)
        {
            // Someone else removed it meanwhile.
            WriteVerbose(error.Message);
        }
    }

    /// <summary>Clears what killed processes left beside files that perhaps nobody opens again (rule 3.24).</summary>
    private void ClearLeftovers()
    {
        foreach (var store in SessionStore.ListRewritten().Select(StoreRegistry.Instance.ForPath).Where(store => !store.IsOpen))
        {
            if (!store.IsLocked && ShouldProcess(store.Path, "Clear what a killed process left beside"))
                Try(store, () => store.FileKind!.ClearLeftovers(store.Path!).ToList().ForEach(WriteWarning));
        }
    }

    /// <summary>Merges the files of dead sessions that are small and old into the archive.</summary>
    private void Archive()
    {
        var rule = RuleOfArchive;
        var archive = StoreRegistry.Instance.ForPath(SessionStore.ArchivePath);
        var continuable = ArchiveRule.Continuable(
            _runs.Values.SelectMany(runs => runs).Except(_removed), _untouched.Values.SelectMany(summary => summary.Runs));
        foreach (var (store, runs) in _runs.Where(each => SessionStore.IsOfSession(each.Key.Path)).Select(each => (each.Key, each.Value)))
        {
            if (runs.Find(continuable.Contains) is { } left)
                WriteVerbose($"'{store}' stays: Invoke-TrackRun -Resume would continue its run {left.RunId} of {left.TaskId}.");
            else if (!store.IsOpen && rule.IsDue(store, runs) && ShouldProcess($"{store} to {archive}", "Merge into the archive"))
                Try(store, () => Merge(store, archive));
        }
        if (archive.State == StoreState.Leased)
            Try(archive, () => Summarize(archive));
    }

    /// <summary>Has a file that was opened and changed here say at its end what it holds, so that it need not be read next time.</summary>
    private void Summarize(TrackStore store)
    {
        if (store.State == StoreState.Leased)
            (ForChange(store) as IFileStore)?.Complete();
    }

    private void Merge(TrackStore store, TrackStore archive)
    {
        var opened = ForChange(archive);
        long length;
        // Held while it is copied, so that nobody adds to it meanwhile.
        using (var source = StoreRegistry.Instance.Lease(store, progress: null, Cancellation))
        {
            var conflicts = 0;
            new StoreCopier(source.Opened, opened)
            {
                OnRun = (_, run) => conflicts += run.Outcome == ImportOutcome.Conflicting ? 1 : 0,
                OnTrack = (_, track) => conflicts += track.Outcome == ImportOutcome.Conflicting ? 1 : 0,
            }.CopyAll(progress: null, Cancellation);
            WriteWarnings(source.Opened);
            if (conflicts > 0)
            {
                throw new TrackingException(
                    TrackingErrorCode.TrackCopyConflict,
                    $"'{store}' stays: {conflicts} of its runs and tracks have the origins of others in '{archive}'. "
                        + "about_Tracking_Stores says what to do.");
            }
            opened.Flush();
            length = ((IFileStore)source.Opened).Length;
        }
        WriteWarnings(opened);
        if (store.FileKind!.Delete(store.Path!, length))
            WriteVerbose($"'{store}' was merged into '{archive}'.");
        else
            WriteVerbose($"'{store}' was written to meanwhile, and stays.");
    }
}
