using OxyPlot;
using Tracking.Report.Model;

namespace Tracking.Report.Figures;

/// <summary>The colours of steps.</summary>
internal static class StepInk
{
    /// <summary>The colour of a step. Those that went well alternate between two, so that one can be told from the next.</summary>
    /// <param name="step">The step.</param>
    /// <param name="index">How many steps are drawn before it.</param>
    public static OxyColor Of(ReportStep step, int index) =>
        step.Status == StepStatus.Completed && index % 2 == 1 ? Ink.OtherStep : Of(step.Status);

    public static OxyColor Of(StepStatus status) => status switch
    {
        StepStatus.CompletedWithErrors => Ink.StepWithErrors,
        StepStatus.Failed => Ink.FailedStep,
        StepStatus.Abandoned => Ink.AbandonedStep,
        StepStatus.Running => Ink.RunningStep,
        StepStatus.Stopped => Ink.StoppedStep,
        _ => Ink.Step,
    };
}
