using Xunit;

namespace Tracking.Tests.Report;

/// <summary>Export-TrackReport.</summary>
public sealed class ExportTrackReportTests : ReportTest
{
    public ExportTrackReportTests() => Run("""
        $folder = New-TestFolder
        $path = "$folder/report.html"
        $null = Open-TrackStore -InMemory
        1..3 | ForEach-Object { $null = Save-UserTrack backup @{ n = $_ } -TimeStamp "2026-03-0$_" }
        $null = Stop-TrackRun backup -Failed -Message 'the disk is full'
        $null = Save-UserTrack deploy @{ n = 9 } -TimeStamp '2026-03-09'
        $null = Start-TrackRun idle -TimeStamp '2026-03-20'
        """);

    [Fact]
    public void Reports_on_the_current_store_with_runs_that_have_no_tracks() => Run("""
        Export-TrackReport $path | Should -BeNullOrEmpty
        $tiles = Get-Tile $path
        $tiles.Tracks | Should -Be 4
        $tiles.Runs | Should -Be 3
        $tiles.Failed | Should -Be 1
        $tiles.Running | Should -Be 1
        $tiles.Open | Should -Be 1
        """);

    [Fact]
    public void Reports_on_piped_tracks_and_the_runs_that_they_belong_to() => Run("""
        Search-Track deploy | Export-TrackReport $path
        $tiles = Get-Tile $path
        $tiles.Tracks | Should -Be 1
        $tiles.Runs | Should -Be 1
        Get-Content $path -Raw | Should -Not -Match 'backup'
        """);

    [Fact]
    public void Reports_on_nothing_when_nothing_is_piped() => Run("""
        Search-Track none | Export-TrackReport $path
        Get-Content $path -Raw | Should -Match 'No track and no run was found'
        """);

    [Theory]
    [InlineData("@{ Asked = @{ TaskId = 'b*' }; Expected = '3 1' }")]
    [InlineData("@{ Asked = @{ TaskId = 'backup', 'idle' }; Expected = '3 2' }")]
    [InlineData("@{ Asked = @{ From = '2026-03-02'; To = '2026-03-03' }; Expected = '2 1' }")]
    [InlineData("@{ Asked = @{ From = '2026-03-15' }; Expected = '0 3' }")]
    [InlineData("@{ Asked = @{ TaskId = $null }; Expected = ' ' }")]
    public void Reports_on_what_TaskId_From_and_To_leave(string row) => RunForEach(row, """
        Export-TrackReport $path @Asked
        $tiles = Get-Tile $path
        # A run that was stopped just now lasts until now.
        "$($tiles.Tracks) $($tiles.Runs)" | Should -BeExactly ($Expected -eq ' ' ? '0 0' : $Expected)
        """);

    [Fact]
    public void Reports_on_several_stores_by_path_or_piped_and_counts_each_once() => Run("""
        1..2 | ForEach-Object { $null = Save-UserTrack a @{ n = $_ } -Store "$folder/one.json" }
        $null = Save-UserTrack a @{ n = 3 } -Store "$folder/two.json"
        Push-Location $folder
        Export-TrackReport given.html -Store one.json, "$folder/two.json", one.json
        Pop-Location
        (Get-Tile "$folder/given.html").Tracks | Should -Be 3
        "$folder/one.json", "$folder/two.json" | ForEach-Object { Open-TrackStore $_ -ReadOnly } | Export-TrackReport $path
        (Get-Tile $path).Tracks | Should -Be 3
        Get-Content $path -Raw | Should -Match '<th scope="col">Store</th>'
        """);

    [Fact]
    public void Reports_on_the_tracks_of_a_store_that_is_gone_and_says_that_their_runs_are_not_known() => Run("""
        $tracks = Search-Track backup
        Close-TrackStore
        $tracks | Export-TrackReport $path -WarningVariable warning -WarningAction SilentlyContinue
        $warning | Should -BeLike '*is closed*not in the report*'
        (Get-Tile $path).Tracks | Should -Be 3
        """);

    [Fact]
    public void Shows_the_steps_of_runs_with_their_errors() => Run("""
        Invoke-TrackRun patch {
            Invoke-TrackStep web1 { Start-Sleep -Milliseconds 2 }
            Invoke-TrackStep web2 {
                Invoke-TrackStep install -Key '<b>/1' -ErrorAction SilentlyContinue { throw 'no <route>' }
            }
        }
        Export-TrackReport $path -TaskId patch
        $page = Get-Content $path -Raw
        $tiles = Get-Tile $path
        $tiles.Runs | Should -Be 1
        $tiles.Tracks | Should -Be 0
        $tiles.'Finished with errors' | Should -Be 1
        $tiles.Finished | Should -Be 0
        $page | Should -Match '<h3><bdi>patch</bdi> › <bdi>web2/install\[&lt;b&gt;/1\]</bdi></h3>'
        $page | Should -Match '</h3>\n<p class="error" dir="auto">no &lt;route&gt;</p>'
        $page | Should -Match "<bdi>on $([Environment]::MachineName)</bdi>"
        $page | Should -Match '(?s)<bdi>web2</bdi>.*<ul class="tree">.*<bdi>install\[&lt;b&gt;/1\]</bdi>'
        """);

