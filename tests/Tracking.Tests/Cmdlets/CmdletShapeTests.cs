using Xunit;

namespace Tracking.Tests.Cmdlets;

/// <summary>The cmdlets as Get-Command shows them.</summary>
public sealed class CmdletShapeTests : ModuleTest
{
    public CmdletShapeTests() => Run("""
        $cmdlets = @(
            @{ Name = 'Save-UserTrack'; Output = 'System.String', 'Tracking.Track'; Changes = $true; Positions = 'TaskId', 'Data'
                ByValue = 'Data'; ByName = 'TaskId'; Mandatory = 'Data', 'Id', 'TaskId' }
            @{ Name = 'Get-UserTrack'; Output = 'Tracking.Track'; Positions = 'TaskId', 'UserName'; ByName = 'RunId', 'Store', 'TaskId',
                'UserName'; Mandatory = 'TaskId' }
            @{ Name = 'Get-LastUserTrack'; Output = 'Tracking.Track'; Positions = 'TaskId', 'UserName'; ByName = 'RunId', 'Store',
                'TaskId', 'UserName'; Mandatory = 'TaskId' }
            @{ Name = 'Search-Track'; Output = 'Tracking.Track'; Positions = 'TaskId'; ByValue = 'Run', 'Store'; ByName = 'RunId',
                'Store', 'TaskId', 'UserName' }
            @{ Name = 'Watch-Track'; Output = 'Tracking.Track', 'Tracking.TrackStep', 'Tracking.TrackRun'; Positions = 'TaskId'
                ByValue = 'Run', 'Store'
                ByName = 'RunId', 'Store', 'TaskId', 'UserName' }
            @{ Name = 'Copy-Track'; Output = 'Tracking.CopiedTracks', 'Tracking.Track'; Changes = $true; Positions = 'Destination'
                ByValue = 'Store', 'Track'; Mandatory = 'Destination', 'Track' }
            @{ Name = 'Remove-Track'; Changes = $true; Positions = 'Id'; ByValue = 'Track'; Mandatory = 'Id', 'Track' }
            @{ Name = 'Remove-TrackRun'; Changes = $true; Positions = 'TaskId'; ByValue = 'Run'; Mandatory = 'Before', 'Run', 'RunId',
                'TaskId' }
            @{ Name = 'Limit-TrackHistory'; Output = 'Tracking.TrackRun'; Changes = $true; Positions = 'OlderThan'; ByValue = 'Store'
                Mandatory = 'AllSessions', 'OlderThan' }
            @{ Name = 'Expand-Track'; Output = 'System.Management.Automation.PSObject'; Positions = 'Track'; ByValue = 'Track'
                Mandatory = 'Track' }
            @{ Name = 'Export-TrackReport'; Output = 'System.IO.FileInfo'; Changes = $true; Positions = 'Path'; ByValue = 'Store',
                'Track'; Mandatory = 'Path', 'Track' }
            @{ Name = 'Start-TrackRun'; Output = 'System.Int32', 'Tracking.TrackRun'; Changes = $true; Positions = 'TaskId'
                ByName = 'Store', 'TaskId' }
            @{ Name = 'Stop-TrackRun'; Output = 'System.Int32', 'Tracking.TrackRun'; Changes = $true; Positions = 'TaskId'
                ByName = 'RunId', 'Store', 'TaskId'; Mandatory = 'Failed', 'Unfinished' }
            @{ Name = 'Get-TrackRun'; Output = 'Tracking.TrackRun'; Positions = 'TaskId'; ByValue = 'Store'; ByName = 'RunId', 'Store',
                'TaskId' }
            @{ Name = 'Invoke-TrackRun'; Output = 'System.Object'; Changes = $true; Positions = 'TaskId', 'ScriptBlock'
                Mandatory = 'ScriptBlock', 'TaskId' }
            @{ Name = 'Invoke-TrackStep'; Output = 'System.Object'; Changes = $true; Positions = 'Name', 'ScriptBlock'
                ByValue = 'InputObject'; Mandatory = 'Name', 'ScriptBlock' }
            @{ Name = 'Get-TrackStep'; Output = 'Tracking.TrackStep'; Positions = 'TaskId'; ByValue = 'Store'; ByName = 'RunId', 'Store',
                'TaskId' }
            @{ Name = 'Test-TrackTask'; Output = 'System.Boolean', 'Tracking.TaskCheck'; Positions = 'TaskId'; ByValue = 'Store'
                ByName = 'Store', 'TaskId'; Mandatory = 'Path', 'Schedule', 'Within' }
            @{ Name = 'Get-TrackTask'; Output = 'Tracking.TrackTask'; Positions = 'TaskId'; ByValue = 'Store'; ByName = 'Store',
                'TaskId' }
            @{ Name = 'Get-TrackUser'; Output = 'Tracking.TrackUser'; Positions = 'TaskId', 'UserName'; ByValue = 'Store'
                ByName = 'Store', 'TaskId', 'UserName' }
            @{ Name = 'Update-TrackIndex'; Changes = $true; Positions = 'Store'; ByValue = 'Store'; ByName = 'Store' }
            @{ Name = 'Open-TrackStore'; Output = 'Tracking.TrackStore'; Changes = $true; Positions = 'Path'; ByValue = 'Path'
                ByName = 'Path'; Mandatory = 'ConnectionString', 'InMemory', 'Path' }
            @{ Name = 'Close-TrackStore'; Changes = $true; Positions = 'Store'; ByValue = 'Store'; ByName = 'Store' }
            @{ Name = 'Get-TrackStore'; Output = 'Tracking.TrackStore'; Mandatory = 'ListAvailable', 'Open' }
            @{ Name = 'Optimize-TrackStore'; Output = 'Tracking.OptimizedTrackStore'; Changes = $true; Positions = 'Store'
                ByValue = 'Store'; ByName = 'Store' }
            @{ Name = 'Test-TrackStore'; Output = 'Tracking.StoreCheck'; Positions = 'Path'; ByValue = 'Store'; ByName = 'Store'
                Mandatory = 'Store' }
            @{ Name = 'Remove-TrackStore'; Changes = $true; Positions = 'Path'; ByValue = 'Store'; ByName = 'Store'; Mandatory = 'Path',
                'Store' }
        ) | ForEach-Object { $none = @{ Output = @(); Changes = $false; Positions = @(); ByValue = @(); ByName = @(); Mandatory = @() }
        foreach ($key in $_.Keys) { $none[$key] = $_[$key] }; $none }
        $common = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters
        foreach ($cmdlet in $cmdlets) {
            $cmdlet.command = Get-Command $cmdlet.Name -Module Tracking
            # One row for each parameter in each set.
            $cmdlet.rows = @(foreach ($set in $cmdlet.command.ParameterSets) { $set.Parameters | Where-Object Name -NotIn $common })
        }
        """);

