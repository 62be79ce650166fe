using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;

namespace Tracking.Metrics;

/// <summary>A Pushgateway: it holds metrics until Prometheus comes for them.</summary>
/// <param name="address">Its address.</param>
/// <param name="timeout">How long it may take.</param>
internal sealed class MetricGateway(Uri address, TimeSpan timeout)
{
    private const int MostOfAnswer = 300;

    /// <summary>The user and password; null for none.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>The address of a group of metrics: <c>…/metrics/job/tracking/instance/web1</c>.</summary>
    /// <param name="address">That of the gateway.</param>
    /// <param name="job">The job.</param>
    /// <param name="instance">The instance; empty for none.</param>
    public static Uri GroupOf(Uri address, string job, string instance)
    {
        var path = $"{address.AbsoluteUri.TrimEnd('/')}/metrics/{Part("job", job)}";
        return new Uri(instance.Length == 0 ? path : $"{path}/{Part("instance", instance)}");
    }

    /// <summary>Replaces all metrics of the group, in one request.</summary>
    /// <exception cref="TrackingException">TrackMetricSendFailed.</exception>
    public void Replace(string metrics, CancellationToken cancellation)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = timeout };
        using var request = new HttpRequestMessage(HttpMethod.Put, address)
        {
            Content = new StringContent(metrics, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("text/plain; version=0.0.4; charset=utf-8");
        if (Credential is { } login)
        {
            var words = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.UserName}:{login.Password}"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", words);
        }
        try
        {
            using var answer = client.SendAsync(request, cancellation).GetAwaiter().GetResult();
            if (answer.IsSuccessStatusCode)
                return;
            var said = TrackView.OneLine(answer.Content.ReadAsStringAsync().GetAwaiter().GetResult()).Trim();
            throw Failed($"it answered {(int)answer.StatusCode} {answer.ReasonPhrase}"
                + (said.Length == 0 ? "" : ": " + said.Substring(0, Math.Min(said.Length, MostOfAnswer))));
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw Failed($"it did not answer within {timeout.TotalSeconds} seconds", error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw Failed((error.InnerException ?? error).Message.TrimEnd('.'), error);
        }
    }

    /// <summary>A label in the path; a value that a path cannot hold is written in base64.</summary>
    private static string Part(string name, string value) => value.IndexOf('/') < 0 && value is not ("." or "..")
        ? $"{name}/{Uri.EscapeDataString(value)}"
        : $"{name}@base64/{Convert.ToBase64String(Encoding.UTF8.GetBytes(value)).Replace('+', '-').Replace('/', '_').TrimEnd('=')}";

    private TrackingException Failed(string why, Exception? error = null) => new(
        TrackingErrorCode.TrackMetricSendFailed,
        $"The metrics were not taken by '{address.GetLeftPart(UriPartial.Authority)}': {why}.",
        error);
}
