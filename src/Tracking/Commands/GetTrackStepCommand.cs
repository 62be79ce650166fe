using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Completion;
using Tracking.Data;
using Tracking.Model;
using Tracking.Rules;
using Tracking.Seam;

namespace Tracking.Commands;

/// <summary>Gets steps: of runs, of tasks, by name or status, or the last word on each.</summary>
/// <remarks>
/// <para>
/// Status is Running, Completed, CompletedWithErrors, Failed, Stopped, Skipped (by -When or -Unless) or Abandoned (its end was not
/// recorded,
/// and whoever ran it is gone). Error is the error that ended the step, or the first one that was written in it; ErrorId, Position and
/// Errors say more. Output is what the step output, as a run that continues its run gets it.
/// </para>
/// <para>
/// A run that continues another one begins with the steps that this one completed: their WasCarriedOver is true. With -Latest, of all runs
/// of a task each step comes once, as it stood last: so `Get-TrackStep backup -Latest -Status Failed` is what is still failing.
/// </para>
/// </remarks>
/// <inputs cref="Tracking.TrackRun">By property name: a run whose steps are returned, as Get-TrackRun returns it.</inputs>
/// <inputs cref="Tracking.TrackTask">By property name: a task, as Get-TrackTask returns it.</inputs>
/// <inputs cref="Tracking.TrackStore">A store whose steps are returned, as Get-TrackStore returns it.</inputs>
/// <outputs cref="Tracking.TrackStep">The steps, in the order in which they were first recorded; those of several stores by
/// start.</outputs>
/// <example>
/// <para>See which steps failed, and why</para>
/// <code>
/// PS> try {
/// >>     Invoke-TrackRun deploy {
/// >>         Invoke-TrackStep build { 'built' }
/// >>         Invoke-TrackStep upload { throw 'the disk is full' }
/// >>     }
/// >> } catch { "$_" }
/// built
/// the disk is full
/// PS> Get-TrackStep deploy -Status Failed | ForEach-Object { "$($_.Path): $($_.Error)" }
/// upload: the disk is full
/// </code>
/// </example>
/// <example>
/// <para>See what is still failing, over all runs of a task</para>
/// <code>
/// PS> function Update-Server([string[]] $Name) {
/// >>     foreach ($server in $Name) {
/// >>         Invoke-TrackRun update -Key servers {
/// >>             Invoke-TrackStep update -Key $server -ErrorAction SilentlyContinue { if ($server -in $down) { throw 'no route' } }
/// >>         }
/// >>     }
/// >> }
/// PS> $down = 'web1', 'web2'
/// PS> Update-Server web1, web2
/// PS> $down = 'web2'
/// PS> Update-Server web1, web2
/// PS> Get-TrackStep update -Latest -Status Failed | ForEach-Object Path
/// update[web2]
/// </code>
/// </example>
/// <example>
/// <para>Get the steps of the last run</para>
/// <code>
/// PS> Invoke-TrackRun nightly { Invoke-TrackStep fetch { 'fetched' }; Invoke-TrackStep convert { 'converted' } }
/// fetched
/// converted
/// PS> Get-TrackRun nightly | Select-Object -Last 1 | Get-TrackStep | ForEach-Object { "$($_.Path): $($_.Output)" }
/// fetch: fetched
/// convert: converted
/// </code>
/// </example>
/// <seealso cref="InvokeTrackStepCommand"/>
/// <seealso cref="InvokeTrackRunCommand"/>
/// <seealso cref="GetTrackRunCommand"/>
/// <seealso href="about_Tracking_Scripts"/>
[Cmdlet(VerbsCommon.Get, "TrackStep")]
[OutputType(typeof(TrackStep))]
public sealed class GetTrackStepCommand : NameQuestionCommand
{
    private readonly List<Found> _found = [];
    private readonly List<Question> _ofAll = [];
    private int _questions;

    /// <summary>Run ids.</summary>
    /// <value>All runs</value>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(RunCompleter))]
    public int[]? RunId { get; set; } = NotGiven.RunIds;

