using System;
using System.Globalization;
using CsCheck;
using Xunit;

namespace Tracking.Report.Tests;

public sealed class ReportTextTests
{
    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("longer", 5, "longe…")]
    [InlineData("a\U0001F600b", 2, "a…")]
    [InlineData("e\u0301e\u0301e\u0301", 3, "e\u0301…")]
    public void A_text_is_cut_between_characters(string text, int most, string expected) =>
        Assert.Equal(expected, ReportText.Shorten(text, most));

    [Fact]
    public void A_cut_text_is_short_and_whole() => Gen.Select(Gen.String[0, 200], Gen.Int[1, 100]).Sample((text, most) =>
    {
        var cut = ReportText.Shorten(ReportText.Clean(text), most);
        return cut.Length <= most + 1 && ReportText.Clean(cut) == cut;
    });

    [Theory]
    [InlineData("tab\tline\n", "tab\tline\n")]
    [InlineData("nul\0bell\a", "nul\uFFFDbell\uFFFD")]
    [InlineData("c1\u0085\u009F", "c1\uFFFD\uFFFD")]
    [InlineData("none\uFFFE\uFFFF", "none\uFFFD\uFFFD")]
    [InlineData("whole\uD83D\uDE00", "whole\uD83D\uDE00")]
    public void What_no_page_can_hold_is_replaced(string text, string expected) => Assert.Equal(expected, ReportText.Clean(text));

    [Fact]
    public void Half_a_pair_is_replaced()
    {
        // Made here: the metadata of a test cannot hold it.
        var (high, low) = ((char)0xD83D, (char)0xDE00);
        Assert.Equal("\uFFFDhalf\uFFFD", ReportText.Clean(low + "half" + high));
        Assert.Equal("\uFFFD" + high + low + "\uFFFD", ReportText.Clean(new string([high, high, low, low])));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1234567, "1,234,567")]
    [InlineData(-1234, "-1,234")]
    [InlineData(999_999_999, "999,999,999")]
    [InlineData(1_000_000_000, "1E+09")]
    [InlineData(0.5, "0.5")]
    [InlineData(1234.56789, "1234.57")]
    public void Numbers_have_up_to_six_digits_that_matter(double number, string expected) =>
        Assert.Equal(expected, ReportText.Number(number));

    [Fact]
    public void Counts_have_groups_and_their_nouns_a_plural()
    {
        Assert.Equal("1,234,567", ReportText.Count(1_234_567));
        Assert.Equal(("0 runs", "1 run", "1,200 runs"),
            (ReportText.Count(0, "run"), ReportText.Count(1, "run"), ReportText.Count(1200, "run")));
        Assert.Equal("2026-03-01 02:00:00", ReportText.Time(Sample.Start));
        Assert.Equal("a b…", ReportText.OneLine("a\nb\0c", 3));
    }

    [Theory]
    [InlineData(0.0004, "0 s")]
    [InlineData(0.25, "0.25 s")]
    [InlineData(3.25, "3.3 s")]
    [InlineData(0.9996, "1 s")]
    [InlineData(1, "1.0 s")]
    [InlineData(10, "10 s")]
    [InlineData(42, "42 s")]
    [InlineData(60, "1 min 00 s")]
    [InlineData(3600, "1 h 00 min")]
    [InlineData(86400, "1 d 00 h")]
    [InlineData(184, "3 min 04 s")]
    [InlineData(7500, "2 h 05 min")]
    [InlineData(273600, "3 d 04 h")]
    [InlineData(-42, "-42 s")]
    public void Durations_have_the_units_that_matter(double seconds, string expected) =>
        Assert.Equal(expected, ReportText.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void No_culture_changes_a_page()
    {
        var sample = new Sample().Run(1, "backup", 0, 90).Run(2, "backup", 24, 61.5, RunStatus.Failed).Track("backup", 0, new { n = 1.5 })
            .Track("backup", 1, new { n = 1234567.25 }).Step(1, "s", 0, 3);
        var former = CultureInfo.CurrentCulture;
        var invariant = sample.Page();
        try
        {
            foreach (var name in new[] { "de-DE", "fa-IR", "ar-SA" })
            {
                CultureInfo.CurrentCulture = new CultureInfo(name);
                Assert.Equal(invariant, sample.Page());
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = former;
        }
    }
}
