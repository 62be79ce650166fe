using Xunit;

namespace Tracking.Tests.Importing;

/// <summary>One pipeline that imports a log with its own tasks, users, times and runs (rules 10.2 and 10.3).</summary>
public sealed class ImportTests : ModuleTest
{
    public ImportTests() => Run("""
        $store = Open-TrackStore -InMemory
        $rows = @'
        host,user,when,run,state
        web1,ann,2026-03-01T02:00:00Z,nightly,ok
        web2,bob,2026-03-01T02:05:00Z,nightly,failed
        web1,bob,2026-03-01T01:00:00Z,nightly,ok
        web1,ann,2026-03-02T02:00:00Z,manual,ok
        '@ | ConvertFrom-Csv
        function Get-Shown { Search-Track @args | ForEach-Object {
            "$($_.TaskId) $($_.RunId) $($_.UserName) $($_.TimeStamp.ToUniversalTime().ToString('dd HH:mm'))" } }
        """);

    [Fact]
    public void Each_block_is_evaluated_for_each_object_and_rows_of_one_key_share_a_run() => Run("""
        $rows | Save-UserTrack -TaskId { $_.host } -UserName { $_.user } -TimeStamp { $_.when } -RunKey { $_.run } |
            Should -Be @('0000001', '0000002', '0000003', '0000004')
        Get-Shown | Should -BeExactly @('web1 1 bob 01 01:00', 'web1 1 ann 01 02:00', 'web2 2 bob 01 02:05', 'web1 3 ann 02 02:00')
        Get-TrackRun -All | ForEach-Object { "$($_.RunId) $($_.TaskId) $($_.Key) $($_.Status)" } |
            Should -BeExactly @('1 web1 nightly Open', '2 web2 nightly Open', '3 web1 manual Open')
        (Get-TrackRun web1 -All)[0].Start.ToUniversalTime() | Should -Be ([datetime] '2026-03-01T01:00:00')
        (Search-Track -Id 2).Data.state | Should -Be 'failed'
        # The next import finds the runs.
        $null = $rows | Save-UserTrack -TaskId { $_.host } -RunKey { $_.run }
        @(Get-TrackRun -All).Count | Should -Be 3
        @(Search-Track web1 -RunId 1).Count | Should -Be 4
        # None of them is current.
        (Save-UserTrack web1 @{ k = 1 } -PassThru).RunId | Should -Be 4
        """);

    [Fact]
    public void A_column_stays_data_whatever_its_name_is() => Run("""
        $row = [pscustomobject] @{
            UserName = 'eve'; TimeStamp = '1999-01-01'; RunId = 77; RunKey = 'k'; Id = 5; IfChanged = $true; Update = $true }
        $null = Save-UserTrack a001 @{ k = 1 } -UserName ann
        $track = $row | Save-UserTrack a001 -UserName ann -PassThru
        "$($track.Number) $($track.RunId) $($track.UserName) $($track.TimeStamp.Year -gt 2000)" | Should -BeExactly '2 1 ann True'
        ($track.Data.Keys -join ' ') | Should -BeExactly 'UserName TimeStamp RunId RunKey Id IfChanged Update'
        $track.Data.UserName | Should -BeExactly 'eve'
        # Also where another one of them is named.
        $track = $row | Save-UserTrack a001 -UserName { $_.UserName } -PassThru
        "$($track.Number) $($track.RunId) $($track.UserName)" | Should -BeExactly '3 1 eve'
        """);

