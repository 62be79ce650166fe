using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace Tracking.Report.Tests;

/// <summary>A report in a browser of its own, which notes whatever a report must not do.</summary>
internal sealed class OpenedReport : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly string _url;
    private readonly List<string> _said = [];
    private readonly List<string> _requests = [];

    private OpenedReport(IBrowserContext context, IPage page, string url)
    {
        _context = context;
        _url = url;
        Page = page;
        page.Console += (_, message) => _said.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => _said.Add(error);
        context.Request += (_, request) => _requests.Add(request.Url);
    }

    public IPage Page { get; }

    public static async Task<OpenedReport> Open(BrowserFixture browser, string report, BrowserNewContextOptions? options = null)
    {
        Assert.SkipWhen(browser.Browser == null, "Chromium is not installed.");
        var context = await browser.Browser.NewContextAsync(options ?? new());
        // Violations of the policy are told to the page as well as to the console.
        await context.AddInitScriptAsync(
            "document.addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective))");
        var opened = new OpenedReport(context, await context.NewPageAsync(), new Uri(browser.PathOf(report)).AbsoluteUri);
        await opened.Page.GotoAsync(opened._url);
        return opened;
    }

    /// <summary>
    /// The page said nothing to the console, broke no rule of its policy, asked for
    /// nothing but itself, and ran nothing that is not its own.
    /// </summary>
    public async Task RequireQuiet()
    {
        Assert.Empty(_said);
        Assert.Equal([_url], _requests);
        Assert.False(await Page.EvaluateAsync<bool>("'hacked' in window"));
    }

    /// <summary>The cells of a figure's numbers, by rows.</summary>
    public async Task<string[][]> NumbersOf(string section, int figure = 0)
    {
        var rows = await Page.Locator($"section[aria-labelledby={section}] figure").Nth(figure).Locator("tbody tr").AllAsync();
        var cells = new List<string[]>();
        foreach (var row in rows)
            cells.Add([.. await row.Locator("td").AllTextContentsAsync()]);
        return [.. cells];
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
