using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;
using Tracking.Tests.Scripts;
using Xunit;

namespace Tracking.Tests.Hooks;

/// <summary>The recipes of about_Tracking_Hooks as they stand there, but for the addresses.</summary>
public sealed class HookRecipeTests : ScriptTest
{
    // That of Debian, which has its packages.
    private static readonly string Python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string Topic = File.ReadAllText(Path.Combine(
        Path.GetDirectoryName(ModuleSession.Manifest)!, "module", "en-US", "about_Tracking_Hooks.help.txt")).ReplaceLineEndings("\n");

    [Theory]
    [InlineData("throw 'no \"disk\" für é'", "nightly: Failed. no \"disk\" für é")]
    [InlineData("'fine'", null)]
    public void A_web_hook_says_what_failed(string work, string? text)
    {
        using var server = new LoopbackServer();
        Attempt(Recipe("A web hook", work).Replace("https://example.org", server.Address, StringComparison.Ordinal));
        Assert.Equal(text == null ? [] : ["POST /hook"], server.Requests.Select(request => $"{request.Method} {request.Path}"));
        if (text != null)
            Assert.Equal(text, JsonDocument.Parse(server.Requests[0].Body).RootElement.GetProperty("text").GetString());
        Assert.Equal(["Finished"], Output("(Get-TrackRun OnEnd).Status"));
    }

    [Theory]
    [InlineData("throw 'no disk'", "GET /ping/start ", "POST /ping/fail no disk")]
    [InlineData("'fine'", "GET /ping/start ", "POST /ping ")]
    public void A_ping_is_sent_at_the_start_and_at_the_end(string work, params string[] expected)
    {
        using var server = new LoopbackServer();
        Attempt(Recipe("A ping", work).Replace("https://example.org", server.Address, StringComparison.Ordinal));
        Assert.Equal(expected, server.Requests.Select(request => $"{request.Method} {request.Path} {request.Text}"));
        Assert.Equal(["Finished"], Output("(Get-TrackRun OnEnd).Status"));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(null)]
    public void A_service_that_refuses_a_ping_or_is_away_holds_nothing_up(int? status)
    {
        using var server = new LoopbackServer(_ => new LoopbackAnswer(status ?? 200));
        var address = status == null ? $"http://127.0.0.1:{LoopbackServer.FreePort()}" : server.Address;
        Run(Recipe("A ping", "'fine'").Replace("https://example.org", address, StringComparison.Ordinal) + " 3> $null");
        Assert.Equal(["1 Finished"], Runs("nightly"));
        Assert.Equal(["Failed"], Output("(Get-TrackRun OnEnd).Status"));
    }

    [Fact]
    public void A_mail_is_sent()
    {
        using (var probe = Start("-c", "import aiosmtpd"))
        {
            probe.WaitForExit();
            if (probe.ExitCode != 0)
                Assert.Skip("There is no aiosmtpd (python3-aiosmtpd) here.");
        }
        var port = LoopbackServer.FreePort();
        using var server = Start("-u", "-m", "aiosmtpd", "-n", "-l", $"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Debugging", "stdout");
        try
        {
            WaitFor(port);
            var recipe = Recipe("A mail", "throw 'no disk'");
            Attempt(recipe.Replace("'mail.example.org', 25", $"'127.0.0.1', {port}", StringComparison.Ordinal));
            Assert.Equal(["Finished "], Output("Get-TrackRun OnEnd | ForEach-Object { \"$($_.Status) $($_.Message)\" }"));
        }
        finally
        {
            server.Kill();
        }
        var mail = server.StandardOutput.ReadToEnd();
        Assert.Contains("Subject: nightly: Failed", mail, StringComparison.Ordinal);
        Assert.Contains("To: me@b.example", mail, StringComparison.Ordinal);
        Assert.Contains("no disk", mail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_for_all_runs_posts_each_of_them()
    {
        if (!File.Exists("/usr/bin/curl"))
            Assert.Skip("There is no curl here.");
        using var server = new LoopbackServer();
        var line = Topic.Split('\n').Single(line => line.Contains("$env:TRACKING_ON_END = ", StringComparison.Ordinal));
        try
        {
            Run(line.Trim().Replace("https://example.org", server.Address, StringComparison.Ordinal));
            Run("Invoke-TrackRun a001 { }; Invoke-TrackRun a002 { Invoke-TrackStep s { throw 'no' } -ErrorAction Ignore }");
        }
        finally
        {
            Environment.SetEnvironmentVariable("TRACKING_ON_END", null);
        }
        Assert.Equal(["POST /in", "POST /in"], server.Requests.Select(request => $"{request.Method} {request.Path}"));
        Assert.Equal(
            ["Finished", "FinishedWithErrors"],
            server.Requests.Select(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("Status").GetString()));
    }

    // The block below a heading, with some work in the place of the dots.
    private static string Recipe(string heading, string work)
    {
        var lines = Topic.Split($"\n  {heading}\n")[1].Split('\n');
        var code = lines.SkipWhile(line => !line.StartsWith("        ", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith("        ", StringComparison.Ordinal));
        var recipe = string.Join('\n', code);
        Assert.Contains("...", recipe, StringComparison.Ordinal);
        return recipe.Replace("...", work, StringComparison.Ordinal);
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(Python, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static void WaitFor(int port)
    {
        for (var clock = Stopwatch.StartNew(); ; Thread.Sleep(20))
        {
            try
            {
                using var client = new TcpClient("127.0.0.1", port);
                return;
            }
            catch (SocketException error)
            {
                if (clock.Elapsed > Patience)
                    throw new InvalidOperationException("aiosmtpd does not listen.", error);
            }
        }
    }
}
