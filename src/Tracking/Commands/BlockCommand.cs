using System;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using Tracking.Blocks;
using Tracking.Data;
using Tracking.Errors;
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

    /// <summary>Runs the blocks.</summary>
    private protected BlockRunner Blocks { get; }

    /// <summary>Makes the cmdlet.</summary>
    protected BlockCommand() => Blocks = new BlockRunner(this);

    /// <summary>What -ErrorAction said; null when it was not given.</summary>
    private protected ActionPreference? ErrorActionGiven =>
        MyInvocation.BoundParameters.TryGetValue("ErrorAction", out var given) ? LanguagePrimitives.ConvertTo<ActionPreference>(given)
            : null;

    /// <summary>
    /// Whether -WhatIf comes from the script around the call, and not from the call: the block is run then, and decides by itself.
    /// </summary>
    private protected bool InheritsWhatIf =>
        !MyInvocation.BoundParameters.ContainsKey("WhatIf") && LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    private bool WantsBars =>
        !MyInvocation.BoundParameters.TryGetValue("ProgressAction", out var given)
            ? !LanguagePrimitives.Equals(GetVariableValue("ProgressPreference"), ActionPreference.SilentlyContinue)
            : !LanguagePrimitives.Equals(given, ActionPreference.SilentlyContinue);

    /// <summary>
    /// Does the work of a run and stops it by how the work ended (rule 3.16). What ended it goes on to the caller.
    /// </summary>
    /// <param name="active">The run.</param>
    /// <param name="work">The work; null when its block was not run.</param>
    private protected void InRun(ActiveRun active, Func<BlockOutcome?> work)
    {
        var opened = ForChange(active.Store, keepOpen: true);
        BlockOutcome? outcome = null;
        var isDone = false;
        using (active)
        using (active.Root.Enter())
        {
            active.Bar = new RunBar(WantsBars ? Host?.UI : null, active.Record, ExpectedSteps(opened, active.Record));
            try
            {
                outcome = work();
                isDone = true;
            }
            finally
            {
                active.Bar.End(Stopping ? null : CommandRuntime);
                StopRun(opened, active, isDone ? EndOf(active, outcome) : (RunStatus.Stopped, null));
            }
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

    /// <summary>Whether the exit code of a block's last native program is an error.</summary>
    private protected bool HasUnexpectedExitCode(BlockOutcome outcome) =>
        outcome.ExitCode is { } code && !ExpectedExitCode.Contains(code);

    private void StopRun(ITrackStore opened, ActiveRun active, (RunStatus Status, string? Message) end)
    {
        var (status, message) = active.Failure is { } failure ? (RunStatus.Failed, Storable(failure.Message)) : end;
        if (status.IsFinished() && !Stopping)
            Stop(Cancellation);
        else
            RecordUnfinished($"run {active.RunId} of {active.TaskId}", Stop);
        if (!Stopping)
            WriteVerbose($"Run {active.RunId} of {active.TaskId} in '{active.Store}': {status}.");

        void Stop(CancellationToken cancellation)
        {
            // What the block itself said of the run's end stands.
            if (opened.FindRun(active.RunId, cancellation) is not { HasEnded: true })
                opened.StopRun(null, active.RunId, status, message, cancellation: cancellation);
        }
    }

    private (RunStatus Status, string? Message) EndOf(ActiveRun active, BlockOutcome? outcome) =>
        outcome switch
        {
            null => (RunStatus.Finished, null),
            { End: BlockEnd.Failed, FailureRecord: { } error } => (RunStatus.Failed, Storable(error.ToString())),
            { End: BlockEnd.Failed } => (RunStatus.Failed, null),
            { End: BlockEnd.Exited, ExitedWith: not 0 } => (RunStatus.Failed, $"exit {outcome.ExitedWith}"),
            { End: BlockEnd.Completed or BlockEnd.Exited } when active.Root.HasFailedSteps || outcome.ErrorCount > 0
                || HasUnexpectedExitCode(outcome) => (RunStatus.FinishedWithErrors, Storable(Describe(active, outcome))),
            { End: BlockEnd.Completed or BlockEnd.Exited } => (RunStatus.Finished, null),
            _ => (RunStatus.Stopped, null),
        };

    private static string Describe(ActiveRun active, BlockOutcome outcome)
    {
        if (active.Root.FirstFailure is { } step)
            return StepFacts.Of(step) is { Error: { } error } ? $"{step.Path}: {error}" : $"{step.Path}: {step.Status}";
        return outcome.Errors.Count > 0 ? outcome.Errors[0].Message : $"exit code {outcome.ExitCode}";
    }

    private int ExpectedSteps(ITrackStore opened, RunRecord run)
    {
        if (!WantsBars)
            return 0;
        var before = opened.FindLastRun(new RunQuery(run.TaskId!) { Key = run.Key },
            other => other.Finished && other.RunId < run.RunId && other.Key == run.Key, Cancellation);
        return before == null ? 0 : opened.ListSteps([before.RunId], Cancellation).Count;
    }

    private protected static string Storable(string text)
    {
        text = UnicodeText.MakeWellFormed(text);
        if (text.Length <= RunRecord.MaxMessageLength)
            return text;
        var end = RunRecord.MaxMessageLength - 1;
        return text.Substring(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end) + "…";
    }
}
