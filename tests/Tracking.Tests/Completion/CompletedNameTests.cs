using Xunit;

namespace Tracking.Tests.Completion;

/// <summary>A name that Tab completes.</summary>
public sealed class CompletedNameTests : CompletionTest
{
    public CompletedNameTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Is_that_name_when_the_line_runs_and_no_other() => RunForEach(
        """
        $names
        """,
        """
        $id = Save-UserTrack $Name @{ k = 1 } -UserName $Name
        # Others that it would match, were it a wildcard.
        $null = foreach ($other in 'abc', 'a*b*c', 'back', 'tick', 'ab') { Save-UserTrack $other @{ k = 1 } -UserName $other }
        foreach ($line in 'Search-Track -TaskId ', 'Search-Track -UserName ', 'Get-TrackTask ', 'Get-TrackUser -UserName ') {
            $offer = @(Get-Offer $line | Where-Object { $_.ListItemText -ceq [Tracking.TrackView]::OneLine($Name) })
            $offer | Should -HaveCount 1
            $found = @(Invoke-Expression ($line + $offer.CompletionText))
            $found | Should -HaveCount 1
            ($line -like '*User*' ? $found.UserName : $found.TaskId) | Should -BeExactly $Name
        }

        foreach ($line in 'Save-UserTrack ', 'Save-UserTrack -UserName ') {
            $offer = @(Get-Offer $line | Where-Object { $_.ListItemText -ceq [Tracking.TrackView]::OneLine($Name) })
            $rest = $line -like '*User*e *' -and $line -like '*-User*' ? '-TaskId t' : '-UserName u'
            $saved = Invoke-Expression "$line$($offer.CompletionText) -Data @{ k = 2 } -PassThru $rest"
            ($line -like '*-UserName*' ? $saved.UserName : $saved.TaskId) | Should -BeExactly $Name
            $saved | Remove-Track
        }

        Search-Track | Remove-Track
        """);

    [Theory]
    [InlineData("""@{ Name = 'two words'; Typed = "'two w" }""")]
    [InlineData("""@{ Name = 'two words'; Typed = 'two` w' }""")]
    [InlineData("""@{ Name = 'two words'; Typed = '"two ' }""")]
    [InlineData("""@{ Name = 'two words'; Typed = "$([char] 0x2018)two w" }""")]
    [InlineData("""@{ Name = "it's so"; Typed = "'it''s" }""")]
    [InlineData("""@{ Name = "it's so"; Typed = '"it''s' }""")]
    [InlineData("""@{ Name = 'a*b'; Typed = "'a``*" }""")]
    [InlineData("""@{ Name = 'a*b'; Typed = "'a*" }""")]
    [InlineData("""@{ Name = 'a[b'; Typed = "'a[" }""")]
    [InlineData("""@{ Name = '$home'; Typed = "'`$h" }""")]
    [InlineData("@{ Name = '12'; Typed = '1' }")]
    public void Is_found_by_what_is_typed_of_it(string row) => RunForEach(row, """
        $null = Save-UserTrack $Name @{ k = 1 }
        $null = Save-UserTrack other @{ k = 1 }
        (Invoke-Expression (Complete "Search-Track $Typed")).TaskId | Should -BeExactly $Name
        Search-Track | Remove-Track
        """);

    [Fact]
    public void May_hold_any_character_anywhere() => Run("""
        $failed = foreach ($character in 32..126 | ForEach-Object { [char] $_ }) {
            foreach ($name in "${character}a", "b${character}c", "d$character") {
                $null = Save-UserTrack $name @{ k = 1 }
                $texts = @(Get-Text 'Search-Track '; Get-Text 'Save-UserTrack ')
                $found = @(Invoke-Expression "Search-Track $($texts[0])")
                $written = Invoke-Expression "Write-Output -InputObject $($texts[1])"
                if ($texts.Count -ne 2 -or $found.Count -ne 1 -or "$written" -cne $name -or $found.TaskId -cne $name) {
                    "$name -> $texts" }
                Search-Track | Remove-Track
            }
        }
        $failed | Should -BeNullOrEmpty
        """);

    [Fact]
    public void Shows_a_name_of_several_lines_in_one() => Run("""
        $null = Save-UserTrack "a`nb" @{ k = 1 }
        $offer = Get-Offer 'Search-Track '
        $offer.ListItemText | Should -BeExactly 'a b'
        $offer.ToolTip | Should -Not -Match "`n"
        Search-Track | Remove-Track
        """);

    [Fact]
    public void May_be_a_key_whatever_it_looks_like() => RunForEach(
        """
        'step', 'two words', "it's", '$x', '12', 'if', 'größe', 'a-b', 'a.b', ''
        """,
        """
        $null = Save-UserTrack t @{ $_ = 1 }
        @(Invoke-Expression "Search-Track -Data $(Get-Text 'Search-Track -Data ')1 }") | Should -HaveCount 1
        Search-Track | Remove-Track
        """);
}
