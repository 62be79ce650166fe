using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Errors;
using Tracking.Expectations;
using Tracking.Model;
using Tracking.Rules;

namespace Tracking.Commands;

/// <summary>Says of tasks whether they succeeded in time: what should have run, and did not.</summary>
/// <remarks>
/// <para>
/// One Boolean is returned for each task, in the order in which they are asked for; with -PassThru an object that says why. -Within means
/// a success that ended no longer ago than that. -Schedule means a success of a run that began at the last scheduled time for which the
/// grace is over, or later. Without either, the last run of the task decides that was started with -DueWithin. A success is a run that is
/// Finished; with -AllowErrors, one that is FinishedWithErrors too.
/// </para>
/// <para>
/// With -Path, a file says what is expected, of tasks that never ran too. It is a mapping of tasks in PowerShell's data language, and
/// nothing in it is ever run:
/// </para>
/// <para>
/// @{ nightly = @{ Within = '1.02:00' }; report = @{ Schedule = '0 6 * * 1-5'; Grace = '02:00'; TimeZone = 'Europe/Berlin'; AllowErrors =
/// $true } }
/// </para>
/// <para>
/// A name with wildcards stands for all tasks that match and of which something is expected; where none does, it never ran, and that is
/// False. A task of which nothing is expected is an error, TrackExpectationNotFound. So is asking for all tasks where there are none.
/// </para>
/// <para>
/// Reason says how the last run of a task stands that is not on time: NeverRan, Late (no run since its last success), Running, Open,
/// Stopped, Failed, Abandoned, FinishedWithErrors, or Unknown, where it cannot be judged from here. What begins or ends more than 30
/// seconds in the future does not count.
/// </para>
/// <para>
/// A schedule has the five fields of cron. In its time zone, what falls into the gap when the clocks go forward is due at its end, and a
/// fixed time that comes twice when they go back is due once.
/// </para>
/// </remarks>
/// <inputs cref="Tracking.TrackTask">By property name: a task, as Get-TrackTask returns it.</inputs>
/// <inputs cref="TrackStore">A store that is asked, as Get-TrackStore returns it; several are one question.</inputs>
/// <outputs cref="bool">Whether the task is on time, for each task.</outputs>
/// <outputs cref="TaskCheck">With -PassThru: the same, and why.</outputs>
/// <example>
/// <para>See whether last night's backup succeeded</para>
/// <code>
/// PS> Test-TrackTask backup -Within 1.02:00
/// False
/// PS> Invoke-TrackRun backup { }
/// PS> Test-TrackTask backup -Within 1.02:00
/// True
/// </code>
/// </example>
/// <example>
/// <para>Have a job say itself when it is to run next, and ask for all that do</para>
/// <code>
/// PS> Invoke-TrackRun backup -DueWithin 1.02:00 { }
/// PS> try { Invoke-TrackRun report -DueWithin 8 { throw 'no such printer' } } catch { }
/// PS> Test-TrackTask -PassThru | ForEach-Object { "$($_.TaskId): $($_.IsOnTime), $($_.Reason)" }
/// backup: True, Succeeded
/// report: False, Failed
/// </code>
/// </example>
/// <example>
/// <para>Name tasks in a file, also those that may never have run</para>
/// <code>
/// PS> Set-Content due.psd1 @'
/// >> @{
/// >>     backup = @{ Schedule = '0 2 * * *'; Grace = '02:00' }
/// >>     report = @{ Within = '7.00:00'; AllowErrors = $true }
/// >> }
/// >> '@
/// PS> Invoke-TrackRun report { }
/// PS> Test-TrackTask -Path due.psd1 -PassThru | ForEach-Object { "$_" }
/// backup: It never ran.
/// report: It finished at ..., 0:00:... ago.
/// </code>
/// </example>
/// <example>
/// <para>End a script by an exit code for a monitoring system</para>
/// <code>
/// PS> function Get-DueCode {
/// >>     $late = @(Test-TrackTask nightly -Within 1.02:00 -PassThru -ErrorAction Stop | Where-Object IsOnTime -EQ $false)
/// >>     $late | ForEach-Object { Write-Host "$_" }
/// >>     [int] ($late.Count -gt 0)
/// >> }
/// PS> Get-DueCode
/// nightly: It never ran.
/// 1
/// </code>
/// <para>The script ends with exit (Get-DueCode). An error ends it with 1 too, in pwsh -File and -Command.</para>
/// </example>
/// <example>
/// <para>Check the fixed times of a job in the time zone of a plant</para>
/// <code>
/// PS> $null = Start-TrackRun close-day -TimeStamp (Get-Date).AddDays(-3)
/// PS> $null = Stop-TrackRun close-day -TimeStamp (Get-Date).AddDays(-3)
/// PS> $check = Test-TrackTask close-day -Schedule '0 22 * * *' -Grace 0:30 -TimeZone Asia/Tokyo -PassThru
/// PS> "$($check.IsOnTime), $($check.Reason)"
/// False, Late
/// </code>
/// </example>
/// <seealso cref="InvokeTrackRunCommand"/>
/// <seealso cref="StartTrackRunCommand"/>
/// <seealso cref="GetTrackRunCommand"/>
/// <seealso href="about_Tracking_Monitoring"/>
[Cmdlet(VerbsDiagnostic.Test, "TrackTask", DefaultParameterSetName = Recorded)]
[OutputType(typeof(bool), typeof(TaskCheck))]
public sealed class TestTrackTaskCommand : NameQuestionCommand
{
    private const string Recorded = "Recorded";
    private const string BySpan = "Within";
    private const string BySchedule = "Schedule";
    private const string ByFile = "Path";

