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

Describe 'The module' {
    It 'exports its cmdlets and nothing else' {
        $module = Get-Module Tracking
        $module.ExportedCmdlets.Count | Should -Be 22
        $module.ExportedFunctions.Count | Should -Be 0
        $module.ExportedAliases.Count | Should -Be 0
        $module.ExportedVariables.Count | Should -Be 0
    }

    It 'has cmdlets with approved verbs only' {
        (Get-Command -Module Tracking).Verb | Should -BeIn (Get-Verb).Verb
    }
}

Describe '<Name>' -ForEach $cmdlets {
    BeforeAll {
        $command = Get-Command $Name -Module Tracking
        $common = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters
        # One row for each parameter in each set.
        $rows = @(foreach ($set in $command.ParameterSets) { $set.Parameters | Where-Object Name -NotIn $common })
    }

    It 'says what it returns' {
        @($command.OutputType | ForEach-Object Name) | Should -BeExactly @($Output)
    }

    It 'supports -WhatIf and -Confirm when it changes something, and only then' {
        $command.Parameters.ContainsKey('WhatIf') | Should -Be ([bool] $Changes)
        $command.Parameters.ContainsKey('Confirm') | Should -Be ([bool] $Changes)
    }

    It 'takes these parameters by position' {
        @($rows | Where-Object Position -GE 0 | Sort-Object Position -Unique | ForEach-Object Name) | Should -BeExactly @($Positions)
    }

    It 'takes these parameters from the pipeline' {
        @($rows | Where-Object ValueFromPipeline | ForEach-Object Name | Sort-Object -Unique) | Should -BeExactly @($ByValue)
        @($rows | Where-Object ValueFromPipelineByPropertyName | ForEach-Object Name | Sort-Object -Unique) | Should -BeExactly @($ByName)
    }

    It 'requires what it cannot do without' {
        @($rows | Where-Object IsMandatory | ForEach-Object Name | Sort-Object -Unique) | Should -BeExactly @($Mandatory)
    }

    It 'has -Store where it works in a store' {
        $command.Parameters.ContainsKey('Store') | Should -Be ($Name -notin 'Expand-Track', 'Open-TrackStore', 'Get-TrackStore', 'Invoke-TrackStep')
    }
}

