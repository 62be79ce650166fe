using System;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Scripts;

/// <summary>Invoke-TrackStep -RetryCount, -RetryDelay and -RetryBackoff.</summary>
public sealed class RetryTests : ScriptTest
{
    // A wait may end a moment early, as the clock that is asked about it is another one.
    private const double Early = 5;

    public RetryTests() => Run("""
        $at = [Collections.Generic.List[double]]::new()
        $clock = [Diagnostics.Stopwatch]::StartNew()
        function Fail { $at.Add($clock.Elapsed.TotalMilliseconds); throw "no $($at.Count)" }
        function Get-Wait { for ($i = 1; $i -lt $at.Count; $i++) { $at[$i] - $at[$i - 1] }; $at.Clear() }
        """);

    [Theory]
    [InlineData("-RetryCount 3 -RetryDelay 0.05", 50, 50, 50)]
    [InlineData("-RetryCount 3 -RetryDelay 0.05 -RetryBackoff 1", 50, 50, 50)]
    [InlineData("-RetryCount 3 -RetryDelay 0.05 -RetryBackoff 2", 50, 100, 200)]
    [InlineData("-RetryCount 2 -RetryDelay 0.1 -RetryBackoff 1.5", 100, 150)]
    [InlineData("-RetryCount 2 -RetryDelay 0.01 -RetryBackoff 30", 10, 300)]
    [InlineData("-RetryCount 1 -RetryDelay 0.2 -RetryBackoff 100", 200)]
    [InlineData("-RetryCount 2 -RetryBackoff 2", 0, 0)]
    [InlineData("-RetryDelay 3600 -RetryBackoff 2")]
    public void Before_each_retry_it_waits_as_long_as_was_said(string parameters, params int[] milliseconds)
    {
        Run($"try {{ Invoke-TrackStep s {{ Fail }} {parameters} 3> $null }} catch {{ }}");
        var waits = Output("Get-Wait | ForEach-Object { [int] $_ }").Select(int.Parse).ToArray();
        Assert.Equal(milliseconds.Length, waits.Length);
        Assert.All(waits.Zip(milliseconds), wait => Assert.True(wait.First >= wait.Second - Early, string.Join(' ', waits)));
    }

    [Fact]
    public void Each_piped_object_begins_with_the_delay_that_was_said()
    {
        var waits = Output("""
            'a', 'b' | Invoke-TrackStep s { Fail } -RetryCount 2 -RetryDelay 0.02 -RetryBackoff 100 -ErrorAction SilentlyContinue `
                -WarningAction SilentlyContinue -When { $_ -eq 'a' }
            Get-Wait
            1..3 | Invoke-TrackStep t { Fail } -RetryCount 1 -RetryDelay 0.02 -RetryBackoff 100 -ErrorAction SilentlyContinue 3> $null
            $at.Count
            """);
        Assert.Equal(3, waits.Length);
        Assert.True(double.Parse(waits[1], System.Globalization.CultureInfo.InvariantCulture) >= 2000 - Early, waits[1]);
        Assert.Equal("6", waits[2]);
    }

    [Fact]
    public void Each_attempt_is_on_record_while_it_is_at_work_and_between_two_of_them_the_last_one_is()
    {
        Assert.Equal(["Running 1 ", "Failed 1 no 1", "Running 2 ", "Failed 2 no 2", "Running 3 ", "Completed 3 "], Output("""
            function Show([string] $When) { Get-TrackStep a001 | ForEach-Object { "$($_.Status) $($_.Attempt) $($_.Error)" } }
            $seen = [Collections.Generic.List[object]]::new()
            Invoke-TrackRun a001 {
                # The warning of an attempt that failed comes when its record is written.
                Invoke-TrackStep s -RetryCount 3 -RetryDelay 0.01 { $seen.Add((Show)); if ($at.Count -lt 2) { Fail } } *>&1 |
                    ForEach-Object { $seen.Add((Show)) }
            }
            $seen
            Show
            """));
        using var watch = Begin("Watch-Track b001 -From (Get-Date).Date -Timeout 50 -Until { $_.Attempt -eq 2 -and $_.Error }");
        Run("$at.Clear(); try { Invoke-TrackRun b001 { Invoke-TrackStep s { Fail } -RetryCount 1 -RetryDelay 0.5 3> $null } } catch { }");
        Assert.Equal(["Failed 1", "Running 2", "Failed 2"], watch.End().WithoutErrors().Objects.Select(change => change!.BaseObject)
            .OfType<TrackStep>().Select(step => $"{step.Status} {step.Attempt}").Where(text => text != "Running 1"));
    }

