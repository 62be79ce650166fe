using Xunit;

namespace Tracking.Tests.Pipelines;

/// <summary>Pipelines: Import-Csv ... | Save-UserTrack import.</summary>
public sealed class RowsToSaveTests : PipelineTest
{
    public RowsToSaveTests() => Run("""
        # The same names and the same ids in both stores; $store is the current one.
        $other = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 'o1' } -UserName u1 -TimeStamp $noon.AddMinutes(30)
        $null = Save-UserTrack 'a*' @{ k = 'o2' } -UserName 'u*' -TimeStamp $noon.AddMinutes(90)
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 's1' } -UserName u1 -TimeStamp $noon
        $null = Save-UserTrack 'a*' @{ k = 's2' } -UserName 'u*' -TimeStamp $noon.AddMinutes(60)
        $null = Save-UserTrack a001 @{ k = 's3' } -UserName u2 -TimeStamp $noon.AddMinutes(120)
        $csv = "$(New-TestFolder)/rows.csv"
        """);

    [Fact]
    public void Saves_each_row_as_data_whatever_its_columns_are_called() => Run("""
        Set-Content $csv "Id,TaskId,RunId,UserName,Store,k`n1,x,9,someone,/nowhere/s.json,c1`n2,*,,,,`"c,2`""
        Import-Csv $csv | Save-UserTrack import -UserName u1 | Should -BeExactly @('0000004', '0000005')
        $rows = @(Search-Track import)
        $rows.Data.k | Should -BeExactly @('c1', 'c,2')
        $rows.RunId | Should -Be @(3, 3)
        $rows[1].Data.TaskId | Should -BeExactly '*'
        $rows[1].Data.RunId | Should -BeExactly ''
        """);

    [Fact]
    public void Saves_to_a_task_whose_name_is_a_wildcard() => Run("""
        Set-Content $csv "k`nc1"
        Import-Csv $csv | Save-UserTrack 'a*' -UserName u1 | Should -BeExactly '0000004'
        Get-Summary $store | Should -Contain 'a*/2/u1/c1'
        """);

    [Fact]
    public void Saves_nothing_and_starts_no_run_when_nothing_is_delivered() => Run("""
        Set-Content $csv 'k'
        Import-Csv $csv | Save-UserTrack import | Should -BeNullOrEmpty
        @() | Save-UserTrack import | Should -BeNullOrEmpty
        @(Get-TrackRun).Count | Should -Be 2
        """);

    [Theory]
    [InlineData("@{ Name = '$null'; Given = $null; ErrorId = 'ParameterArgumentValidationErrorNullNotAllowed' }")]
    [InlineData("@{ Name = 'an empty list'; Given = @(); ErrorId = 'TrackDataInvalid' }")]
    public void Goes_on_after(string row) => RunForEach(row, """
        $found = $Given, [pscustomobject] @{ k = 1 } | Save-UserTrack import -ErrorAction SilentlyContinue -ErrorVariable faults
        $found | Should -BeExactly '0000004'
        $faults.FullyQualifiedErrorId | Should -BeExactly "$ErrorId,Tracking.Commands.SaveUserTrackCommand"
        """);

    [Fact]
    public void Saves_to_two_stores_by_two_calls() => Run("""
        Set-Content $csv "k`nc1"
        Import-Csv $csv | Save-UserTrack import | Should -BeExactly '0000004'
        Import-Csv $csv | Save-UserTrack import -Store $other | Should -BeExactly '0000003'
        """);
}
