using Xunit;

namespace Tracking.Tests.Saving;

/// <summary>Save-UserTrack: From the pipeline.</summary>
public sealed class SavePipelineTests : SavingTest
{
    public SavePipelineTests() => Run("""
        $store = Open-TrackStore -InMemory
        """);

    [Fact]
    public void Saves_each_object_as_data_in_order() => Run("""
        [ordered] @{ k = 1 }, [pscustomobject] @{ k = 2 }, @{ k = 3 } | Save-UserTrack a001 |
            Should -BeExactly @('0000001', '0000002', '0000003')
        (Get-UserTrack a001).Data.k | Should -Be @(1, 2, 3)
        """);

    [Fact]
    public void Names_the_task_of_each_object_by_a_script_block() => Run("""
        [pscustomobject] @{ Step = 'copy'; n = 1 }, [pscustomobject] @{ Step = 'check'; n = 2 } | Save-UserTrack -TaskId { $_.Step } |
            Should -BeExactly @('0000001', '0000002')
        (Search-Track).TaskId | Should -BeExactly @('copy', 'check')
        (Search-Track).Data.n | Should -Be @(1, 2)
        """);

    [Fact]
    public void Takes_the_task_from_the_objects_TaskId_when_none_is_given() => Run("""
        [pscustomobject] @{ TaskId = 'copy'; n = 1 } | Save-UserTrack | Should -BeExactly '0000001'
        (Search-Track).TaskId | Should -BeExactly 'copy'
        @((Search-Track).Data.Keys) | Should -BeExactly @('TaskId', 'n')
        """);

    [Fact]
    public void Takes_everything_else_of_an_object_for_data_whatever_it_is_called() => Run("""
        $row = [pscustomobject] @{ TaskId = 'x'; RunId = 77; UserName = 'someone'; TimeStamp = 'yesterday'; Store = '/nowhere/s.json'
            Update = $true; Id = 5; Data = 1 }
        $row | Save-UserTrack import -UserName u1 | Should -BeExactly '0000001'
        $track = Search-Track
        $track.TaskId | Should -BeExactly 'import'
        $track.UserName | Should -BeExactly 'u1'
        $track.RunId | Should -Be 1
        @($track.Data.Keys) | Should -BeExactly @('TaskId', 'RunId', 'UserName', 'TimeStamp', 'Store', 'Update', 'Id', 'Data')
        $track.Data.TimeStamp | Should -BeExactly 'yesterday'
        """);

    [Fact]
    public void Goes_on_after_an_object_that_it_cannot_save() => Run("""
        $found = @{ k = 1 }, 5, $null, @{ k = { } }, @{ 1 = 2 }, @{ k = 2 } |
            Save-UserTrack a001 -ErrorAction SilentlyContinue -ErrorVariable faults
        $found | Should -BeExactly @('0000001', '0000002', '0000003')
        $faults.FullyQualifiedErrorId | Should -BeExactly @(
            'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
            'ParameterArgumentValidationErrorNullNotAllowed,Tracking.Commands.SaveUserTrackCommand'
            'TrackDataInvalid,Tracking.Commands.SaveUserTrackCommand'
        )
        """);

    [Fact]
    public void Goes_on_after_an_object_whose_task_a_script_block_cannot_name() => Run("""
        $found = @{ k = 1 }, @{ k = 2 }, @{ k = 3 } |
            Save-UserTrack -TaskId { if ($_.k -eq 2) { '' } else { "t$($_.k)" } } -ErrorAction SilentlyContinue -ErrorVariable faults
        $found | Should -BeExactly @('0000001', '0000002')
        $faults.FullyQualifiedErrorId |
            Should -BeExactly 'ParameterArgumentValidationErrorEmptyStringNotAllowed,Tracking.Commands.SaveUserTrackCommand'
        (Search-Track).TaskId | Should -BeExactly @('t1', 't3')
        """);

    [Fact]
    public void Saves_what_a_script_block_saves_while_it_names_a_task() => Run("""
        @{ k = 1 }, @{ k = 2 } | Save-UserTrack -TaskId { $null = Save-UserTrack inner @{ of = $_.k; list = 1, 2 }; "outer$($_.k)" } |
            Should -BeExactly @('0000002', '0000004')
        (Search-Track).TaskId | Should -BeExactly @('inner', 'outer1', 'inner', 'outer2')
        (Search-Track inner).Data.of | Should -Be @(1, 2)
        """);

    [Fact]
    public void Saves_what_a_propertys_script_saves_while_it_is_read() => Run("""
        $row = [pscustomobject] @{ a = 1 }
        $row | Add-Member -MemberType ScriptProperty -Name b -Value { $null = Save-UserTrack inner @{ x = 1; y = [datetime]::UtcNow }; 2 }
        $row | Save-UserTrack outer | Should -BeExactly '0000002'
        $data = (Search-Track outer).Data
        @($data.Keys) | Should -BeExactly @('a', 'b')
        $data.b | Should -Be 2
        """);
}
