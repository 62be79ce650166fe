using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Tracking.Tests;
using Xunit;

namespace Tracking.Report.Tests;

/// <summary>A browser, and reports that the cmdlet made in a PowerShell of its own.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

    private readonly TempFolder _folder = new();
    private IPlaywright? _playwright;

    public IBrowser? Browser { get; private set; }

    public string PathOf(string report) => _folder.File(report);

    public async ValueTask InitializeAsync()
    {
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        var chromium = Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        if (chromium == null)
            return;
        await Repository.RunScript(Path.Combine(Repository.Root, "tests/Tracking.Report.Tests/Browser/MakeReports.ps1"), "-Folder",
            Path.GetDirectoryName(PathOf("x"))!);
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = chromium,
            // Nothing that asks a server by itself. Root has no sandbox.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser != null)
            await Browser.DisposeAsync();
        _playwright?.Dispose();
        _folder.Dispose();
    }
}
