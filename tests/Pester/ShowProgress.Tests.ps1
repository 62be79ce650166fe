# Save-UserTrack -ShowProgress where nobody sees it. What it draws: tests/Tracking.Tests/Progress.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
}

Describe 'Save-UserTrack -ShowProgress' {
    It 'works in pwsh -NonInteractive with redirected output' {
        $child = Invoke-Pwsh -Environment @{ TRACKING_STORE = ':memory:' } { 50, 100 | ForEach-Object { Save-UserTrack hash @{ PercentComplete = $_; Status = 'x' } -ShowProgress } }
        $child.Error | Should -BeNullOrEmpty
        $child.ExitCode | Should -Be 0
        $child.Output -split '\r?\n' | Should -BeExactly @('0000001', '0000002')
    }
}
