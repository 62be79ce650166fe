using System;
using System.Management.Automation;
using System.Threading;
using Tracking.Binding;
using Tracking.Blocks;
using Tracking.Completion;
using Tracking.Data;
using Tracking.Errors;
using Tracking.Hooks;
using Tracking.Model;
using Tracking.Runs;
using Tracking.Seam;

namespace Tracking.Commands;

/// <summary>A cmdlet that runs a caller's script block and records how it went.</summary>
public abstract class BlockCommand : TrackingCommand
{
    private const string HostTag = "PSHOST";

    /// <summary>How long the end of work that was stopped may wait for a server to record it.</summary>
    private static readonly TimeSpan PatienceWhenStopped = TimeSpan.FromSeconds(1);

    /// <summary>The exit codes of native programs that are no error: the last program of the block decides.</summary>
    /// <value>0</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public int[] ExpectedExitCode { get; set; } = [0];

    /// <summary>The user that the run is of, and all that is saved in the block without -UserName.</summary>
    /// <value>That of the run or step around it, else the operating system's user</value>
    [Parameter]
    [ScalarName]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UserCompleter))]
    public string? UserName { get; set; }

    /// <summary>Runs the blocks.</summary>
    private protected BlockRunner Blocks { get; }

    /// <summary>Makes the cmdlet.</summary>
    protected BlockCommand() => Blocks = new BlockRunner(this);

    /// <summary>What -ErrorAction said; null when it was not given.</summary>
    private protected ActionPreference? ErrorActionGiven =>
        MyInvocation.BoundParameters.TryGetValue("ErrorAction", out var given) ? LanguagePrimitives.ConvertTo<ActionPreference>(given)
            : null;

    private bool WantsBars =>
        !MyInvocation.BoundParameters.TryGetValue("ProgressAction", out var given)
            ? !LanguagePrimitives.Equals(GetVariableValue("ProgressPreference"), ActionPreference.SilentlyContinue)
            : !LanguagePrimitives.Equals(given, ActionPreference.SilentlyContinue);

    /// <summary>
    /// Does the work of a run and stops it by how the work ended (rule 3.16). What ended it goes on to the caller.
    /// </summary>
    /// <param name="active">The run.</param>
    /// <param name="work">The work; null when its block was not run.</param>
    /// <returns>The run as it ended.</returns>
    private protected RunRecord InRun(ActiveRun active, Func<BlockOutcome?> work)
    {
        var opened = ForChange(active.Store, keepOpen: true);
        BlockOutcome? outcome = null;
        var isDone = false;
        RunRecord? ended = null;
        using (active)
        using (active.Root.Enter())
        {
            active.Bar = new RunBar(
                WantsBars ? Host?.UI : null, active.Record, WantsBars ? ExpectedSteps.Of(opened, active.Record, Cancellation) : 0);
            try
            {
                outcome = work();
                isDone = true;
            }
            finally
            {
                active.Bar.End(Stopping ? null : CommandRuntime);
                var end = outcome == null ? null : EndOf(outcome, active.Root);
                ended = StopRun(opened, active, end?.RunStatus ?? (isDone ? RunStatus.Finished : RunStatus.Stopped), end?.RunMessage);
            }
        }
        return ended;
    }

    /// <summary>
    /// Runs what is to be run at the end of a run: a block, and the program that the environment names. Neither changes what became of the
    /// run; each is on record as a run of its own (rule 13.1). Ctrl+C runs none.
    /// </summary>
    /// <param name="active">The run.</param>
    /// <param name="ended">The run as it ended.</param>
    /// <param name="block">The block; null for none.</param>
    /// <param name="timeout">How long each may take.</param>
    private protected void RunHooks(ActiveRun active, RunRecord ended, ScriptBlock? block, TimeSpan timeout)
    {
        var run = new TrackRun(ended, active.Store);
        if (block != null && !Stopping)
            RunHook(active, ended, BlockHook.TaskId, within => new BlockHook(this, block, timeout).Run(run, within, Warn));
        if (ProgramHook.Find() is { } program && !Stopping)
            RunHook(active, ended, ProgramHook.Variable, _ => program.Run(run, timeout, Cancellation));
    }

    private void RunHook(ActiveRun active, RunRecord ended, string taskId, Func<StepScope, HookOutcome> run)
    {
        var name = $"{taskId} of run {ended.RunId} of {ended.TaskId}";
        var opened = ForChange(active.Store, keepOpen: true);
        using var hook = BeginHook(opened, active.Store, ended, taskId);
        HookOutcome? outcome = null;
        try
        {
            // One that is not on record is run all the same: to tell others may be all the more urgent.
            var scope = hook?.Root ?? new StepScope(active, step: null, parent: null, attempt: 1, mayRetry: false);
            using (hook?.Root.Enter())
                outcome = run(scope);
        }
        finally
        {
            outcome ??= new HookOutcome(RunStatus.Stopped, null);
            if (hook != null)
                RecordUnfinished(name, token => opened.StopRun(null, hook.RunId, outcome.Status, outcome.Message, cancellation: token));
        }
        if (outcome.Status != RunStatus.Finished && !Stopping)
            Warn($"{name}: {outcome.Status}. {outcome.Message} The run itself stays as it ended.");
    }

    private ActiveRun? BeginHook(ITrackStore opened, TrackStore store, RunRecord ended, string taskId)
    {
        try
        {
            var facts = RunStarter.Facts(RunFacts.Of(ended).Script, store) with { Parent = ended.Identity.ToString() };
            var run = opened.Start(new RunDraft(taskId) { Key = ended.TaskId, Facts = facts.ToData() }, Cancellation);
            return ActiveRun.Begin(store, run, [], isOfLoneStep: true);
        }
        catch (TrackingException error)
        {
            Warn($"{taskId} of run {ended.RunId} of {ended.TaskId} cannot be recorded: {Advice.Message(error)}");
            return null;
        }
    }

    /// <summary>Warns of a hook; where a warning would end the script, it is said as information.</summary>
    private void Warn(string text)
    {
        var action = MyInvocation.BoundParameters.TryGetValue("WarningAction", out var given) ? given
            : GetVariableValue("WarningPreference");
        if (LanguagePrimitives.TryConvertTo<ActionPreference>(action, out var preference)
            && preference is ActionPreference.Stop or ActionPreference.Inquire)
        {
            Announce(text);
        }
        else
        {
            WriteWarning(text);
        }
    }

    /// <summary>
    /// Records how work ended that is not done. What ended it goes on to the caller; that it cannot be recorded must not take its place.
    /// </summary>
    /// <param name="work">The work, in words.</param>
    /// <param name="record">Records its end; it has a moment for that when the pipeline is stopped.</param>
    private protected void RecordUnfinished(string work, Action<CancellationToken> record)
    {
        using var moment = new CancellationTokenSource();
        if (Stopping)
            moment.CancelAfter(PatienceWhenStopped);
        try
        {
            record(moment.Token);
        }
        catch (TrackingException error)
        {
            if (!Stopping)
                WriteWarning($"How {work} ended could not be recorded: {Advice.Message(error)}");
        }
        catch (OperationCanceledException) when (moment.IsCancellationRequested)
        {
            // No pipeline is left that could carry a warning.
        }
    }

    /// <summary>Ends the cmdlet by an error: work that cannot be recorded is not done.</summary>
    private protected void EndBy(TrackingException error, object target) => ThrowTerminatingError(ErrorRecords.From(error, target));

    /// <summary>Says something where people see it, and where it can be redirected as information.</summary>
    private protected void Announce(string text) => WriteInformation(new HostInformationMessage { Message = text }, [HostTag]);

    /// <summary>How a block ended, as it is put on record.</summary>
    private protected RecordedEnd EndOf(BlockOutcome outcome, StepScope within) => new(outcome, within, ExpectedExitCode);

    private RunRecord StopRun(ITrackStore opened, ActiveRun active, RunStatus status, string? message)
    {
        RunRecord? ended = null;
        if (active.Failure is { } failure)
            (status, message) = (RunStatus.Failed, RecordedText.Of(failure.Message));
        if (status.IsFinished() && !Stopping)
            Stop(Cancellation);
        else
            RecordUnfinished($"run {active.RunId} of {active.TaskId}", Stop);
        if (!Stopping)
            WriteVerbose($"Run {active.RunId} of {active.TaskId} in '{active.Store}': {status}.");
        return ended ?? active.Record with { Status = status, Message = message, EndUtc = DateTime.UtcNow };

        void Stop(CancellationToken cancellation)
        {
            // What the block itself said of the run's end stands.
            ended = opened.FindRun(active.RunId, cancellation) is { HasEnded: true } said ? said
                : opened.StopRun(null, active.RunId, status, message, cancellation: cancellation);
        }
    }
}
