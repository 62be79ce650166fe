using System.Linq;
using Tracking.Blocks;
using Tracking.Data;

namespace Tracking.Runs;

/// <summary>How a block ended, as its run or step has it on record (rule 3.16, rule 7.3, rule 7.4).</summary>
/// <param name="outcome">What happened in the block.</param>
/// <param name="within">The scope of the run or step, which knows the steps within.</param>
/// <param name="expectedExitCodes">The exit codes of a program that are no error.</param>
internal sealed class RecordedEnd(BlockOutcome outcome, StepScope within, int[] expectedExitCodes)
{
    public StepStatus StepStatus => outcome switch
    {
        { End: BlockEnd.Failed } or { End: BlockEnd.Exited, ExitedWith: not 0 } => StepStatus.Failed,
        { End: BlockEnd.Completed or BlockEnd.Exited } => HasErrors ? StepStatus.CompletedWithErrors : StepStatus.Completed,
        _ => StepStatus.Stopped,
    };

    /// <summary>What is on record of a step besides.</summary>
    public StepFacts StepFacts
    {
        get
        {
            var failure = outcome.FailureRecord is { } record ? BlockError.Of(record) : FirstError;
            return new StepFacts
            {
                Error = failure != null ? RecordedText.Of(failure.Message) : ExitText,
                ErrorId = failure != null ? RecordedText.Of(failure.Id) : null,
                Position = failure?.Position,
                Errors = [.. outcome.Errors.Select(Line)],
                ErrorCount = outcome.ErrorCount,
                WarningCount = outcome.WarningCount,
                ExitCode = outcome.End == BlockEnd.Exited ? outcome.ExitedWith : outcome.ExitCode,
                LeavesTraces = outcome.AssignedVariables || outcome.ChangedLocation,
            };
        }
    }

    public RunStatus RunStatus => StepStatus switch
    {
        StepStatus.Failed => RunStatus.Failed,
        StepStatus.CompletedWithErrors => RunStatus.FinishedWithErrors,
        StepStatus.Completed => RunStatus.Finished,
        _ => RunStatus.Stopped,
    };

    /// <summary>The message of a run: what ended it, or what went wrong first; null when nothing did.</summary>
    public string? RunMessage
    {
        get
        {
            var text = RunStatus switch
            {
                RunStatus.Failed => outcome.FailureRecord?.ToString() ?? ExitText,
                RunStatus.FinishedWithErrors when within.FirstFailure is { } step =>
                    $"{step.Path}: {StepFacts.Of(step).Error ?? step.Status.ToString()}",
                RunStatus.FinishedWithErrors => FirstError?.Message ?? ExitText,
                _ => null,
            };
            return text == null ? null : RecordedText.Of(text);
        }
    }

    private bool HasErrors => within.HasFailedSteps || outcome.ErrorCount > 0 || HasUnexpectedExitCode;

    private bool HasUnexpectedExitCode => outcome.ExitCode is { } code && !expectedExitCodes.Contains(code);

    private BlockError? FirstError => outcome.Errors.Count > 0 ? outcome.Errors[0] : null;

    private string? ExitText =>
        outcome.ExitedWith != 0 ? $"exit {outcome.ExitedWith}"
        : StepStatus == StepStatus.CompletedWithErrors && HasUnexpectedExitCode ? $"exit code {outcome.ExitCode}"
        : null;

    private static string Line(BlockError error) =>
        RecordedText.Of(error.Position == null ? $"{error.Message} ({error.Id})" : $"{error.Message} ({error.Id}, {error.Position})");
}