    [Fact]
    public void Says_what_it_returns() => RunForEach("$cmdlets", """
        @($command.OutputType | ForEach-Object Name) | Should -BeExactly @($Output)
        """);

    [Fact]
    public void Supports_WhatIf_and_Confirm_when_it_changes_something_and_only_then() => RunForEach("$cmdlets", """
        $command.Parameters.ContainsKey('WhatIf') | Should -Be ([bool] $Changes)
        $command.Parameters.ContainsKey('Confirm') | Should -Be ([bool] $Changes)
        """);

    [Fact]
    public void Takes_these_parameters_by_position() => RunForEach("$cmdlets", """
        @($rows | Where-Object Position -GE 0 | Sort-Object Position -Unique | ForEach-Object Name) | Should -BeExactly @($Positions)
        """);

    [Fact]
    public void Takes_these_parameters_from_the_pipeline() => RunForEach("$cmdlets", """
        @($rows | Where-Object ValueFromPipeline | ForEach-Object Name | Sort-Object -Unique) | Should -BeExactly @($ByValue)
        @($rows | Where-Object ValueFromPipelineByPropertyName | ForEach-Object Name | Sort-Object -Unique) | Should -BeExactly @($ByName)
        """);

    [Fact]
    public void Requires_what_it_cannot_do_without() => RunForEach("$cmdlets", """
        @($rows | Where-Object IsMandatory | ForEach-Object Name | Sort-Object -Unique) | Should -BeExactly @($Mandatory)
        """);

    [Fact]
    public void Has_Store_where_it_works_in_a_store() => RunForEach("$cmdlets", """
        $command.Parameters.ContainsKey('Store') |
            Should -Be ($Name -notin 'Expand-Track', 'Open-TrackStore', 'Get-TrackStore', 'Invoke-TrackStep')
        """);
}
