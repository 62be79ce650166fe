# Remove-Track: rules 3.11, 3.14, 4.1, 4.3, 4.11 and 4.15.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
    $noon = Get-Date '2024-05-06T12:00:00'
}

Describe 'Remove-Track' {
    BeforeEach {
        $store = Open-TrackStore -InMemory
        $null = Save-UserTrack a001 @{ k = 1 } -UserName u1 -TimeStamp $noon
        $null = Save-UserTrack a001 @{ k = 2 } -UserName u2 -TimeStamp $noon.AddHours(1)
        $null = Save-UserTrack a002 @{ k = 3 } -UserName u1 -TimeStamp $noon.AddHours(2)
    }

    AfterEach {
        $store | Close-TrackStore
    }

    Context '-WhatIf and -Confirm' {
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
}
