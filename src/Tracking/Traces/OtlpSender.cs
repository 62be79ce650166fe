using System;
using System.Collections.Specialized;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Tracking.Data;
using Tracking.Model;

namespace Tracking.Traces;

/// <summary>
/// Sends spans to an OTLP/HTTP endpoint, and again where the specification says so: after 429, 502, 503 and 504, and where the endpoint
/// cannot be reached or does not answer in time (rule 14.6).
/// </summary>
/// <param name="settings">Where to, and how.</param>
/// <param name="say">Receives what there is to say besides.</param>
/// <param name="cancellation">Ends the sending.</param>
internal sealed class OtlpSender(OtlpSettings settings, Action<string> say, CancellationToken cancellation) : IDisposable
{
    private const int MostAttempts = 4;
    private const int MostOfAnswer = 1 << 16;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client = NewClient(settings);

    /// <summary>Sends a request.</summary>
    /// <exception cref="TrackingException">TrackTraceNotSent.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public void Send(byte[] json)
    {
        for (var attempt = 1; ; attempt++)
        {
            var wait = TimeSpan.FromSeconds(1 << (attempt - 1));
            string what;
            try
            {
                using var answer = Post(json);
                var status = (int)answer.StatusCode;
                var text = ReadStart(answer);
                if (status is >= 200 and < 300)
                {
                    SayRejected(text);
                    return;
                }
                if (text.Trim().Length > 0)
                    say($"{settings.Name} answered {status}: {text}");
                what = $"answered {status}";
                if (status is not (429 or 502 or 503 or 504))
                    throw NotSent($"{what}. {AdviceFor(status)}");
                if (RetryAfter(answer) is { } given)
                    wait = given;
                if (wait > LongestWait)
                {
                    var seconds = wait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
                    throw NotSent($"{what}, and asks to wait for {seconds} s. Send them again then.");
                }
            }
            catch (HttpRequestException error) when (IsOfCertificate(error))
            {
                throw NotSent(
                    "has a certificate that is not trusted here. Name the file of the one that it descends from by "
                    + "$env:OTEL_EXPORTER_OTLP_CERTIFICATE.");
            }
            catch (HttpRequestException error)
            {
                what = $"cannot be reached ({(error.InnerException ?? error).Message.TrimEnd('.')})";
            }
            catch (IOException error)
            {
                what = $"ended the connection ({error.Message.TrimEnd('.')})";
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                what = $"did not answer within {settings.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s";
            }
            if (attempt == MostAttempts)
            {
                throw NotSent(
                    $"{what}, {MostAttempts} times. Check that the address is right and takes OTLP over HTTP, and send them again.");
            }
            say($"{settings.Name} {what}; attempt {attempt + 1} of {MostAttempts} follows.");
            if (cancellation.WaitHandle.WaitOne(wait))
                throw new OperationCanceledException(cancellation);
        }
    }

    public void Dispose() => _client.Dispose();

    private static HttpClient NewClient(OtlpSettings settings)
    {
        // A request that is redirected would arrive as another one.
        var handler = new HttpClientHandler { AllowAutoRedirect = false };
        if (settings.Roots.Count > 0)
            handler.ServerCertificateCustomValidationCallback = (_, certificate, _, errors) => Descends(certificate, settings, errors);
        return new HttpClient(handler) { Timeout = settings.Timeout };
    }

    private static bool Descends(X509Certificate2? certificate, OtlpSettings settings, SslPolicyErrors errors)
    {
        if (certificate == null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        foreach (var root in settings.Roots)
            chain.ChainPolicy.ExtraStore.Add(root);
        return chain.Build(certificate) && settings.Roots.Any(root =>
            root.RawData.SequenceEqual(chain.ChainElements[chain.ChainElements.Count - 1].Certificate.RawData));
    }

    private HttpResponseMessage Post(byte[] json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Url) { Content = Content(json) };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Tracking", GetType().Assembly.GetName().Version!.ToString(3)));
        foreach (var header in settings.Headers)
            request.Headers.TryAddWithoutValidation(header.Key, header.Value);
        return Task.Run(() => _client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation), cancellation)
            .GetAwaiter().GetResult();
    }

    private ByteArrayContent Content(byte[] json)
    {
        if (settings.IsCompressed)
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
                gzip.Write(json, 0, json.Length);
            json = packed.ToArray();
        }
        var content = new ByteArrayContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (settings.IsCompressed)
            content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private static string ReadStart(HttpResponseMessage answer)
    {
        var bytes = answer.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        return Encoding.UTF8.GetString(bytes, 0, Math.Min(bytes.Length, MostOfAnswer));
    }

    // A receiver that has a span already keeps that one.
    private void SayRejected(string text)
    {
        try
        {
            if (text.Trim().Length > 0
                && DataReader.Read(new TrackData(Encoding.UTF8.GetBytes(text)))["partialSuccess"] is OrderedDictionary part
                && Convert.ToString(part["rejectedSpans"], CultureInfo.InvariantCulture) is var count
                && (count is not ("" or "0") || part["errorMessage"] is string { Length: > 0 }))
            {
                say($"{settings.Name} rejected {(count == "" ? "0" : count)} spans: {part["errorMessage"]}");
            }
        }
        catch (TrackingException)
        {
            // An answer in another form says nothing of it.
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > DateTimeOffset.UtcNow ? date - DateTimeOffset.UtcNow : TimeSpan.Zero,
        _ => null,
    };

    private static bool IsOfCertificate(HttpRequestException error)
    {
        for (Exception? inner = error; inner != null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException)
                return true;
        }
        return false;
    }

    private string AdviceFor(int status) => status switch
    {
        400 when settings.IsCompressed => "It may take nothing compressed: set $env:OTEL_EXPORTER_OTLP_COMPRESSION to none. "
            + "-Verbose shows what else it said.",
        400 or 422 => "It does not take what was sent; -Verbose shows what it said.",
        401 or 403 => "Give what it asks for by $env:OTEL_EXPORTER_OTLP_HEADERS, as Authorization=Bearer%20….",
        404 or 405 => "The address is not that of its receiver of traces, which usually ends in /v1/traces: correct it.",
        413 => "A run is too large for it: raise its limit.",
        415 => "It takes no OTLP as JSON: name a receiver that does, as a collector.",
        >= 300 and < 400 => "It redirects to another address: name that one.",
        _ => "-Verbose shows what it said.",
    };

    private TrackingException NotSent(string what) =>
        new(TrackingErrorCode.TrackTraceNotSent, $"The spans were not sent: {settings.Name} {what}");
}
