using System;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using Tracking.Data;
using Tracking.Model;
using Tracking.Seam;
using Tracking.Serialization;

namespace Tracking.Runs;

/// <summary>Puts the steps of a run on record, with their output, and tells what of it is not recorded as it was.</summary>
/// <param name="command">The cmdlet that runs the step, which warns.</param>
/// <param name="opened">The run's store.</param>
/// <param name="run">The run.</param>
internal sealed class StepRecorder(Cmdlet command, ITrackStore opened, ActiveRun run)
{
    private const int MostOutputBytes = 1 << 20;

    /// <summary>Records that an attempt begins.</summary>
    public StepRecord Begin(StepRecord step, int attempt, CancellationToken cancellation)
    {
        var begun = opened.SaveStep(
            step with
            {
                Status = StepStatus.Running,
                StartUtc = DateTime.UtcNow,
                EndUtc = null,
                Attempt = attempt,
                Facts = null,
                Output = null,
                CarriedFrom = null,
            },
            cancellation);
        run.NoteRecord(begun);
        return begun;
    }

    /// <summary>Records how a step ended.</summary>
    public StepRecord End(StepRecord step, StepStatus status, StepFacts facts, CancellationToken cancellation)
    {
        var ended = opened.SaveStep(step with { Status = status, EndUtc = DateTime.UtcNow, Facts = facts.ToData() }, cancellation);
        run.NoteRecord(ended);
        return ended;
    }

    /// <summary>Records that a second step of the same path came: a run that continues this one runs them all again (rule 7.5).</summary>
    public StepRecord MarkAmbiguous(StepRecord step, CancellationToken cancellation) =>
        opened.SaveStep(step with { Facts = (StepFacts.Of(step) with { IsAmbiguous = true }).ToData() }, cancellation);

    /// <summary>The output as it is recorded, none where it cannot be, and what is to be remembered of that.</summary>
    public (TrackData? Stored, StepFacts Facts) ReadOutput(StepRecord step, StepFacts facts, StepOutput output)
    {
        var recorded = output.ToRecord((int)Math.Min(MostOutputBytes, run.OutputBytesLeft));
        if (recorded.Text == null)
        {
            if (!facts.IsRunAlways)
            {
                command.WriteWarning($"The output of step '{step.Path}' is not recorded: {recorded.Reason}. A run that continues this one "
                    + "runs it again. -NoOutput says that its output does not matter.");
            }
            return (null, facts with { NotRecorded = recorded.Reason });
        }
        foreach (var notice in recorded.Notices.Where(notice => run.IsNews("copy\n" + notice)))
        {
            var text = $"Of the output of step '{step.Path}', {notice}, when a run that continues this one skips the step.";
            if (run.WarnsOfCopies)
                command.WriteWarning(text);
            else
                command.WriteVerbose(text);
        }
        if (recorded.Text.Length == 0)
            return (null, facts);
        var stored = OutputData.Write(recorded.Text);
        run.CountOutput(stored.Json.Length);
        return (stored, facts);
    }
}