    private readonly List<NameCriterion> _names = [];
    private readonly List<TrackStore> _stores = [];
    private bool _isOfAllTasks;
    private Expectation? _given;
    private IReadOnlyList<ExpectedTask>? _file;

    /// <summary>How long ago the last success may have ended: a time span, as 1.02:00 for 26 hours, or a number of days.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BySpan)]
    [Days]
    public TimeSpan Within { get; set; }

    /// <summary>
    /// When the task is to run, in the five fields of cron: minute, hour, day of month, month, day of week. A day of the month and a day
    /// of the week together are refused, since cron and others understand that differently.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = BySchedule)]
    [ValidateNotNull]
    public string Schedule { get; set; } = "";

    /// <summary>How long after a scheduled time the run must have succeeded: a time span, or a number of days.</summary>
    /// <value>1 hour</value>
    [Parameter(ParameterSetName = BySchedule)]
    [Days]
    public TimeSpan Grace { get; set; }

    /// <summary>The time zone of the schedule: its name, or an object that Get-TimeZone returns.</summary>
    /// <value>That of this machine</value>
    [Parameter(ParameterSetName = BySchedule)]
    [TimeZone]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    public string TimeZone { get; set; } = "";

    /// <summary>A file that says what is expected of which tasks, taken literally. Nothing in it is run.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByFile)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>A run that finished with errors is a success too.</summary>
    [Parameter]
    public SwitchParameter AllowErrors { get; set; }

    /// <summary>Returns an object for each task, which says why.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override void OnBegin()
    {
        try
        {
            RequireConsistent();
            if (ParameterSetName == ByFile)
                _file = ExpectationFile.Read(StorePaths.Resolve(SessionState, Path));
            else if (ParameterSetName != Recorded)
                _given = Words.Read();
        }
        catch (TrackingException error)
        {
            ThrowTerminatingError(ErrorRecords.From(error, ParameterSetName == ByFile ? Path : ParameterSetName));
        }
    }

