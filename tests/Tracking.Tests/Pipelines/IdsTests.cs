using Xunit;

namespace Tracking.Tests.Pipelines;

/// <summary>Pipelines: Ids, as Start-TrackRun and Save-UserTrack return them (rule 3.12).</summary>
public sealed class IdsTests : PipelineTest
{
    [Fact]
    public void The_id_of_a_run_is_a_run_to_get() => Run("""
        $ids = 'a', 'b', 'c' | ForEach-Object { Start-TrackRun $_ }
        ($ids[0] | Get-TrackRun).TaskId | Should -Be a
        @($ids[2, 1] | Get-TrackRun).TaskId | Should -Be @('c', 'b')
        @(Get-TrackRun -RunId 1 | Get-TrackRun).TaskId | Should -Be @('a')
        """);

    [Fact]
    public void The_id_of_a_run_is_a_run_to_stop_and_not_to_stop_again() => Run("""
        $null = Start-TrackRun a
        Start-TrackRun b | Stop-TrackRun | Should -Be 2
        (Get-TrackRun).Finished | Should -Be @($false, $true)
        { 2 | Stop-TrackRun -ErrorAction Stop } | Should -Throw -ErrorId 'TrackRunInvalid,Tracking.Commands.StopTrackRunCommand'
        { 9 | Stop-TrackRun -ErrorAction Stop } | Should -Throw -ErrorId 'TrackRunNotFound,Tracking.Commands.StopTrackRunCommand'
        """);

    [Fact]
    public void The_id_of_a_run_is_one_whose_steps_are_listed_and_a_run_to_remove() => Run("""
        Invoke-TrackRun a { Invoke-TrackStep one { } }
        Invoke-TrackRun b { Invoke-TrackStep two { } }
        (2 | Get-TrackStep).Path | Should -Be two
        1, 2 | Remove-TrackRun -WhatIf
        1 | Remove-TrackRun
        (Get-TrackRun).TaskId | Should -Be b
        """);

    [Fact]
    public void What_is_no_number_is_bound_as_before() => Run("""
        $null = Start-TrackRun a
        $null = Save-UserTrack a @{ k = 1 }
        (Get-TrackTask a | Get-TrackRun).RunId | Should -Be 1
        (Search-Track a | Get-TrackRun).RunId | Should -Be 1
        (Get-TrackStore | Get-TrackRun).RunId | Should -Be 1
        $path = Join-Path ([IO.Path]::GetTempPath()) "ids-$([guid]::NewGuid()).json"
        try {
            $null = Save-UserTrack of-file @{ k = 1 } -Store $path
            ($path | Get-TrackRun).TaskId | Should -Be of-file
            (Get-Item $path | Get-TrackRun).TaskId | Should -Be of-file
        }
        finally { Remove-Item $path }
        { 'text' | Stop-TrackRun -ErrorAction Stop } | Should -Throw
        (Get-TrackRun a).Finished | Should -BeFalse
        """);

    [Theory]
    [InlineData("Search-Track")]
    [InlineData("Get-TrackTask")]
    [InlineData("Get-TrackRun")]
    public void The_id_of_a_track_is_no_store_and_the_error_says_what_takes_it(string cmdlet) => Run($$"""
        $id = Save-UserTrack a @{ k = 1 }
        { $id | {{cmdlet}} -ErrorAction Stop } | Should -Throw '*the id of a track*-Id*'
        { {{cmdlet}} -Store $id -ErrorAction Stop } | Should -Throw '*the id of a track*-Id*'
        """);
}