    [Theory]
    [InlineData("-RetryDelay 86400", 1)]
    [InlineData("-RetryDelay 0.01 -RetryBackoff 100", 3)]
    [InlineData("-RetryDelay 86400 -RetryBackoff 100 -ErrorAction SilentlyContinue", 1)]
    public void A_stop_ends_the_wait_at_once_and_what_was_done_is_on_record(string parameters, int attempt)
    {
        var path = FilePath("s.json");
        using (var work = Begin($$"""
            $tries = 0
            Invoke-TrackRun a001 -Store '{{path}}' {
                # The warning comes just before the wait.
                Invoke-TrackStep s { $tries++; throw "no $tries" } -RetryCount 9 {{parameters}} 3>&1 | ForEach-Object {
                    if ("$_" -like '*attempt {{attempt}} of 10*') { Set-Content '{{FilePath("begun")}}' 1 }
                }
            }
            Set-Content '{{FilePath("after")}}' 1
            """))
        {
            Assert.InRange(work.WaitFor(FilePath("begun")).Stop(), TimeSpan.Zero, TimeSpan.FromSeconds(30));
        }
        Assert.False(System.IO.File.Exists(FilePath("after")));
        Assert.Equal(["1 Stopped"], Runs("a001", $"'{path}'"));
        Assert.Equal([$"Failed {attempt} no {attempt}"], Output($$"""
            Get-TrackStep -Store '{{path}}' | ForEach-Object { "$($_.Status) $($_.Attempt) $($_.Error)" }
            """));
    }

    [Fact]
    public void What_ends_a_block_but_is_no_failure_is_not_tried_again()
    {
        Assert.Equal(["1", "1"], Output("""
            $tries = 0
            foreach ($i in 1) { Invoke-TrackStep left { $tries++; break } -RetryCount 3 }
            $tries
            $tries = 0
            Invoke-TrackStep errors { $tries++; Write-Error e -ErrorAction Continue } -RetryCount 3 2> $null
            $tries
            """));
    }

    [Theory]
    [InlineData("-RetryCount -1", "ParameterArgumentValidationError", "RetryCount", "-1", "0")]
    [InlineData("-RetryCount 2147483647", "ParameterArgumentValidationError", "RetryCount", "2147483647", "2147483646")]
    [InlineData("-RetryCount many", "CannotConvertArgumentNoMessage", "RetryCount", "many")]
    [InlineData("-RetryCount 2 -RetryDelay -0.1", "ParameterArgumentValidationError", "RetryDelay", "-0.1", "0")]
    [InlineData("-RetryCount 2 -RetryDelay 86400.5", "ParameterArgumentValidationError", "RetryDelay", "86400.5", "86400")]
    [InlineData("-RetryCount 2 -RetryDelay soon", "CannotConvertArgumentNoMessage", "RetryDelay", "soon")]
    [InlineData("-RetryCount 2 -RetryDelay ([timespan] '0:0:5')", "CannotConvertArgumentNoMessage", "RetryDelay", "00:00:05")]
    [InlineData("-RetryCount 2 -RetryBackoff 0", "ParameterArgumentValidationError", "RetryBackoff", "0", "1")]
    [InlineData("-RetryCount 2 -RetryBackoff 0.5", "ParameterArgumentValidationError", "RetryBackoff", "0.5", "1")]
    [InlineData("-RetryCount 2 -RetryBackoff 100.1", "ParameterArgumentValidationError", "RetryBackoff", "100.1", "100")]
    [InlineData("-RetryCount 2 -RetryBackoff ([double]::NaN)", "ParameterArgumentValidationError", "RetryBackoff", "NaN")]
    [InlineData("-RetryCount 2 -RetryBackoff ([double]::PositiveInfinity)", "ParameterArgumentValidationError", "RetryBackoff", "100")]
    [InlineData("-RetryCount 2 -RetryBackoff twice", "CannotConvertArgumentNoMessage", "RetryBackoff", "twice")]
    public void What_makes_no_sense_is_refused_before_anything_is_done_and_the_error_names_it(
        string parameters, string errorId, params string[] named)
    {
        var result = Attempt($"Invoke-TrackStep s {{ Fail }} {parameters}");
        Assert.Equal([$"{errorId},Tracking.Commands.InvokeTrackStepCommand"], result.ErrorIds);
        Assert.All(named, text => Assert.Contains(text, result.Errors[0].Exception.Message, StringComparison.Ordinal));
        Assert.Equal(["0", "0"], Output("$at.Count; @(Get-TrackRun).Count"));
    }
}
