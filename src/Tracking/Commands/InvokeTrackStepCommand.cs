using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using Tracking.Binding;
using Tracking.Blocks;
using Tracking.Completion;
using Tracking.Data;
using Tracking.Keys;
using Tracking.Model;
using Tracking.Runs;
using Tracking.Seam;
using Tracking.Serialization;

namespace Tracking.Commands;

/// <summary>Runs a script block as a step of a run, and records when it began, how long it took and how it ended.</summary>
/// <remarks>
/// <para>
/// Steps nest: a step that runs within another one is part of it, and is known by its path, as web1/install. Where one name stands for
/// many steps, as in a loop, -Key tells them apart, or the object that is piped: each object is a step of its own, which finds it in $_.
/// Get-TrackStep lists the steps.
/// </para>
/// <para>
/// A step is Completed when its block came to its end, and CompletedWithErrors if an error was written in it, a step inside failed, or the
/// last native program had an unexpected exit code. It is Failed when the block throws. The error goes on to the caller; with -ErrorAction
/// Continue, SilentlyContinue or Ignore, it becomes an error after which the script goes on. It is on record in any case, and fails the run
/// or has it finish with errors.
/// </para>
/// <para>
/// When Invoke-TrackRun -Resume continues a run, a step that the run completed is not run again, nor is what is inside it. Its recorded
/// output is returned: values as they were, other objects as copies of their properties. Output is recorded up to 1 MB a step. Where it is
/// larger, holds a secret, or cannot be recorded, a warning says so, and the step is run again. Steps of the same path without keys cannot
/// be told apart: they are run again too, and where one was skipped already, the run fails with TrackStepAmbiguous.
/// </para>
/// <para>
/// A step belongs to the innermost run or step around it, also in ForEach-Object -Parallel and thread jobs. -TaskId selects another run at
/// work; outside of any run, it sends the step to the task's current run. Without -TaskId, such a step is a run of its own, of a task with
/// the step's name.
/// </para>
/// <para>
/// While a step runs, a progress bar shows the task and the step, and which one it is of those that the task's last finished run had.
/// </para>
/// </remarks>
/// <inputs cref="object">
/// Each object is a step of its own; its text, which may be empty, is the step's key, unless -Key is given. $null is a step without a key.
/// </inputs>
/// <outputs cref="object">
/// The output of the script block; with -RetryCount, the output of the attempt that succeeded, when the step ends.
/// </outputs>
/// <example>
/// <para>Do each thing once, however often the script is restarted</para>
/// <code>
/// PS> function Send-Log {
/// >>     Invoke-TrackRun logs -Resume {
/// >>         'a.log', 'b.log', 'c.log' | Invoke-TrackStep send { if ($_ -eq $broken) { throw "$_ is broken" }; "sent $_" }
/// >>     }
/// >> }
/// PS> $broken = 'b.log'
/// PS> try { Send-Log } catch { "$_" }
/// sent a.log
/// b.log is broken
/// PS> $broken = ''
/// PS> Send-Log 6> $null
/// sent a.log
/// sent b.log
/// sent c.log
/// PS> Get-TrackStep logs | ForEach-Object { "run $($_.RunId): $($_.Path) $($_.Status)" }
/// run 1: send[a.log] Completed
/// run 1: send[b.log] Failed
/// run 2: send[a.log] Completed
/// run 2: send[b.log] Completed
/// run 2: send[c.log] Completed
/// </code>
/// </example>
/// <example>
/// <para>Measure the steps of a script</para>
/// <code>
/// PS> Invoke-TrackRun nightly {
/// >>     Invoke-TrackStep fetch { 'fetched' }
/// >>     Invoke-TrackStep convert { 'converted' }
/// >> }
/// fetched
/// converted
/// PS> Get-TrackStep nightly | Sort-Object Duration | Format-Table Path, Attempt, Duration
///
/// Path    Attempt Duration
/// ----    ------- --------
/// ...
///
/// </code>
/// </example>
/// <example>
/// <para>Retry a step that may fail</para>
/// <code>
/// PS> $asked = 0
/// PS> Invoke-TrackStep download -RetryCount 3 -RetryDelay 0.01 {
/// >>     $asked++
/// >>     if ($asked -lt 3) { throw 'no answer' }
/// >>     "answered at attempt $asked"
/// >> }
/// WARNING: Step 'download' failed, attempt 1 of 4: no answer
/// WARNING: Step 'download' failed, attempt 2 of 4: no answer
/// answered at attempt 3
/// </code>
/// </example>
/// <example>
/// <para>Go on after a failure, and see it in the end</para>
/// <code>
/// PS> Invoke-TrackRun update {
/// >>     foreach ($server in 'web1', 'web2', 'web3') {
/// >>         Invoke-TrackStep update -Key $server -ErrorAction SilentlyContinue {
/// >>             if ($server -eq 'web2') { throw 'no route' }
/// >>             "updated $server"
/// >>         }
/// >>     }
/// >> }
/// updated web1
/// updated web3
/// PS> Get-TrackRun update | ForEach-Object { "$($_.Status): $($_.Message)" }
/// FinishedWithErrors: update[web2]: no route
/// </code>
/// </example>
/// <example>
/// <para>Record a single command</para>
/// <code>
/// PS> Invoke-TrackStep 'clean up' { 'removed 3 files' }
/// removed 3 files
/// PS> Get-TrackRun 'clean up' | ForEach-Object Status
/// Finished
/// </code>
/// </example>
/// <seealso cref="InvokeTrackRunCommand"/>
/// <seealso cref="GetTrackStepCommand"/>
/// <seealso cref="SaveUserTrackCommand"/>
/// <seealso href="about_Tracking_Scripts"/>
[Cmdlet(VerbsLifecycle.Invoke, "TrackStep", SupportsShouldProcess = true)]
[OutputType(typeof(object))]
public sealed class InvokeTrackStepCommand : BlockCommand
{
    private bool _isPiped;

