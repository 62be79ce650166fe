using System;
using System.Linq;
using Xunit;

namespace Tracking.Tests.Traces;

/// <summary>The variable TRACEPARENT (rules 14.2 and 14.4).</summary>
public sealed class TraceParentTests : TraceTest
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Span = "00f067aa0ba902b7";

    [Theory]
    [InlineData($"00-{Trace}-{Span}-01", true)]
    [InlineData($"00-{Trace}-{Span}-00", true)]
    [InlineData($"cc-{Trace}-{Span}-01-what-comes-later", true)]
    [InlineData($"00-{Trace}-{Span}-01-more", false)]
    [InlineData($"ff-{Trace}-{Span}-01", false)]
    [InlineData($"00-00000000000000000000000000000000-{Span}-01", false)]
    [InlineData($"00-{Trace}-0000000000000000-01", false)]
    [InlineData($"00-4BF92F3577B34DA6A3CE929D0E0E4736-{Span}-01", false)]
    [InlineData($"00-{Trace}-{Span}", false)]
    [InlineData("nonsense", false)]
    [InlineData("", false)]
    public void A_run_is_in_the_trace_that_was_named_at_its_start_if_that_is_valid(string value, bool isValid)
    {
        SetVariable("TRACEPARENT", value);
        Run("Invoke-TrackRun a001 { Invoke-TrackStep s { } }; $null = Start-TrackRun b; $null = Stop-TrackRun b");
        SetVariable("TRACEPARENT", null);
        Run("Send-TrackTrace");
        Assert.Equal(3, Spans.Count);
        Assert.All(Spans, span => Assert.Equal(isValid, Text(span, "traceId") == Trace));
        Assert.Equal(isValid ? Span : null, Text(Spans[0], "parentSpanId"));
        Assert.Equal(isValid ? Span : null, Text(Spans[2], "parentSpanId"));
        Assert.Equal(Text(Spans[0], "spanId"), Text(Spans[1], "parentSpanId"));
    }

    [Fact]
    public void A_program_of_a_run_sees_its_span_and_afterwards_all_is_as_before()
    {
        SetVariable("TRACEPARENT", $"00-{Trace}-{Span}-01");
        var seen = Output("""
            Invoke-TrackRun a001 { sh -c 'echo $TRACEPARENT' }
            Invoke-TrackRun a002 -SetTraceParent {
                sh -c 'echo $TRACEPARENT'
                Invoke-TrackRun a003 -SetTraceParent { sh -c 'echo $TRACEPARENT' }
                Invoke-TrackRun a004 { }
                sh -c 'echo $TRACEPARENT'
            }
            try { Invoke-TrackRun a005 -SetTraceParent { throw 'x' } } catch { $env:TRACEPARENT }
            """);
        Run("Send-TrackTrace");
        var ids = Spans.ToDictionary(span => Text(span, "name")!, span => Text(span, "spanId"));
        Assert.Equal(
            [
                $"00-{Trace}-{Span}-01", $"00-{Trace}-{ids["RUN a002"]}-01", $"00-{Trace}-{ids["RUN a003"]}-01",
                $"00-{Trace}-{ids["RUN a002"]}-01", $"00-{Trace}-{Span}-01",
            ],
            seen);
        Assert.Equal(
            [Span, Span, ids["RUN a002"], ids["RUN a002"], Span], Spans.Select(span => Text(span, "parentSpanId")));
    }

    [Fact]
    public void Where_none_was_set_none_is_set_afterwards()
    {
        Run("Invoke-TrackRun a001 -SetTraceParent { $env:TRACEPARENT | Should -Not -BeNullOrEmpty }");
        Assert.Null(Environment.GetEnvironmentVariable("TRACEPARENT"));
    }

    [Fact]
    public void Of_runs_beside_each_other_one_sets_it_and_the_other_one_warns_and_is_no_part_of_the_first()
    {
        using var other = Begin($$"""
            Import-Module '{{ModuleSession.Manifest}}'
            Invoke-TrackRun first -Store '{{FilePath("first.json")}}' -SetTraceParent {
                Set-Content '{{FilePath("begun")}}' $env:TRACEPARENT
                while (-not (Test-Path '{{FilePath("go")}}')) { Start-Sleep -Milliseconds 10 }
            }
            """);
        other.WaitFor(FilePath("begun"));
        var result = Run("""
            Invoke-TrackRun second -SetTraceParent { $global:within = $env:TRACEPARENT }
            Send-TrackTrace second
            Set-Content "$folder/go" ''
            """);
        other.End();
        Assert.StartsWith("Another run of this process has set TRACEPARENT", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(Output("(Get-Content \"$folder/begun\")"), Output("$within"));
        Assert.Null(Text(Spans[0], "parentSpanId"));
        Assert.Null(Environment.GetEnvironmentVariable("TRACEPARENT"));
    }
}
