using System;
using System.Linq;
using System.Text.Json;
using System.Threading;
using Xunit;

namespace Tracking.Tests.Traces;

/// <summary>Which spans Send-TrackTrace makes of runs (rules 14.1 to 14.4).</summary>
public sealed class SendTrackTraceTests : TraceTest
{
    [Fact]
    public void A_run_is_a_span_of_a_server_its_steps_are_within_and_tracks_are_events()
    {
        Run("""
            Invoke-TrackRun deploy -Key prod -UserName ann {
                $null = Save-UserTrack deploy @{ n = 1 }
                Invoke-TrackStep install -Key web1 { Invoke-TrackStep copy { $null = Save-UserTrack deploy @{ n = 2 } -UserName bob } }
                Invoke-TrackStep install -Key web2 -ErrorAction Ignore { sh -c 'exit 3'; throw 'no route' }
                Invoke-TrackStep never -When { $false } { }
            }
            Send-TrackTrace
            """);
        Assert.Equal(["/v1/traces"], Requests.Select(request => request.Path));
        Assert.Equal("application/json", Requests[0].Headers["Content-Type"]);
        Assert.Equal(
            ["RUN deploy", "install", "copy", "install", "never"], Spans.Select(span => Text(span, "name")));
        Assert.Equal(["2", "1", "1", "1", "1"], Spans.Select(span => Text(span, "kind")));
        var (run, web1, copy, web2, never) = (Spans[0], Spans[1], Spans[2], Spans[3], Spans[4]);
        Assert.Equal([null, Text(run, "spanId"), Text(web1, "spanId"), Text(run, "spanId"), Text(run, "spanId")],
            Spans.Select(span => Text(span, "parentSpanId")));
        Assert.Single(Spans.Select(span => Text(span, "traceId")).Distinct());
        Assert.Matches("^[0-9a-f]{32}$", Text(run, "traceId"));
        Assert.All(Spans, span => Assert.Matches("^[0-9a-f]{16}$", Text(span, "spanId")));
        Assert.Equal(5, Spans.Select(span => Text(span, "spanId")).Distinct().Count());

        Assert.Equal("""{"stringValue":"deploy"}""", Attribute(run, "cicd.pipeline.name"));
        Assert.Equal("""{"stringValue":"failure"}""", Attribute(run, "cicd.pipeline.result"));
        Assert.Equal("""{"stringValue":"prod"}""", Attribute(run, "tracking.run.key"));
        Assert.Equal("""{"stringValue":"ann"}""", Attribute(run, "tracking.user"));
        Assert.Equal("""{"code":2,"message":"install[web2]: no route"}""", Text(run, "status"));
        Assert.Equal("""{"stringValue":"success"}""", Attribute(copy, "cicd.pipeline.task.run.result"));
        Assert.Null(Text(copy, "status"));
        Assert.Equal("""{"code":2,"message":"no route"}""", Text(web2, "status"));
        Assert.Equal("""{"intValue":"3"}""", Attribute(web2, "process.exit.code"));
        Assert.Equal("""{"stringValue":"no route"}""", Attribute(web2, "error.type"));
        Assert.Equal("""{"stringValue":"install[web2]"}""", Attribute(web2, "tracking.step.path"));
        Assert.Equal("""{"stringValue":"skip"}""", Attribute(never, "cicd.pipeline.task.run.result"));

        Assert.Equal(["1", "0", "1", "0", "0"], Spans.Select(span => $"{span.GetProperty("events").GetArrayLength()}"));
        var track = copy.GetProperty("events")[0];
        Assert.Equal("""{"stringValue":"bob"}""", Attribute(track, "tracking.user"));
        Assert.Equal("""{"intValue":"2"}""", Attribute(track, "tracking.data.n"));
        Assert.All(Spans, span => Assert.True(
            long.Parse(Text(span, "startTimeUnixNano")!, null) <= long.Parse(Text(span, "endTimeUnixNano")!, null)));
    }

