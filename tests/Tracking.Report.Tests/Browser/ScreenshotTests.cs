using System.IO;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace Tracking.Report.Tests;

/// <summary>Makes the picture of the README anew: artifacts/report/report.png, of which tests/report/report.png is a copy.</summary>
[Collection(nameof(InBrowser))]
public sealed class ScreenshotTests(BrowserFixture browser)
{
    [Fact]
    public async Task The_demos_report_is_worth_a_picture()
    {
        Assert.SkipWhen(browser.Browser == null, "Chromium is not installed.");
        await Repository.RunScript(Path.Combine(Repository.Root, "tests/demo/Demo.ps1"), "-StorePath", browser.PathOf("demo.json"));
        await using var opened =
            await OpenedReport.Open(browser, "demo.html", new() { ViewportSize = new() { Width = 1100, Height = 1240 } });
        Assert.Contains("is spoilt", await opened.Page.Locator("main section").First.InnerTextAsync());
        await opened.RequireQuiet();
        var picture = Path.Combine(Repository.Root, "artifacts/report/report.png");
        await opened.Page.ScreenshotAsync(new() { Path = picture, Scale = ScreenshotScale.Css });
        Assert.InRange(new FileInfo(picture).Length, 20_000, 200_000);
    }
}
