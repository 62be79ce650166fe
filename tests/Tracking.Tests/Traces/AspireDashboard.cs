using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Reflection;
using System.Text.Json;
using System.Threading;
using Xunit;

namespace Tracking.Tests.Traces;

/// <summary>The Aspire dashboard on loopback: a receiver of traces that others made.</summary>
public sealed class AspireDashboard : IDisposable
{
    // It makes its keys and compiles itself on a machine that others use too.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("aspire-");
    private readonly HttpClient _client = new();
    private readonly Process? _process;

    public AspireDashboard()
    {
        var folder = typeof(AspireDashboard).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .SingleOrDefault(one => one.Key == "AspireDashboard")?.Value;
        var program = Path.Combine(folder ?? "", "Aspire.Dashboard");
        if (folder == null || !File.Exists(program) || !OperatingSystem.IsLinux())
            return;
        // The package does not say that it is a program.
        File.SetUnixFileMode(program, File.GetUnixFileMode(program) | UnixFileMode.UserExecute);
        Page = $"http://127.0.0.1:{LoopbackServer.FreePort()}";
        Receiver = $"http://127.0.0.1:{LoopbackServer.FreePort()}";
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["HOME"] = _home.FullName,
                ["ASPNETCORE_URLS"] = Page,
                ["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = Receiver,
                ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://127.0.0.1:{LoopbackServer.FreePort()}",
                ["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] = "true",
                ["ASPIRE_DASHBOARD_API_ENABLED"] = "true",
            },
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        WaitUntilThere();
    }

    /// <summary>Where its page is.</summary>
    public string Page { get; } = "";

    /// <summary>Where it receives OTLP over HTTP.</summary>
    public string Receiver { get; } = "";

    /// <summary>Skips a test where the program is not there.</summary>
    public void Require()
    {
        if (_process == null)
            Assert.Skip("The package Aspire.Dashboard.Sdk.linux-x64 is not here.");
    }

    /// <summary>All spans that it has.</summary>
    public JsonElement[] Spans()
    {
        // Without a limit it answers with 200.
        using var answer = JsonDocument.Parse(_client.GetStringAsync($"{Page}/api/telemetry/spans?limit=100000").GetAwaiter().GetResult());
        return
        [
            .. answer.RootElement.GetProperty("data").GetProperty("resourceSpans").Clone().EnumerateArray()
                .SelectMany(resource => resource.GetProperty("scopeSpans").EnumerateArray())
                .SelectMany(scope => scope.GetProperty("spans").EnumerateArray()),
        ];
    }

    public void Dispose()
    {
        _client.Dispose();
        if (_process != null)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
            _process.Dispose();
        }
        _home.Delete(recursive: true);
    }

    private void WaitUntilThere()
    {
        for (var clock = Stopwatch.StartNew(); ; Thread.Sleep(100))
        {
            try
            {
                Spans();
                return;
            }
            catch (HttpRequestException error)
            {
                if (_process!.HasExited || clock.Elapsed > Patience)
                    throw new InvalidOperationException("The dashboard does not answer.", error);
            }
        }
    }
}
