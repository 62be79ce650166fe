namespace Tracking.Hooks;

/// <summary>How a hook ended.</summary>
/// <param name="Status">The status of the run that it is recorded as.</param>
/// <param name="Message">What went wrong; null when nothing did.</param>
internal sealed record HookOutcome(RunStatus Status, string? Message)
{
    public static HookOutcome Done { get; } = new(RunStatus.Finished, null);

    public static HookOutcome Failed(string message) => new(RunStatus.Failed, message);
}