    /// <summary>Names of steps; wildcards are allowed. A name that matches the path is found too.</summary>
    /// <value>All steps</value>
    [Parameter]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(StepNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only steps with this status.</summary>
    /// <value>Any status</value>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public StepStatus[]? Status { get; set; }

    /// <summary>Only steps that ended at this time or later, or have not ended.</summary>
    [Parameter]
    [Time]
    public DateTime From { get; set; }

    /// <summary>Only steps that began at this time or before.</summary>
    [Parameter]
    [Time]
    public DateTime To { get; set; }

    /// <summary>
    /// Of all steps of a task that have the same path, the same host and the same key of their run, only the last one; the other criteria
    /// are applied to that one.
    /// </summary>
    [Parameter]
    public SwitchParameter Latest { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord() => Try(Store, () =>
    {
        RequireConsistent(isOfRun: RunId != NotGiven.RunIds && !IsOnCommandLine(nameof(RunId)));
        var question = new Question(Criteria(nameof(TaskId), TaskId), RunId == NotGiven.RunIds || RunId is [0] ? null : RunId ?? []);
        if (AllSessions)
        {
            _ofAll.Add(question);
            return;
        }
        foreach (var store in GivenStores)
        {
            Try(store, () =>
            {
                if (Open(store) is not { } opened)
                    return;
                _found.AddRange(Find(store, opened, question, id => FindRun(opened, id)));
                _questions++;
            });
        }
    });

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        var steps = _ofAll.Count > 0 ? FindInAll() : FindInGiven();
        if (Latest)
            steps = LatestOf(steps);
        foreach (var step in steps.Where(Matches))
            WriteRow(new TrackStep(step.Step, step.Run, step.Store));
        WriteOtherSessions();
    }

    private IEnumerable<Found> FindInGiven()
    {
        if (_questions <= 1)
            return _found;
        var steps = _found.GroupBy(step => (step.Store, step.Step.StepId)).Select(same => same.First());
        // The ids of one store tell the order; over many only the time does.
        return _found.Select(step => step.Store).Distinct().Count() > 1 ? steps.OrderBy(step => step.Step.StartUtc) : steps;
    }

    private IEnumerable<Found> FindInAll()
    {
        var found = new Dictionary<Origin, Found>();
        var fromUtc = GivenUtc(nameof(From), From);
        var toUtc = GivenUtc(nameof(To), To);
        VisitAll(CanAnswer, (store, _, opened) =>
        {
            var steps = _ofAll.SelectMany(question => Find(store, opened, question, id => opened.FindRun(id, Cancellation)));
            // What a later version of a step says is not known yet, but for its name.
            foreach (var one in steps.Where(one => IsNamed(one.Step)))
            {
                if (!found.TryGetValue(one.Step.Identity, out var other) || Versions.Compare(one.Step, other.Step) > 0)
                    found[one.Step.Identity] = one with { Step = Alone(one.Step) };
            }
        });
        return found.Values.OrderBy(step => step.Step.StartUtc).ThenBy(step => step.Step.StepId);

        bool CanAnswer(StoreSummary summary) =>
            summary.StepCount > 0 && _ofAll.Exists(question => summary.CanHoldRuns(question.Tasks, fromUtc, toUtc)
                // A step of a run that was cut off has no end, and may be asked for at any later time.
                || (fromUtc != null && summary.HasUnfinishedRuns && summary.CanHoldRuns(question.Tasks, null, toUtc)));
    }

    /// <summary>The step without what else its store has in the same arrays.</summary>
    private static StepRecord Alone(StepRecord step) => step with { Facts = step.Facts?.Alone(), Output = step.Output?.Alone() };

    private List<Found> Find(TrackStore store, ITrackStore opened, Question question, Func<int, RunRecord?> find)
    {
        var runs = FindRuns(opened, question, find).ToDictionary(run => run.RunId);
        if (runs.Count == 0)
            return [];
        var steps = opened.ListSteps(question is { Tasks: null, RunIds: null } ? null : [.. runs.Keys], Cancellation);
        return [.. steps.Where(step => runs.ContainsKey(step.RunId)).Select(step => new Found(step, runs[step.RunId], store))];
    }

    /// <summary>Of each path the step of the last run, in the order of the steps.</summary>
    private static List<Found> LatestOf(IEnumerable<Found> steps)
    {
        var groups = new Dictionary<(string?, string?, string?), int>();
        var groupsOfRuns = new Dictionary<(TrackStore, int), int>();
        var places = new Dictionary<(int Group, string Path), int>();
        var latest = new List<Found?>();
        foreach (var step in steps)
        {
            if (!groupsOfRuns.TryGetValue((step.Store, step.Run.RunId), out var group))
            {
                var story = (step.Run.TaskId?.ToUpperInvariant(), RunFacts.Of(step.Run).Host?.ToUpperInvariant(), step.Run.Key);
                if (!groups.TryGetValue(story, out group))
                    groups.Add(story, group = groups.Count);
                groupsOfRuns.Add((step.Store, step.Run.RunId), group);
            }
            if (places.TryGetValue((group, step.Step.Path), out var place))
                latest[place] = null;
            places[(group, step.Step.Path)] = latest.Count;
            latest.Add(step);
        }
        return [.. latest.Where(step => step != null).Select(step => step!.Value)];
    }

    private IEnumerable<RunRecord> FindRuns(ITrackStore opened, Question question, Func<int, RunRecord?> find)
    {
        var (tasks, ids) = question;
        if (ids != null)
            return ids.Distinct().Select(find).OfType<RunRecord>();
        return tasks is [{ Pattern: null } one]
            ? opened.ListRuns(one.Text, Cancellation).Where(run => NameRule.IsSame(run.TaskId, one.Text))
            : opened.ListRuns(taskId: null, Cancellation).Where(run => NameCriterion.AnyMatches(tasks, run.TaskId));
    }

    private bool Matches(Found found) =>
        IsNamed(found.Step)
        && (!IsOnCommandLine(nameof(Status)) || Status?.Contains(found.Step.Status) == true)
        && (!IsOnCommandLine(nameof(From)) || found.Step.EndUtc == null || found.Step.EndUtc >= From.ToUniversalTime())
        && (!IsOnCommandLine(nameof(To)) || found.Step.StartUtc <= To.ToUniversalTime());

    private bool IsNamed(StepRecord step) => !IsOnCommandLine(nameof(Name)) || Name?.Any(name => IsOf(step, name)) == true;

    private static bool IsOf(StepRecord step, string name)
    {
        if (string.Equals(step.Name, name, StringComparison.OrdinalIgnoreCase)
            || string.Equals(step.Path, name, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }
        var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
        return WildcardPattern.ContainsWildcardCharacters(name) && (pattern.IsMatch(step.Name) || pattern.IsMatch(step.Path));
    }

    private readonly record struct Found(StepRecord Step, RunRecord Run, TrackStore Store);

    private sealed record Question(IReadOnlyList<NameCriterion>? Tasks, int[]? RunIds);
}
