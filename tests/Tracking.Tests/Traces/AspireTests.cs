using System;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace Tracking.Tests.Traces;

/// <summary>What Send-TrackTrace sends, as a receiver understands it that knows nothing of this module.</summary>
public sealed class AspireTests : TraceTest, IClassFixture<AspireDashboard>
{
    private readonly AspireDashboard _dashboard;

    public AspireTests(AspireDashboard dashboard)
    {
        _dashboard = dashboard;
        dashboard.Require();
        SetVariable("OTEL_EXPORTER_OTLP_ENDPOINT", dashboard.Receiver);
    }

    [Fact]
    public void It_has_each_span_with_its_parent_its_times_its_status_and_its_events()
    {
        Run("""
            $env:OTEL_SERVICE_NAME = 'whole'
            Invoke-TrackRun deploy -Key prod {
                foreach ($server in 'web1', 'web2') {
                    Invoke-TrackStep install -Key $server -ErrorAction Ignore {
                        $null = Save-UserTrack deploy @{ long = [long]::MaxValue; nan = [double]::NaN; text = "é`n"; none = $null
                            list = 1, 'a'; map = @{ a = 1.5 }; yes = $true; bytes = , [byte[]] (1, 2) }
                        Invoke-TrackStep copy { }
                        if ($server -eq 'web2') { throw 'no route' }
                    }
                }
                Invoke-TrackRun inner { Invoke-TrackStep check { } }
            }
            Send-TrackTrace
            """);
        var spans = SpansOf("deploy", "install", "copy", "RUN inner", "check");
        Assert.Equal(
            ["RUN deploy", "RUN inner", "check", "copy", "copy", "install", "install"],
            spans.Select(span => Text(span, "name")!).Order(StringComparer.Ordinal));
        Assert.Single(spans.Select(span => Text(span, "traceId")).Distinct());
        var names = spans.ToDictionary(span => Text(span, "spanId")!, span => Text(span, "name"));
        Assert.Equal(
            ["RUN deploy of ", "RUN inner of RUN deploy", "check of RUN inner", "copy of install", "copy of install",
                "install of RUN deploy", "install of RUN deploy"],
            spans.Select(span => $"{Text(span, "name")} of {(Text(span, "parentSpanId") is { } id ? names[id] : "")}")
                .Order(StringComparer.Ordinal));
        var run = spans.Single(span => Text(span, "name") == "RUN deploy");
        Assert.Equal("2", Text(run, "kind"));
        var sent = Nanoseconds(Output("(Get-TrackRun deploy).Start.ToUniversalTime().Ticks")[0]);
        Assert.Equal(sent, Text(run, "startTimeUnixNano"));
        Assert.Equal(
            ["no route"],
            spans.Where(span => Text(span, "name") == "install" && span.TryGetProperty("status", out var status)
                && status.TryGetProperty("message", out _)).Select(span => span.GetProperty("status").GetProperty("message").GetString()));
        var install = spans.First(span => Text(span, "name") == "install");
        var track = Assert.Single(install.GetProperty("events").EnumerateArray());
        Assert.Contains("9223372036854775807", Attribute(track, "tracking.data.long"), StringComparison.Ordinal);
        Assert.Contains("NaN", Attribute(track, "tracking.data.nan"), StringComparison.Ordinal);
    }

    [Fact]
    public void It_takes_runs_of_forty_days_ago_and_many_steps_and_keeps_what_it_has()
    {
        Run("""
            $then = (Get-Date).AddDays(-40)
            $null = Start-TrackRun past -TimeStamp $then
            $null = Save-UserTrack past @{ n = 1 } -TimeStamp $then.AddSeconds(1)
            $null = Stop-TrackRun past -TimeStamp $then.AddMinutes(1)
            Invoke-TrackRun many { foreach ($n in 1..300) { Invoke-TrackStep step -Key $n { } } }
            Send-TrackTrace
            """);
        Assert.Equal(302, SpansOf("past", "many", "step").Length);
        var past = Assert.Single(SpansOf("past"));
        Assert.Single(past.GetProperty("events").EnumerateArray());
        var again = Run("Send-TrackTrace -Verbose -PassThru | ForEach-Object TaskId");
        Assert.Equal(["past", "many"], again.Output);
        Assert.Contains(again.Verbose, line => line.Contains("rejected 302 spans", StringComparison.Ordinal));
        Assert.Equal(302, SpansOf("past", "many", "step").Length);
    }

    [Fact]
    public void It_takes_a_child_before_its_parent()
    {
        Run("""
            Invoke-TrackRun around { Invoke-TrackRun within { } }
            Get-TrackRun within | Send-TrackTrace
            Get-TrackRun around | Send-TrackTrace
            """);
        var spans = SpansOf("around", "within");
        Assert.Equal(2, spans.Length);
        Assert.Single(spans.Select(span => Text(span, "traceId")).Distinct());
    }

    [Fact]
    public void It_takes_nothing_compressed_and_the_error_says_so()
    {
        SetVariable("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip");
        Run("Invoke-TrackRun a001 { }; $fault = Get-ErrorOf { Send-TrackTrace }");
        Assert.Equal(["TrackTraceNotSent,Tracking.Commands.SendTrackTraceCommand"], Output("$fault.FullyQualifiedErrorId"));
        Assert.Contains("set $env:OTEL_EXPORTER_OTLP_COMPRESSION to none", Output("\"$fault\"")[0], StringComparison.Ordinal);
    }

    private static string Nanoseconds(string ticks) =>
        $"{(long.Parse(ticks, null) - DateTime.UnixEpoch.Ticks) * 100}";

    private JsonElement[] SpansOf(params string[] names) =>
        [.. _dashboard.Spans().Where(span => names.Contains(Text(span, "name")!.Replace("RUN ", "", StringComparison.Ordinal))
            || names.Contains(Text(span, "name")))];
}
