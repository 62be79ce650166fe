using System.Threading.Tasks;
using Xunit;

namespace Tracking.Report.Tests;

/// <summary>A report fits the screens of a phone, a tablet and a desk (rule 11.9).</summary>
[Collection(nameof(InBrowser))]
public sealed class LayoutTests(BrowserFixture browser)
{
    private static readonly (int Width, int Height)[] Screens = [(390, 664), (768, 1024), (1280, 720)];

    [Theory]
    [InlineData("team.html")]
    [InlineData("real.html")]
    [InlineData("empty.html")]
    [InlineData("one.html")]
    [InlineData("hostile.html")]
    [InlineData("large.html")]
    [InlineData("fleet.html")]
    [InlineData("many.html")]
    [InlineData("fine.html")]
    [InlineData("single.html")]
    public async Task Nothing_is_wider_than_the_screen_and_no_labels_overlap(string report)
    {
        await using var opened = await OpenedReport.Open(browser, report);
        foreach (var isOpen in new[] { false, true })
        {
            // What is folded away too.
            await opened.Page.EvaluateAsync(
                "isOpen => document.querySelectorAll('details').forEach(one => { one.open = isOpen; })", isOpen);
            foreach (var (width, height) in Screens)
            {
                await opened.Page.SetViewportSizeAsync(width, height);
                Assert.Equal(width, await opened.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
                Assert.Empty(await opened.Page.EvaluateAsync<string[]>(TooWide));
                Assert.Empty(await opened.Page.EvaluateAsync<string[]>(Overlapping));
            }
        }
    }

    [Theory]
    [InlineData("team.html")]
    [InlineData("real.html")]
    [InlineData("hostile.html")]
    [InlineData("fleet.html")]
    [InlineData("many.html")]
    [InlineData("single.html")]
    public async Task The_first_failure_and_its_text_are_on_the_first_screen(string report)
    {
        await using var opened = await OpenedReport.Open(browser, report);
        foreach (var (width, height) in Screens)
        {
            await opened.Page.SetViewportSizeAsync(width, height);
            var box = (await opened.Page.Locator(".failures .error").First.BoundingBoxAsync())!;
            // A line of it at least, whatever its path and the title of the report are.
            Assert.InRange(box.Y, 1, height - 24);
            Assert.InRange(box.Height, 20, 10_000);
        }
    }

    /// <summary>What can be seen and reaches beyond the screen, or beyond a box that cuts it off.</summary>
    private const string TooWide = """
        [...document.querySelectorAll('body *')].filter(one => {
            if (one.closest('details .box, .tracks, .box, .defs') || !one.checkVisibility()) return false;
            const box = one.getBoundingClientRect();
            return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1);
        }).slice(0, 5).map(one => one.outerHTML.slice(0, 200))
        """;

    /// <summary>Labels of a drawing that cover one another.</summary>
    private const string Overlapping = """
        [...document.querySelectorAll('svg.plot')].filter(one => one.checkVisibility()).flatMap(plot => {
            const labels = [...plot.querySelectorAll('text')].map(text => [text, text.getBoundingClientRect()])
                .filter(([, box]) => box.width > 0);
            return labels.flatMap(([a, first], i) => labels.slice(i + 1)
                .filter(([, second]) => Math.min(first.right, second.right) - Math.max(first.left, second.left) > 1
                    && Math.min(first.bottom, second.bottom) - Math.max(first.top, second.top) > 3)
                .map(([b]) => `${plot.getAttribute('aria-label')}: ${a.lastChild.data} and ${b.lastChild.data}`));
        }).slice(0, 5)
        """;
}
