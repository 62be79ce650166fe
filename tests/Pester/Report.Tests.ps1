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

    It 'keeps who may read the file that it replaces, and follows links to it' -Skip:$IsWindows {
        Set-Content $path 'old'
        chmod 640 $path
        $null = New-Item -ItemType SymbolicLink "$folder/link.html" -Target $path
        (Export-TrackReport "$folder/link.html" -PassThru).FullName | Should -BeExactly $path
        (Get-Item "$folder/link.html").LinkTarget | Should -BeExactly $path
        (Get-Item $path).UnixFileMode | Should -Be ([IO.UnixFileMode] 'UserRead, UserWrite, GroupRead')
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
