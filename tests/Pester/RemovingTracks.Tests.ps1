# Remove-Track where the user wants to be asked. All else about it: tests/Tracking.Tests/Removing.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
}

Describe 'Remove-Track' {
    It 'asks when the user wants to be asked about what it does' {
        $run = Invoke-Pwsh {
            $ConfirmPreference = 'Medium'
            $null = Open-TrackStore -InMemory -Confirm:$false
            $null = Save-UserTrack a001 @{ k = 1 } -Confirm:$false
            try { Remove-Track 1 } catch { $_.Exception.GetType().Name }
            @(Search-Track).Count
            Remove-Track 1 -Confirm:$false
            @(Search-Track).Count
        }
        ($run.Output -split '\r?\n')[-2, -1] | Should -BeExactly @('1', '0')
    }
}
