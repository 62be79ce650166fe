# What build.ps1 makes of the runners' reports. A red test is a red build, and so is a file whose
# discovery fails.

BeforeAll {
    Import-Module "$PSScriptRoot/../runner/ChildPwsh.psm1", "$PSScriptRoot/../runner/TestRecord.psm1", "$PSScriptRoot/../mutation/MutationReport.psm1"

    # Outcome and name of each, to compare at a glance.
    function Get-RecordText([object[]] $Record) {
        $Record | ForEach-Object { "$($_.Outcome) $($_.Name)" }
    }
}

Describe 'The records of a Pester run' {
    BeforeAll {
        $folder = (New-Item -ItemType Directory -Path "TestDrive:/suite").FullName
        $suite = @{
            Parse     = "Describe 'parse' { It 'x' {"
            Discovery = "Describe 'discovery' { throw 'no luck'; It 'x' { } }"
            Outer     = "AfterAll { throw 'outer' }; Describe 'outer' { It 'x' { } }"
            Before    = "Describe 'before' { BeforeAll { throw 'first' }; It 'x' { } }"
            After     = "Describe 'after' { AfterAll { throw 'last' }; It 'x' { } }"
            Plain     = @'
Describe 'plain' {
    It 'passes' { }
    It 'fails' { 1 | Should -Be 2 }
    It 'is skipped' { Set-ItResult -Skipped -Because 'there is no disk' }
    It 'is inconclusive' { Set-ItResult -Inconclusive }
}
'@
        }
        foreach ($name in $suite.Keys) {
            Set-Content -LiteralPath "$folder/$name.Tests.ps1" -Value $suite[$name]
        }

        $report = Join-Path $folder 'report.json'
        $pwsh = Get-PwshCommand
        $null = & $pwsh.FilePath @($pwsh.Arguments) -NoProfile -File "$PSScriptRoot/../runner/Invoke-PesterRun.ps1" `
            -PesterModule (Join-Path (Get-Module Pester).ModuleBase 'Pester.psd1') -TestPath $folder -ReportPath $report
        $records = @(Read-TestRecord -Runner Pester -Path $report)
    }

    It 'hold each test' {
        $tests = Get-RecordText $records
        $tests | Should -Contain 'Passed plain.passes'
        $tests | Should -Contain 'Failed plain.fails'
        $tests | Should -Contain 'Skipped plain.is skipped'
        $tests | Should -Contain 'Failed plain.is inconclusive'
        $tests | Should -Contain 'Failed before.x'
    }

    It 'say why a test failed and where, or why it was skipped' {
        ($records | Where-Object Name -EQ 'plain.fails').Message | Should -BeLike "Expected 2, but got 1.*Plain.Tests.ps1:3"
        ($records | Where-Object Name -EQ 'plain.is skipped').Message | Should -BeExactly 'there is no disk'
    }

    It 'fail for <Name>, which no test shows' -ForEach @(
        @{ Name = 'a file that cannot be parsed'; Record = '*Parse.Tests.ps1 (file)'; Message = "*Missing closing '}'*" }
        @{ Name = 'a file that cannot be discovered'; Record = '*Discovery.Tests.ps1 (file)'; Message = 'no luck*' }
        @{ Name = 'the outermost AfterAll'; Record = '*Outer.Tests.ps1 (file)'; Message = 'outer*' }
        @{ Name = 'a BeforeAll'; Record = 'before (*'; Message = 'first*' }
        @{ Name = 'an AfterAll'; Record = 'after (*'; Message = 'last*' }
    ) {
        $found = @($records | Where-Object Name -Like $Record)
        $found | Should -HaveCount 1
        $found.Outcome | Should -Be 'Failed'
        $found.Message | Should -BeLike $Message
    }
}

Describe 'The records of an xunit run' {
    BeforeAll {
        $report = Join-Path 'TestDrive:' 'xunit.json'
        Set-Content -LiteralPath $report -Value @'
{ "results": {
    "extra": { "suites": [ { "errors": [ { "name": "A", "type": "test-class-cleanup", "message": "Dispose threw" } ] } ] },
    "tests": [
      { "name": "A.Passes", "status": "passed" },
      { "name": "A.Fails", "status": "failed", "message": "Expected: 1", "trace": "  at A.Fails()" },
      { "name": "A.Waits", "status": "skipped", "message": "needs a disk" },
      { "name": "A.WasNotAskedFor", "status": "other" } ] } }
'@
        $records = @(ConvertFrom-CtrfReport -Runner xunit -Path $report)
    }

    It 'hold each test that ran, and each fault outside of one' {
        Get-RecordText $records |
            Should -Be 'Passed A.Passes', 'Failed A.Fails', 'Skipped A.Waits', 'Failed A (test-class-cleanup)'
    }

    It 'say why' {
        $records.Message | Should -Be '', "Expected: 1`n  at A.Fails()", 'needs a disk', 'Dispose threw'
    }
}

