using Xunit;

namespace Tracking.Tests.Pipelines;

/// <summary>Pipelines: Objects that differ.</summary>
public sealed class MixedObjectsTests : PipelineTest
{
    public MixedObjectsTests() => Run("""
        # The same names and the same ids in both stores; $store is the current one.
        $other = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 'o1' } -UserName u1 -TimeStamp $noon.AddMinutes(30)
        $null = Save-UserTrack 'a*' @{ k = 'o2' } -UserName 'u*' -TimeStamp $noon.AddMinutes(90)
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 's1' } -UserName u1 -TimeStamp $noon
        $null = Save-UserTrack 'a*' @{ k = 's2' } -UserName 'u*' -TimeStamp $noon.AddMinutes(60)
        $null = Save-UserTrack a001 @{ k = 's3' } -UserName u2 -TimeStamp $noon.AddMinutes(120)
        """);

    [Fact]
    public void Each_count_by_what_they_themselves_give_a_run_then_a_task() => Run("""
        @(@(Get-TrackRun -RunId 2) + @(Get-TrackTask a001 -Store $other) | Search-Track).Data.k | Should -BeExactly @('o1', 's2')
        """);

    [Fact]
    public void Each_count_by_what_they_themselves_give_a_run_then_a_name() => Run("""
        @(@(Get-TrackRun -RunId 2 -Store $other) + @([pscustomobject] @{ TaskId = 'a001' }) | Search-Track).Data.k |
            Should -BeExactly @('s1', 'o2', 's3')
        """);

    [Fact]
    public void Each_count_by_what_they_themselves_give_a_user_then_a_task() => Run("""
        @(@(Get-TrackUser 'a`*') + @(Get-TrackTask a001) | Search-Track).Data.k | Should -BeExactly @('s1', 's2', 's3')
        """);

    [Fact]
    public void Each_count_by_what_they_themselves_give_a_store_then_a_task() => Run("""
        @($other, (Get-TrackTask 'a`*') | Search-Track).Data.k | Should -BeExactly @('o1', 's2', 'o2')
        @((Get-TrackTask 'a`*'), $other | Search-Track).Data.k | Should -BeExactly @('o1', 's2', 'o2')
        """);

    [Fact]
    public void Each_count_by_what_they_themselves_give_a_task_then_a_run_id_then_a_user() => Run("""
        $rows = [pscustomobject] @{ TaskId = 'a*' }, [pscustomobject] @{ RunId = 9 }, [pscustomobject] @{ UserName = 'u2' }
        @($rows | Search-Track).Data.k | Should -BeExactly @('s2', 's3')
        """);

    [Fact]
    public void Each_stop_what_they_themselves_name_a_run_of_another_store_then_a_task() => Run("""
        @(Get-TrackRun -RunId 2 -Store $other) + @([pscustomobject] @{ TaskId = 'a001' }) | Stop-TrackRun | Should -Be @(2, 1)
        (Get-TrackRun).Finished | Should -Be @($true, $false)
        (Get-TrackRun -Store $other).Finished | Should -Be @($false, $true)
        """);

    [Fact]
    public void Each_get_what_they_themselves_name_a_run_then_a_task() => Run("""
        $null = Start-TrackRun a001
        $rows = [pscustomobject] @{ TaskId = 'a*'; RunId = 2; UserName = 'u*'; Store = $other },
            [pscustomobject] @{ TaskId = 'a001'; UserName = 'u1' }, [pscustomobject] @{ TaskId = 'a001'; UserName = 'u1'; RunId = 1 }
        @($rows | Get-UserTrack).Data.k | Should -BeExactly @('o2', 's1')
        @($rows | Get-TrackRun | ForEach-Object { "$($_.RunId)/$($_.Store -eq $store)" }) |
            Should -BeExactly @('1/True', '2/False', '3/True')
        """);

    [Fact]
    public void Each_list_what_they_themselves_name() => Run("""
        $rows = [pscustomobject] @{ TaskId = 'a*'; Store = $other }, [pscustomobject] @{ TaskId = 'A001' }, $other
        @($rows | Get-TrackTask | ForEach-Object { "$($_.TaskId)/$($_.Store -eq $store)" }) |
            Should -BeExactly @('a*/False', 'a001/True', 'a*/False', 'a001/False')
        """);

    [Fact]
    public void Each_are_saved_as_they_themselves_are_a_track_then_a_row() => Run("""
        @(Search-Track -Id 2) + @([pscustomobject] @{ k = 'row' }) | Save-UserTrack b | Should -BeExactly @('0000004', '0000005')
        $row = Search-Track -Id 5
        $row.UserName | Should -BeExactly ([Environment]::UserName)
        $row.RunId | Should -Be 3
        $row.TimeStamp | Should -BeGreaterThan $noon.AddDays(1)
        """);
}
