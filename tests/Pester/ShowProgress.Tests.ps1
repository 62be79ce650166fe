# Save-UserTrack -ShowProgress: one call both records and draws PowerShell's progress bar.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
    $manifest = [IO.Path]::GetFullPath("$PSScriptRoot/../../Tracking.psd1")

    # What a script draws, and what comes out of it, in a runspace of its own.
    function Invoke-Drawing([string] $Script, [hashtable] $Variables = @{}) {
        $shell = [powershell]::Create()
        foreach ($name in $Variables.Keys) { $shell.Runspace.SessionStateProxy.SetVariable($name, $Variables[$name]) }
        try {
            $output = $shell.AddScript("Import-Module '$manifest'; `$ErrorActionPreference = 'Stop'; $Script").Invoke()
            $bars = @($shell.Streams.Progress.ReadAll() | Where-Object Activity -NotLike 'Preparing modules*')
            @{ Output = @($output); Bars = $bars; Errors = @($shell.Streams.Error.ReadAll()) }
        }
        finally {
            $shell.Dispose()
        }
    }

    function Format-Bar([object[]] $Bar) {
        $Bar | ForEach-Object { "$($_.Activity) $($_.ActivityId) $($_.PercentComplete) '$($_.StatusDescription)' '$($_.CurrentOperation)' $($_.SecondsRemaining) $($_.RecordType)" }
    }
}

Describe 'Save-UserTrack -ShowProgress' {
    BeforeEach {
        $store = Open-TrackStore -InMemory
    }

    AfterEach {
        $store | Close-TrackStore
    }

    It 'draws what the data say, and takes the bar away at 100' {
        $drawn = Invoke-Drawing {
            $null = Start-TrackRun other
            Save-UserTrack hash @{ PercentComplete = 25; Status = 'reading'; CurrentOperation = 'a.txt'; SecondsRemaining = 90 } -ShowProgress
            Save-UserTrack hash @{ percentcomplete = 100 } -ShowProgress
        }
        $drawn.Output | Should -BeExactly @('0000001', '0000002')
        Format-Bar $drawn.Bars | Should -BeExactly @("hash 2 25 'reading' 'a.txt' 90 Processing", "hash 2 100 ' ' '' -1 Completed")
    }

    It 'draws nothing without the switch, with -WhatIf, and of data that say nothing of progress' {
        $drawn = Invoke-Drawing {
            Save-UserTrack hash @{ PercentComplete = 25 }
            Save-UserTrack hash @{ PercentComplete = 25 } -ShowProgress:$false
            Save-UserTrack hash @{ PercentComplete = 25 } -ShowProgress -WhatIf
            Save-UserTrack hash @{ file = 'a' } -ShowProgress
        }
        $drawn.Output | Should -HaveCount 3
        $drawn.Bars | Should -BeNullOrEmpty
    }

    It 'draws of odd values what can be drawn, and saves them as they are: <Name>' -ForEach @(
        @{ Name = 'a text'; Data = @{ PercentComplete = '25' }; Expected = "25 ' ' '' -1 Processing" }
        @{ Name = 'a fraction'; Data = @{ PercentComplete = 99.9 }; Expected = "99 ' ' '' -1 Processing" }
        @{ Name = 'too much'; Data = @{ PercentComplete = 1e300; SecondsRemaining = [long]::MaxValue }; Expected = "100 ' ' '' 2147483647 Completed" }
        @{ Name = 'too little'; Data = @{ PercentComplete = -5; SecondsRemaining = -5 }; Expected = "0 ' ' '' 0 Processing" }
        @{ Name = 'infinite'; Data = @{ PercentComplete = [double]::PositiveInfinity }; Expected = "100 ' ' '' -1 Completed" }
        @{ Name = 'no number'; Data = @{ PercentComplete = [double]::NaN; Status = 's' }; Expected = "-1 's' '' -1 Processing" }
        @{ Name = 'words'; Data = @{ PercentComplete = 'half'; Status = 's'; SecondsRemaining = 'soon' }; Expected = "-1 's' '' -1 Processing" }
        @{ Name = 'null'; Data = @{ PercentComplete = $null; Status = 's' }; Expected = "-1 's' '' -1 Processing" }
        @{ Name = 'lists and mappings'; Data = @{ PercentComplete = 1, 2; Status = @{ a = 1 }; CurrentOperation = @('x'); SecondsRemaining = 5 }; Expected = "-1 ' ' '' 5 Processing" }
        @{ Name = 'a number as a status'; Data = @{ PercentComplete = 5; Status = 7; CurrentOperation = '' }; Expected = "5 '7' '' -1 Processing" }
        @{ Name = 'a big number'; Data = @{ PercentComplete = [bigint]::Pow(10, 400) }; Expected = "100 ' ' '' -1 Completed" }
        @{ Name = 'bytes'; Data = @{ PercentComplete = [byte[]] (1, 2); Status = [byte[]] (1, 2); CurrentOperation = 'x' }; Expected = "-1 ' ' 'x' -1 Processing" }
    ) {
        $drawn = Invoke-Drawing 'Save-UserTrack hash $data -ShowProgress -ErrorAction Stop' @{ data = $Data }
        $drawn.Errors | Should -BeNullOrEmpty
        $drawn.Output | Should -BeExactly '0000001'
        Format-Bar $drawn.Bars | Should -BeExactly "hash 1 $Expected"
        (Search-Track).Data.Keys | Sort-Object | Should -BeExactly @($Data.Keys | Sort-Object)
    }

    It 'draws what is stored, with -Merge the old and the new' {
        $drawn = Invoke-Drawing {
            $null = Save-UserTrack hash @{ PercentComplete = 10; Status = 'reading' } -ShowProgress
            $null = Save-UserTrack hash @{ PercentComplete = 20 } -Merge -ShowProgress
        }
        Format-Bar $drawn.Bars | Should -BeExactly @("hash 1 10 'reading' '' -1 Processing", "hash 1 20 'reading' '' -1 Processing")
    }

    It 'draws each of what is piped, and goes on after one that cannot be saved' {
        $drawn = Invoke-Drawing {
            [pscustomobject] @{ PercentComplete = 50 }, 5, [pscustomobject] @{ PercentComplete = 100 } | Save-UserTrack hash -ShowProgress -PassThru -ErrorAction SilentlyContinue
        }
        $drawn.Output.RunId | Should -Be @(1, 1)
        $drawn.Bars.PercentComplete | Should -Be @(50, 100)
    }

    It 'works in pwsh -NonInteractive with redirected output' {
        $child = Invoke-Pwsh -Environment @{ TRACKING_STORE = ':memory:' } { 50, 100 | ForEach-Object { Save-UserTrack hash @{ PercentComplete = $_; Status = 'x' } -ShowProgress } }
        $child.Error | Should -BeNullOrEmpty
        $child.ExitCode | Should -Be 0
        $child.Output -split '\r?\n' | Should -BeExactly @('0000001', '0000002')
    }
}
