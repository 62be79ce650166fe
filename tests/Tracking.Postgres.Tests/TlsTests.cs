using System;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tracking.Postgres;
using Xunit;

namespace Tracking.Tests;

/// <summary>A server has to prove that it is the host that was named.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly PostgresServer _server = new();
    private readonly TempFolder _folder = new();

    [Fact]
    public void A_certificate_counts_if_its_authority_is_known_and_it_is_the_hosts_own()
    {
        using var database = _server.NewDatabase();
        var authority = ServeWithCertificate(database, "localhost");
        var byAddress = _server.ConnectionString(database.Name) + ";Pooling=false";
        var connection = byAddress.Replace("Host=127.0.0.1", "Host=localhost", StringComparison.Ordinal);
        Refused(connection + ";SSL Mode=VerifyFull");
        var trusting = $";SSL Mode=VerifyFull;Root Certificate={authority}";
        Refused(byAddress + trusting);
        using var store = PostgresTrackStore.Open(connection + trusting, null, initialize: false);
        Assert.Equal(0, store.Count().Tracks);
    }

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    private static void Refused(string connectionString)
    {
        var error = Assert.Throws<TrackingException>(() => PostgresTrackStore.Open(connectionString, null, initialize: false));
        Assert.Equal(TrackingErrorCode.TrackStoreConnectionFailed, error.Code);
        Assert.Contains("certificate", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Gives the server a certificate, and returns the path of its authority's.</summary>
    private string ServeWithCertificate(TestDatabase database, string host)
    {
        var (from, to) = (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(from, to);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var own = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        own.CertificateExtensions.Add(names.Build());
        using var certificate = own.Create(authority, from, to, [1]);
        // The server writes them itself, so that they are its own.
        Write("server.crt", certificate.ExportCertificatePem());
        Write("server.key", key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode($"{_server.Folder}/server.key", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        database.Execute($"ALTER SYSTEM SET ssl_cert_file = '{_server.Folder}/server.crt'");
        database.Execute($"ALTER SYSTEM SET ssl_key_file = '{_server.Folder}/server.key'");
        database.Execute("ALTER SYSTEM SET ssl = on");
        database.Execute("SELECT pg_reload_conf()");
        Assert.True(System.Threading.SpinWait.SpinUntil(() => database.Query<string>("SHOW ssl") == "on", TimeSpan.FromSeconds(30)));
        File.WriteAllText(_folder.File("authority.pem"), authority.ExportCertificatePem());
        return _folder.File("authority.pem");

        void Write(string name, string text) =>
            database.Execute($"COPY (SELECT unnest(string_to_array('{text}', E'\\n'))) TO '{_server.Folder}/{name}'");
    }
}