    /// <summary>
    /// The step's name, case-sensitive, or a script block that gives it for each object that is piped. A run that continues another one
    /// recognises completed steps by it.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StepNameCompleter))]
    public object Name { get; set; } = "";

    /// <summary>The work. It runs in the scope of the caller.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public ScriptBlock ScriptBlock { get; set; } = ScriptBlock.Create("");

    /// <summary>An object to work on; the block finds it in $_. Each one is a step of its own.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? InputObject { get; set; }

    /// <summary>
    /// What tells the step from others of its name: a value, a mapping of several, or a script block that gives it for $_.
    /// </summary>
    /// <value>The text of the object that is piped; none for $null</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? Key { get; set; }

    /// <summary>
    /// The task, taken literally. It selects the run at work that the step belongs to; outside of any run, the task whose current run the
    /// step belongs to.
    /// </summary>
    /// <value>The task of the run around it; outside of any, the step's name</value>
    [Parameter]
    [ScalarName]
    [ArgumentCompleter(typeof(TaskCompleter))]
    [ValidateNotNullOrEmpty]
    public string? TaskId { get; set; }

    /// <summary>What the block receives as arguments.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? ArgumentList { get; set; }

    /// <summary>The step is run only if this script block returns true; else it is Skipped.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? When { get; set; }

    /// <summary>The step is run only if this script block returns false; else it is Skipped.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Unless { get; set; }

    /// <summary>
    /// Runs the step each time, though the run that is continued completed it: to connect, to change the location, to import.
    /// </summary>
    [Parameter]
    public SwitchParameter Always { get; set; }

    /// <summary>
    /// Records no output, and leaves native programs their terminal. Such a step is skipped silently when it completed before. Errors
    /// that do not end it are not counted.
    /// </summary>
    [Parameter]
    public SwitchParameter NoOutput { get; set; }

    /// <summary>How many times a failed step is retried. Output is returned only when an attempt has succeeded.</summary>
    /// <value>0</value>
    [Parameter]
    [ValidateRange(0, int.MaxValue - 1)]
    public int RetryCount { get; set; }

    /// <summary>How many seconds to wait before each retry, up to a day; 0.5 is half a second.</summary>
    /// <value>0</value>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    public double RetryDelay { get; set; }

