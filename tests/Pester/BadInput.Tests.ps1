# What a script cannot answer: rule 4.13. All else that is refused: tests/Tracking.Tests/BadInput.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
}

Describe 'A task id' {
    It 'that is missing is asked for, which a script cannot answer' {
        $child = Invoke-Pwsh { try { Save-UserTrack -Data @{ k = 2 } } catch { $_.FullyQualifiedErrorId } } -Environment @{ TRACKING_STORE = ':memory:' }
        $child.Output | Should -BeExactly 'MissingMandatoryParameter,Tracking.Commands.SaveUserTrackCommand'
    }
}
