using Xunit;

namespace Tracking.Tests.Report;

/// <summary>Export-TrackReport to Markdown and text (rule 11.8).</summary>
public sealed class SummaryTests : ReportTest
{
    public SummaryTests() => Run("""
        $folder = New-TestFolder
        $null = Open-TrackStore -InMemory
        $null = Save-UserTrack backup @{ n = 1 }
        $null = Stop-TrackRun backup -Failed -Message 'the <disk> is full'
        """);

    [Theory]
    [InlineData("@{ Name = 'r.md'; Start = '## Nights' }")]
    [InlineData("@{ Name = 'R.Markdown'; Start = '## Nights' }")]
    [InlineData("@{ Name = 'r.txt'; Start = 'Nights' }")]
    [InlineData("@{ Name = 'r.html'; Start = '<!DOCTYPE html>' }")]
    [InlineData("@{ Name = 'report'; Start = '<!DOCTYPE html>' }")]
    public void The_extension_says_what_is_written(string row) => RunForEach(row, """
        (Export-TrackReport "$folder/$Name" -Title Nights -PassThru).Name | Should -BeExactly $Name
        Get-Content "$folder/$Name" -TotalCount 1 | Should -BeExactly $Start
        Get-Content "$folder/$Name" -Raw | Should -Match 'disk.* is full'
        """);

    [Fact]
    public void Append_adds_to_a_file_that_has_no_extension_as_a_jobs_summary_has_none() => Run("""
        $path = "$folder/step_summary_1"
        [IO.File]::WriteAllText($path, 'what another step said')
        1..2 | ForEach-Object { Export-TrackReport $path -Append -NoClobber -Title "Night $_" }
        $lines = Get-Content $path
        $lines[0, 1] | Should -BeExactly 'what another step said', '## Night 1'
        $lines -match '^## ' | Should -BeExactly '## Night 1', '## Night 2'
        @($lines -match 'the &#60;disk&#62; is full').Count | Should -Be 2
        Get-ChildItem $folder | ForEach-Object Name | Should -BeExactly 'step_summary_1'
        """);

    [Fact]
    public void Append_makes_a_file_that_is_not_there_and_adds_text_to_text() => Run("""
        1..2 | ForEach-Object { Export-TrackReport "$folder/mail.txt" -Append -Title "Night $_" }
        (Get-Content "$folder/mail.txt") -match '^Night' | Should -BeExactly 'Night 1', 'Night 2'
        """);

    [Theory]
    [InlineData("@{ Name = 'r.html' }")]
    [InlineData("@{ Name = 'r.htm' }")]
    [InlineData("@{ Name = 'r.json' }")]
    public void Nothing_is_added_to_a_page(string row) => RunForEach(row, """
        Set-Content "$folder/$Name" 'old'
        Get-ErrorId { Export-TrackReport "$folder/$Name" -Append } | Should -BeExactly 'TrackReportPathInvalid'
        Get-Content "$folder/$Name" | Should -BeExactly 'old'
        """);

    [Theory]
    [InlineData("@{ Present = 1048000 }")]
    [InlineData("@{ Present = 1047000 }")]
    [InlineData("@{ Present = 900000 }")]
    public void What_is_there_and_what_is_added_stay_below_the_limit(string row) => RunForEach(row, """
        $path = "$folder/summary.md"
        [IO.File]::WriteAllText($path, 'x' * $Present)
        foreach ($number in 1..1500) {
            $null = Start-TrackRun "task $number" -TimeStamp '2026-03-01'
            $null = Stop-TrackRun "task $number" -Failed -Message ('m' * 40) -TimeStamp '2026-03-02'
        }
        Export-TrackReport $path -Append
        (Get-Item $path).Length | Should -BeLessThan 1MB
        (Get-Item $path).Length | Should -BeGreaterThan $Present
        Get-Content $path -Tail 1 | Should -Match 'no room here'
        """);

    [Fact]
    public void Where_there_is_no_room_nothing_is_added_and_a_warning_says_so() => Run("""
        $path = "$folder/summary.md"
        [IO.File]::WriteAllText($path, 'x' * 1048570 + "`n")
        Export-TrackReport $path -Append -WarningVariable warning -WarningAction SilentlyContinue
        $warning | Should -BeLike "Nothing was added to*"
        (Get-Item $path).Length | Should -Be 1048571
        """);

    [Fact]
    public void Piped_stores_and_all_sessions_are_summed_up_too() => Run("""
        foreach ($name in 'one', 'two') {
            $null = Save-UserTrack $name @{ n = 1 } -Store "$folder/$name.json"
            $null = Stop-TrackRun $name -Failed -Message "no $name" -Store "$folder/$name.json"
        }
        "$folder/one.json", "$folder/two.json" | ForEach-Object { Open-TrackStore $_ -ReadOnly } | Export-TrackReport "$folder/r.md"
        $text = Get-Content "$folder/r.md" -Raw
        $text | Should -Match 'no one'
        $text | Should -Match 'no two'
        Export-TrackReport "$folder/all.txt" -AllSessions
        Get-Content "$folder/all.txt" -Raw | Should -Match 'the <disk> is full'
        """);
}