Describe 'A run that no test shows to have failed' {
    BeforeAll {
        $passed = New-TestRecord -Runner r -Name a -Outcome Passed
        $skipped = New-TestRecord -Runner r -Name b -Outcome Skipped
        $failed = New-TestRecord -Runner r -Name c -Outcome Failed
    }

    It 'fails without a report' {
        (ConvertFrom-CtrfReport -Runner r -Path 'TestDrive:/none').Outcome | Should -Be 'Failed'
        (Read-TestRecord -Runner r -Path 'TestDrive:/none').Outcome | Should -Be 'Failed'
    }

    It 'fails when nothing ran, or everything was skipped' {
        (Get-RunnerFailure -Runner r -Record @()).Outcome | Should -Be 'Failed'
        (Get-RunnerFailure -Runner r -Record $skipped).Outcome | Should -Be 'Failed'
    }

    It 'may have run nothing when tests were asked for by name' {
        Get-RunnerFailure -Runner r -Record @() -Filtered | Should -BeNullOrEmpty
    }

    It 'fails when its exit code says so' {
        (Get-RunnerFailure -Runner r -Record $passed -ExitCode 134).Message | Should -BeLike '*134*'
    }

    It 'is not counted twice when a test has failed' {
        Get-RunnerFailure -Runner r -Record $passed, $failed -ExitCode 1 | Should -BeNullOrEmpty
    }

    It 'has not failed when a test passed' {
        Get-RunnerFailure -Runner r -Record $passed, $skipped | Should -BeNullOrEmpty
    }
}

Describe 'The summary' {
    It 'ends with the counts, after the names of what failed and what was skipped' {
        $text = Write-TestSummary @(
            New-TestRecord -Runner r -Name a -Outcome Passed
            New-TestRecord -Runner r -Name b -Outcome Passed
            New-TestRecord -Runner r -Name c -Outcome Failed -Message 'because'
            New-TestRecord -Runner r -Name d -Outcome Skipped -Message 'no disk'
        ) 6>&1 | Out-String
        $text | Should -BeLike '*Skipped:*r: d*no disk*Failed:*r: c*because*'
        ($text.TrimEnd() -split '\r?\n')[-1] | Should -BeExactly '2 passed, 1 failed, 1 skipped'
    }
}

Describe 'The mutants of a report' {
    BeforeAll {
        $report = Join-Path 'TestDrive:' 'mutation.json'
        Set-Content -LiteralPath $report -Value @"
{ "files": {
    "/somewhere/src/Tracking.Core/State/A.cs": { "mutants": [
      { "mutatorName": "Equality mutation", "replacement": "a <\n    b", "status": "Survived", "location": { "start": { "line": 12 } } },
      { "mutatorName": "String mutation", "replacement": "\"\"", "status": "NoCoverage", "location": { "start": { "line": 7 } } },
      { "mutatorName": "Block removal mutation", "replacement": "{}", "status": "Killed", "location": { "start": { "line": 1 } } },
      { "mutatorName": "Block removal mutation", "replacement": "{}", "status": "CompileError", "location": { "start": { "line": 2 } } },
      { "mutatorName": "Block removal mutation", "replacement": "{}", "status": "Ignored", "location": { "start": { "line": 3 } } } ] },
    "/somewhere/src/Tracking.Core/Disk/LineDisk.cs": { "mutants": [
      { "mutatorName": "Update mutation", "replacement": "i--", "status": "Timeout", "location": { "start": { "line": 1 } } } ] } } }
"@
        $mutants = @(Read-MutationReport $report)
    }

    It 'are those that were, or could have been, put to the test' {
        $mutants.Outcome | Should -Be 'Survived', 'NoCoverage', 'Killed', 'Timeout'
        $mutants.Folder | Should -Be 'State', 'State', 'State', 'Disk'
    }

    It 'give a score: of a hundred, how many a test noticed' {
        Get-MutationScore $mutants | Should -Be 50
        Get-MutationScore $mutants[0..2] | Should -Be 33.33
        Get-MutationScore @() | Should -Be 0
    }

    It 'are listed when no test noticed them, by file and line, before the scores' {
        $text = Write-MutationSummary $mutants 6>&1 | Out-String
        $text | Should -BeLike '*State/A.cs:7: NoCoverage, String: ""*State/A.cs:12: Survived, Equality: a < b*Disk*100*State*33*all*50*'
    }
}

Describe 'A child process' {
    It 'is a PowerShell of this version' {
        $pwsh = Get-PwshCommand
        & $pwsh.FilePath @($pwsh.Arguments) -NoProfile -Command '"$($PSVersionTable.PSVersion)"' | Should -Be "$($PSVersionTable.PSVersion)"
    }

    It 'sees variables that its caller gets back afterwards' {
        $env:TRACKING_BUILD_A = 'mine'
        $env:TRACKING_BUILD_B = $null
        $seen = Invoke-WithEnvironment @{ TRACKING_BUILD_A = $null; TRACKING_BUILD_B = 'yours' } { "$env:TRACKING_BUILD_A|$env:TRACKING_BUILD_B" }
        $seen | Should -BeExactly '|yours'
        "$env:TRACKING_BUILD_A|$env:TRACKING_BUILD_B" | Should -BeExactly 'mine|'
        $env:TRACKING_BUILD_A = $null
    }
}
