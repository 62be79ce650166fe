# Rules 3.4, 3.7 and 3.11: the cmdlets' parameters and types as Get-Command tells them, and -WhatIf.

BeforeDiscovery {
    $cmdlets = @(
        @{ Name = 'Save-UserTrack'; Output = 'System.String', 'Tracking.Track'; Changes = $true; Positions = 'TaskId', 'Data'; ByValue = 'Data'; ByName = 'TaskId'; Mandatory = 'Data', 'TaskId' }
        @{ Name = 'Get-UserTrack'; Output = 'Tracking.Track'; Positions = 'TaskId', 'UserName'; ByName = 'RunId', 'Store', 'TaskId', 'UserName'; Mandatory = 'TaskId' }
        @{ Name = 'Get-LastUserTrack'; Output = 'Tracking.Track'; Positions = 'TaskId', 'UserName'; ByName = 'RunId', 'Store', 'TaskId', 'UserName'; Mandatory = 'TaskId' }
        @{ Name = 'Search-Track'; Output = 'Tracking.Track'; Positions = 'TaskId'; ByValue = 'Run', 'Store'; ByName = 'RunId', 'Store', 'TaskId', 'UserName' }
        @{ Name = 'Watch-Track'; Output = 'Tracking.Track', 'Tracking.TrackRun'; Positions = 'TaskId'; ByValue = 'Run', 'Store'; ByName = 'RunId', 'Store', 'TaskId', 'UserName' }
        @{ Name = 'Copy-Track'; Output = 'Tracking.CopiedTracks', 'Tracking.Track'; Changes = $true; Positions = 'Destination'; ByValue = 'Store', 'Track'; Mandatory = 'Destination', 'Track' }
        @{ Name = 'Remove-Track'; Changes = $true; Positions = 'Id'; ByValue = 'Track'; Mandatory = 'Id', 'Track' }
        @{ Name = 'Expand-Track'; Output = 'System.Management.Automation.PSObject'; Positions = 'Track'; ByValue = 'Track'; Mandatory = 'Track' }
        @{ Name = 'Export-TrackReport'; Output = 'System.IO.FileInfo'; Changes = $true; Positions = 'Path'; ByValue = 'Store', 'Track'; Mandatory = 'Path', 'Track' }
        @{ Name = 'Start-TrackRun'; Output = 'System.Int32', 'Tracking.TrackRun'; Changes = $true; Positions = 'TaskId'; ByName = 'Store', 'TaskId' }
        @{ Name = 'Stop-TrackRun'; Output = 'System.Int32', 'Tracking.TrackRun'; Changes = $true; Positions = 'TaskId'; ByName = 'RunId', 'Store', 'TaskId'; Mandatory = 'Failed', 'Unfinished' }
        @{ Name = 'Get-TrackRun'; Output = 'Tracking.TrackRun'; Positions = 'TaskId'; ByValue = 'Store'; ByName = 'RunId', 'Store', 'TaskId' }
        @{ Name = 'Invoke-TrackRun'; Output = 'System.Object'; Changes = $true; Positions = 'TaskId', 'ScriptBlock'; Mandatory = 'ScriptBlock', 'TaskId' }
        @{ Name = 'Invoke-TrackStep'; Output = 'System.Object'; Changes = $true; Positions = 'Name', 'ScriptBlock'; Mandatory = 'Name', 'ScriptBlock' }
        @{ Name = 'Get-TrackTask'; Output = 'Tracking.TrackTask'; Positions = 'TaskId'; ByValue = 'Store'; ByName = 'Store', 'TaskId' }
        @{ Name = 'Get-TrackUser'; Output = 'Tracking.TrackUser'; Positions = 'TaskId', 'UserName'; ByValue = 'Store'; ByName = 'Store', 'TaskId', 'UserName' }
        @{ Name = 'Update-TrackIndex'; Changes = $true; Positions = 'Store'; ByValue = 'Store'; ByName = 'Store' }
        @{ Name = 'Open-TrackStore'; Output = 'Tracking.TrackStore'; Changes = $true; Positions = 'Path'; ByValue = 'Path'; ByName = 'Path'; Mandatory = 'ConnectionString', 'InMemory', 'Path' }
        @{ Name = 'Close-TrackStore'; Changes = $true; Positions = 'Store'; ByValue = 'Store'; ByName = 'Store' }
        @{ Name = 'Get-TrackStore'; Output = 'Tracking.TrackStore'; Mandatory = 'ListAvailable', 'Open' }
        @{ Name = 'Optimize-TrackStore'; Output = 'Tracking.OptimizedTrackStore'; Changes = $true; Positions = 'Store'; ByValue = 'Store'; ByName = 'Store' }
        @{ Name = 'Remove-TrackStore'; Changes = $true; Positions = 'Path'; ByValue = 'Store'; ByName = 'Store'; Mandatory = 'Path', 'Store' }
    ) | ForEach-Object { $none = @{ Output = @(); Changes = $false; Positions = @(); ByValue = @(); ByName = @(); Mandatory = @() }; foreach ($key in $_.Keys) { $none[$key] = $_[$key] }; $none }
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
}

Describe 'Under -Confirm' {
    It 'a session that cannot answer changes nothing' {
        $child = Invoke-Pwsh -Environment @{ TRACKING_STORE = ':memory:' } {
            $null = Save-UserTrack a001 @{ k = 1 }
            try { Remove-Track 1 -Confirm } catch { 'refused' }
            (Search-Track).Data.k
        }
        $child.Output -split '\r?\n' | Select-Object -Last 2 | Should -BeExactly @('refused', '1')
    }
}