    [Theory]
    [InlineData("{ }", "success", null)]
    [InlineData("{ throw 'no disk' }", "failure", "no disk")]
    [InlineData("{ exit 3 }", "failure", "exit 3")]
    [InlineData("{ $null = Stop-TrackRun a001 -Unfinished }", "cancellation", null)]
    public void The_result_says_how_the_run_ended(string block, string result, string? message)
    {
        Run($$"""
            $null = [powershell]::Create('CurrentRunspace').AddScript({ try { Invoke-TrackRun a001 {{block}} } catch { } }).Invoke()
            Send-TrackTrace
            """);
        Assert.Equal($$"""{"stringValue":"{{result}}"}""", Attribute(Spans[0], "cicd.pipeline.result"));
        var status = Text(Spans[0], "status");
        Assert.Equal(message, status == null ? null : JsonDocument.Parse(status).RootElement.GetProperty("message").GetString());
    }

    [Fact]
    public void Only_runs_that_have_ended_are_sent_and_abandoned_ones_too()
    {
        Run("""
            $file = Open-TrackStore "$folder/a.json"
            $null = Start-TrackRun gone
            Invoke-TrackRun done { }
            $file | Close-TrackStore
            $file = Open-TrackStore "$folder/a.json"
            $null = Start-TrackRun atWork
            $null = Start-TrackRun open -Detach
            Send-TrackTrace -PassThru | ForEach-Object TaskId
            """);
        Assert.Equal(["RUN gone", "RUN done"], Spans.Select(span => Text(span, "name")));
        Assert.Equal("""{"stringValue":"error"}""", Attribute(Spans[0], "cicd.pipeline.result"));
    }

    [Theory]
    [InlineData("[long]::MaxValue", """{"intValue":"9223372036854775807"}""")]
    [InlineData("[long]::MinValue", """{"intValue":"-9223372036854775808"}""")]
    [InlineData("[byte] 7", """{"intValue":"7"}""")]
    [InlineData("[ulong]::MaxValue", """{"stringValue":"18446744073709551615"}""")]
    [InlineData("[ulong] 7", """{"intValue":"7"}""")]
    [InlineData("[bigint]::Pow(10, 30)", """{"stringValue":"1000000000000000000000000000000"}""")]
    [InlineData("[double]::NaN", """{"stringValue":"NaN"}""")]
    [InlineData("[double]::NegativeInfinity", """{"stringValue":"-Infinity"}""")]
    [InlineData("[float]::PositiveInfinity", """{"stringValue":"Infinity"}""")]
    [InlineData("0.1", """{"doubleValue":0.1}""")]
    [InlineData("12.34d", """{"doubleValue":12.34}""")]
    [InlineData("[decimal]::MaxValue", """{"stringValue":"79228162514264337593543950335"}""")]
    [InlineData("'12'", """{"stringValue":"12"}""")]
    [InlineData("[char] '7'", """{"stringValue":"7"}""")]
    [InlineData("$true", """{"boolValue":true}""")]
    [InlineData("$null", "{}")]
    [InlineData(", [byte[]] (1, 2, 255)", """{"bytesValue":"AQL/"}""")]
    [InlineData("1, 'a', $null", """{"arrayValue":{"values":[{"intValue":"1"},{"stringValue":"a"},{}]}}""")]
    [InlineData("@{ a = @{ b = 1 } }",
        """{"kvlistValue":{"values":[{"key":"a","value":{"kvlistValue":{"values":[{"key":"b","value":{"intValue":"1"}}]}}}]}}""")]
    [InlineData("[datetime]::new(2026, 1, 2, 3, 4, 5, [DateTimeKind]::Utc)", """{"stringValue":"2026-01-02T03:04:05.0000000Z"}""")]
    [InlineData("[timespan] '1.02:03:04'", """{"stringValue":"1.02:03:04"}""")]
    [InlineData("\"a`n`\"\\`t$([char] 1)\"", """{"stringValue":"a\n\"\\\t\u0001"}""")]
    public void A_value_of_a_track_is_what_OTLP_has_for_it(string value, string expected)
    {
        Set("expression", value);
        Run("""
            [cultureinfo]::CurrentCulture = 'de-DE'
            try {
                Invoke-TrackRun a001 { $null = Save-UserTrack a001 @{ v = & ([scriptblock]::Create($expression)) } }
                Send-TrackTrace
            }
            finally { [cultureinfo]::CurrentCulture = '' }
            """);
        Assert.Equal(expected, Attribute(Spans[0].GetProperty("events")[0], "tracking.data.v"));
    }

