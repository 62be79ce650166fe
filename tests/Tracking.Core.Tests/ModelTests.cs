using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CsCheck;
using Xunit;
using Xunit.Sdk;

namespace Tracking.Tests;

/// <summary>
/// Random histories, in which the stores have to agree with <see cref="NaiveModel"/> step by step. TRACKING_TEST_FULL=1 takes longer;
/// a failing case prints its steps and the seed, which goes into CsCheck_Seed.
/// </summary>
public sealed class ModelTests
{
    private static bool Full => Environment.GetEnvironmentVariable("TRACKING_TEST_FULL") == "1";

    [Fact]
    public void The_memory_store_agrees_with_the_model() => Check(Full ? 60 : 5, path: false);

    [Fact]
    public void The_file_store_and_its_file_replayed_agree_with_the_model() => Check(Full ? 240 : 10, path: true);

    private static void Check(int seconds, bool path) => StepGen.Steps.Sample(
        steps =>
        {
            if (Failure(steps, path) is null)
                return;
            var fewest = Reduce(steps, path);
            Assert.Fail($"The fewest of these steps that fail:\n{Print(fewest)}{Failure(fewest, path)}");
        },
        TestContext.Current.TestOutputHelper!.WriteLine,
        time: seconds,
        print: Print);

    /// <summary>What goes wrong when the steps are done to a new store; null when nothing does.</summary>
    private static string? Failure(IReadOnlyList<Step> steps, bool path)
    {
        using var folder = path ? new TempFolder() : null;
        using var world = new World(folder?.File());
        for (var i = 0; i <= steps.Count; i++)
        {
            try
            {
                if (i < steps.Count)
                    world.Do(steps[i]);
                else
                    world.Finish();
            }
            catch (XunitException error)
            {
                return string.Create(CultureInfo.InvariantCulture, $"At step {i + 1}, {error.Message}");
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                return string.Create(CultureInfo.InvariantCulture, $"At step {i + 1}, {error}");
            }
        }

        return null;
    }

    /// <summary>Leaves out every step without which it fails all the same.</summary>
    private static List<Step> Reduce(IReadOnlyList<Step> steps, bool path)
    {
        List<Step> left = [.. steps];
        for (var i = left.Count - 1; i >= 0; i--)
        {
            List<Step> fewer = [.. left.Where((_, at) => at != i)];
            if (Failure(fewer, path) is not null)
                left = fewer;
        }

        return left;
    }

    private static string Print(IReadOnlyList<Step> steps) =>
        "\n" + string.Concat(steps.Select((step, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1,3}. {step}\n")));
}
