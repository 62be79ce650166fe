# What a user sees: the tables and lists of module/Tracking.Format.ps1xml, at 100 columns.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"

    $noon = Get-Date '2024-05-06T12:00:00'
    $formerRendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'

    # The lines as they are printed, without the empty ones around them and the spaces behind them.
    function Get-Line {
        param([Parameter(ValueFromPipeline)] $InputObject)
        ($input | Out-String -Width 100) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }
    }
}

AfterAll {
    $PSStyle.OutputRendering = $formerRendering
}

Describe 'The status of a run' {
    BeforeAll {
        $path = "$(New-TestFolder)/runs.json"
        $null = Open-TrackStore $path
        foreach ($task in 'finished', 'stopped', 'failed', 'running') { $null = Start-TrackRun $task -TimeStamp $noon }
        $null = Stop-TrackRun finished -TimeStamp $noon.AddSeconds(7)
        $null = Stop-TrackRun stopped -Unfinished -TimeStamp $noon.AddSeconds(3723)
        $null = Stop-TrackRun failed -Failed -Message "the disk`nis full$([char] 27)[31m, $('x' * 60)" -TimeStamp $noon.AddDays(2).AddSeconds(11045)
        $e = [char] 27

        # The status of each run as it is rendered.
        function Get-Status { @(Get-TrackRun | Get-Line | Select-Object -Skip 2 | ForEach-Object { if ($_ -match '.*\d:\d\d:\d\d +(?:! )?(\S+)') { $Matches[1] } }) }
    }

    AfterEach {
        $PSStyle.OutputRendering = 'PlainText'
    }

    AfterAll {
        Close-TrackStore
    }

    It 'has no escape when colours are off, or not shown' {
        Get-Status | Should -BeExactly @('Finished', 'Stopped', 'Failed', 'Running')
        $PSStyle.OutputRendering = 'Ansi'
        $file = "$(New-TestFolder)/out.txt"
        $child = Invoke-Pwsh -Environment @{ NO_COLOR = $null; FILE = $path; OUT = $file } {
            Set-StrictMode -Version 3
            $PSStyle.OutputRendering = 'Host'
            Get-TrackRun -Store $env:FILE | Out-File $env:OUT
            Get-TrackRun -Store $env:FILE | ForEach-Object { [Tracking.TrackView]::Status($_) }
        }
        $child.Error | Should -BeNullOrEmpty
        $child.Output -split '\r?\n' | Should -BeExactly @('Finished', 'Stopped', 'Failed', 'Running')
        Get-Content $file -Raw | Should -Not -Match $e
    }
}
