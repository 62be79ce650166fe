using Tracking.Rules;

namespace Tracking.Expectations;

/// <summary>A task of which something is expected.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Expectation">What is expected.</param>
internal sealed record ExpectedTask(string TaskId, Expectation Expectation);
