using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace Tracking.Tests.Metrics;

/// <summary>Send-TrackMetric: what a gateway receives (rule 12.9). That a real one takes it: tests/Pester.</summary>
public sealed class SendTrackMetricTests : ModuleTest
{
    [Theory]
    [InlineData("", "/metrics/job/tracking/instance/here")]
    [InlineData("-Job nightly -Instance ''", "/metrics/job/nightly")]
    [InlineData("-Job 'a b' -Instance 'x?y#z%'", "/metrics/job/a%20b/instance/x%3Fy%23z%25")]
    [InlineData("-Job a/b -Instance ..", "/metrics/job@base64/YS9i/instance@base64/Li4")]
    public void Puts_all_tasks_by_one_request_under_its_job_and_instance(string arguments, string path)
    {
        using var gateway = new Gateway(200, "");
        Set("uri", gateway.Uri);
        Run($$"""
            Invoke-TrackRun backup { }
            Invoke-TrackRun report { }
            Set-Item env:TRACKING_HOST here
            try { Send-TrackMetric $uri {{arguments}} | Should -BeNullOrEmpty } finally { Remove-Item env:TRACKING_HOST }
            Export-TrackMetric same.prom
            """);
        var (request, body) = Assert.Single(gateway.Requests);
        Assert.StartsWith($"PUT {path} HTTP/1.1", request, StringComparison.Ordinal);
        Assert.Contains("text/plain; version=0.0.4", request, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(FilePath("same.prom")), body);
        Assert.Contains("task=\"backup\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Gives_user_and_password_where_they_are_given()
    {
        using var gateway = new Gateway(202, "");
        Set("uri", gateway.Uri + "/behind/a/proxy/");
        Run("""
            $secret = ConvertTo-SecureString 'pä:ss' -AsPlainText -Force
            Send-TrackMetric $uri -Credential ([pscredential]::new('ann', $secret)) -Instance ''
            """);
        var (request, _) = Assert.Single(gateway.Requests);
        Assert.StartsWith("PUT /behind/a/proxy/metrics/job/tracking HTTP", request, StringComparison.Ordinal);
        var words = Convert.ToBase64String(Encoding.UTF8.GetBytes("ann:pä:ss"));
        Assert.Contains($"Authorization: Basic {words}", request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "text format parsing error in line 1", "*answered 400*text format parsing error in line 1.")]
    [InlineData(500, "", "*answered 500*")]
    [InlineData(301, "", "*answered 301*")]
    public void A_gateway_that_does_not_take_them_is_an_error_with_what_it_says(int status, string answer, string message)
    {
        using var gateway = new Gateway(status, answer);
        Set("uri", gateway.Uri);
        Set("message", message);
        Run("""
            $errors = @(Get-ErrorOf { Send-TrackMetric $uri })
            $errors.FullyQualifiedErrorId | Should -BeExactly 'TrackMetricSendFailed,Tracking.Commands.SendTrackMetricCommand'
            "$errors" | Should -BeLike $message
            """);
    }

    [Fact]
    public void What_is_no_gateway_is_an_error() => RunForEach(
        """
        'http://127.0.0.1:1'
        'ftp://127.0.0.1'
        'gateway:9091'
        '/metrics'
        """,
        """
        $errors = @(Get-ErrorOf { Send-TrackMetric $_ })
        $errors.FullyQualifiedErrorId | Should -BeExactly 'TrackMetricSendFailed,Tracking.Commands.SendTrackMetricCommand'
        """);

    [Fact]
    public void Nothing_is_sent_under_WhatIf()
    {
        using var gateway = new Gateway(200, "");
        Set("uri", gateway.Uri);
        Run("Send-TrackMetric $uri -WhatIf");
        Assert.Empty(gateway.Requests);
    }

    /// <summary>Answers every request in the same way, and has what it received.</summary>
    private sealed class Gateway : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly string _answer;

        public Gateway(int status, string answer)
        {
            _answer = $"HTTP/1.1 {status} Said\r\nContent-Length: {answer.Length}\r\nConnection: close\r\n\r\n{answer}";
            _listener.Start();
            _ = Task.Run(Serve);
        }

        public ConcurrentQueue<(string Request, string Body)> Requests { get; } = [];

        public string Uri => $"http://{_listener.LocalEndpoint}";

        public void Dispose() => _listener.Stop();

        private async Task Serve()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    var stream = client.GetStream();
                    Requests.Enqueue(await Receive(stream));
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(_answer));
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private static async Task<(string Request, string Body)> Receive(NetworkStream stream)
        {
            var received = new MemoryStream();
            var buffer = new byte[8192];
            while (true)
            {
                var text = Encoding.UTF8.GetString(received.ToArray());
                var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
                if (head >= 0)
                {
                    var length = text[..head].Split("\r\n")
                        .First(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Split(':')[1];
                    var body = text[(head + 4)..];
                    if (Encoding.UTF8.GetByteCount(body) >= int.Parse(length, CultureInfo.InvariantCulture))
                        return (text[..head], body);
                }
                received.Write(buffer, 0, await stream.ReadAsync(buffer));
            }
        }
    }
}