    [Fact]
    public void Shows_the_steps_of_the_runs_of_piped_tracks_once() => Run("""
        Invoke-TrackRun patch {
            Invoke-TrackStep web1 { Start-Sleep -Milliseconds 2 }
            1..2 | ForEach-Object { $null = Save-UserTrack patch @{ n = $_ } }
        }
        Search-Track patch | Export-TrackReport $path
        [regex]::Matches((Get-Content $path -Raw), '<li>.*<bdi>web1</bdi>').Count | Should -Be 1
        Export-TrackReport $path
        [regex]::Matches((Get-Content $path -Raw), '<li>.*<bdi>web1</bdi>').Count | Should -Be 1
        """);

    [Theory]
    [InlineData("@{ Ask = { Export-TrackReport $path -TaskId import } }")]
    [InlineData("@{ Ask = { Search-Track import | Export-TrackReport $path } }")]
    [InlineData("@{ Ask = { Search-Track -First 1 deploy | Export-TrackReport $path; Export-TrackReport $path } }")]
    public void Draws_a_line_for_each_step(string row) => RunForEach(row, """
        1..3 | ForEach-Object {
            $night = $_
            # Numbers of one millisecond would be one point.
            $at = @{ TimeStamp = [datetime] "2026-04-0${night}T02:00:00Z" }
            Invoke-TrackRun import {
                Invoke-TrackStep load { $null = Save-UserTrack import @{ rows = 10 + $night } @at }
                Invoke-TrackStep all { Invoke-TrackStep load { $null = Save-UserTrack import @{ rows = 9000 + $night } @at } }
            }
        }
        & $Ask
        $section = [regex]::Match((Get-Content $path -Raw), '(?s)<h3 dir="auto">rows of import</h3>.*?</figure>').Value
        $legend = [regex]::Match($section, '<ul class="legend".*').Value
        [regex]::Matches($legend, '<bdi>(.*?)</bdi>') | ForEach-Object { $_.Groups[1].Value } | Should -Be 'all/load', 'load'
        [regex]::Matches($section, 'dir="auto">(all/load|load)</td>.*?class="n">(.*?)</td></tr>') |
            ForEach-Object { "$($_.Groups[1].Value) $($_.Groups[2].Value)" } |
            Should -Be 'all/load 9,001', 'all/load 9,002', 'all/load 9,003', 'load 11', 'load 12', 'load 13'
        """);

    [Theory]
    [InlineData("@{ Block = { Invoke-TrackStep all { Invoke-TrackRun restore { Invoke-TrackStep copy { throw 'the disk is full' } } } } }")]
    [InlineData("@{ Block = { Invoke-TrackRun restore { throw 'the disk is full' } } }")]
    [InlineData("@{ Block = { Invoke-TrackRun middle { Invoke-TrackStep s { Invoke-TrackRun restore { throw 'the disk is full' } } } } }")]
    public void Shows_runs_within_runs_and_counts_their_failures_once(string row) => RunForEach(row, """
        { Invoke-TrackRun night $Block } | Should -Throw 'the disk is full'
        Export-TrackReport $path -TaskId night, middle, restore -From '2026-04-01'
        $page = Get-Content $path -Raw
        $failures = [regex]::Match($page, '(?s)<h2 id="failures">.*?</section>').Value
        $failures | Should -Match '1 failure in [23] runs, not fixed'
        $failures | Should -Match '<h3><bdi>restore</bdi>'
        $failures | Should -Match 'within run \d+ of (night|middle)'
        $story = '<details class="story"><summary>[^\n]*night</bdi>.*<details class="story inner">.*restore</bdi>.*</details>\n</details>'
        [regex]::Match($page, '(?s)<h2 id="runs">.*?</section>').Value | Should -Match "(?s)$story"
        """);

    [Fact]
    public void Shows_a_hook_under_its_run_and_its_failure_by_itself() => Run("""
        { Invoke-TrackRun night { throw 'e' } -OnEnd { throw 'e' } -WarningAction SilentlyContinue } | Should -Throw 'e'
        Export-TrackReport $path -TaskId night, OnEnd -From '2026-04-01'
        $page = Get-Content $path -Raw
        $page | Should -Match '2 failures in 2 runs, not fixed'
        $page | Should -Match '1 run within \(1 went wrong\)'
        """);

