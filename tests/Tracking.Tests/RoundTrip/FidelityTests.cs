using System;
using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Xunit;

namespace Tracking.Tests.RoundTrip;

/// <summary>Values of all types that come back as what they were (rule 4.14), nested in one another, through all that cmdlets do.</summary>
public sealed class FidelityTests : ModuleTest
{
    private const int Samples = 300;

    private readonly OrderedDictionary[] _samples = [.. Enumerable.Range(0, Samples).Select(Sample)];

    public FidelityTests()
    {
        Set("samples", _samples);
        Run("""
            function Save-All { foreach ($sample in $samples) { $null = Save-UserTrack a001 $sample } }
            function Find-All($Store) { Search-Track -Store $Store | Sort-Object Number }
            """);
    }

    [Theory]
    [InlineData("$store = Open-TrackStore -InMemory; Save-All; Find-All $store")]
    [InlineData("$store = Open-TrackStore s.json; Save-All; Find-All $store")]
    [InlineData("$store = Open-TrackStore s.json; Save-All; Close-TrackStore; $store = Open-TrackStore s.json; Find-All $store")]
    [InlineData("$store = Open-TrackStore s.json; Save-All; $null = Optimize-TrackStore; Find-All $store")]
    [InlineData("$store = Open-TrackStore s.json; Save-All; Close-TrackStore; Find-All s.json")]
    [InlineData("""
        $store = Open-TrackStore s.json
        foreach ($i in 1..$samples.Count) {
            $null = Save-UserTrack "a$i" @{ x = 1 }
            $null = Save-UserTrack "a$i" $samples[$i - 1] -Update
        }
        Find-All $store
        """)]
    [InlineData("""
        $store = Open-TrackStore s.json; Save-All
        $null = Copy-Track -Store s.json -Destination t.json
        Find-All t.json
        """)]
    [InlineData("""
        $store = Open-TrackStore s.json; Save-All
        $null = Find-All $store | Save-UserTrack -Store t.json
        Find-All t.json
        """)]
    [InlineData("""
        $store = Open-TrackStore s.json; Save-All
        $null = Find-All $store | ForEach-Object { Save-UserTrack a001 $_.Data -Store t.json }
        Find-All t.json
        """)]
    [InlineData("$store = Open-TrackStore s.json; Save-All; Find-All $store | Export-Clixml t.xml; Import-Clixml t.xml")]
    public void Come_back_as_they_were_through(string script)
    {
        Run($"$found = @(& {{ {script} }} | ForEach-Object {{ , $_.Data }})");
        AssertSame((object[])Unwrap(Get("found"))!);
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    [InlineData("fa-IR")]
    public void Do_so_in_every_culture(string culture)
    {
        var former = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Come_back_as_they_were_through("$store = Open-TrackStore s.json; Save-All; Find-All $store");
        }
        finally
        {
            CultureInfo.CurrentCulture = former;
        }
    }

    [Fact]
    public void Are_columns_of_Expand_Track_as_they_were()
    {
        Run("""
            $store = Open-TrackStore -InMemory
            foreach ($sample in $samples) { $null = Save-UserTrack a001 @{ v = $sample } }
            $found = @(Search-Track | Expand-Track | ForEach-Object { , $_.v })
            """);
        AssertSame((object[])Unwrap(Get("found"))!);
    }

    [Fact]
    public void Are_found_by_themselves()
    {
        var wanted = _samples.SelectMany(sample => sample.Cast<DictionaryEntry>())
            .Select(entry => entry.Value).Where(value => value is not (null or IDictionary or object?[]) && !IsNaN(value)).ToArray();
        Assert.True(wanted.Length > Samples);
        Set("wanted", wanted);
        Run("""
            $store = Open-TrackStore -InMemory
            foreach ($value in $wanted) {
                $null = Save-UserTrack a001 @{ k = $value } -Update
                @(Search-Track -Data @{ k = $value }).Count | Should -Be 1 -Because "$value is a $($value.GetType())"
            }
            """);
    }

    [Fact]
    public void Are_on_the_page_of_a_report()
    {
        Run("""
            $store = Open-TrackStore -InMemory
            Save-All
            $null = Save-UserTrack a001 @{ d = [DateOnly] '2024-01-31'; t = [TimeOnly] '03:04:05'; ip = [ipaddress] '10.0.0.1' }
            foreach ($i in 1..3) { $null = Save-UserTrack numbers @{ b = [byte] $i; h = [Half] $i; i = [Int128] $i } }
            Export-TrackReport r.html
            $page = Get-Content r.html -Raw
            $page | Should -Match 'd=2024-01-31'
            $page | Should -Match 't=03:04:05'
            $page | Should -Match 'ip=10\.0\.0\.1'
            $page | Should -Not -Match 'unreadable'
            foreach ($key in 'b', 'h', 'i') { $page | Should -Match "numbers[^<]{0,9}\b$key\b" }
            """);
    }

    private static OrderedDictionary Sample(int seed) =>
        new DataSample(seed, SemanticVersion.Parse("1.2.3-beta.1+build.7"), SemanticVersion.Parse($"{seed}.0.0")).Next();

    private static bool IsNaN(object value) =>
        value is double.NaN or float.NaN || (value is Half half && Half.IsNaN(half));

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private void AssertSame(object[] found)
    {
        Assert.Equal(Samples, found.Length);
        for (var i = 0; i < Samples; i++)
            Assert.Null(DataSample.Difference(_samples[i], Unwrap(found[i]), $"seed {i}"));
    }
}
