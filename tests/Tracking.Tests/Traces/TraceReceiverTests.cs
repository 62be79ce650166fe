using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using Xunit;

namespace Tracking.Tests.Traces;

/// <summary>Where Send-TrackTrace sends to, how, and what it makes of the answers (rules 14.5 and 14.6).</summary>
public sealed class TraceReceiverTests : TraceTest
{
    private const string SettingInvalid = "TrackTraceSettingInvalid,Tracking.Commands.SendTrackTraceCommand";
    private const string NotSent = "TrackTraceNotSent,Tracking.Commands.SendTrackTraceCommand";

    public TraceReceiverTests() => Run("Invoke-TrackRun a001 { }");

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "HTTP/JSON")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://localhost")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "secret")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "a b=secret")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "Content-Type=secret")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "a=secret%0d%0ab=1")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "10s")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "0")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "-1")]
    [InlineData("OTEL_EXPORTER_OTLP_COMPRESSION", "zstd")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE", "/no/such/file")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE", "/dev/null")]
    [InlineData("OTEL_EXPORTER_OTLP_CLIENT_KEY", "key.pem")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACE_ENDPOINT", "http://localhost")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "a")]
    public void A_variable_that_cannot_be_followed_is_refused_by_name(string variable, string value)
    {
        SetVariable(variable, value);
        Run("$fault = Get-ErrorOf { Send-TrackTrace }");
        Assert.Equal([SettingInvalid], Output("$fault.FullyQualifiedErrorId"));
        var message = Output("\"$fault\"")[0];
        Assert.Contains("$env:" + variable, message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
        Assert.Empty(Requests);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", " ")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "grpc")]
    [InlineData("OTEL_EXPORTER_OTLP_INSECURE", "true")]
    [InlineData("OTEL_EXPORTER_OTLP_COMPRESSION", "none")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "20000")]
    [InlineData("OTEL_EXPORTER_OTLP_CLIENT_KEY", "")]
    public void One_that_can_be_followed_or_does_not_concern_traces_is_not(string variable, string value)
    {
        SetVariable(variable, value);
        Run("Send-TrackTrace");
        Assert.Single(Requests);
    }

    [Fact]
    public void What_concerns_traces_goes_before_what_concerns_all_and_a_parameter_before_both()
    {
        SetVariable("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
        SetVariable("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json");
        SetVariable("OTEL_EXPORTER_OTLP_ENDPOINT", Address + "/all/");
        SetVariable("OTEL_EXPORTER_OTLP_HEADERS", "X-One=1");
        Run("Send-TrackTrace");
        SetVariable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", Address + "/as/it/is?key=1");
        SetVariable("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "Authorization=Bearer%20a%2Cb, X-Two = 2 ");
        Run("Send-TrackTrace");
        Set("address", Address);
        Run("Send-TrackTrace -Endpoint $address/other");
        Assert.Equal(["/all/v1/traces", "/as/it/is?key=1", "/other"], Requests.Select(request => request.Path));
        Assert.Equal("1", Requests[0].Headers["X-One"]);
        Assert.Equal("Bearer a,b", Requests[1].Headers["Authorization"]);
        Assert.Equal("2", Requests[1].Headers["X-Two"]);
        Assert.False(Requests[1].Headers.ContainsKey("X-One"));
        Assert.StartsWith("Tracking/", Requests[0].Headers["User-Agent"], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_sent_may_be_compressed()
    {
        SetVariable("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip");
        Run("Send-TrackTrace");
        Assert.Equal("gzip", Requests[0].Headers["Content-Encoding"]);
        using var text = new StreamReader(new GZipStream(new MemoryStream(Requests[0].Body), CompressionMode.Decompress), Encoding.UTF8);
        Assert.StartsWith("{\"resourceSpans\":[", text.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_service_and_the_resource_are_named_by_their_variables()
    {
        SetVariable("OTEL_RESOURCE_ATTRIBUTES", "service.name=first,deployment.environment.name=a%20b,host.name=other");
        Run("Send-TrackTrace");
        SetVariable("OTEL_SERVICE_NAME", "second");
        Run("Send-TrackTrace");
        Assert.Contains("{\"key\":\"service.name\",\"value\":{\"stringValue\":\"first\"}}", Requests[0].Text, StringComparison.Ordinal);
        Assert.Contains("{\"key\":\"host.name\",\"value\":{\"stringValue\":\"other\"}}", Requests[0].Text, StringComparison.Ordinal);
        Assert.Contains("{\"stringValue\":\"a b\"}", Requests[0].Text, StringComparison.Ordinal);
        Assert.Contains("{\"key\":\"service.name\",\"value\":{\"stringValue\":\"second\"}}", Requests[1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public void What_may_pass_is_sent_again_after_the_time_that_is_asked_for(int status)
    {
        Answer = request => new LoopbackAnswer(request.Number < 2 ? status : 200) { Headers = [("Retry-After", "0")] };
        var result = Run("Send-TrackTrace -PassThru -Verbose | ForEach-Object TaskId");
        Assert.Equal(["a001"], result.Output);
        Assert.Equal(3, Requests.Count);
        Assert.Single(Requests.Select(request => request.Text).Distinct());
        Assert.Contains(result.Verbose, line => line.Contains($"answered {status}; attempt 2 of 4 follows", StringComparison.Ordinal));
    }

    [Fact]
    public void It_is_sent_four_times_at_most()
    {
        Answer = _ => new LoopbackAnswer(503) { Headers = [("Retry-After", "0")] };
        Fails("answered 503, 4 times. Check that the address is right");
        Assert.Equal(4, Requests.Count);
    }

    [Theory]
    [InlineData("86400")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public void Nobody_waits_for_a_receiver_that_asks_for_a_long_time(string time)
    {
        Answer = _ => new LoopbackAnswer(429) { Headers = [("Retry-After", time)] };
        Fails("answered 429, and asks to wait for ");
        Assert.Single(Requests);
    }

    [Theory]
    [InlineData(400, "-Verbose shows what it said")]
    [InlineData(401, "$env:OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData(403, "$env:OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData(404, "usually ends in /v1/traces")]
    [InlineData(413, "too large")]
    [InlineData(415, "no OTLP as JSON")]
    [InlineData(500, "-Verbose shows what it said")]
    [InlineData(307, "redirects to another address")]
    public void What_is_refused_is_an_error_that_names_the_endpoint_and_says_what_to_do(int status, string advice)
    {
        Answer = _ => new LoopbackAnswer(status, "{\"message\":\"why\"}") { Headers = [("Location", "http://127.0.0.1:1/")] };
        Fails($"answered {status}.");
        Fails(advice);
        Assert.Equal(2, Requests.Count);
        Assert.Contains(
            Attempt("Send-TrackTrace -Verbose -ErrorAction SilentlyContinue").Verbose,
            line => line.Contains("\"why\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Compressed_the_error_says_what_may_be_the_matter()
    {
        SetVariable("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip");
        Answer = _ => new LoopbackAnswer(400);
        Fails("set $env:OTEL_EXPORTER_OTLP_COMPRESSION to none");
    }

    [Theory]
    [InlineData("""{"partialSuccess":{"rejectedSpans":"3","errorMessage":"there already"}}""", "rejected 3 spans: there already")]
    [InlineData("""{"partialSuccess":{"rejectedSpans":2}}""", "rejected 2 spans: ")]
    [InlineData("""{"partialSuccess":{"errorMessage":"slow down"}}""", "rejected 0 spans: slow down")]
    [InlineData("""{"partialSuccess":{"rejectedSpans":"0"}}""", null)]
    [InlineData("""{"partialSuccess":{}}""", null)]
    [InlineData("""{"partialSuccess":null}""", null)]
    [InlineData("{}", null)]
    [InlineData("", null)]
    [InlineData("<html>", null)]
    [InlineData("[1]", null)]
    public void What_a_receiver_rejected_is_a_verbose_line(string body, string? line)
    {
        Answer = _ => new LoopbackAnswer(200, body);
        var result = Run("Send-TrackTrace -PassThru -Verbose | ForEach-Object TaskId");
        Assert.Equal(["a001"], result.Output);
        Assert.Equal(line != null, result.Verbose.Any(said => said.Contains("rejected", StringComparison.Ordinal)));
        if (line != null)
            Assert.Contains(result.Verbose, said => said.Contains(line, StringComparison.Ordinal));
    }

    [Fact]
    public void Nobody_there_is_an_error_and_Ctrl_C_ends_the_waiting()
    {
        Set("address", $"http://user:secret@127.0.0.1:{LoopbackServer.FreePort()}/v1/traces?token=secret");
        Run("$fault = Get-ErrorOf { Send-TrackTrace -Endpoint $address }");
        Assert.Equal([NotSent], Output("$fault.FullyQualifiedErrorId"));
        Assert.Contains("cannot be reached", Output("\"$fault\"")[0], StringComparison.Ordinal);
        Assert.DoesNotContain("secret", Output("\"$fault\"")[0], StringComparison.Ordinal);
        Answer = _ => new LoopbackAnswer(503) { Headers = [("Retry-After", "50")] };
        using var script = Begin($$"""
            Import-Module '{{ModuleSession.Manifest}}'
            Invoke-TrackRun a001 -Store '{{FilePath("a.json")}}' { }
            Send-TrackTrace -Store '{{FilePath("a.json")}}'
            New-Item '{{FilePath("never")}}'
            """);
        while (Requests.Count == 0)
            System.Threading.Thread.Sleep(10);
        script.Stop();
        script.End();
        Assert.False(File.Exists(FilePath("never")));
    }

    private void Fails(string words)
    {
        Run("$fault = @(Get-ErrorOf { Send-TrackTrace -PassThru })");
        Assert.Equal([NotSent], Output("$fault.FullyQualifiedErrorId"));
        Assert.Equal([Address + "/v1/traces"], Output("$fault.TargetObject"));
        Assert.Contains($"The spans were not sent: {Address}/v1/traces answered", Output("\"$fault\"")[0], StringComparison.Ordinal);
        Assert.Contains(words, Output("\"$fault\"")[0], StringComparison.Ordinal);
    }
}
