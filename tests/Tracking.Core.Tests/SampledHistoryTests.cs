using CsCheck;
using Xunit;

namespace Tracking.Tests;

/// <summary>
/// A few random histories, the same each time, in which the store in memory agrees with <see cref="NaiveModel"/> step by step.
/// </summary>
public sealed class SampledHistoryTests
{
    [Fact]
    public void The_memory_store_agrees_with_the_model() => StepGen.Steps.Sample(
        steps =>
        {
            using var world = new World(path: null);
            foreach (var step in steps)
                world.Do(step);
            world.Finish();
        },
        seed: "0000000000000",
        iter: 12,
        threads: 1);
}