Describe 'Under -WhatIf' {
    BeforeAll {
        $folder = New-TestFolder
        $path = "$folder/s.json"
        $store = Open-TrackStore $path
        $null = Save-UserTrack a001 @{ k = 1 }
        $track = Search-Track
        $null = Open-TrackStore "$folder/closed.json"
        Close-TrackStore
        $null = Open-TrackStore $path
        $before = [IO.File]::ReadAllBytes($path)
    }

    AfterAll {
        $store | Close-TrackStore
    }

    It 'nothing is returned and nothing done: <Script>' -ForEach @(
        @{ Script = { Save-UserTrack a001 @{ k = 2 } -WhatIf } }
        @{ Script = { Save-UserTrack a002 @{ k = 2 } -PassThru -WhatIf } }
        @{ Script = { Save-UserTrack a001 @{ k = 2 } -Update -WhatIf } }
        @{ Script = { Save-UserTrack a001 @{ k = 2 } -Store "$folder/new.json" -WhatIf } }
        @{ Script = { @{ k = 2 }, @{ k = 3 } | Save-UserTrack a001 -WhatIf } }
        @{ Script = { Start-TrackRun a001 -WhatIf } }
        @{ Script = { Start-TrackRun -PassThru -WhatIf } }
        @{ Script = { Start-TrackRun a001 -Store "$folder/new.json" -WhatIf } }
        @{ Script = { Stop-TrackRun a001 -WhatIf } }
        @{ Script = { Stop-TrackRun -RunId 1 -PassThru -WhatIf } }
        @{ Script = { Get-TrackRun | Stop-TrackRun -WhatIf } }
        @{ Script = { Invoke-TrackRun a001 { 'never' } -WhatIf } }
        @{ Script = { Invoke-TrackRun a001 -Resume { 'never' } -WhatIf } }
        @{ Script = { Invoke-TrackRun a001 { 'never' } -Store "$folder/new.json" -WhatIf } }
        @{ Script = { Invoke-TrackStep a001 { 'never' } -WhatIf } }
        @{ Script = { Copy-Track "$folder/new.json" -WhatIf } }
        @{ Script = { Copy-Track "$folder/closed.json" -PassThru -WhatIf } }
        @{ Script = { Search-Track | Copy-Track "$folder/new.json" -WhatIf } }
        @{ Script = { Remove-Track 1 -WhatIf } }
        @{ Script = { Search-Track | Remove-Track -WhatIf } }
        @{ Script = { Update-TrackIndex -WhatIf } }
        @{ Script = { Optimize-TrackStore -WhatIf } }
        @{ Script = { Optimize-TrackStore "$folder/closed.json" -WhatIf } }
        @{ Script = { Close-TrackStore -WhatIf } }
        @{ Script = { Open-TrackStore "$folder/new.json" -WhatIf } }
        @{ Script = { Open-TrackStore "$folder/closed.json" -WhatIf } }
        @{ Script = { Open-TrackStore "$folder/closed.json" -ReadOnly -WhatIf } }
        @{ Script = { Open-TrackStore -InMemory -WhatIf } }
        @{ Script = { Open-TrackStore -ConnectionString 'Host=localhost;Database=none' -WhatIf } }
        @{ Script = { Remove-TrackStore "$folder/closed.json" -WhatIf } }
    ) {
        $stores = @(Get-TrackStore -Open)
        & $Script | Should -BeNullOrEmpty
        [IO.File]::ReadAllBytes($path) | Should -Be $before
        (Get-ChildItem $folder).Name | Sort-Object | Should -BeExactly @('closed.json', 'closed.json.lock', 's.json', 's.json.lock')
        @(Get-TrackStore -Open) | Should -Be $stores
        Get-TrackStore | Should -Be $store
        $store.IsOpen | Should -BeExactly $true
        (Search-Track).Data.k | Should -Be 1
        (Get-TrackRun a001).Finished | Should -BeExactly $false
    }

    It 'the preference of the caller counts as the switch does' {
        $WhatIfPreference = $true
        Save-UserTrack a001 @{ k = 2 } | Should -BeNullOrEmpty
        Start-TrackRun a001 | Should -BeNullOrEmpty
        Search-Track | Remove-Track
        $WhatIfPreference = $false
        (Search-Track).Data.k | Should -Be 1
    }
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

Describe 'Expand-Track' {
    BeforeEach {
        $store = Open-TrackStore -InMemory
    }

    AfterEach {
        $store | Close-TrackStore
    }

    It 'gives flat objects with the metadata and a property for each data key, the same on all' {
        $noon = Get-Date '2024-05-06T12:00:00'
        $null = Save-UserTrack a001 ([ordered] @{ step = 'copy'; n = 1 }) -UserName u1 -TimeStamp $noon
        $null = Save-UserTrack a001 ([ordered] @{ N = 2; extra = @(1, 2) }) -UserName u1 -TimeStamp $noon
        $flat = @(Search-Track | Expand-Track)
        $flat.Count | Should -Be 2
        foreach ($row in $flat) {
            @($row.PSObject.Properties.Name) | Should -BeExactly @('Id', 'TaskId', 'RunId', 'UserName', 'TimeStamp', 'step', 'n', 'extra')
        }

        $flat[0].Id | Should -BeExactly '0000001'
        $flat[0].RunId | Should -Be 1
        $flat[0].TimeStamp | Should -Be $noon
        $flat[0].step | Should -BeExactly 'copy'
        $flat[0].extra | Should -BeExactly $null
        $flat[1].step | Should -BeExactly $null
        $flat[1].n | Should -Be 2
        $flat[1].extra | Should -Be @(1, 2)
        ($flat | ConvertTo-Csv)[0] | Should -BeExactly '"Id","TaskId","RunId","UserName","TimeStamp","step","n","extra"'
    }

    It 'keeps a data key that is called like one of the metadata, as Data.Id' {
        $null = Save-UserTrack a001 ([ordered] @{ id = 'mine'; TimeStamp = 'then' })
        $flat = Search-Track | Expand-Track
        $flat.Id | Should -BeExactly '0000001'
        $flat.'Data.id' | Should -BeExactly 'mine'
        $flat.'Data.TimeStamp' | Should -BeExactly 'then'
    }

    It 'keeps both a data key Id and a data key Data.Id' {
        $null = Save-UserTrack a001 ([ordered] @{ 'Data.Id' = 'one'; Id = 'two' })
        $flat = Search-Track | Expand-Track
        $flat.'Data.Id' | Should -BeExactly 'one'
        $flat.'Data.Data.Id' | Should -BeExactly 'two'
    }

    It 'keeps a data key that is empty, as Data., or has only spaces' {
        $null = Save-UserTrack a001 ([ordered] @{ ' ' = 1; '' = 2 })
        $flat = Search-Track | Expand-Track
        $flat.' ' | Should -Be 1
        $flat.'Data.' | Should -Be 2
    }

    It 'gives nothing for nothing, and refuses what is no track' {
        Search-Track | Expand-Track | Should -BeNullOrEmpty
        5 | Expand-Track -ErrorAction SilentlyContinue -ErrorVariable fault | Should -BeNullOrEmpty
        $fault.FullyQualifiedErrorId | Should -BeExactly 'InputObjectNotBound,Tracking.Commands.ExpandTrackCommand'
    }
}