    /// <inheritdoc/>
    private protected override void OnRecord() => Try(Store, () =>
    {
        // What is on the command line comes again with each store that is piped.
        if (_names.Count == 0 || !IsOnCommandLine(nameof(TaskId)))
            AddNames(Criteria(nameof(TaskId), TaskId));
        if (!AllSessions)
            _stores.AddRange(GivenStores.Where(store => !_stores.Contains(store)));
    });

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        if (_names.Count == 0 && !_isOfAllTasks)
            return;
        var history = new TaskHistory(Tasks());
        // What was not read is not said to have failed.
        if (!Read(history))
            return;
        var now = DateTime.UtcNow;
        foreach (var task in Expected(history))
        {
            var expectation = AllowErrors ? task.Expectation.WithErrorsAllowed() : task.Expectation;
            var runs = history.Of(task.TaskId).ToList();
            var result = expectation.Judge(runs.Select(run => run.Record), now);
            WriteObject(PassThru ? new TaskCheck(task.TaskId, result, runs, now) : result.IsMet);
        }
        WriteOtherSessions();
    }

    private void AddNames(IReadOnlyList<NameCriterion>? names)
    {
        if (names == null)
        {
            _isOfAllTasks = true;
            return;
        }
        if (TaskId == null || names.Count < TaskId.Length || names.Count == 0)
            throw new TrackingException(TrackingErrorCode.TrackNameInvalid, "A task that is asked for has no name.");
        _names.AddRange(names);
    }

    private ExpectationWords Words => new()
    {
        Within = ParameterSetName == BySpan ? Within : null,
        Schedule = ParameterSetName == BySchedule ? Schedule : null,
        Grace = IsOnCommandLine(nameof(Grace)) ? Grace : null,
        TimeZone = IsOnCommandLine(nameof(TimeZone)) ? TimeZone : null,
    };

    /// <summary>The tasks whose runs are read; null for all.</summary>
    private List<NameCriterion>? Tasks() => _file != null
        ? [.. Named(_file).Select(task => new NameCriterion(task.TaskId))]
        : _isOfAllTasks ? null : _names;

    private IEnumerable<ExpectedTask> Named(IEnumerable<ExpectedTask> tasks) =>
        _isOfAllTasks ? tasks : tasks.Where(task => NameCriterion.AnyMatches(_names, task.TaskId));

    /// <summary>Reads the runs of all stores; whether any could be read.</summary>
    private bool Read(TaskHistory history)
    {
        if (AllSessions)
        {
            VisitAll(
                summary => summary.CanHoldRuns(history.Tasks),
                (store, place, opened) => history.Add(store, place, opened, Cancellation));
            return true;
        }
        var count = 0;
        foreach (var store in _stores)
        {
            Try(store, () =>
            {
                if (Open(store) is not { } opened)
                    return;
                history.Add(store, count, opened, Cancellation);
                count++;
            });
        }
        return count > 0;
    }

    /// <summary>The tasks in the order asked, with what is expected of them.</summary>
    private IEnumerable<ExpectedTask> Expected(TaskHistory history)
    {
        if (_isOfAllTasks)
            return All(history);
        return _names.SelectMany(name => Expected(history, name));
    }

    private List<ExpectedTask> All(TaskHistory history)
    {
        List<ExpectedTask> all = _file != null ? [.. _file] : [.. WithExpectation(history, history.Names)];
        if (all.Count == 0)
            Try(null, () => throw NotFound("Of no task anything is expected here."));
        return all;
    }

    private List<ExpectedTask> Expected(TaskHistory history, NameCriterion name)
    {
        if (_file != null)
        {
            List<ExpectedTask> inFile = [.. _file.Where(task => name.Matches(task.TaskId))];
            if (inFile.Count == 0)
                Try(name.Text, () => throw NotFound($"'{Path}' does not name the task '{name.Text}'."));
            return inFile;
        }
        List<string> names = name.Pattern == null ? [name.Text] : [.. history.Names.Where(name.Matches)];
        List<ExpectedTask> found = [.. WithExpectation(history, names)];
        if (found.Count > 0)
            return found;
        // As Test-Path: where nothing matches, nothing is there.
        if (_given != null || !names.Exists(each => history.Of(each).Any()))
            return [new ExpectedTask(name.Text, _given ?? Nothing)];
        Try(name.Text, () => throw NotFound($"Of the task '{name.Text}' nothing is expected."));
        return [];
    }

    /// <summary>What stands for an expectation of a task that never ran: nothing meets it.</summary>
    private static Expectation Nothing { get; } = Expectation.Within(TimeSpan.MaxValue);

    private IEnumerable<ExpectedTask> WithExpectation(TaskHistory history, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if ((_given ?? history.OnRecord(name)) is { } expectation)
                yield return new ExpectedTask(name, expectation);
        }
    }

    private static TrackingException NotFound(string message) => new(TrackingErrorCode.TrackExpectationNotFound, message);
}
