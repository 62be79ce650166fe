# Runs and stores over several sessions: rules 1.1 to 1.8, 3.10 and 4.16.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
    Import-Module "$PSScriptRoot/ChildProcesses.psm1"
}

Describe 'Runs that tell the truth' {
    BeforeEach {
        $path = "$(New-TestFolder)/s.json"
    }

    AfterEach {
        Get-TrackStore -Open | Close-TrackStore
    }

    It 'run in another process until that is killed' {
        $child = Start-ScriptHost
        try {
            $null = Invoke-ScriptHost $child "`$null = Open-TrackStore '$path'; `$null = Start-TrackRun a1; `$null = Save-UserTrack a2 @{ n = 1 }"
            (Get-TrackRun -Store $path).Status | Should -Be @('Running', 'Open')
        }
        finally {
            $null = Stop-Child $child
        }
        (Get-TrackRun -Store $path).Status | Should -Be @('Abandoned', 'Open')
        # Whoever holds the file now is not who began the run.
        $null = Open-TrackStore $path
        (Get-TrackRun).Status | Should -Be @('Abandoned', 'Open')
    }
}