    [Fact]
    public void Takes_tracks_with_the_keys_of_former_steps_for_tracks() => Run("""
        $null = Save-UserTrack patch @{ Step = 'web1'; Outcome = 'Failed'; Error = 'no route'; n = 7 } -TimeStamp '2026-04-01'
        Export-TrackReport $path -TaskId patch
        $page = Get-Content $path -Raw
        $page | Should -Match '<td class="w" dir="auto">.*Outcome=Failed.*</td>'
        $page | Should -Not -Match 'class="tree"'
        (Get-Tile $path).Tracks | Should -Be 1
        """);

    [Fact]
    public void A_step_that_failed_in_a_run_that_was_stopped_as_finished_is_no_good_end() => Run("""
        $null = Start-TrackRun patch
        try { Invoke-TrackStep web1 -TaskId patch { throw 'no route' } } catch { }
        $null = Stop-TrackRun patch
        Export-TrackReport $path -TaskId patch
        $tiles = Get-Tile $path
        "$($tiles.Finished) $($tiles.'Finished with errors')" | Should -BeExactly '0 1'
        Get-Content $path -Raw | Should -Match '<bdi>web1</bdi></h3>\n<p class="error" dir="auto">no route</p>'
        """);

    [Fact]
    public void Replaces_a_file_that_is_there_and_leaves_it_when_it_may_not() => Run("""
        Set-Content $path 'old'
        Get-ErrorId { Export-TrackReport $path -NoClobber } | Should -BeExactly 'TrackReportExists'
        (Get-ErrorOf { Export-TrackReport $path -NoClobber }).CategoryInfo.Category | Should -Be 'ResourceExists'
        Get-Content $path | Should -BeExactly 'old'
        Set-ItemProperty $path IsReadOnly $true
        Get-ErrorId { Export-TrackReport $path } | Should -BeExactly 'TrackReportWriteFailed'
        Get-Content $path | Should -BeExactly 'old'
        Export-TrackReport $path -Force
        Get-Content $path -TotalCount 1 | Should -BeExactly '<!DOCTYPE html>'
        (Get-ChildItem $folder).Name | Should -BeExactly 'report.html'
        """);

    [Fact]
    public void Leaves_what_was_there_when_it_is_broken_off_and_no_file_of_its_own() => Run("""
        Set-Content $path 'old'
        { Search-Track | ForEach-Object { if ($_.Number -eq 3) { throw 'stop' }; $_ } | Export-TrackReport $path } | Should -Throw 'stop'
        Get-Content $path | Should -BeExactly 'old'
        (Get-ChildItem $folder).Name | Should -BeExactly 'report.html'
        """);

    [Theory]
    [InlineData("@{ Place = 'none/report.html' }")]
    [InlineData("@{ Place = '.' }")]
    [InlineData("@{ Place = 'Variable:report' }")]
    public void Says_at_once_what_is_wrong_with_the_path(string row) => RunForEach(row, """
        Push-Location $folder
        $fault = Get-ErrorOf { Search-Track | ForEach-Object { throw 'it has read' } | Export-TrackReport $Place }
        Pop-Location
        @($fault)[0].FullyQualifiedErrorId | Should -Match '^Track(Report|Store)PathInvalid,Tracking.Commands.ExportTrackReportCommand$'
        """);

    [Fact]
    public void Tells_of_a_store_that_is_not_there_and_writes_nothing() => Run("""
        Get-ErrorId { Export-TrackReport $path -Store "$folder/none.json" } | Should -BeExactly 'TrackStoreNotFound'
        $path | Should -Not -Exist
        """);

    [Fact]
    public void Refuses_a_time_that_ends_before_it_begins() => Run("""
        Get-ErrorId { Export-TrackReport $path -From '2026-03-02' -To '2026-03-01' } | Should -BeExactly 'TrackQueryInvalid'
        """);

    [Fact]
    public void Does_nothing_under_WhatIf() => Run("""
        Search-Track | Export-TrackReport $path -PassThru -WhatIf | Should -BeNullOrEmpty
        $path | Should -Not -Exist
        """);

    [Fact]
    public void Writes_the_report_and_says_that_it_cannot_be_shown_where_nobody_is() => Run("""
        # The tests' sessions are not interactive.
        $fault = Get-ErrorOf { Export-TrackReport $path -Show }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackReportNotShown,Tracking.Commands.ExportTrackReportCommand'
        $path | Should -Exist
        """);

    [Fact]
    public void Shows_a_bar_while_it_reads_many_tracks() => Run("""
        $shell = [powershell]::Create()
        $null = $shell.AddScript({
                param($module, $path)
                Import-Module $module
                $track = Get-LastUserTrack deploy
                $end = [datetime]::Now.AddSeconds(1.5)
                & { while ([datetime]::Now -lt $end) { $track } } | Export-TrackReport $path
            }).AddArgument($manifest).AddArgument($path)
        $null = $shell.Invoke()
        $bars = @($shell.Streams.Progress | Where-Object Activity -EQ 'Making the report')
        $shell.Dispose()
        $bars.Count | Should -BeGreaterThan 1
        $bars[-1].RecordType | Should -Be 'Completed'
        """);
}