    [Fact]
    public void A_process_with_an_Id_is_not_taken_for_a_track() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 }
        $track = [pscustomobject] @{ Id = 1; Name = 'pwsh' } | Save-UserTrack b001 -PassThru
        "$($track.Number) $($track.TaskId)" | Should -BeExactly '2 b001'
        (Search-Track -Id 1).Data.k | Should -Be 1
        (Get-Command Save-UserTrack).Parameters['Id'].ParameterSets.Values | ForEach-Object {
            $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName } | Should -Be $false
        """);

    [Fact]
    public void Blocks_see_the_callers_variables_and_what_the_pipeline_gives() => Run("""
        $prefix = 'u'
        function Save-Log {
            param($suffix)
            $user = { "$prefix-$($PSItem.user)-$suffix" }
            $rows | Save-UserTrack a001 -UserName $user -RunKey { 2026 } -TimeStamp { [DateTimeOffset] $_.when }
        }
        $null = Save-Log x
        (Search-Track).UserName | Should -BeExactly @('u-bob-x', 'u-ann-x', 'u-bob-x', 'u-ann-x')
        (Get-TrackRun -All).Key | Should -BeExactly '2026'
        (Save-UserTrack a001 @{ who = 'ann' } -UserName { $_.who } -PassThru).UserName | Should -BeExactly 'ann'
        """);

    [Fact]
    public void One_bad_row_is_one_error_and_the_others_are_saved() => RunForEach("""
        @{ call = { $rows | Save-UserTrack a001 -TimeStamp { (Test-Bad $_) ? 'soon' : $_.when } }; id = 'TrackTimeInvalid' }
        @{ call = { $rows | Save-UserTrack a001 -TimeStamp { if (-not (Test-Bad $_)) { $_.when } } }; id = 'TrackTimeInvalid' }
        @{ call = { $rows | Save-UserTrack a001 -TimeStamp { (Test-Bad $_) ? 1772330400 : $_.when } }; id = 'TrackTimeInvalid' }
        @{ call = { $rows | Save-UserTrack a001 -UserName { if (Test-Bad $_) { throw 'no user' } 'u' } }; id = 'TrackNameInvalid' }
        @{ call = { $rows | Save-UserTrack a001 -UserName { (Test-Bad $_) ? '' : 'u' } }; id = 'TrackNameInvalid' }
        @{ call = { $rows | Save-UserTrack a001 -RunKey { if (Test-Bad $_) { 1, 2 } else { 'k' } } }; id = 'TrackNameInvalid' }
        @{ call = { $rows | Save-UserTrack a001 -RunKey { if (-not (Test-Bad $_)) { 'k' } } }; id = 'TrackNameInvalid' }
        @{ call = { $rows | Save-UserTrack a001 -RunKey { if (Test-Bad $_) { @{ a = 1 } } else { 'k' } } }; id = 'TrackNameInvalid' }
        """, """
        function Test-Bad($row) { $row.run -eq 'manual' }
        $store = Open-TrackStore -InMemory
        $faults = @(Get-ErrorOf $call)
        $faults.FullyQualifiedErrorId | Should -BeExactly "$id,Tracking.Commands.SaveUserTrackCommand"
        (Search-Track).Data.run | Should -Be @('nightly', 'nightly', 'nightly')
        Close-TrackStore
        """);

    [Fact]
    public void WhatIf_evaluates_nothing() => Run("""
        $seen = [Collections.ArrayList]::new()
        $rows | Save-UserTrack a001 -UserName { $seen.Add(1); 'u' } -WhatIf
        $seen.Count | Should -Be 0
        """);

    [Fact]
    public void A_run_is_named_by_its_id_or_its_key() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 }
        (Get-ErrorOf { Save-UserTrack a001 @{ k = 1 } -RunId 1 -RunKey x }).FullyQualifiedErrorId |
            Should -BeExactly 'TrackRunInvalid,Tracking.Commands.SaveUserTrackCommand'
        """);

    [Fact]
    public void A_piped_track_goes_to_the_run_of_the_key() => Run("""
        $null = Save-UserTrack a001 @{ k = 1 }
        $copy = Search-Track | Save-UserTrack -RunKey x -PassThru
        "$($copy.Number) $($copy.RunId) $((Get-TrackRun -RunId 2).Key)" | Should -BeExactly '2 2 x'
        """);
}