    /// <summary>By what -RetryDelay is multiplied from one retry to the next: 2 doubles it each time.</summary>
    /// <value>1</value>
    [Parameter]
    [ValidateRange(1.0, 100.0)]
    public double RetryBackoff { get; set; } = 1;

    private bool LeavesTerminal => NoOutput;

    /// <inheritdoc/>
    private protected override void OnBegin() => _isPiped = MyInvocation.ExpectingInput && !IsOnCommandLine(nameof(InputObject));

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        var options = new BlockOptions
        {
            HasInput = _isPiped || IsOnCommandLine(nameof(InputObject)),
            Input = InputObject,
            Arguments = ArgumentList ?? [],
            ErrorAction = ErrorActionGiven,
            LeavesTerminal = LeavesTerminal,
        };
        if (InheritsWhatIf)
        {
            if (IsWanted(options))
                Blocks.Conclude(Blocks.Run(ScriptBlock, options), options);
            return;
        }
        BlockOutcome? outcome = null;
        try
        {
            var name = TextOf(Name, options, "name");
            if (!ShouldProcess(name, "Run step"))
                return;
            var key = KeyOf(options);
            outcome = ActiveRun.Find(TaskId) is { } scope ? Invoke(scope, name, key, options)
                : TaskId != null ? InvokeInCurrentRun(TaskId, name, key, options)
                : InvokeLone(name, key, options);
        }
        catch (TrackingException error)
        {
            EndBy(error, Name);
        }
        if (outcome != null)
            Blocks.Conclude(outcome, options);
    }

    private static object? Evaluate(ScriptBlock block, BlockOptions options)
    {
        var results = block.InvokeWithContext(null, [new PSVariable("_", options.Input)], []);
        return results.Count == 1 ? results[0] : results.Count == 0 ? null : results;
    }

    private bool IsWanted(BlockOptions options) =>
        (When == null || LanguagePrimitives.IsTrue(Evaluate(When, options)))
        && (Unless == null || !LanguagePrimitives.IsTrue(Evaluate(Unless, options)));

    private static string TextOf(object given, BlockOptions options, string what)
    {
        var value = PowerShellValue.Unwrap(given) is ScriptBlock block ? Evaluate(block, options) : given;
        var text = value == null ? "" : (string)LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture);
        return text.Length > 0 ? text
            : throw new TrackingException(TrackingErrorCode.TrackNameInvalid, $"The {what} of the step is empty. Give a text.");
    }

    private string? KeyOf(BlockOptions options)
    {
        var key = Key != null && PowerShellValue.Unwrap(Key) is ScriptBlock block ? Evaluate(block, options) : Key;
        if (Key == null && _isPiped && PowerShellValue.Unwrap(Name) is string)
            key = InputObject;
        // Nothing tells nothing from other steps; an empty text does, as from a cell of a table.
        return PowerShellValue.Unwrap(key) is null or DBNull ? null : KeyText.Of(key);
    }

    /// <summary>A step that belongs to no run is one of its own.</summary>
    private BlockOutcome? InvokeLone(string name, string? key, BlockOptions options)
    {
        var store = StoreOrCurrent(null);
        var opened = ForChange(store, keepOpen: true);
        var facts = RunStarter.Facts(CallIdentity.Of(this).Script, store, UserName);
        var run = opened.Start(new RunDraft(name) { Key = key, Facts = facts.ToData() }, Cancellation);
        WriteWarnings(opened);
        var active = ActiveRun.Begin(store, run, [], isOfLoneStep: true, user: UserName);
        BlockOutcome? outcome = null;
        var ended = InRun(active, () => outcome = Invoke(active.Root, name, key, options));
        RunHooks(active, ended, block: null, TimeSpan.FromSeconds(InvokeTrackRunCommand.HookSeconds));
        return outcome;
    }

    /// <summary>A step of the task's current run, which nobody has at work here.</summary>
    private BlockOutcome? InvokeInCurrentRun(string taskId, string name, string? key, BlockOptions options)
    {
        var store = StoreOrCurrent(null);
        var opened = ForChange(store, keepOpen: true);
        var run = opened.FindCurrentRun(taskId, Cancellation)
            ?? opened.Start(
                new RunDraft(taskId)
                {
                    IsOpen = true,
                    Facts = RunStarter.Facts(CallIdentity.Of(this).Script, store, UserName).ToData(),
                },
                Cancellation);
        WriteWarnings(opened);
        using var active = ActiveRun.Begin(store, run, [], isOfLoneStep: true, user: UserName);
        using (active.Root.Enter())
            return Invoke(active.Root, name, key, options);
    }

    /// <summary>Runs the step, or what stands for it; null when its block was not run.</summary>
    private BlockOutcome? Invoke(StepScope scope, string name, string? key, BlockOptions options)
    {
        var run = scope.Run;
        run.ThrowIfFailed();
        var opened = ForChange(run.Store, keepOpen: true);
        var path = StepRecord.PathOf(scope.Path, name, key);
        var step = new StepRecord(0, run.RunId, name, key, scope.StepId, path) { StartUtc = DateTime.UtcNow };
        var recorder = new StepRecorder(this, opened, run);
        var occurrence = scope.Meet(path, out var isFirst);
        if (!isFirst)
            MeetNamesake(recorder, run, occurrence, path);
        // A step that belongs to no run is one of its own each time it comes: nothing can be mistaken for it.
        else if (key == null && !(run.IsOfLoneStep && scope.Step == null) && LoopSite.Repeats(ScriptBlock, scope))
            WarnOfLoop(run, occurrence, path);
        else if (run.IsAmbiguous(path))
            occurrence.IsAmbiguous = true;
        if (isFirst && !Always && !occurrence.IsAmbiguous && run.Done.Find(path, scope.StepId, scope.IsRetry) is { } done)
        {
            occurrence.WasSkipped = true;
            occurrence.Record = done.Step;
            if (done.Step.CarriedFrom != null)
                scope.NoteCarried();
            // The errors that it completed with are still there.
            scope.NoteEnd(done.Step);
            Skip(run, done.Step, done.Output);
            return null;
        }
        // An attempt before, or what was carried over of it, goes on in the same record; a step in a namesake of the one around does not.
        var earlier = isFirst && !occurrence.IsAmbiguous && run.FindRecord(path) is { } known && known.ParentId == scope.StepId
            ? known
            : null;
        // What is done is not asked about any more: having been done, it may not be wanted now.
        if (!IsWanted(options))
        {
            var reason = When != null && Unless != null ? "-When or -Unless" : When != null ? "-When" : "-Unless";
            occurrence.Record = recorder.End(earlier is { IsCompleted: false } ? Like(step, earlier) : step, StepStatus.Skipped,
                new StepFacts { Reason = reason, IsAmbiguous = occurrence.IsAmbiguous }, Cancellation);
            run.Bar?.Count(occurrence.Record.StepId);
            WriteVerbose($"Step '{path}' is skipped: {reason} says so.");
            return null;
        }
        if (earlier != null)
            step = Like(step, earlier) with { Attempt = earlier.CarriedFrom == null ? earlier.Attempt + 1 : 1 };
        run.Bar?.Show(path, CommandRuntime);
        return InvokeAttempts(opened, recorder, scope, step, occurrence, options);
    }

    private static StepRecord Like(StepRecord step, StepRecord known) => step with { StepId = known.StepId, ParentId = known.ParentId };

    private void MeetNamesake(StepRecorder recorder, ActiveRun run, StepOccurrence first, string path)
    {
        first.IsAmbiguous = true;
        run.NoteAmbiguous(path);
        if (first.Record is { HasEnded: true } record)
            first.Record = recorder.MarkAmbiguous(record, Cancellation);
        run.Done.Remove(path);
        if (first.WasSkipped || first.HasSkipped)
        {
            throw run.Fail(new TrackingException(
                TrackingErrorCode.TrackStepAmbiguous,
                $"A second step '{path}' comes, and the first one{(first.WasSkipped ? "" : ", or a step in it,")} was skipped, since the "
                + "run that is continued completed one: which of them that was cannot be known. Nothing more is done. Give each a -Key; "
                + "the next run does all of them again."));
        }
        if (run.IsNews("ambiguous\n" + path))
        {
            WriteWarning($"A second step '{path}' cannot be told from the first one: a run that continues this one runs them all again. "
                + "Give each a -Key.");
        }
    }

    private void WarnOfLoop(ActiveRun run, StepOccurrence occurrence, string path)
    {
        occurrence.IsAmbiguous = true;
        if (run.IsNews("ambiguous\n" + path))
        {
            WriteWarning($"Step '{path}' stands in a loop under one name: a run that continues this one runs it again each time. "
                + "Give it a -Key, as -Key $item.");
        }
    }

    private void Skip(ActiveRun run, StepRecord step, IReadOnlyList<object?> output)
    {
        foreach (var stepId in run.Done.SkippedWith(step.StepId))
            run.Bar?.Count(stepId);
        WriteVerbose($"Step '{step.Path}' was completed before and is not run again.");
        if (StepFacts.Of(step).LeavesTraces)
        {
            WriteWarning($"Step '{step.Path}' was completed before and is skipped. Its block assigned variables or changed the location, "
                + "which skipping it does not: use its output, or -Always.");
        }
        foreach (var value in output)
            WriteObject(value, enumerateCollection: false);
    }

    private BlockOutcome InvokeAttempts(
        ITrackStore opened, StepRecorder recorder, StepScope scope, StepRecord step, StepOccurrence occurrence, BlockOptions options)
    {
        var (run, first) = (scope.Run, step.Attempt);
        var delay = RetryDelay;
        options.Hold = RetryCount > 0 && !LeavesTerminal;
        for (var attempt = 1; ; attempt++)
        {
            var output = LeavesTerminal ? null : new StepOutput(retainsAll: scope.MayRetry);
            options.OnOutput = output == null ? null : value => output.Add(value);
            step = occurrence.Record = recorder.Begin(step, first + attempt - 1, Cancellation);
            WriteWarnings(opened);
            WriteVerbose($"Step '{step.Path}' of run {run.RunId} of {run.TaskId} in '{run.Store}' begins.");
            var within = new StepScope(run, step, scope, attempt, RetryCount > 0, occurrence) { UserName = UserName };
            BlockOutcome outcome;
            using (within.Enter())
                outcome = Blocks.Run(ScriptBlock, options);
            step = RecordEnd(recorder, within, step, occurrence, outcome, output);
            scope.NoteEnd(step, within.FirstFailure);
            if (step.IsCompleted)
            {
                run.Bar?.Count(step.StepId);
                if (scope.MayRetry && !occurrence.IsAmbiguous)
                    run.Done.Add(step, output?.Objects ?? []);
                foreach (var value in outcome.Held)
                    WriteObject(value, enumerateCollection: false);
                return outcome;
            }
            if (outcome.End != BlockEnd.Failed || attempt > RetryCount || run.Failure != null)
            {
                run.Bar?.Count(step.StepId);
                return outcome;
            }
            WriteWarning($"Step '{step.Path}' failed, attempt {attempt} of {RetryCount + 1}: {outcome.FailureRecord}");
            if (Cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(Math.Min(delay, 86400))))
                throw new PipelineStoppedException();
            delay *= RetryBackoff;
        }
    }

    private StepRecord RecordEnd(
        StepRecorder recorder, StepScope within, StepRecord step, StepOccurrence occurrence, BlockOutcome outcome, StepOutput? output)
    {
        var end = EndOf(outcome, within);
        var status = end.StepStatus;
        var facts = end.StepFacts with { IsAmbiguous = occurrence.IsAmbiguous, IsRunAlways = Always };
        var stored = default(TrackData?);
        var isDone = status is StepStatus.Completed or StepStatus.CompletedWithErrors;
        if (isDone && output != null && !within.Run.IsOfLoneStep)
            (stored, facts) = recorder.ReadOutput(step, facts, output);
        var ended = step with { Output = stored };
        if (isDone && !Stopping)
            ended = recorder.End(ended, status, facts, Cancellation);
        else
            RecordUnfinished($"step '{step.Path}'", cancellation => ended = recorder.End(ended, status, facts, cancellation));
        occurrence.Record = ended with { Status = status };
        return occurrence.Record;
    }
}
