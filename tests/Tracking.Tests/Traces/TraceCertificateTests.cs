using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace Tracking.Tests.Traces;

/// <summary>OTEL_EXPORTER_OTLP_CERTIFICATE: a receiver whose certificate the system does not know (rule 14.5).</summary>
public sealed class TraceCertificateTests : TraceTest
{
    private static readonly byte[] Answered =
        Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");

    public TraceCertificateTests() => Run("Invoke-TrackRun a001 { }");

    [Theory]
    [InlineData("localhost", "own", true)]
    [InlineData("localhost", "both", true)]
    [InlineData("localhost", "other", false)]
    [InlineData("localhost", null, false)]
    [InlineData("example.org", "own", false)]
    public void A_receiver_is_trusted_whose_certificate_descends_from_the_one_that_is_named(string host, string? roots, bool isTrusted)
    {
        using var own = Root("own");
        using var other = Root("other");
        using var server = Leaf(own, host);
        File.WriteAllText(FilePath("own"), own.ExportCertificatePem());
        File.WriteAllText(FilePath("other"), other.ExportCertificatePem());
        File.WriteAllText(FilePath("both"), $"# two\n{other.ExportCertificatePem()}\n{own.ExportCertificatePem()}\n");
        if (roots != null)
            SetVariable("OTEL_EXPORTER_OTLP_CERTIFICATE", FilePath(roots));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = Task.Run(() => Serve(listener, server));
        SetVariable("OTEL_EXPORTER_OTLP_ENDPOINT", $"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");
        Run("$sent = @(); $fault = @(Get-ErrorOf { $global:sent = @(Send-TrackTrace -PassThru) })");
        Assert.Equal([isTrusted ? "1 0" : "0 1"], Output("\"$($sent.Count) $($fault.Count)\""));
        if (!isTrusted)
            Assert.Contains("has a certificate that is not trusted here", Output("\"$fault\"")[0], StringComparison.Ordinal);
    }

    private static X509Certificate2 Root(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    private static X509Certificate2 Leaf(X509Certificate2 root, string host)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(root, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(20), [1, 2, 3]);
        using var whole = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), password: null);
    }

    private static void Serve(TcpListener listener, X509Certificate2 certificate)
    {
        while (true)
        {
            try
            {
                using var client = listener.AcceptTcpClient();
                using var stream = new SslStream(client.GetStream());
                stream.AuthenticateAsServer(certificate);
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                var length = 0;
                while (reader.ReadLine() is { Length: > 0 } line)
                {
                    if (line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase))
                        length = int.Parse(line["Content-Length: ".Length..], null);
                }
                reader.ReadBlock(new char[length], 0, length);
                stream.Write(Answered);
            }
            catch (Exception error) when (error is AuthenticationException or IOException)
            {
                // Who does not trust it ends the connection.
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }
}