    [Fact]
    public void A_run_is_the_same_trace_each_time_and_from_each_copy_whatever_is_saved_to_it_later()
    {
        Run("""
            $file = Open-TrackStore "$folder/a.json"
            Invoke-TrackRun a001 { Invoke-TrackStep s { $null = Save-UserTrack a001 @{ b = 1; a = 2 } } }
            Send-TrackTrace
            $null = Save-UserTrack a001 @{ late = 1 } -RunId 1
            Send-TrackTrace
            $file | Optimize-TrackStore
            $file | Close-TrackStore
            Send-TrackTrace -Store "$folder/a.json"
            Copy-Track -Store "$folder/a.json" "$folder/b.json"
            Get-TrackRun -Store "$folder/b.json" | Send-TrackTrace
            """);
        Assert.Equal(4, Requests.Count);
        Assert.Single(Requests.Select(request => request.Text).Distinct());
        Assert.DoesNotContain("late", Requests[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_that_were_taken_over_are_not_sent_twice()
    {
        Run("""
            foreach ($bad in $true, $false) {
                try {
                    Invoke-TrackRun a001 -Key 1 -Resume 6> $null {
                        Invoke-TrackStep one { }
                        Invoke-TrackStep two { if ($bad) { throw 'x' } }
                    }
                }
                catch { }
            }
            Send-TrackTrace
            """);
        Assert.Equal(["RUN a001", "one", "two", "RUN a001", "two"], Spans.Select(span => Text(span, "name")));
        Assert.NotNull(Attribute(Spans[3], "tracking.run.continues"));
        Assert.NotEqual(Text(Spans[0], "traceId"), Text(Spans[3], "traceId"));
    }

    [Fact]
    public void A_run_within_a_step_is_in_its_trace()
    {
        Run("""
            Invoke-TrackRun outer { Invoke-TrackStep s { Invoke-TrackRun inner { Invoke-TrackStep t { } } } }
            Send-TrackTrace
            """);
        Assert.Equal(["RUN outer", "s", "RUN inner", "t"], Spans.Select(span => Text(span, "name")));
        Assert.Single(Spans.Select(span => Text(span, "traceId")).Distinct());
        Assert.Equal(Text(Spans[1], "spanId"), Text(Spans[2], "parentSpanId"));
    }

    [Fact]
    public void Which_runs_is_said_by_task_time_pipeline_or_all_sessions()
    {
        Run("""
            foreach ($task in 'a1', 'a2', 'b1') { Invoke-TrackRun $task { } }
            $null = Start-TrackRun old -TimeStamp 2020-01-01; $null = Stop-TrackRun old -TimeStamp 2020-01-02
            """);
        Assert.Equal(["a1", "a2"], Output("(Send-TrackTrace 'a*' -PassThru).TaskId"));
        Assert.Equal(["a1", "a2", "b1"], Output("(Send-TrackTrace -From (Get-Date).AddDays(-1) -PassThru).TaskId"));
        Assert.Equal(["old"], Output("(Send-TrackTrace -To 2021-01-01 -PassThru).TaskId"));
        Assert.Equal(["b1"], Output("(Get-TrackRun b1 | Send-TrackTrace -PassThru).TaskId"));
        Assert.Equal(["a1"], Output("($store, $store | Send-TrackTrace a1 -PassThru).TaskId"));
        Assert.Empty(Output("@() | Send-TrackTrace -PassThru; Send-TrackTrace none -PassThru; Send-TrackTrace a1 -WhatIf -PassThru"));
        Assert.Equal(5, Requests.Count);
        Run("""
            $null = New-Item $env:TRACKING_HOME -ItemType Directory -Force
            Invoke-TrackRun there { } -Store "$env:TRACKING_HOME/one.json"
            Copy-Item "$env:TRACKING_HOME/one.json" "$env:TRACKING_HOME/two.json"
            """);
        Assert.Equal(["there"], Output("(Send-TrackTrace there -AllSessions -PassThru).TaskId"));
        Assert.Equal(
            ["TrackQueryInvalid,Tracking.Commands.SendTrackTraceCommand"],
            Output("(Get-ErrorOf { Send-TrackTrace -AllSessions -Store x.json }).FullyQualifiedErrorId"));
    }

    [Fact]
    public void Many_runs_and_large_ones_go_in_several_requests_and_none_is_lost()
    {
        Run("""
            $text = 'x' * 300KB
            foreach ($n in 1..4) { Invoke-TrackRun "a$n" { Invoke-TrackStep s { $null = Save-UserTrack "a$n" @{ t = $text } } } }
            Invoke-TrackRun large { foreach ($s in 1..5) { Invoke-TrackStep s -Key $s { $null = Save-UserTrack large @{ t = $text } } } }
            """);
        var result = Run("Send-TrackTrace");
        Assert.Empty(result.Warnings);
        Assert.True(Requests.Count > 2);
        Assert.All(Requests, request => Assert.InRange(request.Body.Length, 1, 2 << 20));
        Assert.Equal(4 * 2 + 6, Spans.Select(span => Text(span, "spanId")).Distinct().Count());
        Assert.Equal(9, Spans.Sum(span => span.GetProperty("events").GetArrayLength()));
    }

    [Fact]
    public void What_does_not_fit_into_a_span_is_counted_and_told()
    {
        var result = Run("""
            $text = 'x' * 300KB
            Invoke-TrackRun a001 { foreach ($n in 1..5) { $null = Save-UserTrack a001 @{ t = $text } } }
            Send-TrackTrace
            """);
        Assert.Equal(["Run 1 of a001 has too many tracks for one span: 2 are not in its trace."], result.Warnings);
        Assert.Equal("2", Text(Spans[0], "droppedEventsCount"));
        Assert.Equal(3, Spans[0].GetProperty("events").GetArrayLength());
    }

    [Fact]
    public void Runs_are_sent_as_they_end_until_Ctrl_C()
    {
        Run("Invoke-TrackRun before { } -Store \"$folder/f.json\"");
        using var script = Begin($$"""
            Import-Module '{{ModuleSession.Manifest}}'
            Send-TrackTrace -Follow -Store '{{FilePath("f.json")}}' -PassThru
            """);
        // Whether it follows by now is not to be seen from outside: runs are begun until one comes.
        for (var i = 0; Requests.Count == 0; i++)
        {
            Assert.InRange(i, 0, 2000);
            Run("Invoke-TrackRun after { Invoke-TrackStep s { } } -Store \"$folder/f.json\"");
            Thread.Sleep(20);
        }
        Run("try { Invoke-TrackRun last { throw 'x' } -Store \"$folder/f.json\" } catch { }");
        WaitFor("RUN last");
        script.Stop();
        var sent = script.End();
        Assert.True(sent.WasEnded);
        Assert.DoesNotContain("RUN before", Spans.Select(span => Text(span, "name")));
        Assert.Equal(Spans.Count, Spans.Select(span => Text(span, "spanId")).Distinct().Count());
    }

    [Fact]
    public void With_From_and_AllSessions_what_ended_since_comes_first_and_what_failed_to_be_sent_comes_again()
    {
        Answer = request => new LoopbackAnswer(request.Number == 0 ? 400 : 200);
        Run("""
            $null = New-Item $env:TRACKING_HOME -ItemType Directory -Force
            Invoke-TrackRun before { } -Store "$env:TRACKING_HOME/f.json"
            """);
        using var script = Begin($$"""
            Import-Module '{{ModuleSession.Manifest}}'
            Send-TrackTrace -Follow -AllSessions -From 2026-01-01
            """);
        WaitFor("RUN before");
        Run("Invoke-TrackRun after { } -Store \"$env:TRACKING_HOME/g.json\"");
        WaitFor("RUN after");
        script.Stop();
        Assert.Equal("TrackTraceNotSent,Tracking.Commands.SendTrackTraceCommand", script.End().ErrorIds[0]);
        var before = Spans.Where(span => Text(span, "name") == "RUN before").Select(span => span.GetRawText()).ToList();
        Assert.Equal([before[0], before[0]], before);
    }

    private void WaitFor(string name)
    {
        for (var i = 0; !Spans.Any(span => Text(span, "name") == name); i++)
        {
            Assert.InRange(i, 0, 3000);
            Thread.Sleep(20);
        }
    }
}
