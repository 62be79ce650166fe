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

    It 'works in pwsh -NonInteractive with redirected output' {
        $child = Invoke-Pwsh -Environment @{ TRACKING_STORE = ':memory:' } { 50, 100 | ForEach-Object { Save-UserTrack hash @{ PercentComplete = $_; Status = 'x' } -ShowProgress } }
        $child.Error | Should -BeNullOrEmpty
        $child.ExitCode | Should -Be 0
        $child.Output -split '\r?\n' | Should -BeExactly @('0000001', '0000002')
    }
}
