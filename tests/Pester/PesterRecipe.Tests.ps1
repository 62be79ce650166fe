# The recipe of about_Tracking_Scripts: each test's result and duration become tracks of a run, and a query finds the flaky tests of the last
# runs. The help's own test runs it on made-up results; here a real suite goes through it.

BeforeAll {
    Import-Module "$PSScriptRoot/TestHelpers.psm1"
    $topic = [IO.File]::ReadAllText("$PSScriptRoot/../../module/en-US/about_Tracking_Scripts.help.txt")

    # A statement of the topic: from the prompt that it begins at to the next one, without the prompts.
    function Get-Recipe([string] $Start) {
        $topic -match "(?m)^ +PS> ($([regex]::Escape($Start)).*\n( +>>.*\n)*)" | Should -BeTrue
        $Matches[1] -replace '(?m)^ +>> ?'
    }
}

Describe 'The recipe for Pester suites' {
    BeforeAll {
        $folder = New-TestFolder
        # Flaky fails in each second run, and in another way than broken and skipped ones.
        Set-Content "$folder/Sample.Tests.ps1" @'
Describe 'Sample' {
    It 'passes <_>' -ForEach 1, 2 { }
    It 'is flaky' { [int] $env:ROUND % 2 | Should -Be 1 }
    It 'is broken' { throw "it's broken" }
    It 'is skipped' -Skip { }
}
'@
        $child = Invoke-Pwsh -Environment @{ TRACKING_HOME = $folder; PESTER_MODULE = (Get-Module Pester).Path; SUITE = "$folder/Sample.Tests.ps1" } -WorkingDirectory $folder @"
            Import-Module `$env:PESTER_MODULE
            $(Get-Recipe 'function Save-TestResult')
            foreach (`$env:ROUND in 1..4) {
                `$result = Invoke-Pester `$env:SUITE -PassThru -Output None
                Save-TestResult `$result ./tests.json
            }
            $(Get-Recipe '$last = Get-TrackRun pester')
            $(Get-Recipe '$last | Search-Track pester')
"@
    }

    It 'runs' {
        $child.Error | Should -BeNullOrEmpty
        $child.ExitCode | Should -Be 0
    }

    It 'finds the test that is flaky, and no other' {
        $child.Output | Should -BeExactly 'Sample.is flaky: Passed Failed Passed Failed'
    }

    It 'records result, duration and error of each test, as tracks of one run a suite' {
        $runs = @(Get-TrackRun pester -All -Store "$folder/tests.json")
        $runs.Status | Should -Be @('Failed', 'Failed', 'Failed', 'Failed')
        $tests = @($runs[0] | Search-Track -Store "$folder/tests.json" | Expand-Track)
        $tests | ForEach-Object { "$($_.Test): $($_.Result)" } | Should -BeExactly @('Sample.passes 1: Passed', 'Sample.passes 2: Passed', 'Sample.is flaky: Passed', 'Sample.is broken: Failed', 'Sample.is skipped: Skipped')
        $tests.Duration | ForEach-Object { $_ | Should -BeOfType ([timespan]) }
        $tests[3].Error | Should -BeLike "*it's broken*"
        $tests[0].Error | Should -BeExactly ''
    }
}
