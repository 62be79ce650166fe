using Xunit;

namespace Tracking.Tests.Progress;

/// <summary>Save-UserTrack -ShowProgress.</summary>
public sealed class ShowProgressTests : ShowProgressTest
{
    public ShowProgressTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Draws_what_the_data_say_and_takes_the_bar_away_at_100() => Run("""
        $drawn = Invoke-Drawing {
            $null = Start-TrackRun other
            Save-UserTrack hash @{ PercentComplete = 25; Status = 'reading'; CurrentOperation = 'a.txt'
                SecondsRemaining = 90 } -ShowProgress
            Save-UserTrack hash @{ percentcomplete = 100 } -ShowProgress
        }
        $drawn.Output | Should -BeExactly @('0000001', '0000002')
        Format-Bar $drawn.Bars | Should -BeExactly @("hash 2 25 'reading' 'a.txt' 90 Processing", "hash 2 100 ' ' '' -1 Completed")
        """);

    [Fact]
    public void Draws_nothing_without_the_switch_with_WhatIf_and_of_data_that_say_nothing_of_progress() => Run("""
        $drawn = Invoke-Drawing {
            Save-UserTrack hash @{ PercentComplete = 25 }
            Save-UserTrack hash @{ PercentComplete = 25 } -ShowProgress:$false
            Save-UserTrack hash @{ PercentComplete = 25 } -ShowProgress -WhatIf
            Save-UserTrack hash @{ file = 'a' } -ShowProgress
        }
        $drawn.Output | Should -HaveCount 3
        $drawn.Bars | Should -BeNullOrEmpty
        """);

    [Theory]
    [InlineData("""@{ Name = 'a text'; Data = @{ PercentComplete = '25' }; Expected = "25 ' ' '' -1 Processing" }""")]
    [InlineData("""@{ Name = 'a fraction'; Data = @{ PercentComplete = 99.9 }; Expected = "99 ' ' '' -1 Processing" }""")]
    [InlineData("""
        @{ Name = 'too much'; Data = @{ PercentComplete = 1e300; SecondsRemaining = [long]::MaxValue }
            Expected = "100 ' ' '' 2147483647 Completed" }
        """)]
    [InlineData("""
        @{ Name = 'too little'; Data = @{ PercentComplete = -5; SecondsRemaining = -5 }; Expected = "0 ' ' '' 0 Processing" }
        """)]
    [InlineData("""
        @{ Name = 'infinite'; Data = @{ PercentComplete = [double]::PositiveInfinity }; Expected = "100 ' ' '' -1 Completed" }
        """)]
    [InlineData("""
        @{ Name = 'no number'; Data = @{ PercentComplete = [double]::NaN; Status = 's' }; Expected = "-1 's' '' -1 Processing" }
        """)]
    [InlineData("""
        @{ Name = 'words'; Data = @{ PercentComplete = 'half'; Status = 's'; SecondsRemaining = 'soon' }
            Expected = "-1 's' '' -1 Processing" }
        """)]
    [InlineData("""@{ Name = 'null'; Data = @{ PercentComplete = $null; Status = 's' }; Expected = "-1 's' '' -1 Processing" }""")]
    [InlineData("""
        @{ Name = 'lists and mappings'; Data = @{ PercentComplete = 1, 2; Status = @{ a = 1 }; CurrentOperation = @('x')
            SecondsRemaining = 5 }; Expected = "-1 ' ' '' 5 Processing" }
        """)]
    [InlineData("""
        @{ Name = 'a number as a status'; Data = @{ PercentComplete = 5; Status = 7; CurrentOperation = '' }
            Expected = "5 '7' '' -1 Processing" }
        """)]
    [InlineData("""
        @{ Name = 'a big number'; Data = @{ PercentComplete = [bigint]::Pow(10, 400) }; Expected = "100 ' ' '' -1 Completed" }
        """)]
    [InlineData("""
        @{ Name = 'bytes'; Data = @{ PercentComplete = [byte[]] (1, 2); Status = [byte[]] (1, 2); CurrentOperation = 'x' }
            Expected = "-1 ' ' 'x' -1 Processing" }
        """)]
    public void Draws_of_odd_values_what_can_be_drawn_and_saves_them_as_they_are(string row) => RunForEach(row, """
        $drawn = Invoke-Drawing 'Save-UserTrack hash $data -ShowProgress -ErrorAction Stop' @{ data = $Data }
        $drawn.Errors | Should -BeNullOrEmpty
        $drawn.Output | Should -BeExactly '0000001'
        Format-Bar $drawn.Bars | Should -BeExactly "hash 1 $Expected"
        (Search-Track).Data.Keys | Sort-Object | Should -BeExactly @($Data.Keys | Sort-Object)
        """);

    [Fact]
    public void Draws_what_is_stored_with_Merge_the_old_and_the_new() => Run("""
        $drawn = Invoke-Drawing {
            $null = Save-UserTrack hash @{ PercentComplete = 10; Status = 'reading' } -ShowProgress
            $null = Save-UserTrack hash @{ PercentComplete = 20 } -Merge -ShowProgress
        }
        Format-Bar $drawn.Bars | Should -BeExactly @("hash 1 10 'reading' '' -1 Processing", "hash 1 20 'reading' '' -1 Processing")
        """);

    [Fact]
    public void Draws_each_of_what_is_piped_and_goes_on_after_one_that_cannot_be_saved() => Run("""
        $drawn = Invoke-Drawing {
            [pscustomobject] @{ PercentComplete = 50 }, 5, [pscustomobject] @{ PercentComplete = 100 } |
                Save-UserTrack hash -ShowProgress -PassThru -ErrorAction SilentlyContinue
        }
        $drawn.Output.RunId | Should -Be @(1, 1)
        $drawn.Bars.PercentComplete | Should -Be @(50, 100)
        """);
}
