# Rules 3.4 and 3.7: -WhatIf and -Confirm, where a real pwsh or the database's part is needed. All else: tests/Tracking.Tests/Cmdlets.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
}

Describe 'Under -WhatIf' {
    It 'no database is opened' {
        $stores = @(Get-TrackStore -Open)
        Open-TrackStore -ConnectionString 'Host=localhost;Database=none' -WhatIf | Should -BeNullOrEmpty
        @(Get-TrackStore -Open) | Should -Be $stores
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
