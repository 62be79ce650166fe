using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Tracking.Report.Tests;

/// <summary>What the report of Export-TrackReport shows in a browser.</summary>
[Collection(nameof(InBrowser))]
public sealed class ReportInBrowserTests(BrowserFixture browser)
{
    public static readonly TheoryData<string> Reports =
        ["team.html", "real.html", "empty.html", "one.html", "hostile.html", "large.html", "fleet.html"];

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task A_report_is_quiet(string report)
    {
        await using var opened = await OpenedReport.Open(browser, report);
        await opened.Page.Mouse.WheelAsync(0, 5000);
        await opened.RequireQuiet();
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task A_report_is_as_wide_as_a_phone(string report)
    {
        await using var opened = await OpenedReport.Open(browser, report,
            new() { ViewportSize = new() { Width = 390, Height = 844 }, IsMobile = true, HasTouch = true, DeviceScaleFactor = 2 });
        Assert.Equal(390, await opened.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Theory]
    [InlineData("team.html", ColorScheme.Light)]
    [InlineData("team.html", ColorScheme.Dark)]
    [InlineData("hostile.html", ColorScheme.Light)]
    [InlineData("hostile.html", ColorScheme.Dark)]
    [InlineData("empty.html", ColorScheme.Light)]
    [InlineData("fleet.html", ColorScheme.Light)]
    [InlineData("fleet.html", ColorScheme.Dark)]
    [InlineData("many.html", ColorScheme.Dark)]
    public async Task A_report_is_accessible(string report, ColorScheme scheme)
    {
        await using var opened = await OpenedReport.Open(browser, report, new() { ColorScheme = scheme, BypassCSP = true });
        // What is folded away has colours and names too.
        await opened.Page.EvaluateAsync("document.querySelectorAll('details').forEach(one => { one.open = true; })");
        var faults = await opened.Page.RunAxe();
        Assert.Empty(faults.Violations.Where(fault => fault.Impact is "serious" or "critical")
            .Select(fault => $"{fault.Id}: {fault.Help} {fault.Nodes[0].Html}"));
    }

    [Fact]
    public async Task The_figures_show_the_numbers_that_the_store_gives()
    {
        await using var opened = await OpenedReport.Open(browser, "team.html");
        var json = await File.ReadAllTextAsync(browser.PathOf("team.numbers.json"), TestContext.Current.CancellationToken);
        var store = JsonDocument.Parse(json).RootElement;
        var runs = store.GetProperty("runs").EnumerateArray().ToList();
        Assert.Equal(61, runs.Count);

        string[][] timeline = [.. (await opened.NumbersOf("timeline")).OrderBy(row => int.Parse(row[1], CultureInfo.InvariantCulture))];
        Assert.Equal(
            runs.OrderBy(run => run.GetProperty("id").GetInt32()).Select(run =>
                $"{Text(run, "task")}|{run.GetProperty("id")}|{Text(run, "status")}|{Text(run, "start")}|{Text(run, "end")}"),
            timeline.Select(row => string.Join("|", row[..5])));

        var tiles = await opened.Page.Locator(".tiles div").AllInnerTextsAsync();
        Assert.Contains(tiles, tile => tile.Split('\n')[0] == "Failed" && tile.EndsWith('4'));
        Assert.Contains(tiles, tile => tile.Split('\n')[0] == "Tracks"
            && tile.EndsWith(store.GetProperty("tracks").GetInt32().ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

        // The time of day, by the hour, of the user who saves at night.
        var activity = (await opened.NumbersOf("activity")).Single(row => row[0] == "ann");
        foreach (var hour in store.GetProperty("hours").EnumerateArray())
        {
            Assert.Equal(hour.GetProperty("count").GetInt32().ToString(CultureInfo.InvariantCulture),
                activity[2 + hour.GetProperty("hour").GetInt32()]);
        }

        var files = await opened.Page.Locator("section[aria-labelledby=numbers] figure")
            .Filter(new() { HasText = "files of nightly-backup" }).Locator("tbody tr td:nth-child(2)").AllTextContentsAsync();
        Assert.Equal(store.GetProperty("files").EnumerateArray()
            .Select(file => file.GetInt32().ToString("#,##0", CultureInfo.InvariantCulture)), files);
    }

    [Fact]
    public async Task The_drawings_show_what_their_numbers_say()
    {
        await using var opened = await OpenedReport.Open(browser, "team.html");
        var timeline = opened.Page.Locator("section[aria-labelledby=timeline] svg.plot:not(.narrow)");
        foreach (var (status, count) in new[] { ("finished", 56), ("failed", 4), ("abandoned", 1) })
            Assert.Equal(count, await timeline.Locator($"rect.f-bar{status}").CountAsync());
        // Each bar is as long as its run, as far as a picture can be: the first and the last run of a task lie 19 days apart.
        var bars = await timeline.Locator("rect.f-barfinished").EvaluateAllAsync<double[]>("bars => bars.map(bar => bar.x.baseVal.value)");
        Assert.InRange(bars.Max() - bars.Min(), 600, 780);
        // Signs beside the colours, and the median of each task.
        Assert.Equal(4, await timeline.Locator("polyline.s-text").CountAsync() / 2);
        Assert.Equal(3, await opened.Page.Locator("section[aria-labelledby=durations] svg.plot .s-median").CountAsync());
    }

    [Fact]
    public async Task What_went_wrong_is_said_first()
    {
        await using var opened = await OpenedReport.Open(browser, "team.html");
        var section = opened.Page.Locator("main section").First;
        var failures = await section.Locator("li").AllInnerTextsAsync();
        // Of five runs that went wrong, two in a row for one reason.
        Assert.Equal(4, failures.Count);
        Assert.StartsWith("import orders › parse\n", failures[0]);
        Assert.Contains("Abandoned since 2026-03-21 06:0", failures[0]);
        Assert.Contains("Not fixed.", failures[0]);
        Assert.Contains(failures, failure => failure.Contains("no space left on device", StringComparison.Ordinal)
            && failure.Contains("nightly-backup › copy", StringComparison.Ordinal)
            && failure.Contains("Fixed by run ", StringComparison.Ordinal));
        Assert.Contains(failures, failure => failure.Contains("line 5120 has 7 columns, 8 are expected", StringComparison.Ordinal)
            && failure.Contains(", in 2 runs", StringComparison.Ordinal));
        // The error went on through the step around it; the folder of the script is nobody's business.
        Assert.Contains(failures, failure => failure.Contains("› web2/check\n", StringComparison.Ordinal)
            && failure.Contains("web2 does not answer", StringComparison.Ordinal)
            && failure.Contains("at nightly.ps1:12:5", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Steps_of_a_real_run_are_its_parts()
    {
        await using var opened = await OpenedReport.Open(browser, "real.html");
        await opened.Page.Locator(".story summary").ClickAsync();
        var steps = await opened.Page.Locator(".story .tree").First.InnerTextAsync();
        Assert.Matches(@"(?s)first.*Completed with errors\s+second.*Failed\s+inside\[a/b\].*caught", steps);
        Assert.Equal(1, await opened.Page.Locator(".story > .tree > li:nth-child(2) > .tree > li").CountAsync());
        Assert.Contains("real steps › second/inside[a/b]\n\ncaught", await opened.Page.Locator("main section").First.InnerTextAsync());
        Assert.Contains("Finished with errors", await opened.Page.Locator(".tiles .bad").InnerTextAsync());
    }

    [Fact]
    public async Task The_table_of_tracks_is_sorted_by_a_click_or_a_key()
    {
        await using var opened = await OpenedReport.Open(browser, "team.html");
        var table = opened.Page.Locator("#track-table");
        var ids = table.Locator("tbody td:nth-child(1)");
        var head = table.Locator("thead th").Nth(0);
        await head.Locator("button").ClickAsync();
        Assert.Equal("ascending", await head.GetAttributeAsync("aria-sort"));
        Assert.Equal((await ids.AllTextContentsAsync()).Order(StringComparer.Ordinal), await ids.AllTextContentsAsync());
        await head.Locator("button").PressAsync("Enter");
        Assert.Equal("descending", await head.GetAttributeAsync("aria-sort"));
        Assert.Equal((await ids.AllTextContentsAsync()).OrderDescending(StringComparer.Ordinal), await ids.AllTextContentsAsync());

        await table.Locator("thead th").Nth(2).Locator("button").ClickAsync();
        Assert.Null(await head.GetAttributeAsync("aria-sort"));
        Assert.Equal("import orders", await table.Locator("tbody tr").First.Locator("td").Nth(2).TextContentAsync());
        // Run 9 comes before run 10.
        await table.Locator("thead th").Nth(3).Locator("button").ClickAsync();
        var runs = (await table.Locator("tbody td:nth-child(4)").AllTextContentsAsync())
            .Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(runs.Order(), runs);
        await opened.RequireQuiet();
    }

    [Fact]
    public async Task The_table_of_tracks_is_filtered_by_words()
    {
        await using var opened = await OpenedReport.Open(browser, "team.html");
        var visible = opened.Page.Locator("#track-table tbody tr:not([hidden])");
        var all = await visible.CountAsync();
        await opened.Page.GetByLabel("Filter").FillAsync("BACKUP failed");
        Assert.Equal(1, await visible.CountAsync());
        Assert.Contains("no space left on device", await visible.First.InnerTextAsync());
        Assert.Equal($"1 of {all} tracks", await opened.Page.Locator("[data-filter] [role=status]").TextContentAsync());
        await opened.Page.GetByLabel("Filter").FillAsync("");
        Assert.Equal(all, await visible.CountAsync());
        await opened.RequireQuiet();
    }

    [Fact]
    public async Task Without_scripts_the_figures_and_the_whole_table_are_there()
    {
        await using var opened = await OpenedReport.Open(browser, "team.html", new() { JavaScriptEnabled = false });
        Assert.True(await opened.Page.Locator("section[aria-labelledby=timeline] svg.plot:not(.narrow)").IsVisibleAsync());
        Assert.Equal(int.Parse(await opened.Page.Locator(".tiles div").Filter(new() { HasText = "Tracks" }).Locator("dd").InnerTextAsync(),
            CultureInfo.InvariantCulture), await opened.Page.Locator("#track-table tbody tr").CountAsync());
        Assert.Equal(0, await opened.Page.Locator("button:visible, input:visible").CountAsync());
    }

    [Fact]
    public async Task Hostile_texts_can_be_read_and_do_nothing()
    {
        await using var opened = await OpenedReport.Open(browser, "hostile.html");
        Assert.Equal("</title><script>window.hacked = 1</script>", await opened.Page.TitleAsync());
        var path = Path.Combine(Repository.Root, "tests/Tracking.Report.Tests/Browser/HostileTexts.json");
        var texts = JsonSerializer.Deserialize<string[]>(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))!;
        var names = await opened.Page.Locator("section[aria-labelledby=tasks] tbody th").AllTextContentsAsync();
        Assert.Superset(texts.Where(text => !text.Any(char.IsControl)).ToHashSet(), names.ToHashSet());
        // As events that such texts would bind to.
        await opened.Page.EvaluateAsync(
            "document.querySelectorAll('*').forEach(one => "
            + "['mouseover', 'focus', 'click'].forEach(name => one.dispatchEvent(new Event(name))))");
        await opened.RequireQuiet();
        Assert.Equal(0, await opened.Page.EvaluateAsync<int>(
            "document.querySelectorAll('a, img, link, iframe, object, form, [style], main script, svg script, svg a').length"));
    }

    [Fact]
    public async Task A_hundred_thousand_tracks_make_a_page_below_3_MB()
    {
        await using var opened = await OpenedReport.Open(browser, "large.html");
        Assert.InRange(new FileInfo(browser.PathOf("large.html")).Length, 100_000, 3_000_000);
        Assert.Contains("of 100,000 tracks", await opened.Page.Locator("section[aria-labelledby=tracks] p").First.InnerTextAsync());
        Assert.Equal(100_000,
            (await opened.NumbersOf("activity")).Sum(row => int.Parse(row[1], NumberStyles.AllowThousands, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_report_can_be_printed()
    {
        await using var opened = await OpenedReport.Open(browser, "team.html", new() { ColorScheme = ColorScheme.Dark });
        await opened.Page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.Equal("rgb(255, 255, 255)", await opened.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.False(await opened.Page.Locator(".filter").IsVisibleAsync());
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
