using System.Linq;
using Xunit;

namespace Tracking.Tests.Watching;

/// <summary>What Watch-Track does with steps (rule 3.21).</summary>
public sealed class WatchedStepTests : WatchTest
{
    private const string Job = """
        function Job([string] $Fault) {
            Invoke-TrackRun a001 -Key k -Resume {
                Invoke-TrackStep one { $null = Save-UserTrack a001 @{ n = 1 } }
                Invoke-TrackStep two -RetryCount 1 { if ($Fault) { throw $Fault } } 3> $null
            } 6> $null
        }
        """;

    [Fact]
    public void A_step_comes_when_it_begins_and_at_the_beginning_and_end_of_each_attempt()
    {
        Run($"$store = Open-TrackStore -InMemory; {Job}");
        using var watch = Watch("-Timeout 50 -Until { $_ -is [Tracking.TrackRun] -and $_.Status -eq 'Failed' }");
        Run("try { Job x } catch { }");
        Assert.Equal(
            ["run 1 Running", "one Running 1", "track", "one Completed 1", "two Running 1", "two Failed 1", "two Running 2", "two Failed 2",
                "run 1 Failed"],
            Comings(watch.End()));
    }

    [Fact]
    public void A_run_that_continues_another_one_comes_with_the_steps_that_it_begins_with()
    {
        Run($"$store = Open-TrackStore -InMemory; {Job}; try {{ Job x }} catch {{ }}");
        using var watch = Watch("-Timeout 50 -Until { $_ -is [Tracking.TrackRun] -and $_.Status -eq 'Finished' }");
        Run("Job");
        Assert.Equal(["run 2 Running", "(one) Completed 1", "two Running 1", "two Completed 1", "run 2 Finished"], Comings(watch.End()));
    }

    [Fact]
    public void With_From_what_exists_comes_with_its_steps_as_they_are()
    {
        Run($"$store = Open-TrackStore -InMemory; {Job}; try {{ Job x }} catch {{ }}");
        Assert.Equal(
            ["one Completed 1", "run 1 Failed", "track", "two Failed 2"],
            Comings(Run("Watch-Track -From (Get-Date).Date -Timeout 0")).Order(System.StringComparer.Ordinal));
        Assert.Empty(Comings(Run("Watch-Track -From (Get-Date).AddHours(1) -Timeout 0")));
    }

    [Theory]
    [InlineData("a001", "one Completed 1", "run 1 Failed", "track", "two Failed 2")]
    [InlineData("-RunId 1", "one Completed 1", "run 1 Failed", "track", "two Failed 2")]
    [InlineData("b*", "b Completed 1", "run 2 Finished")]
    [InlineData("-RunId 2", "b Completed 1", "run 2 Finished")]
    [InlineData("-Data @{ n = 1 }", "track")]
    [InlineData("-UserName *", "track")]
    [InlineData("one")]
    public void The_criteria_are_applied_to_its_run_and_those_for_users_and_data_leave_it_out(string criteria, params string[] comings)
    {
        Run($"$store = Open-TrackStore -InMemory; {Job}; try {{ Job x }} catch {{ }}; Invoke-TrackRun b001 {{ Invoke-TrackStep b {{ }} }}");
        var came = Run($"Watch-Track {criteria} -From (Get-Date).Date -Timeout 0");
        Assert.Equal(comings, Comings(came).Order(System.StringComparer.Ordinal));
    }

    [Fact]
    public void The_end_of_a_step_ends_nothing_unless_Until_says_so()
    {
        Run("$store = Open-TrackStore -InMemory; $null = Start-TrackRun a001; Invoke-TrackStep one { } -TaskId a001");
        using var run = Watch("-RunId 1");
        using var step = Watch("-Timeout 50 -Until { $_.Status -eq 'Completed' }");
        Run("Invoke-TrackStep two { } -TaskId a001; Invoke-TrackStep three { } -TaskId a001; $null = Stop-TrackRun a001");
        Assert.Equal(["two Running 1", "two Completed 1"], Comings(step.End()));
        Assert.Equal(
            ["two Running 1", "two Completed 1", "three Running 1", "three Completed 1", "run 1 Finished"], Comings(run.End()));
    }

    private static string[] Comings(ScriptResult result) => [.. result.WithoutErrors().Objects.Select(came => came!.BaseObject switch
    {
        TrackStep step when step.WasCarriedOver => $"({step.Path}) {step.Status} {step.Attempt}",
        TrackStep step => $"{step.Path} {step.Status} {step.Attempt}",
        TrackRun run => $"run {run.RunId} {run.Status}",
        _ => "track",
    })];
}
