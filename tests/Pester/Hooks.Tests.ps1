# Rules 13.1 to 13.3 where a real pwsh is needed: exit codes, and the end of a process. All else: tests/Tracking.Tests/Hooks.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
}

Describe 'A hook' {
    It 'that <Hook> leaves the exit code <Code> of a script' -ForEach @(
        @{ Code = 7; Hook = 'exit 3' }
        @{ Code = 7; Hook = 'throw "no route"' }
        @{ Code = 0; Hook = 'exit 3' }
        @{ Code = 0; Hook = 'sh -c "exit 4"' }
    ) {
        $file = "$(New-TestFolder)/s.json"
        $child = Invoke-Pwsh -Environment @{ TRACKING_STORE = $file; TRACKING_ON_END = 'sh -c "exit 9"'; CODE = "$Code"; HOOK = $Hook } {
            Invoke-TrackRun a001 { 'last'; exit $env:CODE } -OnEnd ([scriptblock]::Create($env:HOOK)) 3> $null
            'never'
        }
        $child.ExitCode | Should -Be $Code
        $child.Output | Should -BeExactly 'last'
        $child.Error | Should -BeNullOrEmpty
        (Get-TrackRun a001 -Store $file).Status | Should -Be ($Code ? 'Failed' : 'Finished')
        (Get-TrackRun OnEnd -Store $file).Status | Should -BeIn 'Failed', 'FinishedWithErrors'
        (Get-TrackRun TRACKING_ON_END -Store $file).Message | Should -BeExactly 'exit code 9'
    }

    It 'is not run when the process is killed' {
        $folder = New-TestFolder
        $null = Invoke-Pwsh -Environment @{ TRACKING_STORE = "$folder/s.json"; TRACKING_ON_END = "touch $folder/program" } {
            Invoke-TrackRun a001 { Stop-Process -Id $PID -Force; Start-Sleep 1000 } -OnEnd { New-Item "$env:TRACKING_STORE.hook" }
        }
        (Get-TrackRun -Store "$folder/s.json").Status | Should -Be 'Abandoned'
        (Get-ChildItem $folder).Name | Should -BeExactly 's.json'
    }
}
