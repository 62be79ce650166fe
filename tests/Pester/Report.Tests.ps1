# Export-TrackReport. What the page shows is tested in a browser: tests/Tracking.Report.Tests.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"

    function Get-ErrorId([scriptblock] $Script) {
        (Get-ErrorOf $Script).FullyQualifiedErrorId -replace ',.*'
    }

    # The numbers in the tiles of a report.
    function Get-Tile([string] $Path) {
        $tiles = @{}
        [regex]::Matches((Get-Content -LiteralPath $Path -Raw), '<dt>(.*?)</dt><dd>([\d,]+)</dd>') | ForEach-Object { $tiles[$_.Groups[1].Value] = [int] $_.Groups[2].Value }
        $tiles
    }
}

Describe 'Export-TrackReport' {
    BeforeEach {
        $folder = New-TestFolder
        $path = "$folder/report.html"
        $null = Open-TrackStore -InMemory
        1..3 | ForEach-Object { $null = Save-UserTrack backup @{ n = $_ } -TimeStamp "2026-03-0$_" }
        $null = Stop-TrackRun backup -Failed -Message 'the disk is full'
        $null = Save-UserTrack deploy @{ n = 9 } -TimeStamp '2026-03-09'
        $null = Start-TrackRun idle -TimeStamp '2026-03-20'
    }

    AfterEach {
        Get-TrackStore -Open | Close-TrackStore
    }

    It 'reports on the current store, with runs that have no tracks' {
        Export-TrackReport $path | Should -BeNullOrEmpty
        $tiles = Get-Tile $path
        $tiles.Tracks | Should -Be 4
        $tiles.Runs | Should -Be 3
        $tiles.Failed | Should -Be 1
        $tiles.Running | Should -Be 2
    }

    It 'reports on piped tracks and the runs that they belong to' {
        Search-Track deploy | Export-TrackReport $path
        $tiles = Get-Tile $path
        $tiles.Tracks | Should -Be 1
        $tiles.Runs | Should -Be 1
        Get-Content $path -Raw | Should -Not -Match 'backup'
    }

    It 'reports on nothing when nothing is piped' {
        Search-Track none | Export-TrackReport $path
        Get-Content $path -Raw | Should -Match 'No track and no run was found'
    }

    It 'reports on what -TaskId, -From and -To leave: <Expected>' -ForEach @(
        @{ Asked = @{ TaskId = 'b*' }; Expected = '3 1' }
        @{ Asked = @{ TaskId = 'backup', 'idle' }; Expected = '3 2' }
        @{ Asked = @{ From = '2026-03-02'; To = '2026-03-03' }; Expected = '2 1' }
        @{ Asked = @{ From = '2026-03-15' }; Expected = '0 3' }
        @{ Asked = @{ TaskId = $null }; Expected = ' ' }
    ) {
        Export-TrackReport $path @Asked
        $tiles = Get-Tile $path
        # A run that was stopped just now lasts until now.
        "$($tiles.Tracks) $($tiles.Runs)" | Should -BeExactly ($Expected -eq ' ' ? '0 0' : $Expected)
    }

    It 'reports on several stores, by path or piped, and counts each once' {
        1..2 | ForEach-Object { $null = Save-UserTrack a @{ n = $_ } -Store "$folder/one.json" }
        $null = Save-UserTrack a @{ n = 3 } -Store "$folder/two.json"
        Push-Location $folder
        Export-TrackReport given.html -Store one.json, "$folder/two.json", one.json
        Pop-Location
        (Get-Tile "$folder/given.html").Tracks | Should -Be 3
        "$folder/one.json", "$folder/two.json" | ForEach-Object { Open-TrackStore $_ -ReadOnly } | Export-TrackReport $path
        (Get-Tile $path).Tracks | Should -Be 3
        Get-Content $path -Raw | Should -Match '<th scope="col">Store</th>'
    }

    It 'reports on the tracks of a store that is gone, and says that their runs are not known' {
        $tracks = Search-Track backup
        Close-TrackStore
        $tracks | Export-TrackReport $path -WarningVariable warning -WarningAction SilentlyContinue
        $warning | Should -BeLike '*is closed*not in the report*'
        (Get-Tile $path).Tracks | Should -Be 3
    }

    It 'replaces a file that is there, and leaves it when it may not' {
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
    }

    It 'leaves what was there when it is broken off, and no file of its own' {
        Set-Content $path 'old'
        { Search-Track | ForEach-Object { if ($_.Number -eq 3) { throw 'stop' }; $_ } | Export-TrackReport $path } | Should -Throw 'stop'
        Get-Content $path | Should -BeExactly 'old'
        (Get-ChildItem $folder).Name | Should -BeExactly 'report.html'
    }

    It 'keeps who may read the file that it replaces, and follows links to it' -Skip:$IsWindows {
        Set-Content $path 'old'
        chmod 640 $path
        $null = New-Item -ItemType SymbolicLink "$folder/link.html" -Target $path
        (Export-TrackReport "$folder/link.html" -PassThru).FullName | Should -BeExactly $path
        (Get-Item "$folder/link.html").LinkTarget | Should -BeExactly $path
        (Get-Item $path).UnixFileMode | Should -Be ([IO.UnixFileMode] 'UserRead, UserWrite, GroupRead')
    }

    It 'says at once what is wrong with the path: <Place>' -ForEach @(
        @{ Place = 'none/report.html' }
        @{ Place = '.' }
        @{ Place = 'Variable:report' }
    ) {
        Push-Location $folder
        $fault = Get-ErrorOf { Search-Track | ForEach-Object { throw 'it has read' } | Export-TrackReport $Place }
        Pop-Location
        @($fault)[0].FullyQualifiedErrorId | Should -Match '^Track(Report|Store)PathInvalid,Tracking.Commands.ExportTrackReportCommand$'
    }

    It 'tells of a store that is not there, and writes nothing' {
        Get-ErrorId { Export-TrackReport $path -Store "$folder/none.json" } | Should -BeExactly 'TrackStoreNotFound'
        $path | Should -Not -Exist
    }

    It 'refuses a time that ends before it begins' {
        Get-ErrorId { Export-TrackReport $path -From '2026-03-02' -To '2026-03-01' } | Should -BeExactly 'TrackQueryInvalid'
    }

    It 'does nothing under -WhatIf' {
        Search-Track | Export-TrackReport $path -PassThru -WhatIf | Should -BeNullOrEmpty
        $path | Should -Not -Exist
    }

    It 'writes the report and says that it cannot be shown where nobody is' {
        # The tests' sessions are not interactive.
        $fault = Get-ErrorOf { Export-TrackReport $path -Show }
        $fault.FullyQualifiedErrorId | Should -BeExactly 'TrackReportNotShown,Tracking.Commands.ExportTrackReportCommand'
        $path | Should -Exist
    }

    It 'shows a bar while it reads many tracks' {
        $shell = [powershell]::Create()
        $null = $shell.AddScript({
                param($module, $path)
                Import-Module $module
                $track = Get-LastUserTrack deploy
                $end = [datetime]::Now.AddSeconds(1.5)
                & { while ([datetime]::Now -lt $end) { $track } } | Export-TrackReport $path
            }).AddArgument("$PSScriptRoot/../../Tracking.psd1").AddArgument($path)
        $null = $shell.Invoke()
        $bars = @($shell.Streams.Progress | Where-Object Activity -EQ 'Making the report')
        $shell.Dispose()
        $bars.Count | Should -BeGreaterThan 1
        $bars[-1].RecordType | Should -Be 'Completed'
    }
}

Describe 'What a report needs' {
    It 'is loaded by the first report, not by the module nor by what others do' {
        $child = Invoke-Pwsh {
            function Test-Loaded { [bool] ([AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -match '^(Tracking\.Report|OxyPlot)$') }
            Test-Loaded
            $null = Open-TrackStore -InMemory
            $null = Save-UserTrack a001 @{ n = 1 }
            Test-Loaded
            Export-TrackReport "$env:FOLDER/report.html"
            Test-Loaded
        } -Environment @{ FOLDER = New-TestFolder }
        $child.Error | Should -BeNullOrEmpty
        $child.Output -split '\r?\n' | Should -BeExactly 'False', 'False', 'True'
    }
}
