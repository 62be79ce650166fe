using System;
using System.Management.Automation;
using System.Threading;
using Tracking.Binding;
using Tracking.Blocks;
using Tracking.Completion;
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
    private protected void InRun(ActiveRun active, Func<BlockOutcome?> work)
    {
        var opened = ForChange(active.Store, keepOpen: true);
        BlockOutcome? outcome = null;
        var isDone = false;
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
                StopRun(opened, active, end?.RunStatus ?? (isDone ? RunStatus.Finished : RunStatus.Stopped), end?.RunMessage);
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

    /// <summary>How a block ended, as it is put on record.</summary>
    private protected RecordedEnd EndOf(BlockOutcome outcome, StepScope within) => new(outcome, within, ExpectedExitCode);

    private void StopRun(ITrackStore opened, ActiveRun active, RunStatus status, string? message)
    {
        if (active.Failure is { } failure)
            (status, message) = (RunStatus.Failed, RecordedText.Of(failure.Message));
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
}
